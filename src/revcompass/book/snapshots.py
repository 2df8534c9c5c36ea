"""Immutable snapshots: built beside the current one, verified, then published in one step.

A book's folder holds `snapshots/000001.duckdb` … and `CURRENT`, the number of the published one.
A snapshot is never written to after it was published, so a reader is never blocked or mixed up,
and a load that dies at any point leaves what was there before.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import duckdb

from revcompass.book.config import Book
from revcompass.book.durable import clear_faults, exclusive, flush, put_in_place, write_whole
from revcompass.domain.problem import RevcompassError, Where

T = TypeVar("T")

_NAME = re.compile(r"(\d{6,})\.duckdb")
_WORK = "next.duckdb"

_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class Built(Generic[T]):
    """A published snapshot: its number and what the maker handed back."""

    number: int
    result: T


def snapshot_path(book: Book, number: int) -> Path:
    """Where a snapshot lies."""
    return book.folder / "snapshots" / f"{number:06d}.duckdb"


def label(number: int) -> str:
    """The number as it is shown: `000001`."""
    return f"{number:06d}"


def current_number(book: Book) -> int:
    """The published snapshot's number; raises `no_snapshot` before the first load."""
    try:
        text = (book.folder / "CURRENT").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise RevcompassError("no_snapshot", folder=str(book.folder)) from None
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text.isdecimal():
        raise RevcompassError("bad_current", where=Where("CURRENT"), value=text)
    return int(text)


def numbers(book: Book) -> list[int]:
    """Published snapshots that are still kept, oldest first (empty before the first load)."""
    if not (book.folder / "CURRENT").exists():
        return []
    current = current_number(book)
    return [number for number in _stored(book) if number <= current]


def build(
    book: Book,
    make: Callable[[duckdb.DuckDBPyConnection], T],
    verify: Callable[[duckdb.DuckDBPyConnection], None],
    unless: Callable[[], bool] | None = None,
) -> Built[T] | None:
    """Make a new snapshot and publish it, all or nothing.

    Parameters: `make` fills an empty database; `verify` looks at the closed and reopened file
    (read-only) and raises if anything is wrong; `unless` is asked once the load has the lock: if
    it says yes nothing is built and `None` is returned.

    Raises `load_running`, `disk_full`, `write_failed`, and whatever `make` or `verify` raise; the
    published snapshot stays as it was.
    """
    with clear_faults(book.folder):
        folder = book.folder / "snapshots"
        folder.mkdir(exist_ok=True)
        with exclusive(book.folder):
            _clean(book)
            if unless is not None and unless():
                return None
            work = folder / _WORK
            try:
                result = _write(work, make)
                _check(work, verify)
                flush(work)
                number = max(_stored(book), default=0) + 1
                put_in_place(work, snapshot_path(book, number))
                write_whole(book.folder / "CURRENT", f"{label(number)}\n".encode())
            finally:
                _remove_work(folder)
            return Built(number, result)


def open_snapshot(
    book: Book, number: int | None = None, threads: int = 1, memory: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a snapshot (default: the published one).

    It can make temporary tables, but can read, write or reach nothing outside. Use one cursor per
    request. Beyond `memory` bytes, which all connections of this process to the snapshot share as
    the first one says, tables are spilled to a folder beside it.

    Raises `no_snapshot`, `unknown_snapshot`, `snapshot_unreadable`.
    """
    number = current_number(book) if number is None else number
    path = snapshot_path(book, number)
    if number not in numbers(book) or not path.exists():
        kept = [label(kept) for kept in numbers(book)]
        raise RevcompassError("unknown_snapshot", snapshot=label(number), kept=kept)
    try:
        con = _open(path, threads, memory)
        con.execute("SELECT count(*) FROM meta").fetchall()
    except duckdb.Error as fault:
        raise _unreadable(book, number, fault) from fault
    return con


@contextmanager
def clear_damage(book: Book, number: int) -> Iterator[None]:
    """Say `snapshot_unreadable` where the database finds that a block is not what was written."""
    try:
        yield
    except (duckdb.IOException, duckdb.FatalException, duckdb.InternalException) as fault:
        raise _unreadable(book, number, fault) from fault
    except duckdb.Error as fault:
        if "corrupt" not in str(fault).lower():
            raise
        raise _unreadable(book, number, fault) from fault


def _unreadable(book: Book, number: int, fault: duckdb.Error) -> RevcompassError:
    where = Where(str(snapshot_path(book, number).relative_to(book.folder)))
    return RevcompassError("snapshot_unreadable", where=where, reason=str(fault))


def _open(path: Path, threads: int, memory: int | None) -> duckdb.DuckDBPyConnection:
    # A second connection of this process shares the first one's settings, already locked; between
    # the question and the lock nobody else may lock them.
    with _opening:
        con = duckdb.connect(
            str(path),
            read_only=True,
            config={"threads": threads, "enable_external_access": "false"},
        )
        row = con.execute("SELECT current_setting('lock_configuration')").fetchone()
        if row == (False,):
            con.execute("SET GLOBAL TimeZone = 'UTC'")
            if memory is not None:
                con.execute(f"SET GLOBAL memory_limit = '{memory // 1024}KiB'")
            con.execute("SET lock_configuration = true")
    return con


def _write(work: Path, make: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
    with duckdb.connect(str(work)) as con:
        con.execute("SET TimeZone = 'UTC'")
        result = make(con)
        con.execute("CHECKPOINT")
    log = work.with_name(f"{work.name}.wal")
    if log.exists():  # a checkpoint that did not finish
        raise RevcompassError("write_failed", folder=str(work.parent), reason=log.name)
    return result


def _check(work: Path, verify: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    with duckdb.connect(str(work), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        verify(con)


def _stored(book: Book) -> list[int]:
    folder = book.folder / "snapshots"
    names = (_NAME.fullmatch(path.name) for path in folder.glob("*.duckdb"))
    return sorted(int(name[1]) for name in names if name)


def _clean(book: Book) -> None:
    """Remove what a killed load left: its working files, and a snapshot never published.

    And what a killed reader spilled of a snapshot that is gone.
    """
    folder = book.folder / "snapshots"
    _remove_work(folder)
    for spilled in folder.glob("*.duckdb.tmp"):
        if not spilled.with_suffix("").exists():
            shutil.rmtree(spilled, ignore_errors=True)
    current = current_number(book) if (book.folder / "CURRENT").exists() else 0
    for number in _stored(book):
        if number > current:
            snapshot_path(book, number).unlink()


def _remove_work(folder: Path) -> None:
    for path in folder.glob(f"{_WORK}*"):
        if path.is_dir():
            for inner in path.iterdir():
                inner.unlink()
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
