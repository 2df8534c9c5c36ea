"""Landing a file: every column as text, in file order, with every physical line accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from revcompass.domain.problem import RevcompassError, Where
from revcompass.sources.reading.delimited import DelimitedReader
from revcompass.sources.reading.format import (
    FileKind,
    Format,
    Landed,
    Rejected,
    delimiter_of,
    encoding_of,
    file_kind,
)
from revcompass.sources.reading.json_document import read_json
from revcompass.sources.reading.json_lines import read_json_lines
from revcompass.sources.reading.parquet import read_parquet
from revcompass.sources.reading.parts import Parts
from revcompass.sources.reading.stored import StoredFile, fingerprint
from revcompass.sources.reading.text import TextReader
from revcompass.sources.reading.workbook import read_workbook
from revcompass.sources.reading.writer import Writer


def land(
    con: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    fmt: Format,
    progress: Callable[[int], None] | None = None,
) -> Landed:
    """Read a file into a new table.

    The table has `$line` BIGINT (the physical line where the record begins, the header's being 1;
    the row's number in a sheet, the record's in parquet and JSON) and every column of the file as
    VARCHAR: the text exactly as in the file, an empty cell as ''. `progress` is told the bytes of
    the file read so far.

    Raises `missing_file`, `unreadable_file`, `damaged_file`, `unknown_format`, `bad_delimiter`,
    `unknown_encoding`, `empty_file`, `duplicate_header`, `undecodable_header`,
    `lines_unaccounted` and what the readers of single formats raise; the table is then gone. A
    record that cannot be read stops nothing.
    """
    writer = Writer(con, table)
    try:
        kind = file_kind(path)
        if kind is FileKind.PARQUET:
            return _land_parquet(writer, path, progress)
        if kind in (FileKind.JSON, FileKind.JSON_LINES):
            return _land_json(writer, path, fmt, progress)
        if kind is FileKind.WORKBOOK:
            sha256, size = fingerprint(path, progress)
            return _land_parts(writer, path, read_workbook(path, fmt), sha256, size)
        return _land_delimited(writer, path, fmt, progress)
    except RevcompassError:
        writer.drop()
        raise


def _land_delimited(
    writer: Writer, path: Path, fmt: Format, progress: Callable[[int], None] | None
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


def _land_parquet(writer: Writer, path: Path, progress: Callable[[int], None] | None) -> Landed:
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


def _land_json(
    writer: Writer, path: Path, fmt: Format, progress: Callable[[int], None] | None
) -> Landed:
    with StoredFile(path, progress) as stored:
        reader = read_json if file_kind(path) is FileKind.JSON else read_json_lines
        landed = _land_parts(writer, path, reader(stored, path, fmt))
        return replace(landed, sha256=stored.sha256, bytes=stored.size)


def _land_parts(
    writer: Writer, path: Path, parts: Parts, sha256: str = "", size: int = 0
) -> Landed:
    rows = 0
    rejected: list[Rejected] = []
    for part in parts:
        rows += len(part.lines)
        rejected += part.rejected
        if part.lines:
            writer.add(part.columns, part.lines, part.cells)
    writer.finish(parts.columns)
    accounted = rows + parts.header_lines + parts.blank_lines + sum(r.lines for r in rejected)
    _account(path, accounted, parts.lines)
    return Landed(
        columns=parts.columns,
        rows=rows,
        blank_lines=parts.blank_lines,
        physical_lines=parts.lines,
        rejected=tuple(rejected),
        sha256=sha256,
        bytes=size,
    )


def _account(path: Path, accounted: int, counted: int) -> None:
    if accounted != counted:
        where = Where(file=str(path))
        raise RevcompassError(
            "lines_unaccounted", where=where, accounted=accounted, counted=counted
        )
