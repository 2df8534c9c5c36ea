"""Earlier answers: which kept snapshot a number or a day means."""

from __future__ import annotations

import re
from datetime import date

from revcompass.book.config import Book
from revcompass.book.recorded import read_meta
from revcompass.book.snapshots import label, numbers, open_snapshot
from revcompass.domain.problem import usage_error


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
        raise usage_error("unknown_as_of", text=text, kept=", ".join(map(label, kept)))
    return loaded[-1]


def _loaded_on(book: Book, number: int) -> date:
    con = open_snapshot(book, number)
    try:
        return date.fromisoformat(read_meta(con)["load_day"])
    finally:
        con.close()
