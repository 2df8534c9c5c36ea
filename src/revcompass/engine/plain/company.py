"""A company's records as plain Python values: what the plain ledgers read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import duckdb

from revcompass.domain.period import Calendar, Period
from revcompass.domain.records import TABLES

Record = Mapping[str, object]
"""One row by column name; a missing key is a missing value.

Canonical columns hold str, date, datetime, int (AMOUNT in units, INTEGER, RATE × 10⁸), Decimal or
bool; a MOMENT `m` has its day in the book's zone beside it as `m_day`; extra columns hold str.
"""

_ONE_DAY = timedelta(days=1)
_OWN_TO_THE_STORE = {"row", "file_id", "line"}


@dataclass(frozen=True)
class Company:
    """Everything the ledgers of one book are made of."""

    currency: str
    calendar: Calendar
    data_as_of: date
    stages: tuple[str, ...]
    tables: Mapping[str, Sequence[Record]]

    def rows(self, table: str) -> Sequence[Record]:
        """The records of a table; none where nothing was loaded."""
        return self.tables.get(table, ())

    def by_key(self, table: str) -> dict[str, Record]:
        """The records of a table by the first column of their key."""
        key = TABLES[table].key[0]
        return {text(row, key): row for row in self.rows(table)}


def company_from_snapshot(
    con: duckdb.DuckDBPyConnection,
    currency: str,
    calendar: Calendar,
    data_as_of: date,
    stages: tuple[str, ...],
) -> Company:
    """Read the canonical tables of a snapshot into memory."""
    tables: dict[str, Sequence[Record]] = {}
    for name in TABLES:
        found = con.execute(f'SELECT * FROM "{name}" ORDER BY "row"')
        columns = [column[0] for column in found.description or ()]
        tables[name] = [
            {
                column: value
                for column, value in zip(columns, row, strict=True)
                if value is not None and column not in _OWN_TO_THE_STORE
            }
            for row in found.fetchall()
        ]
    return Company(currency, calendar, data_as_of, stages, tables)


def day(row: Record, column: str) -> date | None:
    """The day in a column, if there is one."""
    value = row.get(column)
    if value is None or isinstance(value, date):
        return value
    raise TypeError(f"{column} holds no day: {value!r}")


def whole(row: Record, column: str) -> int | None:
    """The whole number in a column, if there is one."""
    value = row.get(column)
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"{column} holds no whole number: {value!r}")


def quantity(row: Record, column: str) -> Decimal | None:
    """The decimal in a column, if there is one."""
    value = row.get(column)
    if value is None or isinstance(value, Decimal):
        return value
    raise TypeError(f"{column} holds no decimal: {value!r}")


def optional_text(row: Record, column: str) -> str | None:
    """The text in a column, if there is one."""
    value = row.get(column)
    return None if value is None else str(value)


def text(row: Record, column: str) -> str:
    """The text of a required column."""
    return str(row[column])


def closing_day(period: Period, cut: date) -> date:
    """The period's last day, or the cut where the period runs to date."""
    return min(period.last_day, cut)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    while first <= last:
        yield first
        first += _ONE_DAY


def day_before(today: date) -> date:
    """Yesterday."""
    return today - _ONE_DAY
