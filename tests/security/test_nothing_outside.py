"""Whatever SQL reached the connection that serves a snapshot: nothing outside is touched."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from revcompass.book.config import Book
from revcompass.book.snapshots import build, open_snapshot, snapshot_path
from security.escapes import ESCAPES, REACH, READ, UNLOCK, WRITE

CANARY = "canary-5d1f0a"

Contents = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Outside:
    """A folder with secrets, and a listener that nobody should call."""

    folder: Path
    listening: socket.socket

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self.listening.getsockname()[1]
        return port

    def was_called(self) -> bool:
        """Whether anybody connected."""
        with suppress(BlockingIOError):
            self.listening.accept()[0].close()
            return True
        return False


def contents(*folders: Path) -> Contents:
    """Every file below some folders."""
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in found}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """Secrets in every form that a database reads."""
    folder = tmp_path_factory.mktemp("outside")
    for name, text in {
        "txt": CANARY,
        "csv": f"a\n{CANARY}\n",
        "json": f'{{"a": "{CANARY}"}}',
    }.items():
        (folder / f"secret.{name}").write_text(text, encoding="utf-8")
    with duckdb.connect(str(folder / "secret.duckdb")) as con:
        con.execute("CREATE TABLE kept AS SELECT ? AS a", [CANARY])
        con.execute(f"COPY kept TO '{folder}/secret.parquet' (KV_METADATA {{note: '{CANARY}'}})")
        con.execute(f"EXPORT DATABASE '{folder}/exported'")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield Outside(folder, listening)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, to stand in; and a secret in the environment."""
    monkeypatch.setenv("REVCOMPASS_SECRET", CANARY)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book with one snapshot."""

    def make(con: duckdb.DuckDBPyConnection) -> None:
        con.execute('CREATE TABLE meta("key" VARCHAR, "value" VARCHAR)')
        con.execute("INSERT INTO meta VALUES ('v', 'one')")
        con.execute("CREATE TABLE much AS SELECT range AS i FROM range(1000)")

    made = Book(tmp_path_factory.mktemp("book"), "Toy", "EUR", "UTC")
    build(made, make, lambda _: None)
    return made


def run(con: duckdb.DuckDBPyConnection, statement: str) -> tuple[str, Sequence[object]]:
    """What the database says to a statement, and the rows it gives."""
    python_secret = duckdb.sql(f"SELECT '{CANARY}' AS a")  # a scan of Python's variables finds it
    assert python_secret is not None
    try:
        return "", con.execute(statement).fetchall()
    except duckdb.Error as fault:
        return str(fault), ()
    finally:
        with suppress(duckdb.TransactionException):  # none was begun
            con.rollback()


@pytest.mark.parametrize("statement", ESCAPES)
def test_nothing_outside_is_read_written_or_reached(
    book: Book, outside: Outside, home: Path, statement: str
) -> None:
    before = contents(outside.folder, book.folder, home)
    snapshot = snapshot_path(book, 1)
    written = statement.format(folder=outside.folder, port=outside.port, snapshot=snapshot)
    with closing(open_snapshot(book)) as first, closing(open_snapshot(book)) as con:
        said, rows = run(con, written)
        assert CANARY not in f"{said}{rows}"
        if statement in (*READ, *UNLOCK):
            assert said
        for one in (con, first):
            assert _settings(one) == ("UTC", False, True)
            assert one.execute("SELECT count(*) FROM much").fetchone() == (1000,)
        refused, rows = run(con, f"SELECT * FROM read_text('{outside.folder}/secret.txt')")
        assert refused
        assert not rows
    assert contents(outside.folder, book.folder, home) == before
    assert not outside.was_called()


def _settings(con: duckdb.DuckDBPyConnection) -> tuple[object, ...]:
    names = ("TimeZone", "enable_external_access", "lock_configuration")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    found = con.execute(f"SELECT {asked}").fetchone()
    assert found is not None
    return found


def test_the_list_is_as_long_as_promised() -> None:
    assert len(set(ESCAPES)) == len(ESCAPES) >= 63
    assert all(len(kind) >= 10 for kind in (READ, WRITE, REACH, UNLOCK))


def test_the_statements_would_work_where_nothing_is_closed(book: Book, outside: Outside) -> None:
    """Most of the reading ones, at least: a list of errors would prove nothing."""
    worked = 0
    for statement in READ:
        with duckdb.connect(str(snapshot_path(book, 1)), read_only=True) as con:
            said, rows = run(con, statement.format(folder=outside.folder, port=1, snapshot=""))
        worked += CANARY in f"{said}{rows}" or "/secret" in f"{rows}"
    assert worked >= len(READ) - 8
