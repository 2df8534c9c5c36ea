"""One record of delimited text, read with RFC 4180 quotes; says exactly what is wrong with it.

Agrees with the standard library's csv module in strict mode, and unlike it tells the faults apart,
gives up early, and has no limit on a field but that on the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from revcompass.sources.reading.text import RECORD_CHARS

RECORD_LINES = 1000
"""No record has more physical lines; a quote open for longer is taken for unterminated."""


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of a record and the index of the line after it; a blank line has no fields."""

    fields: list[str]
    after: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Why no record begins at a line."""

    code: str
    params: dict[str, Any]


def without_end(line: str) -> str:
    """The line without its line end.

    >>> without_end("a\\r\\n")
    'a'
    """
    if line.endswith("\n"):
        line = line[:-1]
    return line[:-1] if line.endswith("\r") else line


def scan(
    lines: Sequence[str], first: int, delimiter: str, *, most: int | None, final: bool
) -> Record | Fault | None:
    """The record that begins at `lines[first]`.

    `most` is the number of fields a record may have: with a quote open, one that already has more
    is given up. `None` means that the record goes on after the last line, unless that is `final`.
    """
    fields: list[str] = []
    quoted: list[str] | None = None
    chars = 0
    for index in range(first, min(first + RECORD_LINES, len(lines))):
        line = lines[index]
        chars += len(line)
        if chars > RECORD_CHARS:
            code = "unterminated_quote" if index > first else "record_too_long"
            return Fault(code, {})
        if quoted is None and not without_end(line):
            return Record([], index + 1)
        quoted = _scan_line(line, delimiter, fields, quoted)
        if quoted is _STRAY:
            return Fault("bad_quote", {})
        if quoted is None:
            return Record(fields, index + 1)
        if most is not None and len(fields) >= most:
            return Fault("wrong_field_count", {"expected": most, "found": len(fields) + 1})
    over = final or len(lines) - first >= RECORD_LINES
    return Fault("unterminated_quote", {}) if over else None


_STRAY: list[str] = ["text after a closing quote"]


def _scan_line(
    line: str, delimiter: str, fields: list[str], quoted: list[str] | None
) -> list[str] | None:
    """Add a line's fields; returns the open quoted field's parts, `None` when all are closed."""
    end = len(without_end(line))
    at = 0
    while True:
        if quoted is None:
            if line.startswith('"', at):
                quoted = []
                at += 1
                continue
            stop = line.find(delimiter, at, end)
            if stop < 0:
                fields.append(line[at:end])
                return None
            fields.append(line[at:stop])
            at = stop + 1
            continue
        quote = line.find('"', at)
        if quote < 0:
            quoted.append(line[at:])
            return quoted
        quoted.append(line[at:quote])
        at = quote + 1
        if line.startswith('"', at):
            quoted.append('"')
            at += 1
            continue
        fields.append("".join(quoted))
        quoted = None
        if at == end:
            return None
        if not line.startswith(delimiter, at):
            return _STRAY
        at += 1
