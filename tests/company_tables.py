"""A company by hand, and the canonical tables of a store with its records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

import duckdb
import pyarrow as pa

from revcompass.domain.period import Calendar
from revcompass.domain.records import TABLES, Column, Kind
from revcompass.engine.plain.company import Company, Record

FIRST = date(2023, 12, 10)
LAST = date(2025, 4, 20)
"""The window of made companies: sixteen months with a leap day."""

STAGES = ("Qualify", "Propose", "Close")
MICRO = 1_000_000
"""Units of one euro or dollar."""


def company(
    *,
    currency: str = "EUR",
    as_of: date = LAST,
    fiscal_year_start: int = 1,
    stages: tuple[str, ...] = STAGES,
    **tables: Sequence[Record],
) -> Company:
    """A company of the given tables; a subscription without them is monthly, in the currency."""
    defaults: dict[str, object] = {"interval": "month", "currency": currency}
    if "subscriptions" in tables:
        tables["subscriptions"] = [{**defaults, **row} for row in tables["subscriptions"]]
    return Company(currency, Calendar(fiscal_year_start), as_of, stages, tables)


_TYPES = {
    Kind.DAY: "DATE",
    Kind.MOMENT: "TIMESTAMP",
    Kind.AMOUNT: "BIGINT",
    Kind.INTEGER: "BIGINT",
    Kind.RATE: "BIGINT",
    Kind.QUANTITY: "DECIMAL(18,6)",
    Kind.BOOLEAN: "BOOLEAN",
}
_ARROW = {
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
    "BOOLEAN": pa.bool_(),
    "VARCHAR": pa.string(),
}


def fill_tables(con: duckdb.DuckDBPyConnection, filled: Company) -> None:
    """Create the canonical tables of a snapshot with the company's records, in place of any before.

    Every record stands in file 1, on line row + 1.
    """
    con.execute(
        "CREATE OR REPLACE TABLE files (file_id INTEGER, source VARCHAR, path VARCHAR,"
        " sha256 VARCHAR, bytes BIGINT, lines BIGINT)"
    )
    con.execute("INSERT INTO files VALUES (1, 'made', 'made.csv', '', 0, 0)")
    con.execute(
        "CREATE OR REPLACE TABLE problems (ordinal BIGINT, code VARCHAR, params VARCHAR,"
        ' severity VARCHAR, file VARCHAR, line BIGINT, "column" VARCHAR, value VARCHAR,'
        " rows BIGINT)"
    )
    con.execute(
        "CREATE OR REPLACE TABLE coverage (table_name VARCHAR, read BIGINT, loaded BIGINT,"
        " set_aside BIGINT, skipped BIGINT, money_read VARCHAR, money_loaded VARCHAR,"
        " money_set_aside VARCHAR, money_skipped VARCHAR, unreadable_amounts BIGINT)"
    )
    for name in TABLES:
        _fill(con, name, filled.rows(name))


def _fill(con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Record]) -> None:
    types = {"row": "BIGINT", "file_id": "INTEGER", "line": "BIGINT"}
    for column in TABLES[name].columns:
        types |= _stored(column)
    for extra in sorted(set().union(*(record.keys() for record in rows)) - types.keys()):
        types[extra] = "VARCHAR"
    declared = ", ".join(f'"{column}" {type_}' for column, type_ in types.items())
    con.execute(f'CREATE OR REPLACE TABLE "{name}" ({declared})')
    if not rows:
        return
    moments = [c.name for c in TABLES[name].columns if c.kind is Kind.MOMENT]
    whole = [
        {"row": number, "file_id": 1, "line": number + 1, **with_days(record, moments)}
        for number, record in enumerate(rows, start=1)
    ]
    values = {
        column: pa.array([record.get(column) for record in whole], _ARROW[type_])
        for column, type_ in types.items()
    }
    con.register("filling", pa.table(values))
    con.execute(f'INSERT INTO "{name}" SELECT * FROM filling')
    con.unregister("filling")


def _stored(column: Column) -> dict[str, str]:
    stored = {column.name: _TYPES.get(column.kind, "VARCHAR")}
    if column.kind is Kind.MOMENT:
        stored[f"{column.name}_day"] = "DATE"
    return stored


def with_days(record: Record, moments: Sequence[str]) -> dict[str, object]:
    """The record with the day of each moment, where it is not there: that of its UTC time."""
    added = {
        f"{name}_day": moment.date()
        for name in moments
        if isinstance(moment := record.get(name), datetime)
    }
    return {**added, **record}


def at(day: date, hour: int = 9) -> datetime:
    """A moment (UTC) of that day."""
    return datetime.combine(day, time(hour))
