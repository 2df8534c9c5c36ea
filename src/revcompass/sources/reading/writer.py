"""The table a file lands in: appended to in batches, widened where a later record has more."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from revcompass.sources.reading.format import LINE

BATCH_ROWS = 50_000


class Writer:
    """Appends batches to the new table, which appears with the first of them.

    A batch may have more columns than those before it, never fewer and never in another order;
    earlier rows have '' in the columns that came later.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        self._con = con
        self._table = _quoted(table)
        self._batches: list[pa.RecordBatch] = []
        self._rows = 0
        self._columns: tuple[str, ...] | None = None

    def add(self, columns: Sequence[str], lines: Sequence[int], cells: list[pa.Array]) -> None:
        """Append rows: the line each begins at, and the texts of every column."""
        self._fit(columns)
        arrays = [pa.array(lines, pa.int64()), *cells]
        names = [f"c{number}" for number in range(len(arrays))]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, names=names))
        self._rows += len(lines)
        if self._rows >= BATCH_ROWS:
            self._flush()

    def finish(self, columns: Sequence[str]) -> None:
        """Write what is left; the table is there even without a row."""
        self._fit(columns)
        self._flush()

    def drop(self) -> None:
        """Take the table away again."""
        if self._columns is not None:
            self._con.execute(f"DROP TABLE {self._table}")

    def _fit(self, columns: Sequence[str]) -> None:
        if self._columns is None:
            texts = "".join(f", {_quoted(name)} VARCHAR" for name in columns)
            self._con.execute(f"CREATE TABLE {self._table} ({_quoted(LINE)} BIGINT{texts})")
        elif len(columns) > len(self._columns):
            self._flush()
            for name in columns[len(self._columns) :]:
                self._con.execute(
                    f"ALTER TABLE {self._table} ADD COLUMN {_quoted(name)} VARCHAR DEFAULT ''"
                )
        self._columns = tuple(columns)

    def _flush(self) -> None:
        if not self._batches:
            return
        batch = pa.Table.from_batches(self._batches)
        self._con.register("revcompass_landing", batch)
        try:
            self._con.execute(f"INSERT INTO {self._table} SELECT * FROM revcompass_landing")
        finally:
            self._con.unregister("revcompass_landing")
        self._batches, self._rows = [], 0


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
