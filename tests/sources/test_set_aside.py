"""Every record is loaded, set aside with file, line, column and reason, or skipped."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from revcompass.domain.problem import RevcompassError, Severity
from revcompass.sources.tally import Tally
from toybook import Fill

HEAD = (
    "subscription_id,account_id,starts_on,ends_on,interval,currency,amount,status,"
    "cancel_requested_at\n"
)


def test_only_a_key_or_a_required_value_sets_a_record_aside(subscriptions: Fill) -> None:
    text = HEAD + (
        "S1,A,2026-01-01,,month,EUR,10,active,\n"
        ",A,2026-01-01,,month,EUR,1,active,\n"
        "S3,A,soon,,month,EUR,2,active,\n"
        "S4,A,2026-01-01,,fortnight,EUR,4,active,\n"
        "S5,A,2026-01-01,later,month,EUR,8,odd,\n"
        "S6,A,2026-01-01,,month,EUR,,active,\n"
        "S7,A,2026-01-01,,month,EUR,x,active,\n"
        "Total,,,,,,15,,\n"
    )
    loaded = subscriptions(text)
    assert loaded.rows("SELECT subscription_id, ends_on, status FROM subscriptions") == [
        ("S1", None, "active"),
        ("S5", None, None),
    ]
    found = [
        (p.severity.value, p.code, p.where.line, p.where.column, p.where.value)
        for p in loaded.problems
    ]
    assert found == [
        ("error", "missing_value", 3, "subscription_id", None),
        ("error", "unreadable_date", 4, "starts_on", "soon"),
        ("error", "unknown_value", 5, "interval", "fortnight"),
        ("error", "missing_one_of", 7, "amount", None),
        ("error", "unreadable_amount", 8, "amount", "x"),
        ("error", "missing_value", 9, "starts_on", None),
        ("warning", "unreadable_date", 6, "ends_on", "later"),
        ("warning", "unknown_value", 6, "status", "odd"),
    ]
    coverage = loaded.coverage()
    assert (coverage.read, coverage.loaded, coverage.set_aside) == (8, 2, 6)
    assert coverage.money_read == {"EUR": "25"}
    assert coverage.money_loaded == {"EUR": "18"}
    assert coverage.money_set_aside == {"EUR": "7"}
    assert coverage.unreadable_amounts == 2  # "x", and 15 of no known currency


def test_cancelled_without_an_end(subscriptions: Fill) -> None:
    text = HEAD + (
        "S1,A,2026-01-01,,month,EUR,1,cancelled,\n"
        "S2,A,2026-01-01,2026-02-01,month,EUR,2,cancelled,\n"
        "S3,A,2026-01-01,,month,EUR,4,cancelled,2026-03-01\n"
        "S4,A,2026-01-01,??,month,EUR,8,cancelled,\n"
    )
    loaded = subscriptions(text)
    assert loaded.rows("SELECT subscription_id FROM subscriptions") == [("S2",), ("S3",)]
    assert [(p.code, p.where.line) for p in loaded.problems] == [
        ("cancelled_without_end", 2),
        ("unreadable_date", 5),
    ]


def test_spend_needs_a_day_or_a_period_with_an_end(load: Fill) -> None:
    source = '[[source]]\nname = "s"\ntable = "spend"\nfiles = "s.csv"\n'
    text = (
        "date,from,to,category,amount,currency\n"
        "2026-01-01,,,sales,1,EUR\n"
        ",2026-01-01,2026-02-01,sales,2,EUR\n"
        ",2026-01-01,,sales,4,EUR\n"
        ",,,sales,8,EUR\n"
    )
    loaded = load(source, {"s.csv": text})
    assert loaded.rows("SELECT amount FROM spend") == [(1_000_000,), (2_000_000,)]
    assert [(p.code, p.where.line) for p in loaded.problems] == [
        ("period_without_end", 4),
        ("missing_one_of", 5),
    ]


def test_a_record_that_cannot_be_split_is_set_aside(subscriptions: Fill) -> None:
    text = (
        HEAD + "S1,A,2026-01-01,,month,EUR,10,active,\nS2,A,2026-01-01,,month,EUR,10,50,active,\n"
    )
    loaded = subscriptions(text)
    (problem,) = loaded.problems
    assert (problem.severity, problem.where.file, problem.where.line) == (
        Severity.ERROR,
        "s.csv",
        3,
    )
    assert (loaded.coverage().read, loaded.coverage().set_aside) == (2, 1)


def test_covers_makes_ends_that_are_no_events(subscriptions: Fill) -> None:
    head = "subscription_id,account_id,starts_on,ends_on,interval,currency,amount\n"
    text = head + (
        "S1,A,2024-01-31,,month,EUR,1\nS2,A,2024-02-29,2024-03-15,month,EUR,1\n"
        "S3,A,2024-03-01,oops,month,EUR,1\n"
    )
    loaded = subscriptions(text, 'covers = "1 month"\n')
    assert loaded.rows("SELECT ends_on, end_is_made FROM subscriptions ORDER BY row") == [
        (date(2024, 2, 29), True),
        (date(2024, 3, 15), False),
        (None, False),
    ]
    assert loaded.report.data_as_of == date(2024, 3, 15)


@pytest.mark.parametrize(
    ("covers", "end"),
    [("1 year", date(2025, 2, 28)), ("2 weeks", date(2024, 3, 14)), ("30 days", date(2024, 3, 30))],
)
def test_covers_without_a_column_of_ends(subscriptions: Fill, covers: str, end: date) -> None:
    head = "subscription_id,account_id,starts_on,interval,currency,amount\n"
    loaded = subscriptions(f"{head}S1,A,2024-02-29,month,EUR,1\n", f'covers = "{covers}"\n')
    assert loaded.rows("SELECT ends_on, end_is_made FROM subscriptions") == [(end, True)]
    assert loaded.report.data_as_of == date(2024, 2, 29)


def test_ends_on_inclusive(subscriptions: Fill) -> None:
    text = HEAD + "S1,A,2024-02-01,2024-02-29,month,EUR,1,,\n"
    loaded = subscriptions(text, "ends_on_inclusive = true\n")
    assert loaded.one("SELECT ends_on FROM subscriptions") == date(2024, 3, 1)


def test_respondents_are_hashed(load: Fill) -> None:
    source = '[[source]]\nname = "a"\ntable = "answers"\nfiles = "a.csv"\n'
    text = "answer_id,survey,answered_at,respondent_id\nX1,nps,2026-01-01,ada@example.com\n"
    hashed = load(source, {"a.csv": text}).one("SELECT respondent_id FROM answers")
    assert len(hashed) == 64
    assert "ada" not in hashed


def test_what_does_not_add_up_is_refused() -> None:
    with pytest.raises(RevcompassError, match="not_reconciled"):
        Tally(read=3, loaded=2).reconcile("subscriptions")
    tally = Tally(read=1, loaded=1)
    tally.money_read.add({"EUR": Fraction(2)})
    tally.money_loaded.add({"EUR": Fraction(1)})
    with pytest.raises(RevcompassError, match="of='EUR'"):
        tally.reconcile("subscriptions")
