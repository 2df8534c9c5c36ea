"""Fine print on days and periods."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from revcompass.desk import Desk
from revcompass.desk.documents import result_document
from revcompass.desk.loading import load
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question
from revcompass.words.languages import available
from revcompass.words.translate import Translator
from soundness.telling import Book, Told


@pytest.fixture(scope="module")
def days(told: Told) -> Book:
    """A book in Berlin whose fiscal year starts in April; nobody states how far the data reach."""
    return told(
        'timezone = "Europe/Berlin"\nfiscal_year_start = 4',
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency
            S1,1,2024-02-29T23:30:00Z,,100,month,EUR
            S2,2,2023-01-01,2024-03-31,50,month,EUR
            S3,3,2027-01-01,,900,month,EUR
            S4,4,2022-06-01,2027-06-01,30,month,EUR
        """,
        opportunities="opportunity_id,created_at,expected_close_on\nO1,2024-03-01,2026-01-01",
        exchange_rates="date,currency,rate\n2025-01-01,USD,1",
        targets="metric,period,stored_at,value\nmrr,2025-06,2025-02-01T00:00:00Z,1",
    )


def test_rule_05_an_instant_becomes_a_day_in_the_books_zone(days: Book) -> None:
    assert days.value("new_mrr", "2024-02") == 0
    assert days.value("new_mrr", "2024-03-01") == 100


def test_rule_05_closing_is_what_is_active_on_the_last_day(days: Book) -> None:
    assert days.value("mrr", "2024-03-30") == 180
    assert days.value("mrr", "2024-03-31") == days.value("mrr", "2024-03") == 130


def test_rule_05_the_data_reach_to_the_latest_event_never_to_the_clock(days: Book) -> None:
    assert days.desk.data_as_of == date(2024, 3, 31)
    load(days.folder, today=date(2026, 12, 24))
    desk = Desk.open(days.folder)
    assert desk.data_as_of == date(2024, 3, 31)
    desk.close()


def test_rule_24_plans_rates_and_targets_do_not_extend_the_data(days: Book) -> None:
    row = days.row("mrr", "2024-03")
    assert not row.to_date, "a period is full when its last day is reached"
    assert "to_date" not in row.flags
    assert days.row("mrr", "2024-Q2").value.undefined == "no_data"
    assert days.row("mrr", "2024").to_date


def test_rule_14_a_fiscal_year_is_named_for_the_year_it_ends_in(days: Book) -> None:
    row = days.row("new_mrr", "FY2024")
    assert (row.period.start, row.period.end) == (date(2023, 4, 1), date(2024, 4, 1))
    assert row.value.number == 100
    quarter = days.row("mrr", "FY2024-Q4").period
    assert (quarter.start, quarter.end) == (date(2024, 1, 1), date(2024, 4, 1))
    year = days.row("mrr", "2023").period
    assert (year.start, year.end) == (date(2023, 1, 1), date(2024, 1, 1))


def test_rule_14_weeks_are_iso_and_the_same_in_every_language(days: Book) -> None:
    week = days.row("mrr", "2024-W09").period
    assert (week.start, week.end) == (date(2024, 2, 26), date(2024, 3, 4))
    question = Question(("mrr",), period=days.calendar.parse("2024-W09"))
    rows = [
        result_document(days.desk.show(question), Translator(language))["results"][0]["rows"]
        for language in available()
    ]
    assert all(row == rows[0] for row in rows)


@pytest.mark.parametrize(
    ("grain", "bound", "nearest"),
    [
        ("month", "2024-02-15", ("2024-02-01", "2024-03-01")),
        ("week", "2024-02-28", ("2024-02-26", "2024-03-04")),
        ("quarter", "2024-02-01", ("2024-01-01", "2024-04-01")),
        ("fiscal_year", "2024-01-01", ("2023-04-01", "2024-04-01")),
        ("trailing_12_months", "2024-02-10", ("2024-02-01", "2024-03-01")),
    ],
)
@pytest.mark.parametrize("side", ["start", "end"])
def test_rule_15_a_bound_off_the_grain_names_the_nearest(
    days: Book, side: str, grain: str, bound: str, nearest: tuple[str, str]
) -> None:
    bounds: dict[str, Any] = {side: date.fromisoformat(bound)}
    with pytest.raises(RevcompassError, match="off_grain") as raised:
        days.result("mrr", grain=grain, **bounds)
    params = raised.value.problem.params
    assert (params["before"], params["after"]) == nearest
    assert raised.value.exit_code == 2


def test_rule_34_retention_of_a_month_or_quarter_is_that_of_the_12_months_to_it(days: Book) -> None:
    for metric in ("net_revenue_retention", "gross_revenue_retention"):
        for period in ("2024-03", "FY2024-Q4", "2024-Q1"):
            row = days.row(metric, period)
            assert (row.period.start, row.period.end) == (date(2023, 4, 1), date(2024, 4, 1))
            assert row.value.number == Fraction(30, 80)
        monthly = days.row(metric, "2024-03", grain="month")
        assert (monthly.period.start, monthly.value.denominator) == (date(2024, 3, 1), 80)
        assert days.row(metric, "FY2024").period.grain == "fiscal_year"


@pytest.fixture(scope="module")
def clv(told: Told) -> Book:
    """Four customers since January, of whom one is lost in April."""
    return told(
        "as_of = 2024-06-30",
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency
            S1,1,2024-01-01,,100,month,EUR
            S2,2,2024-01-01,,100,month,EUR
            S3,3,2024-01-01,,100,month,EUR
            S4,4,2024-01-01,2024-04-10,100,month,EUR
        """,
    )


def test_rule_17_and_23_clv_reads_12_monthly_ledgers_whatever_the_period(clv: Book) -> None:
    assert clv.value("clv", "2024-06") == 100 / Fraction(1, 4 + 4 + 4 + 3 + 3)
    assert clv.value("clv", "2024-Q2") == clv.value("clv", "2024-06") == 1800
    assert clv.value("clv", "2024-03") == "zero_denominator", "nobody was lost"


def test_rule_23_clv_of_fewer_than_12_months_is_flagged(clv: Book) -> None:
    flags = set(clv.row("clv", "2024-06").flags) - {"below_minimum_n"}
    assert flags, "the data begin in January: six monthly ledgers, not twelve"
