"""The process that reads a workbook: limits set first, then rows as JSON, one line each.

Run as `python -m revcompass.sources.workbook.child`; standard input says what to read (`{"path",
"sheet", "memory", "seconds"}`). Each line of the answer is a list: the row's number, the blank rows
so far, then the texts of its cells (none: the row is too long). The last line is an object:
`{"rows": …, "blank": …}`, or `{"code": …, "params": …}` where the workbook is not read. Without
such a line the process died.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from revcompass.sources.workbook import limits
from revcompass.sources.workbook.archive import Extent, RefusedError, check_sizes, extent, sheets
from revcompass.sources.workbook.values import is_percent, moment_text, number_text, percent_text

_MOST_ROW_CHARS = 1 << 20


def main() -> None:
    """Read one sheet and answer on standard output."""
    request = json.loads(sys.stdin.read())
    _limit(request["memory"], request["seconds"])
    answer: dict[str, Any]
    try:
        answer = _read(Path(request["path"]), request["sheet"])
    except RefusedError as error:
        answer = {"code": error.code, "params": error.params}
    except MemoryError:
        answer = {"code": "workbook_too_costly", "params": {}}
    except Exception:
        answer = {"code": "damaged_file", "params": {}}
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


def _limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _read(path: Path, asked: str | None) -> dict[str, Any]:
    size = path.stat().st_size
    if size > limits.MOST_BYTES:
        raise RefusedError("file_too_large", megabytes=limits.MOST_BYTES >> 20)
    with zipfile.ZipFile(path) as archive:
        check_sizes(archive, size)
        found = sheets(archive)
        name = next(iter(found)) if asked is None else asked
        if name not in found:
            raise RefusedError("unknown_sheet", sheet=name, sheets=list(found))
        reach = extent(archive, found[name])
    blank = 0
    for number, cells in enumerate(_rows(path, name, reach), start=1):
        if not any(cells):
            blank += 1
            continue
        while not cells[-1]:
            cells.pop()
        told = cells if sum(map(len, cells)) <= _MOST_ROW_CHARS else []
        sys.stdout.write(f"{json.dumps([number, blank, *told])}\n")
    return {"rows": reach.rows, "blank": blank}


def _rows(path: Path, name: str, reach: Extent) -> Iterator[list[str]]:
    """Every row up to the last, also those the file leaves out."""
    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        if reach.rows and reach.columns:
            sheet = book[name]
            for row in sheet.iter_rows(1, reach.rows, 1, reach.columns):
                yield [_text(cell) for cell in row]
        else:
            yield from ([] for _ in range(reach.rows))
    finally:
        book.close()


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        written = cell.number_format or ""
        return percent_text(value) if is_percent(written) else number_text(value)
    return moment_text(value, cell.number_format or "")


if __name__ == "__main__":
    main()
