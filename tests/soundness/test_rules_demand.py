"""Fine print on leads, spend and what a customer costs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from soundness.telling import Book, Told

MARCH = "2024-03"


@pytest.fixture(scope="module")
def demand(told: Told) -> Book:
    """Ada has two leads first, Bo one that day, Cy is a customer, Di never is, Ed had none."""
    return told(
        "as_of = 2024-06-30",
        accounts="""
            account_id,name,segment
            A,Ada,smb
            B,Bo,smb
            C,Cy,large
            D,Di,large
            E,Ed,large
        """,
        subscriptions="""
            subscription_id,account_id,starts_on,amount,interval,currency,plan
            S1,A,2024-03-20,10,month,EUR,p
            S2,B,2024-03-10,10,month,EUR,p
            S3,C,2024-01-01,10,month,EUR,p
            S4,E,2024-03-25,10,month,EUR,p
        """,
        leads="""
            lead_id,account_id,created_at,channel
            L1,A,2024-03-01,ads
            L2,A,2024-03-05,events
            L3,B,2024-03-10,events
            L4,C,2024-03-08,ads
            L5,D,2024-03-09,ads
            L6,A,2024-03-25,events
        """,
        opportunities="opportunity_id,created_at,amount\nO1,2024-03-01,5",
        spend="""
            date,channel,category,amount,currency
            2024-03-02,ads,marketing,100,EUR
            2024-03-03,events,marketing,50,EUR
            2024-03-31,,sales,30,EUR

            from,to,channel,category,amount,currency
            2024-02-21,2024-03-03,spread,other,100,EUR
            2024-06-21,2024-07-11,late,other,200,EUR
        """,
    )


def test_rule_11_the_earliest_lead_before_the_first_paid_day_converts(demand: Book) -> None:
    row = demand.row("lead_conversion_rate", MARCH)
    assert (row.value.numerator, row.value.denominator) == (2, 4)
    by_channel = demand.cut("lead_conversion_rate", MARCH, "channel")
    assert by_channel == {"ads": Fraction(1, 2), "events": Fraction(1, 2)}, "L1 and L3"


def test_rule_28_leads_of_customers_are_in_neither_side_and_counted(demand: Book) -> None:
    result = demand.result("lead_conversion_rate", MARCH)
    assert dict(result.left_out)["leads_of_customers"] == 2, "L4, and L6 after Ada had paid"
    assert demand.value("leads", MARCH) == 6
    assert demand.companion("of_existing_customers", "leads", MARCH) == 2
    period = {"policies": {"lead_conversion": "period"}}
    assert demand.value("lead_conversion_rate", MARCH, **period) == Fraction(2, 4)


def test_rule_12_cac_by_what_spend_and_customers_both_carry(demand: Book) -> None:
    assert demand.value("cac", MARCH) == 60
    found = demand.cut("cac", MARCH, "channel")
    assert found.pop("spread") == "zero_denominator", "spend, but of another category"
    assert found == {"ads": 100, "events": 50, None: 30}
    for other in ("segment", "plan", "category"):
        rows = demand.result("cac", MARCH, by=other).rows
        assert [row.value.undefined for row in rows] == ["not_sliceable"], other


def test_rule_13_spend_over_days_is_floored_cumulatively_and_sums_exactly(demand: Book) -> None:
    spread = {"where": {"channel": "spread"}}
    february = demand.value("spend_by_channel", "2024-02", **spread)
    march = demand.value("spend_by_channel", MARCH, **spread)
    assert (february, march) == (Fraction("81.818181"), Fraction("18.181819"))
    assert demand.value("spend_by_channel", "2024-Q1", **spread) == 100
    days = [demand.value("spend_by_channel", f"2024-02-{day}", **spread) for day in range(21, 30)]
    assert sum(day for day in days if isinstance(day, Fraction)) == february


def test_rule_35_spends_end_is_exclusive_and_the_future_does_not_count(demand: Book) -> None:
    assert demand.value("spend_by_channel", "2024-03-02", where={"channel": "spread"}) != 0
    assert demand.cut("spend_by_channel", "2024-03-03", "channel") == {"events": 50}
    assert demand.value("spend_by_channel", "2024-06", where={"channel": "late"}) == 100
    rows = demand.result("spend_by_channel", "2024-Q3", grain="month").rows
    assert all(row.value.undefined == "no_data" for row in rows)


def test_rule_19_without_stages_in_the_book_there_is_no_stage_metric(demand: Book) -> None:
    rows = demand.result("stage_conversion", MARCH).rows
    assert [row.value.undefined for row in rows] == ["not_loaded"]
    readiness = {one.metric: one.missing for one in demand.desk.status().readiness}
    assert readiness["stage_conversion"] == ("funnel.stages",)


def test_rule_20_what_needs_records_nobody_loaded_is_not_loaded(demand: Book) -> None:
    for metric in ("enps", "engagement_score", "active_users"):
        assert demand.value(metric, MARCH) == "not_loaded", metric
