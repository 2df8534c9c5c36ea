"""Desks for many at once: each is lent to one asker at a time, over the snapshot published now."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from revcompass.book.config import Book, read_book
from revcompass.book.settings import SETTINGS_FILE
from revcompass.book.snapshots import current_number, label, snapshot_path
from revcompass.desk.desk import Desk
from revcompass.domain.problem import RevcompassError
from revcompass.domain.viewer import EVERYTHING, Sight
from revcompass.engine.backends.light import Limits

_ANSWERS = 500
_KEPT = 8
_LARGE = 32 * 2**20
_LEAST_MEMORY = 320 * 2**20
_MOST_MADE = 2 * 2**30


class Lane(Enum):
    """Where a question is answered, so that what takes long holds up nobody who asks for little.

    A desk in the quick lane reads what the snapshot keeps and raises `WouldBuildError` where that
    is not enough; one in the building lane makes tables; the long one makes many of them.
    """

    QUICK = "quick"
    BUILDING = "building"
    LONG = "long"


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
    lane: Lane
    desk: Desk
    answers: int = 0


class Desks:
    """Lends desks. A new snapshot, or changed settings, are seen by whoever asks next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._free: deque[_Lent] = deque()
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
    def lend(
        self, sight: Sight = EVERYTHING, lane: Lane = Lane.QUICK
    ) -> Iterator[tuple[Edition, Desk]]:
        """A desk for the caller alone, and its edition.

        It shows what `sight` allows, and is never lent to anybody who sees other rows.

        Raises `no_snapshot` before the first load.
        """
        lent = self._take(sight, lane)
        try:
            yield lent.edition, lent.desk
        finally:
            self._give_back(lent)

    def close(self) -> None:
        """Close the desks that are not lent."""
        with self._lock:
            while self._free:
                self._free.popleft().desk.close()

    def _take(self, sight: Sight, lane: Lane) -> _Lent:
        """A desk over what is published now: a free one, or a new one."""
        while True:
            stamp, book = self._settings()
            number = current_number(book)
            edition = Edition(label(number), stamp)
            self._let_go_of_others(edition)
            with self._lock:
                for lent in reversed(self._free):
                    if lent.sight == sight and lent.lane is lane:
                        self._free.remove(lent)
                        return lent
            try:
                return _Lent(edition, sight, lane, _opened(book, number, sight, lane))
            except RevcompassError:
                if _published(book) == edition.snapshot:
                    raise  # else a load published the next one and let this one go just now

    def _let_go_of_others(self, edition: Edition) -> None:
        """Close the free desks of other editions, so that nothing holds a snapshot that is gone."""
        with self._lock:
            for stale in [one for one in self._free if one.edition != edition]:
                self._free.remove(stale)
                stale.desk.close()

    def _give_back(self, lent: _Lent) -> None:
        """Keep a desk for the next, unless it holds too much or its edition is gone.

        What a desk has built and read for its answers stays with it.
        """
        lent.answers += 1
        made = 0 if lent.lane is Lane.QUICK else lent.desk.made_bytes()
        if lent.answers >= _ANSWERS or made > _MOST_MADE or not self._is_now(lent.edition):
            lent.desk.close()
            return
        with self._lock:
            self._free.append(lent)
            if len(self._free) > _KEPT:
                self._free.popleft().desk.close()

    def _is_now(self, edition: Edition) -> bool:
        try:
            return self.edition() == edition
        except RevcompassError:  # settings that cannot be read are told to whoever asks next
            return False

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


def _opened(book: Book, number: int, sight: Sight, lane: Lane) -> Desk:
    """Over a small snapshot a quick desk makes its tables itself: that is quick as well."""
    path = snapshot_path(book, number)
    size = path.stat().st_size if path.exists() else 0
    makes_tables = lane is not Lane.QUICK or size < _LARGE
    return Desk(book, number, sight, Limits(max(_LEAST_MEMORY, size), makes_tables))


def _published(book: Book) -> str | None:
    """The number of the published snapshot; `None` before the first load."""
    try:
        return label(current_number(book))
    except RevcompassError as error:
        if error.problem.code != "no_snapshot":
            raise
        return None
