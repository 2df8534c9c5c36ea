"""Snapshots: all or nothing, never touched again, and closed to the outside when read."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import NoReturn

import duckdb
import pytest

from revcompass.book.config import Book
from revcompass.book.durable import exclusive
from revcompass.book.snapshots import build, current_number, numbers, open_snapshot, snapshot_path
from revcompass.domain.problem import RevcompassError


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path, "Toy", "EUR", "UTC")


Make = Callable[[duckdb.DuckDBPyConnection], str]


def make(value: str) -> Make:
    def fill(con: duckdb.DuckDBPyConnection) -> str:
        con.execute('CREATE TABLE meta("key" VARCHAR, "value" VARCHAR)')
        con.execute("INSERT INTO meta VALUES ('v', ?)", [value])
        con.execute("CREATE TABLE much AS SELECT range AS i FROM range(50000)")
        return value

    return fill


def put(book: Book, value: str) -> None:
    built = build(book, make(value), lambda _: None)
    assert built is not None
    assert built.result == value


def value(book: Book, number: int | None = None) -> str:
    with open_snapshot(book, number) as con:
        row = con.execute('SELECT "value", (SELECT count(*) FROM much) FROM meta').fetchone()
    assert row is not None
    assert row[1] == 50000
    return str(row[0])


def names(book: Book) -> list[str]:
    return sorted(path.name for path in (book.folder / "snapshots").iterdir())


def test_each_build_is_a_new_file_and_the_old_stay(book: Book) -> None:
    put(book, "one")
    first = snapshot_path(book, 1).read_bytes()
    put(book, "two")
    assert (value(book), value(book, 1)) == ("two", "one")
    assert snapshot_path(book, 1).read_bytes() == first
    assert (book.folder / "CURRENT").read_text() == "000002\n"
    assert names(book) == ["000001.duckdb", "000002.duckdb"]
    assert numbers(book) == [1, 2]


def test_before_the_first_load(book: Book) -> None:
    with pytest.raises(RevcompassError, match="no_snapshot"):
        current_number(book)
    assert numbers(book) == []


def test_an_unknown_snapshot(book: Book) -> None:
    put(book, "one")
    with pytest.raises(RevcompassError) as caught:
        open_snapshot(book, 7)
    assert caught.value.problem.params == {"snapshot": "000007", "kept": ["000001"]}


@pytest.mark.parametrize("stage", ["make", "verify"])
def test_a_fault_leaves_what_was_there(book: Book, stage: str) -> None:
    put(book, "one")

    def fail(_: duckdb.DuckDBPyConnection) -> NoReturn:
        raise RevcompassError("not_reconciled")

    verify = fail if stage == "verify" else lambda _: None
    with pytest.raises(RevcompassError, match="not_reconciled"):
        build(book, fail if stage == "make" else make("two"), verify)
    assert value(book) == "one"
    assert names(book) == ["000001.duckdb"]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "write_failed")]
)
def test_a_full_disk_is_said_plainly(book: Book, number: int, code: str) -> None:
    put(book, "one")

    def full(_: duckdb.DuckDBPyConnection) -> None:
        raise OSError(number, "no")

    with pytest.raises(RevcompassError, match=code):
        build(book, full, lambda _: None)
    assert value(book) == "one"


def test_nothing_is_built_where_nothing_changed(book: Book) -> None:
    put(book, "one")
    assert build(book, make("two"), lambda _: None, lambda: True) is None
    assert names(book) == ["000001.duckdb"]


def test_one_load_at_a_time(book: Book) -> None:
    with exclusive(book.folder), pytest.raises(RevcompassError, match="load_running"):
        put(book, "one")
    put(book, "one")


def test_verify_sees_the_closed_file_and_cannot_write(book: Book) -> None:
    def verify(con: duckdb.DuckDBPyConnection) -> None:
        assert con.execute("SELECT count(*) FROM much").fetchone() == (50000,)
        with pytest.raises(duckdb.InvalidInputException):
            con.execute("DELETE FROM much")

    build(book, make("one"), verify)


def test_readers_keep_their_snapshot_while_a_new_one_is_published(book: Book) -> None:
    put(book, "one")
    with open_snapshot(book) as reader:
        put(book, "two")
        assert reader.execute('SELECT "value" FROM meta').fetchone() == ("one",)
    assert value(book) == "two"


def test_many_open_one_snapshot_at_once(book: Book) -> None:
    put(book, "first")
    together = Barrier(4)

    def opened(_: int) -> str:
        together.wait()
        return value(book)

    with ThreadPoolExecutor(4) as threads:
        for _ in range(25):
            assert set(threads.map(opened, range(4))) == {"first"}


def test_a_torn_snapshot_is_said_to_be_unreadable(book: Book) -> None:
    put(book, "one")
    path = snapshot_path(book, 1)
    path.write_bytes(path.read_bytes()[:4096])
    with pytest.raises(RevcompassError, match="snapshot_unreadable"):
        open_snapshot(book)


def test_a_damaged_pointer(book: Book) -> None:
    put(book, "one")
    (book.folder / "CURRENT").write_text("\n")
    with pytest.raises(RevcompassError, match="bad_current"):
        current_number(book)


_KILLED = """
import os, signal, sys
from pathlib import Path
from faults.points import Fault, FaultyDisk
from revcompass.book import durable
from revcompass.book.config import Book
from revcompass.book.snapshots import build

at = int(sys.argv[2])
durable.disk = FaultyDisk(at, Fault[sys.argv[3].upper()])

def make(con):
    con.execute('CREATE TABLE meta("key" VARCHAR, "value" VARCHAR)')
    con.execute("INSERT INTO meta VALUES ('v', 'two')")
    con.execute("CREATE TABLE much AS SELECT range AS i FROM range(50000)")
    if at == 0:
        con.execute("CHECKPOINT")
        os.kill(os.getpid(), signal.SIGKILL)

build(Book(Path(sys.argv[1]), "Toy", "EUR", "UTC"), make, lambda _: None)
"""


def killed(book: Book, at: int, when: str) -> int:
    command = [sys.executable, "-c", _KILLED, str(book.folder), str(at), when]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(command, check=False, env=environment).returncode


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(8))
def test_a_killed_load_leaves_the_old_snapshot_or_the_new(book: Book, at: int, when: str) -> None:
    put(book, "one")
    assert killed(book, at, when) == -signal.SIGKILL
    # The pointer moves with the sixth step: three for the file and its folder, two for the pointer.
    published = at > 6 or (at == 6 and when == "after")
    assert value(book) == ("two" if published else "one")
    put(book, "three")
    assert value(book) == "three"
    kept = ["000001.duckdb", "000002.duckdb", *(["000003.duckdb"] if published else [])]
    assert names(book) == kept


def test_all_durable_steps_were_killed_at(book: Book) -> None:
    put(book, "one")
    assert killed(book, 8, "before") == 0
