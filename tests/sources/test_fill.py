"""A whole load: how far the data reach, what does not matter, and what is kept for later."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from revcompass.book.inputs import find_inputs, fingerprint, is_unchanged
from revcompass.book.recorded import read_files, read_meta
from revcompass.book.snapshots import build, current_number, numbers, open_snapshot
from revcompass.domain.problem import RevcompassError
from revcompass.domain.records import TABLES
from revcompass.sources.fill import fill
from toybook import TODAY, Fill, MakeBook

SUBS = "subscription_id,account_id,starts_on,ends_on,interval,currency,amount\n"
TWO = """
[[source]]
name = "billing"
table = "subscriptions"
files = "s.csv"
[[source]]
name = "crm"
table = "accounts"
files = "a.csv"
"""
FILES = {"s.csv": SUBS + "S1,A,2026-01-01,,month,EUR,1\n", "a.csv": "account_id,name\nA,Acme\n"}


@pytest.mark.parametrize(
    ("rows", "as_of", "day"),
    [
        (["S1,A,2026-01-01,,month,EUR,1"], "", date(2026, 1, 1)),
        (["S1,A,2026-01-01,2026-03-01,month,EUR,1"], "", date(2026, 3, 1)),
        (["S1,A,2026-01-01,2027-03-01,month,EUR,1"], "", date(2026, 1, 1)),
        (["S1,A,2026-01-01,,month,EUR,1", "S2,A,2026-09-30,,month,EUR,1"], "", TODAY),
        (["S1,A,2026-01-01,,month,EUR,1"], "as_of = 2026-05-31", date(2026, 5, 31)),
        ([], "", None),
    ],
)
def test_how_far_the_data_reach(load: Fill, rows: list[str], as_of: str, day: date | None) -> None:
    book = f'[book]\ncurrency = "EUR"\n{as_of}\n'
    files = {"s.csv": SUBS + "".join(f"{row}\n" for row in rows)}
    source = '[[source]]\nname = "billing"\ntable = "subscriptions"\nfiles = "s.csv"\n'
    loaded = load(book + source, files)
    assert loaded.report.data_as_of == day
    assert read_meta(loaded.con)["data_as_of"] == (day.isoformat() if day else "")


def test_rates_targets_and_expected_dates_are_no_events(load: Fill) -> None:
    files = {
        "r.csv": "date,currency,rate\n2026-05-01,USD,1\n",
        "t.csv": "metric,period,stored_at,value\nmrr,2026-08,2026-06-01,5\n",
        "o.csv": "opportunity_id,created_at,expected_close_on\nO1,2026-02-01,2026-07-01\n",
    }
    settings = "".join(
        f'[[source]]\nname = "{t}"\ntable = "{t}"\nfiles = "{t[0]}.csv"\n'
        for t in ("targets", "opportunities")
    )
    settings += '[[source]]\nname = "fx"\ntable = "exchange_rates"\nfiles = "r.csv"\n'
    assert load(settings, files).report.data_as_of == date(2026, 2, 1)


def content(con: duckdb.DuckDBPyConnection, *, places: bool) -> list[list[tuple[object, ...]]]:
    kept = "* EXCLUDE (row, file_id, line)" if not places else "*"
    return [
        sorted(con.execute(f"SELECT {kept} FROM {table}").fetchall(), key=str) for table in TABLES
    ]


def test_threads_change_nothing_and_splits_only_the_places(load: Fill) -> None:
    rng = random.Random(7)  # noqa: S311 - seeded on purpose
    rows = [
        f"S{rng.randrange(40)},A{rng.randrange(9)},2026-0{rng.randrange(1, 10)}-01,,month,"
        f"{rng.choice(['EUR', 'USD', 'x'])},{rng.choice(['1', '2.5', 'x', ''])}\n"
        for _ in range(200)
    ]
    source = '[[source]]\nname = "b"\ntable = "subscriptions"\nfiles = "s/*.csv"\n'
    whole = {"s/1.csv": SUBS + "".join(rows)}
    first = load(source, whole, threads=1)
    again = load(source, whole, threads=4)
    assert content(first.con, places=True) == content(again.con, places=True)
    assert first.problems == again.problems
    assert first.report == again.report
    shuffled = rng.sample(rows, len(rows))
    halves = {"s/1.csv": SUBS + "".join(shuffled[:90]), "s/2.csv": SUBS + "".join(shuffled[90:])}
    split = load(source, halves)
    assert content(first.con, places=False) == content(split.con, places=False)
    assert first.report.tables == split.report.tables
    assert sorted(first.codes) == sorted(split.codes)


def test_rows_are_numbered_by_source_file_and_line(load: Fill) -> None:
    source = '[[source]]\nname = "{0}"\ntable = "leads"\nfiles = "{0}/*.csv"\n'
    text = "lead_id,created_at\n{0}1,2026-01-01\n,2026-01-01\n{0}2,2026-01-01\n"
    files = {f"{folder}/{n}.csv": text.format(f"{folder}{n}") for folder in "ba" for n in "12"}
    loaded = load(source.format("b") + source.format("a"), files)
    assert loaded.rows("SELECT row, file_id, line, lead_id FROM leads ORDER BY rowid") == [
        (1, 1, 2, "b11"),
        (2, 1, 4, "b12"),
        (3, 2, 2, "b21"),
        (4, 2, 4, "b22"),
        (5, 3, 2, "a11"),
        (6, 3, 4, "a12"),
        (7, 4, 2, "a21"),
        (8, 4, 4, "a22"),
    ]
    assert [file.path for file in read_files(loaded.con)] == [
        "b/1.csv",
        "b/2.csv",
        "a/1.csv",
        "a/2.csv",
    ]


def test_loading_the_same_twice_changes_nothing(make_book: MakeBook) -> None:
    book = make_book(TWO, FILES)

    def load_once(today: date) -> object:
        def unchanged() -> bool:
            if not numbers(book):
                return False
            with open_snapshot(book) as con:
                return is_unchanged(con, fingerprint(book), today)

        return build(book, lambda con: fill(con, book, today), lambda _: None, unchanged)

    assert load_once(TODAY) is not None
    assert load_once(TODAY) is None
    assert load_once(date(2027, 1, 1)) is None
    (book.folder / "s.csv").write_text(SUBS + "S1,A,2026-12-01,,month,EUR,1\n")
    assert load_once(TODAY) is not None
    assert load_once(TODAY) is None
    assert load_once(date(2026, 10, 1)) is not None, "an event that lay ahead may have come"
    assert numbers(book) == [1, 2, 3]


def test_settings_that_change_what_is_stored_are_in_the_fingerprint(make_book: MakeBook) -> None:
    first = fingerprint(make_book(TWO, FILES))
    named = TWO.replace('[[source]]\nname = "crm"', '[[source]]\nname = "hub"')
    assert fingerprint(make_book(named, {})) != first
    head = '[book]\ncurrency = "EUR"\ntimezone = "Europe/Berlin"\n'
    assert fingerprint(make_book(head + 'name = "Other"\nlanguage = "de"\n' + TWO, {})) == first
    assert fingerprint(make_book(head + "fiscal_year_start = 4\n" + TWO, {})) != first


def test_one_source_anew_the_others_from_their_copies(make_book: MakeBook) -> None:
    book = make_book(TWO, FILES)
    build(book, lambda con: fill(con, book, TODAY), lambda _: None)
    shutil.rmtree(book.folder / "s.csv", ignore_errors=True)
    (book.folder / "s.csv").unlink()
    (book.folder / "a.csv").write_text("account_id,name\nA,Acme\nB,Bo\n")
    with open_snapshot(book) as con:
        previous = read_files(con)
    build(book, lambda con: fill(con, book, TODAY, ["crm"], previous), lambda _: None)
    with open_snapshot(book) as con:
        assert con.execute("SELECT count(*) FROM subscriptions").fetchone() == (1,)
        assert con.execute("SELECT count(*) FROM accounts").fetchone() == (2,)
        assert [file.path for file in read_files(con)] == ["a.csv", "s.csv"]
    assert current_number(book) == 2
    with pytest.raises(RevcompassError, match="unknown_source") as caught:
        find_inputs(book, ["crmm"])
    assert caught.value.problem.params["did_you_mean"] == "crm"


def test_a_damaged_copy_is_never_read(make_book: MakeBook) -> None:
    book = make_book(TWO, FILES)
    build(book, lambda con: fill(con, book, TODAY), lambda _: None)
    with open_snapshot(book) as con:
        previous = read_files(con)
    for path in (book.folder / "landed").iterdir():
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    with pytest.raises(RevcompassError, match="landed_damaged"):
        build(book, lambda con: fill(con, book, TODAY, ["crm"], previous), lambda _: None)
    assert current_number(book) == 1


def test_respondents_hash_the_same_in_every_load(make_book: MakeBook) -> None:
    source = '[[source]]\nname = "a"\ntable = "answers"\nfiles = "a.csv"\n'
    text = "answer_id,survey,answered_at,respondent_id\nX1,nps,2026-01-01,ada\n"
    book = make_book(source, {"a.csv": text})
    for _ in range(2):
        build(book, lambda con: fill(con, book, TODAY), lambda _: None)
    seen = set()
    for number in (1, 2):
        with open_snapshot(book, number) as con:
            seen |= set(con.execute("SELECT respondent_id FROM answers").fetchall())
    assert len(seen) == 1
    assert Path(book.folder / "respondents.salt").stat().st_mode & 0o077 == 0
