"""Desks for many at once: each is lent to one asker at a time, over the snapshot published now."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from revcompass.book.config import Book, read_book
from revcompass.book.settings import SETTINGS_FILE
from revcompass.book.snapshots import current_number, label
from revcompass.desk.desk import Desk
from revcompass.domain.problem import RevcompassError
from revcompass.domain.viewer import EVERYTHING, Sight

_AT_ONCE = 2
_ANSWERS = 200
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Edition:
    """What an answer depends on besides its question: the snapshot and the book's settings.

    `snapshot` is `None` before the first load. Equal editions give equal answers.
    """

    snapshot: str | None
    settings: str


@dataclass(slots=True)
class _Lent:
    edition: Edition
    sight: Sight
    desk: Desk
    answers: int = 0


class Desks:
    """Lends desks. A new snapshot, or changed settings, are seen by whoever asks next."""

    def __init__(self, folder: Path, at_once: int = _AT_ONCE) -> None:
        """`at_once` desks at most are lent at a time; further askers wait."""
        self.folder = folder
        self._free: deque[_Lent] = deque()
        self._places = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._read: tuple[str, Book] | None = None

    def book(self) -> Book:
        """The book's settings as they are now; raises `no_book` and what is wrong in them."""
        return self._settings()[1]

    def edition(self) -> Edition:
        """The edition that would be lent now."""
        stamp, book = self._settings()
        return Edition(_published(book), stamp)

    @contextmanager
    def lend(self, sight: Sight = EVERYTHING) -> Iterator[tuple[Edition, Desk]]:
        """A desk for the caller alone, and its edition; waits while all are lent.

        It shows what `sight` allows, and is never lent to anybody who sees other rows.

        Raises `no_snapshot` before the first load.
        """
        with self._places:
            lent = self._take(sight)
            try:
                yield lent.edition, lent.desk
            finally:
                self._give_back(lent)

    def close(self) -> None:
        """Close the desks that are not lent."""
        with self._lock:
            while self._free:
                self._free.popleft().desk.close()

    def _take(self, sight: Sight) -> _Lent:
        """A desk over what is published now: a free one, or a new one."""
        while True:
            stamp, book = self._settings()
            number = current_number(book)
            edition = Edition(label(number), stamp)
            with self._lock:
                for stale in [one for one in self._free if one.edition != edition]:
                    self._free.remove(stale)
                    stale.desk.close()
                for lent in reversed(self._free):
                    if lent.sight == sight:
                        self._free.remove(lent)
                        return lent
            try:
                return _Lent(edition, sight, Desk(book, number, sight))
            except RevcompassError:
                if _published(book) == edition.snapshot:
                    raise  # else a load published the next one and let this one go just now

    def _give_back(self, lent: _Lent) -> None:
        """What a desk has built for its answers stays in memory, so after many it is let go."""
        lent.answers += 1
        if lent.answers >= _ANSWERS:
            lent.desk.close()
            return
        with self._lock:
            self._free.append(lent)
            if len(self._free) > _KEPT:
                self._free.popleft().desk.close()

    def _settings(self) -> tuple[str, Book]:
        """Read anew only when the file changed."""
        try:
            found = (self.folder / SETTINGS_FILE).stat()
            stamp = f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"
        except OSError:
            stamp = ""
        read = self._read
        if read is None or read[0] != stamp:
            self._read = read = (stamp, read_book(self.folder))
        return read


def _published(book: Book) -> str | None:
    """The number of the published snapshot; `None` before the first load."""
    try:
        return label(current_number(book))
    except RevcompassError as error:
        if error.problem.code != "no_snapshot":
            raise
        return None
