"""Every nasty file has one declared outcome: no record and no value changes without a word."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from revcompass.book.config import Book, read_book
from revcompass.book.recorded import read_problems
from revcompass.domain.problem import RevcompassError
from revcompass.sources.check import check_book
from revcompass.sources.fill import fill
from sources.nasty.files import NASTY, Nasty
from toybook import BOOK, TODAY

SOURCE = """
[[source]]
name = "billing"
table = "subscriptions"
files = "*.csv"
constants = { interval = "month", currency = "EUR" }
"""


def book_of(nasty: Nasty, folder: Path) -> Book:
    form = f"format = {{ {nasty.form} }}\n" if nasty.form else ""
    (folder / "revcompass.toml").write_text(f"{BOOK}{SOURCE}{form}{nasty.more}\n", encoding="utf-8")
    for name, content in nasty.files.items():
        (folder / name).write_bytes(content)
    return read_book(folder)


@pytest.mark.parametrize("name", NASTY)
def test_one_declared_outcome(tmp_path: Path, name: str) -> None:
    nasty = NASTY[name]
    book = book_of(nasty, tmp_path)
    with duckdb.connect() as con:
        if nasty.stops:
            with pytest.raises(RevcompassError) as caught:
                fill(con, book, TODAY, keep_copies=False)
            assert caught.value.problem.code == nasty.stops
            return
        coverage = fill(con, book, TODAY, keep_copies=False).tables["subscriptions"]
        query = 'SELECT subscription_id, starts_on, amount FROM subscriptions ORDER BY "row"'
        assert tuple(con.execute(query).fetchall()) == nasty.rows
        problems = list(read_problems(con))
        told = [(p.severity.value, p.code, p.where.line) for p in problems]
        expected = [
            *(("error", *problem) for problem in nasty.aside),
            *(("warning", *problem) for problem in nasty.warned),
        ]
        assert [problem for problem in told if problem[1] != "similar_names"] == expected
        for column, values in nasty.kept.items():
            found = con.execute(f'SELECT "{column}" FROM subscriptions ORDER BY "row"').fetchall()
            assert tuple(value for (value,) in found) == values
    assert (coverage.loaded, coverage.set_aside, coverage.skipped) == (
        len(nasty.rows),
        len(nasty.aside),
        nasty.skipped,
    )
    assert coverage.read == coverage.loaded + coverage.set_aside + coverage.skipped


@pytest.mark.parametrize("name", [name for name, nasty in NASTY.items() if nasty.asks])
def test_what_is_not_certain_is_asked(tmp_path: Path, name: str) -> None:
    report = check_book(book_of(NASTY[name], tmp_path), TODAY)
    codes = {problem.code for problem in report.problems}
    assert set(NASTY[name].asks) <= codes


def test_there_are_enough_of_them() -> None:
    assert len(NASTY) >= 28
