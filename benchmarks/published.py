"""Snapshots that differ, published while clients ask; each answer is held to the one it names."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from benchmarks.clients import Reply

VARIANTS = 3
_SECONDS = 5.0
_NAMED = re.compile(r'snapshot(?:": "| )(\d{6})')
_CLIPS = re.compile(r"clip\d+")  # Vega numbers them from drawing to drawing


class Shelf:
    """A book's snapshots: variants of the first, under as many numbers as are needed."""

    def __init__(self, book: Path) -> None:
        self._book = book
        self._first = int((book / "CURRENT").read_text(encoding="ascii"))
        self._variants = [self._varied(factor) for factor in range(2, 2 + VARIANTS)]
        self.number = self._first

    def publish(self) -> None:
        """The next number; those before the last two go, as a rule of the book may have it."""
        self.number += 1
        self._path(self.number).hardlink_to(self._variants[self.variant(self.number)])
        self._point_to(self.number)
        if self.number - 2 > self._first:
            self._path(self.number - 2).unlink()

    def variant(self, number: int) -> int:
        """Which of the variants stands under a number."""
        return (number - self._first) % VARIANTS

    def close(self) -> None:
        """Leave the book as it was."""
        self._point_to(self._first)
        for number in range(self._first + 1, self.number + 1):
            self._path(number).unlink(missing_ok=True)
        for path in self._variants:
            path.unlink()

    def _varied(self, factor: int) -> Path:
        """A copy in which everything that is summed is so many times as large, and more with each
        table, so that what is divided differs as well."""
        path = self._book / f"variant-{factor}.duckdb"
        shutil.copy(self._path(self._first), path)
        with duckdb.connect(str(path)) as con:
            columns = con.execute(
                """SELECT table_name, column_name FROM information_schema.columns
                WHERE table_name LIKE 'stored_%' AND data_type = 'HUGEINT'
                    AND column_name NOT LIKE '%unrated' ORDER BY 1, 2"""
            ).fetchall()
            tables = sorted({table for table, _ in columns})
            for place, table in enumerate(tables):
                times = factor + place
                listed = ", ".join(f'"{c}" = "{c}" * {times}' for t, c in columns if t == table)
                con.execute(f"UPDATE {table} SET {listed}")
        return path

    def _path(self, number: int) -> Path:
        return self._book / "snapshots" / f"{number:06d}.duckdb"

    def _point_to(self, number: int) -> None:
        new = self._book / "CURRENT.new"
        new.write_text(f"{number:06d}\n", encoding="ascii")
        new.replace(self._book / "CURRENT")


@contextmanager
def publishing(shelf: Shelf) -> Iterator[None]:
    """Meanwhile a snapshot appears every few seconds."""
    stop = threading.Event()

    def publish() -> None:
        while not stop.wait(_SECONDS):
            shelf.publish()

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@dataclass(slots=True)
class Heard:
    """What clients were answered: every different answer; seconds of those kept, and by path of
    those made.

    An answer is kept if the same had been given before it was asked for.
    """

    answers: dict[tuple[str, bytes], Reply] = field(default_factory=dict)
    kept: list[float] = field(default_factory=list)
    made: dict[str, list[float]] = field(default_factory=dict)
    _since: dict[tuple[str, bytes], float] = field(default_factory=dict)

    def __call__(self, reply: Reply) -> None:
        """Take note of an answer."""
        now = time.perf_counter()
        key = (reply.path, hashlib.sha256(reply.body).digest())
        given = self._since.setdefault(key, now)
        self.answers.setdefault(key, reply)
        is_kept = given < now - reply.seconds
        (self.kept if is_kept else self.made.setdefault(reply.path, [])).append(reply.seconds)


def content(reply: Reply) -> tuple[int | None, str]:
    """The snapshot that an answer names, and the answer without that name."""
    text = _CLIPS.sub("clip", reply.text)
    named = _NAMED.search(text)
    return (int(named[1]) if named else None), _NAMED.sub("", text)


def mixed(heard: Heard, alone: Mapping[tuple[str, int], str], shelf: Shelf) -> Sequence[str]:
    """The answers that are not those of the snapshot they name, as it was given `alone`."""
    wrong = []
    for (path, _), reply in heard.answers.items():
        number, text = content(reply)
        expected = [alone[path, one] for one in range(VARIANTS)]
        if text not in (expected if number is None else [expected[shelf.variant(number)]]):
            wrong.append(f"{path}: not what snapshot {number} says")
    return wrong
