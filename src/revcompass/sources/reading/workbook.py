"""Workbooks (.xlsx): a child process reads the sheet, its rows become records here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Timer
from typing import IO, Any

from revcompass.book.suggest import nearest
from revcompass.domain.problem import RevcompassError, Where
from revcompass.sources.reading.format import Format, Rejected
from revcompass.sources.reading.parts import Part, Parts
from revcompass.sources.workbook import limits

_CHILD = "revcompass.sources.workbook.child"
_PART_ROWS = 10_000
_MOST_LINE = 16 << 20


def read_workbook(path: Path, fmt: Format) -> Parts:
    """Read a sheet; its lines are its rows.

    Raises while it is read: `missing_file`, `damaged_file`, `file_too_large`, `workbook_bomb`,
    `sheet_too_large`, `workbook_too_costly`, `unknown_sheet`, `formulas_without_values`,
    `empty_file`, and what `Names.add` raises.
    """
    return _Workbook(path, fmt)


class _Workbook(Parts):
    def __init__(self, path: Path, fmt: Format) -> None:
        super().__init__(str(path))
        self._path = path
        self._fmt = fmt

    def __iter__(self) -> Iterator[Part]:
        answers = _answers(self._path, self._fmt.sheet)
        try:
            yield from self._parts(answers)
        finally:
            answers.close()

    def _parts(self, answers: Iterator[Any]) -> Iterator[Part]:
        lines: list[int] = []
        rows: list[dict[str, str]] = []
        rejected: list[Rejected] = []
        for answer in answers:
            if isinstance(answer, dict):
                self._end(answer)
                continue
            number, blank, *cells = answer
            if not self.header_lines:
                self._header(number, cells)
                self.blank_lines = -blank  # those above the header count as its lines
            elif not cells:
                rejected.append(Rejected(number, 1, "", "record_too_long", {}))
            elif number > self.header_lines:
                rows.append(self._row(cells))
                lines.append(number)
            if len(rows) >= _PART_ROWS:
                yield self.names.part(lines, rows, rejected)
                lines, rows, rejected = [], [], []
        yield self.names.part(lines, rows, rejected)

    def _header(self, number: int, cells: list[str]) -> None:
        asked = self._fmt.header_row
        if asked is None or number == asked:
            self.header_lines = number
            for place, name in enumerate(cells, start=1):
                if name.strip():
                    self.names.add(str(place), name, place)
        elif number > asked:
            raise RevcompassError("empty_file", where=Where(str(self._path), asked))

    def _row(self, cells: list[str]) -> dict[str, str]:
        row = {str(place): text for place, text in enumerate(cells, start=1) if text}
        for key in row:
            if key not in self.names:  # text beside or between the headers is kept, not dropped
                self.names.add(key, "", int(key))
        return row

    def _end(self, answer: dict[str, Any]) -> None:
        where = Where(str(self._path))
        if "code" in answer:
            params = dict(answer["params"])
            if "sheets" in params:
                params["did_you_mean"] = nearest(params["sheet"], params["sheets"])
            raise RevcompassError(answer["code"], where=where, **params)
        if not self.header_lines:
            raise RevcompassError("empty_file", where=where)
        self.lines = answer["rows"]
        self.blank_lines += answer["blank"]


def _answers(path: Path, sheet: str | None) -> Generator[Any, None, None]:
    """What the child says, line by line; raises `missing_file`, `workbook_too_costly`."""
    if not path.exists():
        raise RevcompassError("missing_file", where=Where(str(path)))
    child = subprocess.Popen(  # noqa: S603 - our own module, by a fixed name
        [sys.executable, "-P", "-m", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    clock = Timer(limits.MOST_SECONDS, child.kill)
    clock.start()
    try:
        request = {
            "path": str(path.resolve()),
            "sheet": sheet,
            "memory": limits.MOST_MEMORY,
            "seconds": limits.MOST_CPU_SECONDS,
        }
        _ask(child.stdin, request)
        ended = False
        while child.stdout and (line := child.stdout.readline(_MOST_LINE)):
            answer = json.loads(line)
            ended = isinstance(answer, dict)
            yield answer
        if not ended:  # killed by a limit
            raise RevcompassError("workbook_too_costly", where=Where(str(path)))
    finally:
        clock.cancel()
        child.kill()
        if child.stdout:
            child.stdout.close()
        child.wait()


def _ask(pipe: IO[bytes] | None, request: dict[str, Any]) -> None:
    if pipe is None:
        return
    try:
        pipe.write(json.dumps(request).encode())
        pipe.close()
    except BrokenPipeError:
        pass
