"""PostgreSQL as a backend: one session, whose tables are its own and end with it.

The session reads the records where they are and leaves nothing behind: whatever the engine creates
is temporary. Needs the extra `revcompass[warehouse]`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import psycopg
import pyarrow as pa
from psycopg.types.numeric import NumericLoader
from pyarrow import csv

from revcompass.engine.backends.translate import for_postgresql
from revcompass.engine.sql import name as quoted

_SETTINGS = {
    "search_path": "pg_temp,public",  # what is created without a schema is temporary
    "timezone": "UTC",
    "datestyle": "ISO",
    "jit": "off",  # it costs more than these queries
    "work_mem": "256MB",
}
_TYPES = {
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.bool_(): "BOOLEAN",
    pa.string(): 'TEXT COLLATE "C"',  # ties are broken in code-point order, as everywhere
}


class _Whole(NumericLoader):
    """Sums are whole numbers of any size, as DuckDB gives them."""

    def load(self, data: Any) -> Any:
        text = bytes(data)
        return int(text) if text.lstrip(b"-").isdigit() else super().load(data)


class PostgreSQL:
    """A session on a server, spoken to as a DuckDB connection is."""

    def __init__(self, con: psycopg.Connection[Any]) -> None:
        """`con` is this object's alone from now on; everything happens in one transaction of it.

        Every statement sees the records as they were at the first one, whatever others write.
        """
        self.con = con
        con.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        con.adapters.register_loader("numeric", _Whole)
        con.execute("SELECT 1")

    @classmethod
    def connect(cls, **keys: Any) -> Self:
        """Open a session; the keys are those of `psycopg.connect`."""
        options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        return cls(
            psycopg.connect(
                **keys,
                options=options,
                cursor_factory=psycopg.RawCursor,
                application_name="revcompass",
            )
        )

    def close(self) -> None:
        """End the session; its tables are gone with it."""
        self.con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def execute(self, text: str, bound: Sequence[object] = (), /) -> psycopg.Cursor[Any]:
        """Run one statement of the closed subset."""
        return self.run(for_postgresql(text), bound)

    def run(self, text: str, bound: Sequence[object] = ()) -> psycopg.Cursor[Any]:
        """Run a statement that is PostgreSQL's own."""
        cursor = self.con.cursor()
        cursor.execute(text.encode(), list(bound) or None)
        return cursor

    @contextmanager
    def cursor(self) -> Iterator[Self]:
        """This session; what is registered inside is gone afterwards."""
        with self.con.transaction(force_rollback=True):
            yield self

    def register(self, name: str, rows: pa.Table, /) -> None:
        """Copy rows into a temporary table: a calendar, rates, the records of a test."""
        columns = ", ".join(f"{quoted(f.name)} {_type(f.type)}" for f in rows.schema)
        self.run(f"CREATE TEMP TABLE {quoted(name)} ({columns})")
        buffer = io.BytesIO()
        csv.write_csv(rows, buffer, csv.WriteOptions(include_header=False))
        with self.con.cursor().copy(
            f"COPY {quoted(name)} FROM STDIN (FORMAT csv)".encode()
        ) as copy:
            copy.write(buffer.getvalue())
        self.run(f"ANALYZE {quoted(name)}")

    def unregister(self, name: str, /) -> None:
        """Drop the temporary table."""
        self.run(f"DROP TABLE {quoted(name)}")


def _type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"NUMERIC({kind.precision}, {kind.scale})"
    return _TYPES[kind]
