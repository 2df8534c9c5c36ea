"""What a snapshot says about itself: meta, input files, coverage and problems."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import duckdb
import pyarrow as pa

from revcompass.domain.problem import Problem, Severity, Where
from revcompass.domain.records import TABLES

SCHEMA_VERSION = 6
"""Raised when the tables of a snapshot or the columns of a ledger change.

An older snapshot is then asked nothing, and rebuilt by a load.
"""

TABLES_SQL = """
CREATE TABLE meta("key" VARCHAR PRIMARY KEY, "value" VARCHAR NOT NULL);
CREATE TABLE files(
    file_id INTEGER, source VARCHAR, path VARCHAR, sha256 VARCHAR, bytes BIGINT, lines BIGINT,
    "role" VARCHAR);
CREATE TABLE problems(
    ordinal BIGINT, code VARCHAR, params VARCHAR, severity VARCHAR, file VARCHAR, line BIGINT,
    "column" VARCHAR, "value" VARCHAR, "rows" BIGINT);
CREATE TABLE coverage(
    table_name VARCHAR, "read" BIGINT, loaded BIGINT, set_aside BIGINT, skipped BIGINT,
    money_read VARCHAR, money_loaded VARCHAR, money_set_aside VARCHAR, money_skipped VARCHAR,
    unreadable_amounts BIGINT);
"""


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """An input file as it was when it was loaded.

    `role` is empty for a file of records and the lookup's name for a file only looked up in.
    """

    file_id: int
    source: str
    path: str
    sha256: str
    bytes: int
    lines: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where the records and the money of one table went; money as currency → decimal text."""

    read: int = 0
    loaded: int = 0
    set_aside: int = 0
    skipped: int = 0
    money_read: Mapping[str, str] = field(default_factory=dict)
    money_loaded: Mapping[str, str] = field(default_factory=dict)
    money_set_aside: Mapping[str, str] = field(default_factory=dict)
    money_skipped: Mapping[str, str] = field(default_factory=dict)
    unreadable_amounts: int = 0


def put_meta(con: duckdb.DuckDBPyConnection, **values: str) -> None:
    """Store facts about the snapshot; an existing key is replaced."""
    for key, value in sorted(values.items()):
        con.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])


def read_meta(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """All facts stored in the snapshot."""
    return dict(con.execute('SELECT "key", "value" FROM meta ORDER BY 1').fetchall())


def data_as_of(con: duckdb.DuckDBPyConnection) -> date | None:
    """The day the data reach to; `None` if no record carries a day."""
    text = read_meta(con).get("data_as_of", "")
    return date.fromisoformat(text) if text else None


def read_files(con: duckdb.DuckDBPyConnection) -> list[RecordedFile]:
    """The input files, in order of `file_id`."""
    query = 'SELECT file_id, source, path, sha256, bytes, lines, "role" FROM files ORDER BY 1'
    return [RecordedFile(*row) for row in con.execute(query).fetchall()]


def read_coverage(con: duckdb.DuckDBPyConnection) -> dict[str, Coverage]:
    """Coverage by table, in the order of the canonical tables."""
    result = {}
    rows = {row[0]: row for row in con.execute("SELECT * FROM coverage").fetchall()}
    for name, *counts in (rows[table] for table in TABLES if table in rows):
        read, loaded, aside, skipped, *money, unreadable = counts
        in_, kept, lost, repeated = (json.loads(text) for text in money)
        result[name] = Coverage(read, loaded, aside, skipped, in_, kept, lost, repeated, unreadable)
    return result


def put_coverage(con: duckdb.DuckDBPyConnection, table: str, coverage: Coverage) -> None:
    """Store one table's coverage."""
    money = (
        coverage.money_read,
        coverage.money_loaded,
        coverage.money_set_aside,
        coverage.money_skipped,
    )
    texts = [json.dumps(dict(sorted(sums.items()))) for sums in money]
    counts = [coverage.read, coverage.loaded, coverage.set_aside, coverage.skipped]
    con.execute(
        "INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [table, *counts, *texts, coverage.unreadable_amounts],
    )


def read_problems(
    con: duckdb.DuckDBPyConnection, limit: int | None = None, *, only: str | None = None
) -> Iterator[Problem]:
    """The problems of the load in order: errors first, then by file and line.

    `only`: those of one code.
    """
    query = """
        SELECT code, params, severity, file, line, "column", "value", "rows"
        FROM problems WHERE code = coalesce(?, code) ORDER BY ordinal LIMIT ?"""
    cursor = con.cursor()
    for code, params, severity, file, line, column, value, rows in cursor.execute(
        query, [only, limit if limit is not None else (1 << 62)]
    ).fetchall():
        where = Where(file, line, column, value)
        yield Problem(code, json.loads(params), where, Severity(severity), rows)


def put_problems(con: duckdb.DuckDBPyConnection, table: str, problems: Sequence[Problem]) -> None:
    """Append problems to the table of problems, named as the connection knows it."""
    if not problems:
        return
    columns = {
        "code": [problem.code for problem in problems],
        "params": [json.dumps(p.params, default=str, ensure_ascii=False) for p in problems],
        "severity": [problem.severity.value for problem in problems],
        "file": pa.array([problem.where.file for problem in problems], pa.string()),
        "line": pa.array([problem.where.line for problem in problems], pa.int64()),
        "column": pa.array([problem.where.column for problem in problems], pa.string()),
        "value": pa.array([problem.where.value for problem in problems], pa.string()),
        "rows": [problem.rows for problem in problems],
    }
    con.register("revcompass_problems", pa.table(columns))
    try:
        con.execute(f"INSERT INTO {table} SELECT NULL, * FROM revcompass_problems")
    finally:
        con.unregister("revcompass_problems")


def number_problems(con: duckdb.DuckDBPyConnection) -> None:
    """Put the problems in their final order and number them from 1."""
    con.execute("""
        CREATE OR REPLACE TABLE problems AS
        SELECT CAST(row_number() OVER (ORDER BY
                   CASE severity WHEN 'error' THEN 0 ELSE 1 END,
                   CASE WHEN line IS NULL THEN 0 ELSE 1 END,
                   file NULLS FIRST, line NULLS FIRST, "column" NULLS FIRST, code,
                   "value" NULLS FIRST, params) AS BIGINT) AS ordinal,
               code, params, severity, file, line, "column", "value", "rows"
        FROM problems ORDER BY ordinal""")
