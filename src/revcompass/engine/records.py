"""Small reads of canonical records that other floors need as they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from revcompass.domain.records import TABLES
from revcompass.engine.backends import Backend
from revcompass.engine.prepare import columns_of
from revcompass.engine.sql import name
from revcompass.engine.tables import Tables

TargetRow = tuple[str, str, str | None, date, Decimal, str | None, int]


def stored_targets(tables: Tables) -> list[TargetRow]:
    """Metric, period code, slice, day stored, value, objective, row; oldest first."""
    return tables.con.execute(
        """SELECT metric, period, slice, stored_at_day, value, objective, row FROM targets
        ORDER BY stored_at, row"""
    ).fetchall()


def rows_of(tables: Tables, table: str, source: str) -> int:
    """How many records of a table came from a source."""
    row = tables.con.execute(
        f"SELECT count(*) FROM {table} r JOIN files f ON f.file_id = r.file_id WHERE f.source = ?",
        [source],
    ).fetchone()
    return int(row[0]) if row else 0


def first_day(tables: Tables) -> date | None:
    """The first day of the calendar: that of the earliest event of any record."""
    ((first,),) = tables.con.execute("SELECT min(day) FROM calendar").fetchall()
    found: date | None = first
    return found


def note_filled_columns(con: Backend) -> None:
    """Count once, at the load, what every desk asks: which columns hold a value at all."""
    con.execute("CREATE TABLE filled_columns (table_name VARCHAR, column_name VARCHAR)")
    for table in TABLES:
        columns = columns_of(con, table)
        counts = ", ".join(f"count({name(column)})" for column in columns)
        row = con.execute(f"SELECT {counts} FROM {table}").fetchone() or ()
        for column, count in zip(columns, row, strict=True):
            if count:
                con.execute("INSERT INTO filled_columns VALUES (?, ?)", [table, column])


def made_bytes(con: Backend) -> int:
    """What the tables made by all readers of a DuckDB store take, in memory and spilled."""
    row = con.execute(
        """SELECT sum(memory_usage_bytes + temporary_storage_bytes) FROM duckdb_memory()
        WHERE tag = 'IN_MEMORY_TABLE'"""
    ).fetchone()
    return int(row[0] or 0) if row else 0
