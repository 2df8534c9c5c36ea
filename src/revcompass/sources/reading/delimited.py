"""Delimited text, block by block: which records land, which lines are blank, which are rejected.

Three ways through a block, from fast to careful: split at delimiters (no quote in the block), the
csv module (quotes, all in order), and `scan` from the first record the csv module cannot take.
A malformed record rejects its first physical line only; reading goes on at the next line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from revcompass.domain.problem import RevcompassError, Where
from revcompass.sources.reading.format import LINE, SHOWN, Rejected
from revcompass.sources.reading.record import RECORD_LINES, Fault, Record, scan, without_end
from revcompass.sources.reading.text import RECORD_CHARS, shown, undecodable


@dataclass(slots=True)
class Block:
    """What a block of text came to: rows with the physical line each begins at, and the rest."""

    rows: list[list[str]] = field(default_factory=list)
    lines: Sequence[int] = ()
    landed_lines: int = 0
    blank_lines: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(slots=True)
class _Parsed:
    """Records by the index of their first line and of the line after, before they are judged."""

    rows: list[list[str]] = field(default_factory=list)
    first: Sequence[int] = ()
    after: Sequence[int] = ()
    faults: list[tuple[int, Fault]] = field(default_factory=list)


class DelimitedReader:
    """Iterates over the blocks of a delimited file.

    `columns` and `header_lines` are known once the header has been met. Raises `empty_file`,
    `duplicate_header`, `undecodable_header`, or a record's fault where the header has one.
    """

    def __init__(self, texts: Iterable[str], delimiter: str, encoding: str, file: str) -> None:
        self.columns: tuple[str, ...] = ()
        self.header_lines = 0
        self._texts = texts
        self._delimiter = delimiter
        self._encoding = encoding
        self._file = file
        self._line = 1
        self._params: dict[tuple[int, int], dict[str, Any]] = {}

    def __iter__(self) -> Iterator[Block]:
        rest = ""
        for text in self._texts:
            block, rest = self._block(rest + text, final=False)
            yield block
        block, _ = self._block(rest, final=True)
        yield block
        if not self.columns:
            raise RevcompassError("empty_file", where=Where(file=self._file))

    def _block(self, text: str, *, final: bool) -> tuple[Block, str]:
        block = Block()
        lines = list(io.StringIO(text, newline=""))
        if not self.columns:
            lines = self._header(lines, block, final=final)
        if not self.columns:
            return block, "".join(lines)
        parsed, used = self._parse(lines, final=final)
        clean = not undecodable(text)
        self._judge(parsed, lines, block, clean=clean)
        self._line += used
        return block, "".join(lines[used:])

    def _header(self, lines: list[str], block: Block, *, final: bool) -> list[str]:
        """Take blank lines and the header from the front; returns the lines left."""
        for index, line in enumerate(lines):
            if not without_end(line).strip():
                block.blank_lines += 1
                self._line += 1
                continue
            where = Where(file=self._file, line=self._line)
            found = scan(lines, index, self._delimiter, most=None, final=final)
            if isinstance(found, Fault):
                raise RevcompassError(found.code, where=where, **found.params)
            if found is None:
                return lines[index:]
            if undecodable("".join(found.fields)) or "\0" in line:
                raise RevcompassError("undecodable_header", where=where, encoding=self._encoding)
            self.columns = header_names(found.fields, where)
            self.header_lines = found.after - index
            self._line += self.header_lines
            return lines[found.after :]
        return []

    def _parse(self, lines: list[str], *, final: bool) -> tuple[_Parsed, int]:
        """Every record of the lines, and how many lines were used up."""
        if max(map(len, lines), default=0) > RECORD_CHARS:
            return self._careful(_Parsed([], [], []), lines, 0, final=final)
        if any('"' in line for line in lines):
            return self._quoted(lines, final=final)
        delimiter = self._delimiter
        bare = map(without_end, lines)
        rows = [line.split(delimiter) if line else [] for line in bare]
        return _Parsed(rows, range(len(rows)), range(1, len(rows) + 1)), len(lines)

    def _quoted(self, lines: list[str], *, final: bool) -> tuple[_Parsed, int]:
        rows: list[list[str]] = []
        after: list[int] = []
        expected = len(self.columns)
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        last = 0
        try:
            for row in reader:
                end = reader.line_num
                if end > last + 1 and (
                    len(row) != expected
                    or end > last + RECORD_LINES
                    or sum(map(len, lines[last:end])) > RECORD_CHARS
                ):
                    break  # several lines and a fault: only the first of them is rejected
                rows.append(row)
                after.append(end)
                last = end
        except csv.Error:
            pass
        parsed = _Parsed(rows, [0, *after[:-1]] if after else [], after)
        if last == len(lines):
            return parsed, last
        return self._careful(parsed, lines, last, final=final)

    def _careful(
        self, parsed: _Parsed, lines: list[str], index: int, *, final: bool
    ) -> tuple[_Parsed, int]:
        """Go on from a line, record by record."""
        first, after = list(parsed.first), list(parsed.after)
        expected, delimiter = len(self.columns), self._delimiter
        while index < len(lines):
            found = scan(lines, index, delimiter, most=expected, final=final)
            if found is None:
                break
            if isinstance(found, Record) and found.after > index + 1:
                count = len(found.fields)
                if count != expected:
                    params = {"expected": expected, "found": count}
                    found = Fault("wrong_field_count", params)
            if isinstance(found, Fault):
                parsed.faults.append((index, found))
                index += 1
                continue
            parsed.rows.append(found.fields)
            first.append(index)
            after.append(found.after)
            index = found.after
        parsed.first, parsed.after = first, after
        return parsed, index

    def _judge(self, parsed: _Parsed, lines: list[str], block: Block, *, clean: bool) -> None:
        """Tell rows that land from blank lines and rejected records."""
        base, expected = self._line, len(self.columns)
        for index, fault in parsed.faults:
            block.rejected.append(self._reject(lines, index, index + 1, fault))
        if clean and all(len(row) == expected for row in parsed.rows):
            block.rows = parsed.rows
            block.lines = [base + index for index in parsed.first]
            spans = zip(parsed.first, parsed.after, strict=True)
            block.landed_lines = sum(after - first for first, after in spans)
            return
        starts: list[int] = []
        for row, first, after in zip(parsed.rows, parsed.first, parsed.after, strict=True):
            if not row or (expected > 1 and len(row) == 1 and not lines[first].strip()):
                block.blank_lines += 1
                continue
            wrong = self._wrong(row, clean=clean)
            if wrong is not None:
                block.rejected.append(self._reject(lines, first, after, wrong))
                continue
            block.rows.append(row)
            starts.append(base + first)
            block.landed_lines += after - first
        block.lines = starts
        block.rejected.sort(key=lambda rejected: rejected.line)

    def _wrong(self, row: list[str], *, clean: bool) -> Fault | None:
        expected = len(self.columns)
        if len(row) != expected:
            return Fault("wrong_field_count", {"expected": expected, "found": len(row)})
        if not clean:
            for name, cell in zip(self.columns, row, strict=True):
                if found := undecodable(cell):
                    params = {
                        "encoding": self._encoding,
                        "bytes": found[:8].hex(" "),
                        "column": name,
                    }
                    return Fault("undecodable", params)
        return None

    def _reject(self, lines: list[str], first: int, after: int, fault: Fault) -> Rejected:
        params = fault.params
        if fault.code == "wrong_field_count":
            # One dict for all alike: a file read with the wrong delimiter rejects every line.
            params = self._params.setdefault((params["expected"], params["found"]), params)
        text = "".join(lines[first : min(after, first + SHOWN)])
        text = shown(without_end(text)[:SHOWN])[:SHOWN]
        return Rejected(self._line + first, after - first, text, fault.code, params)


def header_names(cells: Sequence[str], where: Where) -> tuple[str, ...]:
    """Column names: stripped, `column_<n>` for empty ones, unique whatever their case.

    >>> header_names([" id ", "", "Amount"], Where())
    ('id', 'column_2', 'Amount')
    """
    stripped = (cell.strip().strip("\ufeff").strip() for cell in cells)
    names = tuple(name or f"column_{number}" for number, name in enumerate(stripped, 1))
    seen: dict[str, str] = {LINE: LINE}
    for name in names:
        # Columns of the store are the same whatever their case.
        if name.lower() in seen:
            where = Where(file=where.file, line=where.line, column=name)
            raise RevcompassError(
                "duplicate_header", where=where, name=name, other=seen[name.lower()]
            )
        seen[name.lower()] = name
    return names
