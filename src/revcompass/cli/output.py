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
