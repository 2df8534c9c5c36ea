"""Answers kept by snapshot, sight and question; each is made once, however many ask for it."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from revcompass import __version__
from revcompass.book.config import Book
from revcompass.desk import clock
from revcompass.desk.crew import Crew
from revcompass.desk.desk import Desk
from revcompass.desk.desks import Desks, Edition, Lane
from revcompass.desk.loads import Loads
from revcompass.desk.uploads import Uploads
from revcompass.domain.viewer import Sight
from revcompass.engine.backends.light import WouldBuildError

_KEPT_BYTES = 64 * 2**20
_REMEMBERED = 1000

_Key = tuple[Edition, Sight, Hashable]


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as it goes out, and the edition it was made from."""

    body: bytes
    edition: Edition


class NotKeptError(LookupError):
    """An answer would have to be made."""


class Service:
    """Answers the questions of many askers over one book.

    A written answer is kept as long as there is room, and only ever given for the edition it was
    made from, and to those who see the same rows, so that neither snapshots nor readers mix.
    """

    def __init__(
        self,
        folder: Path,
        at_once: int = 2,
        kept_bytes: int = _KEPT_BYTES,
        today: Callable[[], date] = clock.today,
    ) -> None:
        """`at_once` questions at most are answered at a time from what is stored, and one in each
        other lane; `today` is the day of a load."""
        self.loads = Loads(folder, today)
        self.uploads = Uploads(folder, self.loads, today)
        self._desks = Desks(folder)
        self._crews = {lane: Crew(at_once if lane is Lane.QUICK else 1) for lane in Lane}
        self._kept: OrderedDict[_Key, Written] = OrderedDict()
        self._kept_of: Edition | None = None
        self._size = 0
        self._most = kept_bytes
        self._making: dict[_Key, Future[Written]] = {}
        self._building: OrderedDict[Hashable, None] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        """The book's folder."""
        return self._desks.folder

    def book(self) -> Book:
        """The book's settings as they are now."""
        return self._desks.book()

    def edition(self) -> Edition:
        """What would be answered from now."""
        return self._desks.edition()

    def tag(self, question: Hashable, sight: Sight, edition: Edition | None = None) -> str:
        """A short text that changes with the edition, sight, question and the program.

        Without an edition it is that of an answer given now.
        """
        whole = repr((__version__, edition or self.edition(), sight, question))
        return hashlib.sha256(whole.encode()).hexdigest()[:24]

    def written(
        self,
        question: Hashable,
        write: Callable[[Desk], bytes],
        sight: Sight,
        *,
        at_once: bool = False,
        is_long: bool = False,
    ) -> Written:
        """The answer to a question: as it was kept, or as `write` makes it with a desk.

        `sight` is that of who asks: the desk shows nothing beyond it. `question` must tell apart
        everything else `write` depends on. Raises what `write` raises; nothing is kept then.
        `at_once`: only as it was kept, which takes no time; else raises `NotKeptError`. `is_long`
        keeps a question that makes many tables apart from the others.
        """
        key = (self.edition(), sight, question)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
            if at_once:
                raise NotKeptError
            under_way = self._making.get(key)
            mine = self._making.setdefault(key, Future())
        if under_way is not None:
            return under_way.result()
        try:
            found = self._make(question, write, sight, is_long=is_long)
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(found)
            return found
        finally:
            with self._lock:
                del self._making[key]

    def close(self) -> None:
        """Close what is open, and end a load that runs."""
        self.loads.close()
        for crew in self._crews.values():
            crew.close()
        self._desks.close()

    def _make(
        self, question: Hashable, write: Callable[[Desk], bytes], sight: Sight, *, is_long: bool
    ) -> Written:
        """Asked of a quick desk first: what it cannot answer is asked where tables are made.

        What once took tables takes them again, over whatever snapshot.
        """
        if is_long:
            return self._made_in(Lane.LONG, question, write, sight)
        if question not in self._building:
            with suppress(WouldBuildError):
                return self._made_in(Lane.QUICK, question, write, sight)
            with self._lock:
                self._building[question] = None
                if len(self._building) > _REMEMBERED:
                    self._building.popitem(last=False)
        return self._made_in(Lane.BUILDING, question, write, sight)

    def _made_in(
        self, lane: Lane, question: Hashable, write: Callable[[Desk], bytes], sight: Sight
    ) -> Written:
        """Made now, unless somebody had it made over the same snapshot while this one waited."""

        def make() -> Written:
            with self._desks.lend(sight, lane) as (edition, desk):
                key = (edition, sight, question)
                with self._lock:
                    found = self._kept.get(key)
                if found is None:
                    found = Written(write(desk), edition)
                    self._keep(key, found)
            return found

        return self._crews[lane].do(make)

    def _keep(self, key: _Key, found: Written) -> None:
        """Until there is no more room; of an edition that is gone nothing is asked any more."""
        if found.edition != self.edition():
            return
        with self._lock:
            if found.edition != self._kept_of:
                self._kept.clear()
                self._size, self._kept_of = 0, found.edition
            before = self._kept.pop(key, None)
            self._kept[key] = found
            self._size += len(found.body) - (len(before.body) if before else 0)
            while self._size > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.body)
