"""A book whose records are the result of a query, and what never leaves the settings."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import duckdb
import pytest

from revcompass.book.config import Book
from revcompass.book.databases import fetch
from revcompass.book.databases.address import masked, read_address
from revcompass.book.inputs import Input, find_inputs, fingerprint
from revcompass.book.recorded import read_files
from revcompass.domain.problem import RevcompassError
from revcompass.sources.check import check_book
from revcompass.sources.fill import fill
from toybook import TODAY, MakeBook

SOURCE = """
[[source]]
name = "crm"
table = "accounts"
database = "sqlite:///crm.db"
query = "SELECT id AS account_id, name, size FROM customers ORDER BY id"
"""


def database(folder: Path, *statements: str) -> None:
    con = sqlite3.connect(folder / "crm.db")
    for statement in statements:
        con.execute(statement)
    con.commit()
    con.close()


@pytest.fixture
def book(make_book: MakeBook, tmp_path: Path) -> Book:
    database(
        tmp_path,
        "CREATE TABLE customers (id TEXT, name TEXT, size REAL)",
        "INSERT INTO customers VALUES ('007', 'A\n\"B\"', 1e20), ('8', 'C', NULL)",
    )
    return make_book(SOURCE, {})


def loaded(book: Book) -> list[tuple[object, ...]]:
    with duckdb.connect() as con:
        fill(con, book, TODAY)
        (file,) = read_files(con)
        assert file.path == "crm.query.csv"
        return con.execute(
            'SELECT line, account_id, name, size FROM accounts ORDER BY "row"'
        ).fetchall()


def test_a_result_is_loaded_and_kept_like_a_file(book: Book) -> None:
    expected = [(2, "007", 'A\n"B"', "100000000000000000000"), (4, "8", "C", None)]
    assert loaded(book) == expected
    (kept,) = (book.folder / "landed").iterdir()
    (item,) = find_inputs(book)
    assert kept.name == f"{item.sha256}.gz"
    with duckdb.connect() as con:
        fill(con, book, TODAY)
        previous = read_files(con)
    (book.folder / "crm.db").unlink()
    with duckdb.connect() as con:
        fill(con, book, TODAY, only=[], previous=previous)
        assert con.execute("SELECT count(*) FROM accounts").fetchone() == (2,)


def test_only_another_result_is_a_change(book: Book) -> None:
    first = fingerprint(book)
    assert fingerprint(book) == first
    database(book.folder, "UPDATE customers SET size = 2 WHERE id = '8'")
    assert fingerprint(book) != first


def test_the_file_lives_as_long_as_the_input(book: Book) -> None:
    (item,) = find_inputs(book)
    path = item.path
    assert path is not None
    assert path.exists()
    del item
    assert not path.parent.exists()


def test_a_look_writes_nothing(book: Book) -> None:
    report = check_book(book, TODAY)
    assert report.stopped is None
    assert [file.file for file in report.files] == ["crm.query.csv"]
    assert sorted(path.name for path in book.folder.iterdir()) == ["crm.db", "revcompass.toml"]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM customers",
        "ATTACH 'other.db' AS o",
        "SELECT 1; SELECT 2",
        "PRAGMA writable_schema = 1",
        "SELECT nothing",
        "SELECT writefile('x', 'y')",
    ],
)
def test_only_reading(make_book: MakeBook, book: Book, query: str) -> None:
    text = SOURCE.replace("SELECT id AS account_id, name, size FROM customers ORDER BY id", query)
    with pytest.raises(RevcompassError) as caught:
        find_inputs(make_book(text, {}))
    assert caught.value.problem.code == "query_failed"
    assert sorted(path.name for path in book.folder.iterdir()) == ["crm.db", "revcompass.toml"]


def test_a_missing_file_is_not_made(make_book: MakeBook, tmp_path: Path) -> None:
    with pytest.raises(RevcompassError) as caught:
        find_inputs(make_book(SOURCE, {}))
    assert caught.value.problem.code == "database_unreachable"
    assert not (tmp_path / "crm.db").exists()


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('database = "sqlite:///crm.db"', "missing_setting"),
        ('query = "SELECT 1"', "missing_setting"),
        ('database = "sqlite:///x"\nquery = "SELECT 1"\nfiles = "a.csv"', "unknown_setting"),
        ('database = "sqlite:///x"\nquery = "S"\nformat.encoding = "cp1252"', "bad_setting"),
    ],
)
def test_settings(make_book: MakeBook, lines: str, code: str) -> None:
    with pytest.raises(RevcompassError) as caught:
        make_book(f'[[source]]\nname = "crm"\ntable = "accounts"\n{lines}\n', {})
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    "url",
    [
        "oracle://u:s3cret@h/d",
        "postgresql://u:s3cret@h",
        "postgresql://u:s3cret@h:port/d",
        "postgresql://u:s3cret@h/d?sslmode=disable",
        "postgresql://u:s3/cret@h/d",
        "s3cret",
        "sqlite://u:s3cret@h/d",
    ],
)
def test_a_bad_address_is_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(RevcompassError) as caught:
        read_address(url, tmp_path, "crm")
    assert caught.value.problem.code == "bad_database_url"
    assert "cret" not in str(caught.value)
    assert "cret" not in masked(url)


def test_variables_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORD", "p@:/?%41")
    address = read_address("mysql://a%40b:${WORD}@h:3307/d", tmp_path, "crm")
    assert (address.user, address.password, address.host) == ("a@b", "p@:/?%41", "h")
    assert (address.port, address.database) == (3307, "d")
    assert "p@" not in repr(address)
    monkeypatch.setenv("URL", "postgresql://ada:x@h/d")
    assert read_address("${URL}", tmp_path, "crm").user == "ada"
    monkeypatch.delenv("WORD")
    with pytest.raises(RevcompassError) as caught:
        read_address("mysql://a:${WORD}@h/d", tmp_path, "crm")
    assert caught.value.problem.params == {"source": "crm", "name": "WORD"}


def test_a_password_changes_nothing_that_is_stored(make_book: MakeBook) -> None:
    text = SOURCE.replace("sqlite:///crm.db", "postgresql://u:s3cret@h/d")
    one = make_book(text, {})
    other = make_book(text.replace("s3cret", "other"), {})
    inputs = [Input("crm", "", "crm.query.csv", "0", None)]
    assert fingerprint(one, inputs) == fingerprint(other, inputs)
    assert "s3cret" not in repr(one)


def test_a_driver_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, scheme in (("psycopg", "postgresql"), ("pymysql", "mysql")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(RevcompassError) as caught:
            fetch("crm", f"{scheme}://u@h/d", "SELECT 1", tmp_path)
        assert caught.value.problem.code == "driver_missing"
        assert caught.value.problem.params["extra"] == scheme
