"""Fine print on deals: date roles, creation cohorts, sizes, intervals, stages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from soundness.telling import Book, Told


@pytest.fixture(scope="module")
def deals(told: Told) -> Book:
    """Cohorts of January to March, and won deals nobody knows the creation of."""
    return told(
        "as_of = 2024-04-30",
        '[funnel]\nstages = ["Lead", "Demo", "Won"]',
        opportunities="""
            opportunity_id,created_at,closed_at,outcome,amount,currency,stage
            J1,2024-01-10,2024-01-30,lost,80,EUR,Lead
            F1,2024-02-10,2024-02-20,won,300,EUR,Won
            F2,2024-02-12,2024-04-25,won,500,EUR,Won
            M1,2024-03-10,2024-03-20,won,,EUR,Won
            M2,2024-03-11,,,900,EUR,Demo

            opportunity_id,first_contact_at,closed_at,outcome,amount,currency
            C1,2023-12-01,2023-12-02,won,100,EUR
            C2,2023-12-01,2023-12-03,won,0,EUR
            C3,2023-12-01,2023-12-04,won,,EUR
            C4,2023-12-01,2023-12-05,won,,EUR
            C5,2023-12-01,2023-12-06,won,,EUR
            C6,2023-12-01,2023-12-07,won,,EUR
            C7,,2023-12-08,won,,EUR
        """,
    )


def test_rule_09_a_deal_enters_once_per_date_role(deals: Book) -> None:
    row = deals.row("win_rate", "2024-02")
    assert (row.value.numerator, row.value.denominator) == (2, 2)
    assert [deals.value("bookings", f"2024-0{month}") for month in (2, 3, 4)] == [300, 0, 500]
    assert deals.value("win_rate", "2024-04") == "zero_denominator"


def test_rule_10_a_young_cohort_is_flagged_and_has_its_number(deals: Book) -> None:
    found = {month: deals.row("win_rate", f"2024-0{month}") for month in (1, 2, 3)}
    assert "immature" not in found[1].flags, "90 days old; nine in ten are decided after 73"
    assert "immature" in found[2].flags
    assert "immature" in found[3].flags
    assert [row.value.number for row in found.values()] == [0, 1, Fraction(1, 2)]


def test_rule_10_cohorts_are_compared_at_equal_age(deals: Book) -> None:
    compared = deals.row("win_rate", "2024-03", compare="previous").compare
    assert compared is not None
    assert compared.value.number == Fraction(1, 2), "on 30 March F2 was still open"
    assert compared.change == 0


def test_rule_19_stages_are_those_of_the_book(deals: Book) -> None:
    found = deals.cut("stage_conversion", "2024-03", "stage")
    assert found == {"Lead": 1, "Demo": Fraction(1, 2), "Won": 1}


def test_rule_25_a_deal_without_a_date_loads_and_is_counted(deals: Book) -> None:
    assert deals.loaded["tables"]["opportunities"]["loaded"] == 12
    assert dict(deals.result("win_rate", "2024-03").left_out) == {"no_created_at": 7}
    left_out = dict(deals.result("sales_cycle_length", "2023-12").left_out)
    assert left_out["missing_first_contact"] == 1
    assert deals.row("sales_cycle_length", "2023-12").n == 6


def test_rule_36_won_without_amount_is_in_neither_side_amount_0_stays(deals: Book) -> None:
    row = deals.row("average_deal_size", "2023-12")
    assert (row.value.numerator, row.value.denominator) == (100, 2)
    assert dict(deals.result("average_deal_size", "2023-12").left_out) == {"won_without_amount": 5}


def test_rule_38_intervals_of_shares_of_counts_and_of_medians_only(deals: Book) -> None:
    share = deals.row("win_rate", "2024-03").interval
    assert share is not None
    assert (share.level, share.low, share.high) == ("0.95", "0.094531", "0.905469")
    median = deals.row("sales_cycle_length", "2023-12")
    assert median.value.number == Fraction(7, 2)
    assert median.interval is not None
    assert (median.interval.low, median.interval.high) == ("1.000000", "6.000000")
    by_amount = {"policies": {"win_rate_by": "amount"}}
    assert deals.row("win_rate", "2024-03", **by_amount).interval is None
    for metric in ("bookings", "average_deal_size"):
        assert deals.row(metric, "2024-02").interval is None


def test_rule_38_the_decision_time_is_the_nearest_rank_over_the_whole_book(told: Told) -> None:
    days = "\n".join(
        f"O{n},2024-01-01,2024-01-{1 + n:02d},lost,1,EUR" for n in range(1, 11)
    )  # decided after 1 to 10 days: nearest rank of 90 % is the ninth
    head = "opportunity_id,created_at,closed_at,outcome,amount,currency\n"
    book = told("as_of = 2024-02-08", opportunities=head + days)
    assert "immature" in book.row("win_rate", "2024-01").flags, "8 days old"
    later = told("as_of = 2024-02-09", opportunities=head + days)
    assert "immature" not in later.row("win_rate", "2024-01").flags, "9 days old"


def test_open_deals_that_never_had_an_amount_are_counted(told: Told) -> None:
    book = told(
        "as_of = 2024-02-08",
        '[funnel]\nstages = ["Lead", "Demo", "Won"]',
        opportunities="""
            opportunity_id,created_at,closed_at,outcome,amount,currency,stage
            N1,2024-01-01,,,,EUR,Lead
            N2,2024-01-02,,,,EUR,Demo
            A1,2024-01-03,,,70,EUR,Demo
            W1,2024-01-04,2024-01-20,won,,EUR,Won
        """,
        stage_changes="""
            opportunity_id,stage,entered_at,amount,currency
            N2,Lead,2024-01-02,40,EUR
            N2,Demo,2024-01-09,,EUR
        """,
    )
    left_out = dict(book.result("pipeline", "2024-01").left_out)
    assert left_out["open_without_amount"] == 1, "N1: N2 was once said to be worth 40"
