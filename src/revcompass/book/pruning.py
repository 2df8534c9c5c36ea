"""Removing what the book's rule no longer keeps: snapshots first, then landed copies."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import date

from revcompass.book.config import Book
from revcompass.book.durable import exclusive
from revcompass.book.landed import copy_path
from revcompass.book.recorded import read_files, read_meta
from revcompass.book.snapshots import (
    clear_damage,
    current_number,
    numbers,
    open_snapshot,
    snapshot_path,
)
from revcompass.domain.problem import RevcompassError


def prune(book: Book) -> list[int]:
    """Remove the snapshots that the rule does not keep, and return their numbers.

    The current one stays, and so does one that cannot be read: what is in it is not known. Whoever
    reads a snapshot that is removed goes on reading it. A file that cannot be removed, or another
    load that runs, leaves the rest for the next load.
    """
    if book.keep.last is None and book.keep.unneeded_copies:
        return []
    removed: list[int] = []
    with suppress(OSError, RevcompassError), exclusive(book.folder):
        days = {number: day for number in numbers(book) if (day := _loaded_on(book, number))}
        for number in sorted(days.keys() - book.keep.of(days, current_number(book))):
            snapshot_path(book, number).unlink()
            removed.append(number)
        if not book.keep.unneeded_copies:
            _remove_copies(book)
    return removed


def _loaded_on(book: Book, number: int) -> date | None:
    try:
        with closing(open_snapshot(book, number)) as con, clear_damage(book, number):
            return date.fromisoformat(read_meta(con)["load_day"])
    except RevcompassError:
        return None


def _remove_copies(book: Book) -> None:
    """Raises if a snapshot cannot be read: then nothing is removed."""
    needed = set()
    for number in numbers(book):
        with closing(open_snapshot(book, number)) as con, clear_damage(book, number):
            needed |= {copy_path(book, file.sha256) for file in read_files(con)}
    for path in (book.folder / "landed").glob("*.gz"):
        if path not in needed:
            path.unlink()
