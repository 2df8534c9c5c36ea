"""Earlier answers, and what the book's rule keeps of them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from oracles.asking import exact
from revcompass.book.config import read_book
from revcompass.book.durable import exclusive
from revcompass.book.pruning import prune
from revcompass.book.snapshots import open_snapshot, snapshot_path
from revcompass.desk import Desk, LoadReport
from revcompass.desk.loading import load
from revcompass.domain.period import Calendar
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question

SETTINGS = """
[book]
currency = "EUR"
as_of = 2026-03-31
[[source]]
name = "billing"
table = "subscriptions"
files = "s.csv"
"""
HEAD = "subscription_id,account_id,starts_on,interval,currency,amount\n"
MARCH = Calendar().parse("2026-03")
DAYS = [date(2026, 1, 5), date(2026, 1, 9), date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 2)]


def load_day(folder: Path, number: int, keep: str = "") -> LoadReport:
    """The load of a day: one more subscription, and a row that cannot be read."""
    folder.mkdir(exist_ok=True)
    (folder / "revcompass.toml").write_text(f"{SETTINGS}\n[keep]\n{keep}\n", encoding="utf-8")
    rows = "".join(f"S{n},A{n},2026-01-01,month,EUR,100\n" for n in range(number))
    bad = f"X,A,day {number},month,EUR,1\n"
    (folder / "s.csv").write_text(f"{HEAD}{rows}{bad}", encoding="utf-8")
    return load(folder, today=DAYS[number - 1])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a snapshot of each day; not to be changed."""
    folder = tmp_path_factory.mktemp("kept") / "book"
    for number in range(1, len(DAYS) + 1):
        load_day(folder, number)
    return folder


@pytest.fixture
def book(loaded: Path, tmp_path: Path) -> Path:
    """The same book, to be changed."""
    return shutil.copytree(loaded, tmp_path / "book")


def kept(folder: Path) -> list[int]:
    desk = Desk.open(folder)
    found = [int(one.snapshot) for one in desk.status().kept]
    desk.close()
    return found


@pytest.mark.parametrize(
    ("as_of", "customers"),
    [(None, 5), ("1", 1), ("000003", 3), ("2026-01-31", 2), ("2026-02-01", 3), ("2027-01-01", 5)],
)
def test_any_question_to_any_snapshot(loaded: Path, as_of: str | None, customers: int) -> None:
    desk = Desk.open(loaded)
    asked = Question(("mrr",), period=MARCH, as_of=as_of)
    (result,) = desk.show(asked).results
    assert exact(result.rows[0].value) == customers * 100
    traced = desk.trace(asked, MARCH)
    assert len(traced.records) == customers
    then = Desk.open(loaded, as_of)
    assert then.status().coverage["subscriptions"]["loaded"] == customers
    assert then.status().loaded_on == DAYS[customers - 1]
    (problem,) = then.problems()
    assert problem.where.value == f"day {customers}"
    assert then.explain("mrr").definition == desk.explain("mrr").definition


@pytest.mark.parametrize("as_of", ["7", "2026-01-04", "yesterday"])
def test_what_is_not_kept_is_said(loaded: Path, as_of: str) -> None:
    with pytest.raises(RevcompassError, match="unknown_as_of"):
        Desk.open(loaded, as_of)


def test_status_lists_what_is_kept(loaded: Path) -> None:
    found = Desk.open(loaded).status().kept
    assert [one.loaded_on for one in found] == DAYS
    assert [one.rows for one in found] == [1, 2, 3, 4, 5]
    assert {one.data_as_of for one in found} == {date(2026, 3, 31)}
    book = read_book(loaded)
    assert [one.bytes for one in found] == [
        snapshot_path(book, number).stat().st_size for number in range(1, 6)
    ]


@pytest.mark.parametrize(
    ("keep", "numbers"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("snapshots = 2", [4, 5]),
        ("snapshots = 1", [5]),
        ("months = 3", [2, 3, 5]),
        ("snapshots = 2\nmonths = 2", [3, 4, 5]),
        ("snapshots = 9", [1, 2, 3, 4, 5]),
    ],
)
def test_the_rule_decides_what_stays(book: Path, keep: str, numbers: list[int]) -> None:
    report = load_day(book, 5, keep)
    assert report.unchanged, "a rule changes nothing that is stored"
    assert kept(book) == numbers
    assert [int(one) for one in report.removed] == sorted({1, 2, 3, 4, 5} - set(numbers))


def test_each_load_obeys_the_rule(tmp_path: Path) -> None:
    removed = [load_day(tmp_path, number, "months = 2").removed for number in (1, 2, 3, 4)]
    assert removed == [(), ("000001",), (), ("000002",)]


def test_copies_stay_unless_the_rule_says_needed(book: Path) -> None:
    load_day(book, 5, "snapshots = 2")
    landed = book / "landed"
    assert len(list(landed.iterdir())) == 5
    load_day(book, 5, 'snapshots = 2\nlanded = "needed"')
    assert len(list(landed.iterdir())) == 2
    assert load(book, today=DAYS[4], only=["billing"]).unchanged


def test_what_is_being_read_is_read_to_the_end(tmp_path: Path) -> None:
    load_day(tmp_path, 1)
    with open_snapshot(read_book(tmp_path)) as reader:
        load_day(tmp_path, 2, "snapshots = 1")
        assert kept(tmp_path) == [2]
        assert reader.execute("SELECT count(*) FROM subscriptions").fetchone() == (1,)


def test_a_damaged_snapshot_is_shown_and_stays(tmp_path: Path) -> None:
    load_day(tmp_path, 1)
    load_day(tmp_path, 2)
    snapshot_path(read_book(tmp_path), 1).write_bytes(b"spoilt")
    load_day(tmp_path, 3, 'snapshots = 1\nlanded = "needed"')
    found = Desk.open(tmp_path).status().kept
    assert [(one.snapshot, one.rows) for one in found] == [("000001", None), ("000003", 3)]
    assert len(list((tmp_path / "landed").iterdir())) == 3, "what is in it is not known"


def test_while_another_load_runs_nothing_is_removed(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with exclusive(book):
        monkeypatch.setattr(Path, "unlink", lambda _: pytest.fail("removed"))
        (book / "revcompass.toml").write_text(
            f"{SETTINGS}[keep]\nsnapshots = 1\n", encoding="utf-8"
        )
        assert prune(read_book(book)) == []


@pytest.mark.parametrize(
    ("keep", "code"),
    [
        ("snapshots = -1", "bad_setting"),
        ('snapshots = "all"', "bad_setting"),
        ('landed = "some"', "unknown_setting_value"),
        ("snapshot = 3", "unknown_setting"),
    ],
)
def test_a_rule_that_is_none(tmp_path: Path, keep: str, code: str) -> None:
    with pytest.raises(RevcompassError, match=code) as caught:
        load_day(tmp_path, 1, keep)
    assert caught.value.problem.where.line is not None
