"""Parquet as text: every value in one canonical, lossless form.

Dates and instants are ISO 8601 (with a zone: UTC and a Z), decimals plain, booleans true/false,
lists and records JSON, NULL the empty text.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from revcompass.domain.problem import RevcompassError, Where
from revcompass.sources.reading.delimited import header_names
from revcompass.sources.reading.format import SHOWN, Rejected
from revcompass.sources.reading.text import shown, undecodable

BATCH_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows: their numbers (from 1), the text of each column, and the rows rejected."""

    lines: list[int]
    cells: list[pa.Array]
    rejected: list[Rejected]


@dataclass(frozen=True, slots=True)
class ParquetContent:
    """Column names and types, the number of rows the file says it has, and the rows themselves."""

    columns: tuple[str, ...]
    types: tuple[pa.DataType, ...]
    rows: int
    parts: Generator[Part, None, None]

    def close(self) -> None:
        """Let go of the file before its parts are at an end."""
        self.parts.close()


def read_parquet(path: Path) -> ParquetContent:
    """Open a parquet file; raises `missing_file`, `damaged_file`, `empty_file`, and
    `duplicate_header`, some of them only as the parts are read.
    """
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
        schema, rows = file.schema_arrow, file.metadata.num_rows
    except FileNotFoundError:
        raise RevcompassError("missing_file", where=Where(file=str(path))) from None
    except (pa.ArrowException, OSError, ValueError) as error:
        raise RevcompassError("damaged_file", where=Where(file=str(path))) from error
    if not len(schema):
        raise RevcompassError("empty_file", where=Where(file=str(path)))
    columns = header_names(schema.names, Where(file=str(path)))
    return ParquetContent(columns, tuple(schema.types), rows, _parts(file, path, columns))


def _parts(
    file: pq.ParquetFile, path: Path, columns: tuple[str, ...]
) -> Generator[Part, None, None]:
    first = 1
    try:
        for batch in file.iter_batches(BATCH_ROWS):
            texts = [column_text(array) for array in batch.columns]
            yield _part(texts, columns, first, batch.num_rows)
            first += batch.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise RevcompassError("damaged_file", where=Where(file=str(path))) from error
    finally:
        file.close()


def _part(
    texts: list[pa.Array | list[str]], columns: tuple[str, ...], first: int, count: int
) -> Part:
    """Set rows aside whose bytes are no text."""
    rejected: dict[int, Rejected] = {}
    for name, column in zip(columns, texts, strict=True):
        if not isinstance(column, list):
            continue
        for index, cell in enumerate(column):
            if index not in rejected and (found := undecodable(cell)):
                params = {"encoding": "utf-8", "bytes": found[:8].hex(" "), "column": name}
                text = shown(cell[:SHOWN])[:SHOWN]
                rejected[index] = Rejected(first + index, 1, text, "undecodable", params)
    kept = [index for index in range(count) if index not in rejected]
    cells = [
        pa.array([column[index] for index in kept], pa.string())
        if isinstance(column, list)
        else (column.take(pa.array(kept, pa.int64())) if rejected else column)
        for column in texts
    ]
    lines = [first + index for index in kept]
    return Part(lines, cells, [rejected[index] for index in sorted(rejected)])


def column_text(array: pa.Array) -> pa.Array | list[str]:
    """A column as text, NULL as ''. Binary columns come as a list, where text may be undecodable.

    >>> column_text(pa.array([1e16, 0.5, None])).to_pylist()
    ['10000000000000000', '0.5', '']
    """
    if isinstance(array, pa.ExtensionArray):
        return _written(array)
    kind = array.type
    if pa.types.is_dictionary(kind):
        return column_text(array.dictionary_decode())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return [(value or b"").decode("utf-8", "revcompass.escape") for value in array.to_pylist()]
    if pa.types.is_string(kind) and not _is_text(array):  # a damaged file may claim so wrongly
        return column_text(array.cast(pa.binary()))
    if pa.types.is_nested(kind) or pa.types.is_fixed_size_binary(kind):
        return _written(array)
    if pa.types.is_duration(kind):
        array = array.cast(pa.int64())
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        array = array.cast(pa.timestamp(kind.unit, "UTC"))
    text = array.cast(pa.string())
    if pa.types.is_timestamp(kind):
        text = pc.replace_substring(text, " ", "T", max_replacements=1)
        text = pc.replace_substring_regex(text, r"\.0+(Z?)$", r"\1")
        text = pc.replace_substring_regex(text, r"(\.[0-9]*[1-9])0+(Z?)$", r"\1\2")
    elif pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        text = _plain(text)
    return pc.fill_null(text, "")


def _is_text(array: pa.Array) -> bool:
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _plain(text: pa.Array) -> pa.Array:
    """Numbers without an exponent; what is no number (nan, inf) stays as it is."""
    if not pc.any(pc.match_substring_regex(text, r"[0-9][eE]")).as_py():
        return text
    return pa.array(
        [
            format(Decimal(value), "f") if value and "e" in value.lower() else value
            for value in text.to_pylist()
        ],
        pa.string(),
    )


def _written(array: pa.Array) -> pa.Array:
    """Lists and records as JSON, fixed-size bytes as hexadecimal, anything else as Python says."""

    def text(value: object) -> str:
        if isinstance(value, bytes):
            return value.hex()
        if isinstance(value, list | dict):
            return json.dumps(value, ensure_ascii=False, default=str)
        return "" if value is None else str(value)

    return pa.array([text(value) for value in array.to_pylist()], pa.string())
