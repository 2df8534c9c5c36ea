"""Landing a file: every column as text, in file order, with every physical line accounted for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from revcompass.domain.problem import RevcompassError, Where
from revcompass.sources.reading.delimited import DelimitedReader
from revcompass.sources.reading.format import (
    LINE,
    FileKind,
    Format,
    Landed,
    Rejected,
    delimiter_of,
    encoding_of,
    file_kind,
)
from revcompass.sources.reading.parquet import read_parquet
from revcompass.sources.reading.stored import StoredFile, fingerprint
from revcompass.sources.reading.text import TextReader

BATCH_ROWS = 50_000


def land(
    con: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    fmt: Format,
    progress: Callable[[int], None] | None = None,
) -> Landed:
    """Read a file into a new table.

    The table has `$line` BIGINT (the physical line where the record begins, the header's being 1;
    the row's number for parquet) and every column of the file as VARCHAR: the text exactly as in
    the file, an empty cell as ''. `progress` is told the bytes of the file read so far.

    Raises `missing_file`, `unreadable_file`, `damaged_file`, `unknown_format`, `bad_delimiter`,
    `unknown_encoding`, `empty_file`, `duplicate_header`, `undecodable_header` and
    `lines_unaccounted`; the table is then gone. A record that cannot be read stops nothing.
    """
    writer = _Writer(con, table)
    try:
        if file_kind(path) is FileKind.PARQUET:
            return _land_parquet(writer, path, progress)
        return _land_delimited(writer, path, fmt, progress)
    except RevcompassError:
        writer.drop()
        raise


def _land_delimited(
    writer: _Writer, path: Path, fmt: Format, progress: Callable[[int], None] | None
) -> Landed:
    delimiter, encoding = delimiter_of(path, fmt), encoding_of(path, fmt)
    rows = blank = lines = 0
    rejected: list[Rejected] = []
    with StoredFile(path, progress) as stored:
        text = TextReader(stored.blocks(), encoding)
        reader = DelimitedReader(text, delimiter, text.encoding, str(path))
        for block in reader:
            rows += len(block.rows)
            blank += block.blank_lines
            lines += block.landed_lines
            rejected += block.rejected
            if block.rows:
                cells = [pa.array(column, pa.string()) for column in zip(*block.rows, strict=True)]
                writer.add(reader.columns, block.lines, cells)
        writer.finish(reader.columns)
        lines += reader.header_lines + blank + sum(each.lines for each in rejected)
        _account(path, lines, text.lines)
        return Landed(
            columns=reader.columns,
            rows=rows,
            blank_lines=blank,
            physical_lines=text.lines,
            rejected=tuple(rejected),
            sha256=stored.sha256,
            bytes=stored.size,
        )


def _land_parquet(writer: _Writer, path: Path, progress: Callable[[int], None] | None) -> Landed:
    sha256, size = fingerprint(path, progress)
    content = read_parquet(path)
    rows = 0
    rejected: list[Rejected] = []
    for part in content.parts:
        rows += len(part.lines)
        rejected += part.rejected
        writer.add(content.columns, part.lines, part.cells)
    writer.finish(content.columns)
    _account(path, rows + len(rejected), content.rows)
    return Landed(content.columns, rows, 0, content.rows, tuple(rejected), sha256, size)


def _account(path: Path, accounted: int, counted: int) -> None:
    if accounted != counted:
        where = Where(file=str(path))
        raise RevcompassError(
            "lines_unaccounted", where=where, accounted=accounted, counted=counted
        )


class _Writer:
    """Appends batches to the new table, which appears with the first of them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, table: str) -> None:
        self._con = con
        self._table = _quoted(table)
        self._batches: list[pa.RecordBatch] = []
        self._rows = 0
        self._created = False

    def add(self, columns: Sequence[str], lines: Sequence[int], cells: list[pa.Array]) -> None:
        self._create(columns)
        arrays = [pa.array(lines, pa.int64()), *cells]
        names = [f"c{number}" for number in range(len(arrays))]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, names=names))
        self._rows += len(lines)
        if self._rows >= BATCH_ROWS:
            self._flush()

    def finish(self, columns: Sequence[str]) -> None:
        self._create(columns)
        self._flush()

    def drop(self) -> None:
        if self._created:
            self._con.execute(f"DROP TABLE {self._table}")

    def _create(self, columns: Sequence[str]) -> None:
        if self._created:
            return
        texts = "".join(f", {_quoted(name)} VARCHAR" for name in columns)
        self._con.execute(f"CREATE TABLE {self._table} ({_quoted(LINE)} BIGINT{texts})")
        self._created = True

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
