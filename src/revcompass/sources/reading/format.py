"""How a file is written down, what came of reading it, and which kinds of file can be read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from revcompass.book.file_format import FileFormat
from revcompass.domain.problem import RevcompassError, Where

Format = FileFormat
"""What a source declares about its files."""

LINE = "$line"
"""The column that says where a record begins."""

SHOWN = 200
"""Characters of a rejected line that are kept."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be read: where it begins, how many physical lines, and why.

    `text` is its beginning (at most 200 characters); bytes that could not be decoded stand in it
    as `\\xNN`. `params` fill the message of `code`.
    """

    line: int
    lines: int
    text: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Landed:
    """What came of one file.

    `rows` were landed; `physical_lines` were counted in the bytes, apart from the parser.
    `sha256` and `bytes` are those of the file as stored (compressed, if it is).
    """

    columns: tuple[str, ...]
    rows: int
    blank_lines: int
    physical_lines: int
    rejected: tuple[Rejected, ...]
    sha256: str
    bytes: int


class FileKind(StrEnum):
    """The kinds of file that can be read, by the ending of the name."""

    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    JSON = "json"
    JSON_LINES = "jsonl"
    WORKBOOK = "xlsx"


_ENDINGS = {
    ".csv": FileKind.CSV,
    ".csv.gz": FileKind.CSV,
    ".tsv": FileKind.TSV,
    ".tsv.gz": FileKind.TSV,
    ".parquet": FileKind.PARQUET,
    ".json": FileKind.JSON,
    ".json.gz": FileKind.JSON,
    ".jsonl": FileKind.JSON_LINES,
    ".jsonl.gz": FileKind.JSON_LINES,
    ".xlsx": FileKind.WORKBOOK,
}


def file_kind(path: Path) -> FileKind:
    """The kind of a file; raises `unknown_format`.

    >>> file_kind(Path("billing/2026.CSV.gz"))
    <FileKind.CSV: 'csv'>
    """
    name = path.name.lower()
    for ending, kind in _ENDINGS.items():
        if name.endswith(ending):
            return kind
    raise RevcompassError("unknown_format", where=Where(file=str(path)), known=list(_ENDINGS))


def is_compressed(path: Path) -> bool:
    """Whether the name says gzip."""
    return path.name.lower().endswith(".gz")


def delimiter_of(path: Path, fmt: Format) -> str:
    """The declared delimiter, else the one the name implies; raises `bad_delimiter`."""
    if fmt.delimiter is None:
        return "\t" if file_kind(path) is FileKind.TSV else ","
    if len(fmt.delimiter) != 1 or fmt.delimiter in '"\r\n':
        where = Where(file=str(path))
        raise RevcompassError("bad_delimiter", where=where, delimiter=fmt.delimiter)
    return fmt.delimiter


_BYTE_ORDER = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


def encoding_of(path: Path, fmt: Format) -> str:
    """The declared encoding under its standard name, else UTF-8; raises `unknown_encoding`."""
    declared = fmt.encoding or "utf-8"
    try:
        name = codecs.lookup(declared).name
        name = _BYTE_ORDER.get(name, name)
        if name.startswith(("utf-16", "utf-32")) or len("\n".encode(name)) == 1:
            return name
    except (LookupError, UnicodeError, ValueError):
        pass
    raise RevcompassError("unknown_encoding", where=Where(file=str(path)), encoding=declared)
