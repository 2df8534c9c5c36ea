"""Fine print on records: duplicates, status, overlaps, and what sets a row aside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from revcompass.desk import Desk
from revcompass.desk.loading import load
from revcompass.domain.problem import RevcompassError
from revcompass.engine.build import build_rollups
from soundness.telling import Book, Told, named

MARCH = "2024-03"


@pytest.fixture(scope="module")
def records(told: Told) -> Book:
    """One account for each fate of a record; weeks begin on Sunday."""
    return told(
        'as_of = 2024-06-30\nweek_start = "sunday"',
        accounts=named("ended", "asked to", "empty status", "overlap", "twice", "at odds"),
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency,status,cancel_requested_at
            E1,ended,2024-01-01,2024-03-20,100,month,EUR,cancelled,2024-02-10
            C1,asked to,2024-01-01,,50,month,EUR,cancelled,2024-03-10
            C2,asked to,2024-01-01,,7,month,EUR,cancelled,
            X1,empty status,2024-01-01,,20,month,EUR,,
            O1,overlap,2024-01-01,,80,month,EUR,active,
            O1,overlap,2024-03-15,,60,month,EUR,active,
            I1,twice,2024-01-01,,10,month,EUR,active,
            I1,twice,2024-01-01,,10.00,MONTH,eur,Active,
            K1,at odds,2024-01-01,,30,month,EUR,active,
            K1,at odds,2024-01-01,,31,month,EUR,active,
            ,at odds,2024-01-01,,5,month,EUR,active,
            B1,at odds,2024-13-01,,6,month,EUR,active,
            B2,at odds,2024-01-01,,O6,month,EUR,active,
        """,
    )


def test_rule_08_identical_rows_are_skipped_conflicting_ones_all_set_aside(records: Book) -> None:
    assert records.value("mrr", MARCH, where={"name": "twice"}) == 10
    assert "at odds" not in records.cut("mrr", MARCH, "name")
    conflicts = [p for p in records.problems if p["code"] == "conflicting_duplicates"]
    assert [(p["line"], p["severity"]) for p in conflicts] == [(10, "error"), (11, "error")]


def test_rule_39_rows_are_identical_after_parsing(records: Book) -> None:
    covered = records.loaded["tables"]["subscriptions"]
    assert (covered["skipped"], covered["money_skipped"]) == (1, {"EUR": "10"})


def test_rule_21_an_ended_row_counts_to_its_end_a_cancelled_one_to_the_request(
    records: Book,
) -> None:
    february, march = (records.cut("mrr", month, "name") for month in ("2024-02", MARCH))
    assert (february["ended"], march["ended"]) == (100, 0)
    assert records.value("mrr", "2024-03-19", where={"name": "ended"}) == 100
    assert records.value("mrr", "2024-03-09", where={"name": "asked to"}) == 50
    assert records.value("mrr", "2024-03-10", where={"name": "asked to"}) == 0
    assert march["empty status"] == 20
    aside = [p for p in records.problems if p["severity"] == "error" and p["line"] == 4]
    assert len(aside) == 1


def test_rule_22_the_next_start_cuts_the_row_before_with_a_warning(records: Book) -> None:
    assert records.value("mrr", MARCH, where={"name": "overlap"}) == 60
    assert records.value("contraction_mrr", MARCH, where={"name": "overlap"}) == 20
    warning = records.warned("overlap_cut")
    assert (warning["severity"], warning["line"]) == ("warning", 6)


def test_rule_25_only_a_missing_key_or_unreadable_required_value_sets_aside(records: Book) -> None:
    covered = records.loaded["tables"]["subscriptions"]
    counts = [covered[part] for part in ("read", "loaded", "set_aside", "skipped")]
    assert counts == [13, 6, 6, 1]
    assert covered["unreadable_amounts"] == 1
    lines = sorted({p["line"] for p in records.problems if p["severity"] == "error"})
    assert lines == [4, 10, 11, 12, 13, 14]


def test_rule_14_a_week_may_begin_on_sunday(records: Book) -> None:
    week = records.row("mrr", "2024-W09").period
    assert (week.start, week.end) == (date(2024, 2, 25), date(2024, 3, 3))


def test_rule_18_a_bridge_that_does_not_close_is_not_published(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "subscription_id,account_id,starts_on,amount,interval,currency"
    book = told("as_of = 2024-06-30", subscriptions=f"{head}\nS1,1,2024-01-01,10,month,EUR")
    honest = build_rollups

    def broken(con: duckdb.DuckDBPyConnection, *rest: object) -> None:
        honest(con, *rest)  # type: ignore[arg-type]
        con.execute("UPDATE stored_movements SET closing = closing + 1 WHERE closing > 0")

    (book.folder / "subscriptions.csv").write_text(f"{head}\nS1,1,2024-01-01,11,month,EUR\n")
    monkeypatch.setattr("revcompass.desk.loading.build_rollups", broken)
    with pytest.raises(RevcompassError, match="bridge_open"):
        load(book.folder, today=date(2026, 9, 30))
    _still_says(book.folder, 10)
    monkeypatch.undo()
    load(book.folder, today=date(2026, 9, 30))
    _still_says(book.folder, 11)


def _still_says(folder: Path, mrr: int) -> None:
    desk = Desk.open(folder)
    book = Book(folder, None, desk)  # type: ignore[arg-type]
    assert book.value("mrr", MARCH) == mrr
    desk.close()
