"""What other tools get wrong about recurring revenue, one trap each."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from oracles.asking import Number
from soundness.telling import Book, Told, named

MARCH = "2024-03"


@pytest.fixture(scope="module")
def traps(told: Told) -> Book:
    """One account for each trap; the dollar is worth 0.90 euros."""
    return told(
        'as_of = 2025-03-31\nfiscal_year_start = 4\ntimezone = "America/New_York"',
        accounts=named(
            "contracts",
            "steady",
            "returns",
            "leaves",
            "coupon",
            "two currencies",
            "annual",
            "mid-month",
            "upgrades",
            "free first",
            "no opening",
            "no gap",
            "leap",
            "fiscal",
            "midnight",
            "grows a lot",
            "shrinks",
        ),
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency
            C1,contracts,2024-01-01,2024-03-10,100,month,EUR
            C1,contracts,2024-03-10,,60,month,EUR
            C2,steady,2024-01-01,,60,month,EUR
            R1,returns,2024-01-01,2024-02-10,50,month,EUR
            R2,returns,2024-03-10,,80,month,EUR
            L1,leaves,2024-01-01,2024-03-31,70,month,EUR
            U1,two currencies,2024-01-01,,100,month,USD
            U2,two currencies,2024-01-01,,100,month,EUR
            A1,annual,2024-01-15,2025-01-15,1200,year,EUR
            M1,mid-month,2024-02-15,2024-04-15,31,month,EUR
            G1,upgrades,2024-01-01,2024-03-10,40,month,EUR
            G2,upgrades,2024-03-10,,90,month,EUR
            F1,free first,2024-01-01,2024-03-10,0,month,EUR
            F2,free first,2024-03-10,,30,month,EUR
            N1,no opening,2024-03-10,,20,month,EUR
            E1,no gap,2024-01-01,2024-03-01,25,month,EUR
            E2,no gap,2024-03-01,,25,month,EUR
            B1,leap,2024-02-29,,10,month,EUR
            Y1,fiscal,2024-03-31,2024-04-01,15,month,EUR
            Z1,midnight,2024-03-01T03:30:00Z,,12,month,EUR
            K1,grows a lot,2024-01-01,2024-03-10,10,month,EUR
            K1,grows a lot,2024-03-10,,1000,month,EUR
            K2,shrinks,2024-01-01,2024-03-10,90,month,EUR
            K2,shrinks,2024-03-10,,40,month,EUR

            subscription_id,account_id,starts_on,amount,interval,currency,discount_percent,discount_kind,discount_starts_on,discount_ends_on
            P1,coupon,2024-01-01,45,month,EUR,100,forever,2024-03-10,2024-05-10
        """,
        exchange_rates="date,currency,rate\n2023-12-31,USD,0.90",
    )


@pytest.fixture
def ask(traps: Book) -> Any:
    """The number of some accounts in a month."""

    def ask(metric: str, *names: str, period: str = MARCH, **asked: Any) -> Number:
        return traps.value(metric, period, where={"name": names}, **asked)

    return ask


def test_trap_contraction_without_a_lost_account_is_revenue_churn(ask: Any) -> None:
    story = ("contracts", "steady")
    assert ask("churned_customers", *story) == 0
    assert ask("revenue_churn_rate", *story) == Fraction(40, 160)
    churn_only = {"policies": {"revenue_churn": "churn_only"}}
    assert ask("revenue_churn_rate", *story, **churn_only) == 0, "a zero, not nothing"


def test_trap_a_returning_customer_on_a_new_subscription_is_a_reactivation(ask: Any) -> None:
    assert ask("reactivation_mrr", "returns") == 80
    assert ask("new_mrr", "returns") == 0
    assert ask("new_customers", "returns") == 0


def test_trap_churn_is_seen_whatever_else_the_account_did(ask: Any) -> None:
    """A change from 70 to nothing is also "less than before": it must not count as contraction."""
    assert ask("churned_mrr", "leaves") == 70
    assert ask("contraction_mrr", "leaves") == 0
    assert ask("churned_customers", "leaves") == 1


def test_trap_a_coupon_of_100_percent(ask: Any) -> None:
    assert ask("mrr", "coupon", period="2024-02") == 45
    assert ask("mrr", "coupon") == 0
    assert ask("churned_mrr", "coupon") == 45
    assert ask("customer_churn_rate", "coupon") == 1
    assert ask("arpa", "coupon") == "zero_denominator"
    assert ask("reactivation_mrr", "coupon", period="2024-05") == 45
    gross = {"policies": {"discounts": "gross"}}
    assert ask("mrr", "coupon", **gross) == 45


def test_trap_two_currencies_in_one_account(ask: Any) -> None:
    assert ask("mrr", "two currencies") == 190
    assert ask("customers", "two currencies") == 1


def test_trap_an_annual_plan_paid_up_front(ask: Any, traps: Book) -> None:
    months = [ask("mrr", "annual", period=f"2024-{month:02d}") for month in range(1, 13)]
    assert months == [100] * 12
    assert ask("new_mrr", "annual", period="2024-01") == 100
    assert ask("churned_mrr", "annual", period="2025-01") == 100
    assert traps.value("arr", "2024-06", where={"name": "annual"}) == 1200


def test_trap_starts_and_ends_in_the_middle_of_a_month(ask: Any) -> None:
    months = [ask("mrr", "mid-month", period=f"2024-0{month}") for month in (2, 3, 4)]
    assert months == [31, 31, 0], "a rate, not a part of a month"


def test_trap_an_upgrade_on_the_same_day_is_expansion(ask: Any) -> None:
    assert ask("expansion_mrr", "upgrades") == 50
    for policies in ({}, {"netting": "each_change"}):
        assert ask("churned_mrr", "upgrades", policies=policies) == 0
        assert ask("new_mrr", "upgrades", policies=policies) == 0


def test_trap_free_to_paid_is_new_never_expansion(ask: Any) -> None:
    assert (ask("new_mrr", "free first"), ask("expansion_mrr", "free first")) == (30, 0)
    assert ask("new_customers", "free first") == 1
    assert ask("customers", "free first", period="2024-02") == 0
    stays = {"policies": {"free_after_paid": "stays_active"}}
    assert ask("new_mrr", "free first", **stays) == 30


def test_trap_nothing_at_the_opening(ask: Any, traps: Book) -> None:
    for metric in ("customer_churn_rate", "revenue_churn_rate", "mrr_growth_rate"):
        assert ask(metric, "no opening") == "zero_denominator", metric
    assert ask("net_revenue_retention", "no opening", grain="month") == "zero_denominator"
    assert ask("mrr", "no opening") == 20
    (said,) = traps.document(
        "customer_churn_rate",
        period=traps.calendar.parse(MARCH),
        where=(("name", ("no opening",)),),
    )["results"][0]["rows"]
    assert (said["value"], said["undefined"], said["denominator"]) == (
        None,
        "zero_denominator",
        "0",
    )


def test_trap_an_end_on_the_day_the_next_begins_leaves_no_gap(ask: Any) -> None:
    each = {"policies": {"netting": "each_change"}}
    for metric in ("churned_mrr", "new_mrr", "reactivation_mrr", "expansion_mrr"):
        assert ask(metric, "no gap") == ask(metric, "no gap", **each) == 0, metric


def test_trap_leap_day(ask: Any) -> None:
    assert ask("new_mrr", "leap", period="2024-02") == 10
    assert ask("new_mrr", "leap", period="2024-02-29") == 10
    assert ask("mrr", "leap", period="2024-02-28") == 0


def test_trap_a_fiscal_year_that_starts_in_april(ask: Any, traps: Book) -> None:
    assert ask("new_mrr", "fiscal", period="FY2024") == 15, "31 March is its last day"
    assert ask("churned_mrr", "fiscal", period="FY2025") == 15
    assert ask("churned_mrr", "fiscal", period="FY2025-Q1") == 15
    assert traps.calendar.code(traps.row("mrr", "FY2025-Q1").period) == "FY2025-Q1"


def test_trap_a_time_zone_moves_an_instant_over_midnight(ask: Any) -> None:
    assert ask("new_mrr", "midnight", period="2024-02-29") == 12, "22:30 in New York"
    assert ask("new_mrr", "midnight", period="2024-02") == 12


def test_trap_kept_revenue_is_the_minimum_per_customer(ask: Any) -> None:
    """min(Σ opening, Σ closing) would be 100 %: one's growth would hide another's loss."""
    story = ("grows a lot", "shrinks")
    assert ask("gross_revenue_retention", *story, grain="month") == Fraction(10 + 40, 100)
    assert ask("net_revenue_retention", *story, grain="month") == Fraction(1040, 100)
