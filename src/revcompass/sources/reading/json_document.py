"""A JSON document: its list of records is found by its place, and read record by record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from revcompass.book.suggest import nearest
from revcompass.domain.problem import RevcompassError, Where
from revcompass.sources.reading.format import SHOWN, Format, Rejected, encoding_of
from revcompass.sources.reading.objects import DECODER, RecordError, flat
from revcompass.sources.reading.parts import Part, Parts
from revcompass.sources.reading.stored import StoredFile
from revcompass.sources.reading.text import byte_order_mark, shown

MOST_BYTES = 256 << 20
"""A document is held in memory as a whole; a larger one belongs into JSON Lines."""

_PART_ROWS = 10_000
_SPACE = re.compile(r"[ \t\r\n]*")


def read_json(stored: StoredFile, path: Path, fmt: Format) -> Parts:
    """Read a JSON document: a list of records, or one at `fmt.records` inside an object.

    Raises `malformed_json` (line and column), `records_undeclared`, `records_missing`,
    `file_too_large`, `damaged_file`, `unknown_encoding`, and what `Names.learn` raises.
    """
    encoding = encoding_of(path, fmt)
    data = bytearray()
    for block in stored.blocks():
        data += block
        if len(data) > MOST_BYTES:
            megabytes = MOST_BYTES >> 20
            raise RevcompassError("file_too_large", where=Where(str(path)), megabytes=megabytes)
    marked, length = byte_order_mark(bytes(data[:4]))
    encoding = marked or encoding
    text = data[length:].decode(encoding, "revcompass.escape")
    return _Document(str(path), text, encoding, fmt.records)


class _Document(Parts):
    def __init__(self, file: str, text: str, encoding: str, records: str | None) -> None:
        super().__init__(file)
        self._file = file
        self._text = text
        self._encoding = encoding
        self._records = records
        self._at = 0

    def __iter__(self) -> Iterator[Part]:
        lines: list[int] = []
        rows: list[dict[str, str]] = []
        rejected: list[Rejected] = []
        for start, value in self._document():
            self.lines += 1
            try:
                rows.append(flat(value, self._encoding))
                lines.append(self.lines)
            except RecordError as error:
                begin = shown(self._text[start : start + SHOWN])[:SHOWN]
                fault = error.fault
                rejected.append(Rejected(self.lines, 1, begin, fault.code, fault.params))
            if len(rows) >= _PART_ROWS:
                yield self.names.part(lines, rows, rejected)
                lines, rows, rejected = [], [], []
        yield self.names.part(lines, rows, rejected)

    def _document(self) -> Iterator[tuple[int, Any]]:
        if self._sign() not in ("[", "{"):
            raise self._malformed("Expecting a list of records", self._at)
        if self._sign() == "{" and self._records is None:
            raise self._undeclared()
        yield from self._list_at(self._records.split(".") if self._records else [])
        if self._sign():
            raise self._malformed("Extra data", self._at)

    def _list_at(self, path: list[str]) -> Iterator[tuple[int, Any]]:
        """The records of the list at a place; the document is read on to the end of its object."""
        if not path:
            yield from self._list()
            return
        known: list[str] = []
        found = False
        for key in self._members():
            known.append(key)
            if key == path[0] and not found:
                found = True
                yield from self._list_at(path[1:])
            elif key == path[0]:
                raise self._malformed(f"{key} stands twice", self._at)
            else:
                self._value()
        if not found:
            raise self._missing(known)

    def _list(self) -> Iterator[tuple[int, Any]]:
        if self._sign() != "[":
            raise self._missing([])
        self._at += 1
        if self._sign() == "]":
            self._at += 1
            return
        while True:
            self._sign()
            start = self._at
            yield start, self._value()
            if self._next("]"):
                return

    def _members(self) -> Iterator[str]:
        """The names of an object, one by one; whoever asks reads each value before the next."""
        if self._sign() != "{":
            raise self._missing([])
        self._at += 1
        if self._sign() == "}":
            self._at += 1
            return
        while True:
            if self._sign() != '"':
                raise self._malformed("Expecting property name", self._at)
            key = self._value()
            if self._sign() != ":":
                raise self._malformed("Expecting ':' delimiter", self._at)
            self._at += 1
            self._sign()
            yield key
            if self._next("}"):
                return

    def _next(self, end: str) -> bool:
        """Past a comma (no), or past the end of a list or an object (yes)."""
        sign = self._sign()
        if sign not in (",", end):
            raise self._malformed("Expecting ',' delimiter", self._at)
        self._at += 1
        return sign == end

    def _sign(self) -> str:
        """The next character that is no white space; '' at the end."""
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _value(self) -> Any:
        start = self._at
        try:
            value, self._at = DECODER.raw_decode(self._text, start)
        except json.JSONDecodeError as error:
            raise self._malformed(error.msg, error.pos) from None
        except (ValueError, RecursionError) as error:
            raise self._malformed(str(error), start) from None
        return value

    def _malformed(self, reason: str, at: int) -> RevcompassError:
        line = self._text.count("\n", 0, at) + 1
        position = at - self._text.rfind("\n", 0, at)
        where = Where(self._file, line)
        return RevcompassError(
            "malformed_json", where=where, line=line, position=position, reason=reason
        )

    def _undeclared(self) -> RevcompassError:
        whole = self._value()
        lists = list(_lists(whole, ""))
        return RevcompassError("records_undeclared", where=Where(self._file), lists=lists)

    def _missing(self, known: list[str]) -> RevcompassError:
        asked = self._records or ""
        meant = nearest(asked.rsplit(".", 1)[-1], known)
        return RevcompassError(
            "records_missing", where=Where(self._file), records=asked, did_you_mean=meant
        )


def _lists(value: object, prefix: str) -> Iterator[str]:
    """The places of the lists of objects, outermost first."""
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if isinstance(inner, list) and any(isinstance(each, dict) for each in inner):
            yield prefix + key
        yield from _lists(inner, f"{prefix}{key}.")
