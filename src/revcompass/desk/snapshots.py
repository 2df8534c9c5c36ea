"""Earlier answers: which snapshots are kept, and which of them a number or a day means."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date

from revcompass.book.config import Book
from revcompass.book.recorded import data_as_of, read_coverage, read_meta
from revcompass.book.snapshots import (
    clear_damage,
    label,
    numbers,
    open_snapshot,
    snapshot_path,
)
from revcompass.desk.answers import SnapshotStatus
from revcompass.domain.problem import RevcompassError, usage_error


def snapshot_as_of(book: Book, text: str) -> int:
    """A snapshot's number: as it is, or the last one loaded on or before a day.

    Raises the usage error `unknown_as_of` for anything else, or for a day before the first load.
    """
    kept = numbers(book)
    if re.fullmatch(r"\d{1,7}", text) and int(text) in kept:
        return int(text)
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        wanted = date.min
    loaded = [number for number in kept if _loaded_on(book, number) <= wanted]
    if not loaded:
        raise usage_error("unknown_as_of", text=text, kept=list(map(label, kept)))
    return loaded[-1]


def kept_snapshots(book: Book) -> tuple[SnapshotStatus, ...]:
    """Every snapshot that is kept, oldest first."""
    return tuple(_status(book, number) for number in numbers(book))


def _status(book: Book, number: int) -> SnapshotStatus:
    size = snapshot_path(book, number).stat().st_size
    try:
        with closing(open_snapshot(book, number)) as con, clear_damage(book, number):
            meta, reach = read_meta(con), data_as_of(con)
            rows = sum(table.loaded for table in read_coverage(con).values())
    except RevcompassError:
        return SnapshotStatus(label(number), size)
    return SnapshotStatus(label(number), size, date.fromisoformat(meta["load_day"]), reach, rows)


def _loaded_on(book: Book, number: int) -> date:
    """A damaged one was loaded on no day."""
    return _status(book, number).loaded_on or date.max
