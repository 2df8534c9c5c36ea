"""Fine print on the MRR bridge: classes, slices below the account, rates, pauses, discounts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from oracles.asking import Number
from soundness.telling import Book, Told, named

MARCH = "2024-03"


@pytest.fixture(scope="module")
def plans(told: Told) -> Book:
    """Ada gives up plan A and grows in B; Bo holds two plans of the same size; Cy swaps plans."""
    return told(
        "as_of = 2024-06-30",
        accounts="""
            account_id,name,segment
            1,Ada,smb
            2,Bo,smb
            3,Cy,large
        """,
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency,plan,product
            A1,1,2024-01-01,2024-03-10,100,month,EUR,A,x
            A2,1,2024-01-01,2024-03-10,50,month,EUR,B,x
            A2,1,2024-03-10,,120,month,EUR,B,y
            B1,2,2024-01-01,,50,month,EUR,a,x
            B2,2,2024-01-01,,50,month,EUR,Z,x
            C1,3,2024-01-01,2024-03-20,70,month,EUR,A,x
            C2,3,2024-03-20,,70,month,EUR,C,
        """,
    )


ADA = {"name": "Ada"}


def test_rule_01_account_attributes_are_those_of_the_snapshot_and_say_so(plans: Book) -> None:
    for row in plans.result("mrr", MARCH, by="segment").rows:
        assert "current_attributes" in row.flags
    assert "current_attributes" in plans.row("mrr", MARCH, where={"segment": "smb"}).flags
    for row in plans.result("mrr", MARCH, by="plan").rows:
        assert "current_attributes" not in row.flags


def test_rule_02_the_worked_check(plans: Book) -> None:
    def ada(metric: str, period: str = MARCH) -> object:
        return plans.value(metric, period, where=ADA)

    assert (ada("mrr", "2024-02"), ada("contraction_mrr"), ada("mrr")) == (150, 30, 120)
    assert plans.value("gross_revenue_retention", MARCH, where=ADA, grain="month") == Fraction(4, 5)

    def by_plan(metric: str, period: str = MARCH) -> dict[str, object]:
        found = plans.cut(metric, period, "plan", where=ADA)
        return {plan: found.get(plan, 0) for plan in ("A", "B")}

    opening, closing = by_plan("mrr", "2024-02"), by_plan("mrr")
    assert (opening, closing) == ({"A": 100, "B": 50}, {"A": 0, "B": 120})
    assert by_plan("contraction_mrr") == {"A": 30, "B": 0}
    for metric in ("expansion_mrr", "churned_mrr", "new_mrr", "reactivation_mrr"):
        assert by_plan(metric) == {"A": 0, "B": 0}, metric
    kept = {
        row.slice[0][1]: row.value.numerator
        for row in plans.result(
            "gross_revenue_retention", MARCH, by="plan", where=ADA, grain="month"
        ).rows
    }
    assert kept == {"A": 70, "B": 50}
    assert by_plan("customers", "2024-02") == {"A": 1, "B": 0}
    assert by_plan("customers") == {"A": 0, "B": 1}
    assert by_plan("churned_customers") == {"A": 0, "B": 0}


def test_rule_03_trailing_12_months_open_a_year_before(told: Told) -> None:
    book = told(
        "as_of = 2024-10-31",
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency
            S1,1,2023-01-01,2023-12-01,100,month,EUR
            S1,1,2023-12-01,2024-06-01,150,month,EUR
            S1,1,2024-06-01,,120,month,EUR
            S2,2,2023-02-01,2024-09-30,100,month,EUR
            S3,3,2024-01-01,,500,month,EUR
        """,
    )
    row = book.row("net_revenue_retention", "2024-09")
    assert (row.period.start.isoformat(), row.period.end.isoformat()) == (
        "2023-10-01",
        "2024-10-01",
    )
    assert (row.value.numerator, row.value.denominator) == (120, 200)
    rows = book.result("gross_revenue_retention").rows
    assert {row.period.grain.value for row in rows} == {"trailing_12_months"}
    assert [row.period.end.isoformat() for row in rows[-2:]] == ["2024-10-01", "2024-11-01"]


@pytest.fixture(scope="module")
def stories(told: Told) -> Book:
    """One account for each rule; all data reach to the end of June 2024."""
    return told(
        "as_of = 2024-06-30",
        accounts=named(
            "turns free",
            "always free",
            "total",
            "unit",
            "one",
            "both",
            "comes and goes",
            "comes",
            "pauses",
            "stays",
            "pauses briefly",
            "gap in a swap",
            "up and down",
            "back on day 29",
            "back on day 30",
            "percent first",
            "deep",
            "dated",
            "weekly",
            "once",
        ),
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency
            F1,turns free,2024-01-01,2024-03-10,50,month,EUR
            F2,turns free,2024-03-10,,0,month,EUR
            F3,always free,2024-01-01,,0,month,EUR
            N1,comes and goes,2024-03-05,2024-03-20,50,month,EUR
            N2,comes,2024-03-05,,50,month,EUR
            Q1,back on day 29,2024-01-01,2024-03-10,100,month,EUR
            Q1,back on day 29,2024-04-08,,100,month,EUR
            Q2,back on day 30,2024-01-01,2024-03-10,40,month,EUR
            Q2,back on day 30,2024-04-09,,40,month,EUR

            subscription_id,account_id,starts_on,amount,unit_amount,quantity,interval,currency
            U1,total,2024-01-01,100,,5,month,EUR
            U2,unit,2024-01-01,,20,5,month,EUR
            U3,one,2024-01-01,,20,,month,EUR
            U4,both,2024-01-01,90,20,5,month,EUR

            subscription_id,account_id,starts_on,ends_on,amount,interval,currency,status
            P1,pauses,2024-01-01,2024-03-10,100,month,EUR,active
            P1,pauses,2024-03-10,2024-04-15,100,month,EUR,paused
            P1,pauses,2024-04-15,,100,month,EUR,active
            P2,stays,2024-01-01,,40,month,EUR,active
            P3,pauses briefly,2024-01-01,2024-03-10,100,month,EUR,active
            P3,pauses briefly,2024-03-10,2024-03-20,100,month,EUR,paused
            P3,pauses briefly,2024-03-20,,100,month,EUR,active

            subscription_id,account_id,starts_on,ends_on,amount,interval,currency,replaces
            S1,gap in a swap,2024-01-01,2024-03-10,100,month,EUR,
            S2,gap in a swap,2024-03-20,,100,month,EUR,S1
            T1,up and down,2024-01-01,2024-03-10,60,month,EUR,
            T2,up and down,2024-03-10,2024-03-15,90,month,EUR,T1
            T3,up and down,2024-03-15,,50,month,EUR,T2

            subscription_id,account_id,starts_on,amount,interval,currency,discount_percent,discount_amount,discount_kind,discount_starts_on,discount_ends_on
            D1,percent first,2024-01-01,100,month,EUR,10,5,forever,,
            D2,deep,2024-01-01,10,month,EUR,,50,forever,,
            D3,dated,2024-01-01,100,month,EUR,10,5,repeating,2024-02-10,2024-04-10
            D4,weekly,2024-01-01,1,week,EUR,,,,,
            D5,once,2024-02-15,100,month,EUR,20,,once,,
        """,
        spend="date,category,amount,currency\n2024-03-01,sales,300,EUR",
    )


def of(*names: str) -> dict[str, Any]:
    """Only these accounts."""
    return {"where": {"name": names}}


def test_rule_06_a_customer_pays_more_than_nothing(stories: Book) -> None:
    def story(metric: str, period: str = MARCH, **asked: Any) -> Number:
        return stories.value(metric, period, **of("turns free"), **asked)

    assert (story("customers", "2024-02"), story("customers")) == (1, 0)
    assert "always free" not in stories.cut("customers", MARCH, "name")
    assert (story("churned_mrr"), story("churned_customers")) == (50, 1)
    stays: dict[str, Any] = {"policies": {"free_after_paid": "stays_active"}}
    assert (story("customers", **stays), story("mrr", **stays)) == (1, 0)
    assert (story("contraction_mrr", **stays), story("churned_customers", **stays)) == (50, 0)


def test_rule_07_only_a_unit_amount_is_multiplied(stories: Book) -> None:
    found = stories.cut("mrr", MARCH, "name", **of("total", "unit", "one", "both"))
    assert found == {"total": 100, "unit": 100, "one": 20, "both": 90}


def test_rule_26_where_selects_cells_and_never_filters_before(plans: Book) -> None:
    assert plans.value("contraction_mrr", MARCH, where={"plan": "A"}) == 30
    assert plans.value("churned_mrr", MARCH, where={"plan": "A"}) == 0
    assert plans.value("contraction_mrr", MARCH, where={"plan": "B"}) == 0
    assert plans.value("customers", MARCH, where={"plan": "Z"}) == 1, "ties in code-point order"
    assert plans.value("customers", MARCH, where={"plan": "a"}) == 0


def test_rule_26_cells_are_built_for_exactly_the_asked_set(plans: Book) -> None:
    found = plans.cut("mrr", MARCH, "plan,product")
    assert found[("B", "y")] == 120
    assert found[("C", None)] == 70
    assert plans.cut("contraction_mrr", MARCH, "plan,product", where=ADA)[("A", "x")] == 30
    assert plans.cut("contraction_mrr", MARCH, "product", where=ADA)["x"] == 30


def test_rule_27_new_customers_are_first_paid_starts(stories: Book) -> None:
    story = of("comes and goes", "comes")
    assert stories.value("new_customers", MARCH, **story) == 2
    assert stories.value("new_mrr", MARCH, **story) == 50
    assert stories.companion("opening_to_close", "new_customers", MARCH, **story) == 1, "said"
    assert stories.value("cac", MARCH) == 150


def test_rule_29_a_pause_is_churn_with_a_line_of_its_own(stories: Book) -> None:
    story = of("pauses", "turns free")
    assert stories.value("churned_mrr", MARCH, **story) == 150
    assert stories.companion("paused", "churned_mrr", MARCH, **story) == 100
    assert stories.value("reactivation_mrr", "2024-04", **story) == 100
    assert stories.companion("resumed", "reactivation_mrr", "2024-04", **story) == 100
    plain = {"policies": {"pause": "churn_then_reactivation"}}
    assert stories.value("churned_mrr", MARCH, **story, **plain) == 150
    assert stories.companion("paused", "churned_mrr", MARCH, **story, **plain) == 0
    each: dict[str, Any] = {**of("pauses briefly"), "policies": {"netting": "each_change"}}
    assert stories.companion("paused", "churned_mrr", MARCH, **each) == 100, "as every change is"
    assert stories.companion("resumed", "reactivation_mrr", MARCH, **each) == 100


def test_rule_30_gross_columns_net_per_account_and_day(stories: Book) -> None:
    def story(metric: str, **policies: str) -> Number:
        names = of("gap in a swap", "up and down")
        return stories.value(metric, MARCH, grain="month", policies=policies, **names)

    assert story("customer_churn_rate") == 0
    assert story("customer_churn_rate", customer_churn="all_lost") == Fraction(1, 2), "a gap"
    assert (story("churned_mrr"), story("churned_mrr", netting="each_change")) == (0, 100)
    assert story("reactivation_mrr", netting="each_change") == 100
    assert (story("expansion_mrr"), story("expansion_mrr", netting="each_change")) == (0, 30)
    assert (story("contraction_mrr"), story("contraction_mrr", netting="each_change")) == (10, 40)
    assert story("net_revenue_retention") == Fraction(150, 160)
    summed = Fraction(160 + 30 - 40 - 100 + 100, 160)
    assert story("net_revenue_retention", nrr="movement_sum") == summed


def test_rule_31_discounts_split_the_row_at_their_dates(stories: Book) -> None:
    net_all = {"policies": {"discounts": "net_all"}}
    found = stories.cut("mrr", MARCH, "name")
    assert (found["percent first"], found["dated"]) == (85, 100)
    assert "deep" not in found, "not below 0, so no customer"

    def months(name: str, *numbers: int) -> list[Number]:
        return [stories.value("mrr", f"2024-0{n}", **of(name), **net_all) for n in numbers]

    assert months("dated", 1, 2, 3, 4) == [100, 85, 85, 100]
    assert months("once", 2, 3) == [80, 100]
    days = {"policies": {"week": "30.44 days"}}
    yearly = Fraction("52.182857")
    assert stories.value("arr", MARCH, **of("weekly"), **days) == yearly, "rounded once"


def test_rule_32_net_new_mrr_is_without_rates_and_transfers(plans: Book) -> None:
    assert plans.cut("net_new_mrr", MARCH, "plan", where=ADA)["A"] == -30
    total = plans.cut("net_new_mrr", MARCH, "plan")
    assert sum(v for v in total.values() if isinstance(v, Fraction)) == -30


def test_rule_39_a_slice_value_is_left_out_only_where_all_is_zero(stories: Book) -> None:
    story = of("turns free", "total")
    assert stories.cut("mrr", MARCH, "name", **story) == {"turns free": 0, "total": 100}
    assert stories.cut("mrr", "2024-04", "name", **story) == {"total": 100}


def test_rule_39_a_quick_return_is_expansion(stories: Book) -> None:
    soon = {"policies": {"reactivation": "after_n_days:30"}}
    first, second = "back on day 29", "back on day 30"
    story, april = of(first, second), "2024-04"
    assert stories.cut("expansion_mrr", april, "name", **story, **soon) == {first: 100, second: 0}
    assert stories.cut("reactivation_mrr", april, "name", **story, **soon) == {first: 0, second: 40}
    assert stories.value("reactivation_mrr", april, **story) == 140
