"""Answers as data: JSON, CSV and tab-separated text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from revcompass.cli.options import Form
from revcompass.cli.session import Session
from revcompass.words.comma import Cell, csv_text, tabbed_text

Table = tuple[Sequence[str], Sequence[Sequence[Cell]]]


def write_json(session: Session, document: Mapping[str, Any]) -> None:
    """Print a document as it is."""
    session.write(json.dumps(document, ensure_ascii=False, indent=2))


def write_table(session: Session, form: Form, table: Table) -> None:
    """Print rows as CSV or, for `Form.PLAIN`, separated by tabs."""
    heads, rows = table
    session.write(csv_text(heads, rows) if form is Form.CSV else tabbed_text(heads, rows))


def write_listed(session: Session, form: Form, found: Sequence[Mapping[str, object]]) -> None:
    """As JSON, or a line each with a tab between the fields."""
    if form is Form.JSON:
        write_json(session, {"schema": "revcompass.access/1", "entries": found})
        return
    for one in found:
        session.write("\t".join(_told(value) for value in one.values()))


def _told(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{k}={','.join(v or '-' for v in vs)}" for k, vs in value.items()) or "*"
    return str(value).lower() if isinstance(value, bool) else str(value)
