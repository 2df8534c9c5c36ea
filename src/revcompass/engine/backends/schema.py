"""Canonical tables that live in a schema of PostgreSQL, presented to the engine as they are.

Each becomes a temporary view under its canonical name. Nothing is copied and nothing is changed in
the schema. Amounts are units (10⁻⁴ minor units), rates × 10⁸, as in a snapshot (`domain/records`).
"""

from __future__ import annotations

from collections.abc import Mapping

from revcompass.domain.records import TABLES, Kind, Table
from revcompass.engine.backends.postgresql import PostgreSQL
from revcompass.engine.sql import name

_TYPES = {
    Kind.DAY: "DATE",
    Kind.MOMENT: "TIMESTAMP",
    Kind.AMOUNT: "BIGINT",
    Kind.INTEGER: "BIGINT",
    Kind.RATE: "BIGINT",
    Kind.QUANTITY: "NUMERIC(18, 6)",
    Kind.BOOLEAN: "BOOLEAN",
}
_TEXTS = ("text", "character varying", "character")


def present(session: PostgreSQL, schema: str) -> None:
    """Make the schema's canonical tables readable under their names; those it lacks are empty.

    A column it lacks is empty too; further text columns are kept and can be sliced by. Where rows
    have no number (`row`), they are counted in the order of their key.
    """
    for table in TABLES.values():
        found = _columns(session, schema, table.name)
        session.run(f"CREATE TEMP VIEW {name(table.name)} AS {_select(table, schema, found)}")


def _columns(session: PostgreSQL, schema: str, table: str) -> Mapping[str, str]:
    rows = session.run(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position",
        [schema, table],
    ).fetchall()
    return dict(rows)


def _select(table: Table, schema: str, found: Mapping[str, str]) -> str:
    columns = {}
    for column in table.columns:
        kind = _TYPES.get(column.kind, "TEXT")
        columns[column.name] = _read(column.name, kind, found)
        if column.kind is Kind.MOMENT:
            day = f"{column.name}_day"
            source = day if day in found else column.name
            columns[day] = _read(source, "DATE", found)
    for extra, kind in found.items():
        if extra not in columns and kind in _TEXTS:
            columns[extra] = _read(extra, "TEXT", found)
    key = ", ".join(f"{columns[one]} NULLS FIRST" for one in table.key)
    counted = f"CAST(row_number() OVER (ORDER BY {key}) AS BIGINT)"
    columns = {
        "row": _read("row", "BIGINT", found) if "row" in found else counted,
        "file_id": _read("file_id", "INTEGER", found),
        "line": _read("line", "BIGINT", found),
        **columns,
    }
    listed = ", ".join(f"{text} AS {name(column)}" for column, text in columns.items())
    if not found:
        return f"SELECT {listed} WHERE FALSE"
    return f"SELECT {listed} FROM {name(schema)}.{name(table.name)} t"


def _read(column: str, kind: str, found: Mapping[str, str]) -> str:
    value = f"t.{name(column)}" if column in found else "NULL"
    text = f"CAST({value} AS {kind})"
    return f'({text} COLLATE "C")' if kind == "TEXT" else text
