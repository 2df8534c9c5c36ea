"""Where records stand, and what a person recognises them by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pyarrow as pa

from revcompass.domain.money import decimal_text, unit_digits
from revcompass.domain.records import TABLES
from revcompass.engine.sql import name, names
from revcompass.engine.tables import Tables

_TELLING = {
    "subscriptions": (
        "plan",
        "starts_on",
        "ends_on",
        "amount",
        "unit_amount",
        "quantity",
        "interval",
        "currency",
        "status",
    ),
    "opportunities": ("stage", "outcome", "created_at", "closed_at", "amount", "currency"),
    "leads": ("created_at", "channel", "mql_at", "vetted_at", "handed_over_at"),
    "spend": ("date", "from", "to", "category", "kind", "channel", "amount", "currency"),
    "usage": ("occurred_at", "feature", "count"),
    "answers": ("survey", "audience", "answered_at", "scale", "score", "answer"),
    "accounts": ("name", "segment"),
    "targets": ("value", "author", "objective"),
}

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Description:
    """A record's key and a few telling columns, as text."""

    key: str
    fields: dict[str, str | None]


def placed(tables: Tables, table: str, rows: Iterable[int]) -> dict[int, Place]:
    """The file and line of each record, by row."""
    found = _matching(
        tables,
        rows,
        f"""SELECT r.row, f.path, r.line FROM {name(table)} r
        JOIN traced_rows t ON t.row = r.row JOIN files f ON f.file_id = r.file_id""",
    )
    return {row: (path, line) for row, path, line in found}


def described(tables: Tables, table: str, rows: Iterable[int]) -> dict[int, Description]:
    """The key and telling columns of each record, by row; amounts in their own currency."""
    canonical, telling = TABLES[table], _TELLING[table]
    columns = tuple(dict.fromkeys((*canonical.key, *telling)))
    found = _matching(
        tables,
        rows,
        f"""SELECT {names(columns, "r.")}r.row FROM {name(table)} r
        JOIN traced_rows t ON t.row = r.row""",
    )
    described = {}
    for *values, row in found:
        record = dict(zip(columns, values, strict=True))
        currency = record.get("currency")
        texts = {
            column: _text(value, currency if column in canonical.amounts else None)
            for column, value in record.items()
        }
        key = " ".join(text for column in canonical.key if (text := texts[column]) is not None)
        described[row] = Description(key, {column: texts[column] for column in telling})
    return described


def _matching(tables: Tables, rows: Iterable[int], select: str) -> list[tuple[Any, ...]]:
    """Rows of a select that joins `traced_rows`."""
    wanted = pa.table({"row": pa.array(sorted(set(rows)), pa.int64())})
    with tables.con.cursor() as own:  # whoever asked may still be reading a result
        own.register("traced_rows", wanted)
        return own.execute(select).fetchall()


def _text(value: object, currency: str | None) -> str | None:
    match value:
        case None:
            return None
        case int() if currency:
            return _money(value, currency)
        case Decimal():
            return decimal_text(Fraction(value))
        case datetime() | date():
            return value.isoformat()
    return str(value)


@lru_cache(maxsize=4096)
def _money(units: int, currency: str) -> str:
    """Prices repeat."""
    return decimal_text(Fraction(units, 10 ** unit_digits(currency)))
