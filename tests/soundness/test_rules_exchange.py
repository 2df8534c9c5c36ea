"""Fine print on rates of exchange."""

from __future__ import annotations

from fractions import Fraction

import pytest

from soundness.telling import Book, Told

MARCH = "2024-03"


@pytest.fixture(scope="module")
def dollars(told: Told) -> Book:
    """Three accounts pay in dollars while the dollar rises from 1.00 to 1.20 on 15 March."""
    return told(
        "as_of = 2024-06-30",
        accounts="account_id,name\n1,up\n2,gone\n3,down\n4,swiss\n5,home",
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency
            S1,1,2024-01-01,2024-03-10,100,month,USD
            S1,1,2024-03-10,,110,month,USD
            S2,2,2024-01-01,2024-03-10,100,month,USD
            S3,3,2024-01-01,2024-03-10,100,month,USD
            S3,3,2024-03-10,,80,month,USD
            S4,4,2024-01-01,,70,month,CHF
            S5,5,2024-01-01,,120,month,EUR
        """,
        opportunities="""
            opportunity_id,account_id,created_at,closed_at,outcome,amount,currency
            O1,1,2024-02-10,2024-03-14,won,100,USD
            O2,1,2024-02-10,2024-03-15,won,100,USD
        """,
        spend="""
            date,category,amount,currency
            2024-03-14,sales,100,USD
            2024-03-15,sales,100,USD
        """,
        exchange_rates="""
            date,currency,rate
            2023-12-31,USD,1.00
            2024-03-15,USD,1.20
            2024-05-20,USD,1.30
        """,
    )


def test_rule_04_exchange_at_the_opening_rate_with_its_effect_apart(dollars: Book) -> None:
    def of(metric: str, **asked: object) -> dict[str, object]:
        found = dollars.cut(metric, MARCH, "name", **asked)
        return {name: found[name] for name in ("up", "gone", "down")}

    assert of("expansion_mrr") == {"up": 10, "gone": 0, "down": 0}
    assert of("contraction_mrr") == {"up": 0, "gone": 0, "down": 20}
    assert of("churned_mrr") == {"up": 0, "gone": 100, "down": 0}
    assert of("fx_effect") == {"up": 22, "gone": 0, "down": 16}
    assert of("mrr") == {"up": 132, "gone": 0, "down": 96}
    month = {"grain": "month"}
    assert of("net_revenue_retention", **month)["up"] == Fraction(11, 10)
    assert of("gross_revenue_retention", **month)["down"] == Fraction(8, 10)


def test_rule_04_the_last_quote_on_or_before_a_day_holds(dollars: Book) -> None:
    assert dollars.value("bookings", MARCH) == 100 + 120
    assert dollars.value("acquisition_spend", MARCH) == 100 + 120
    assert dollars.value("mrr", "2024-02", where={"name": "up"}) == 100
    assert dollars.value("mrr", "2024-04", where={"name": "up"}) == 132


def test_rule_04_a_missing_rate_concerns_only_the_totals_that_touch_it(dollars: Book) -> None:
    assert dollars.value("mrr", MARCH) == "missing_rate"
    found = dollars.cut("mrr", MARCH, "name")
    assert found["swiss"] == "missing_rate"
    assert found["home"] == 120
    assert dollars.value("customers", MARCH) == 4
    assert dollars.value("bookings", MARCH) == 220
    document = dollars.document("mrr", period=dollars.calendar.parse(MARCH))
    (problem,) = document["problems"]
    assert (problem["code"], problem["value"], problem["rows"]) == ("missing_rate", "CHF", 1)
    assert "70" in problem["message"], "the native amount is told"


def test_rule_04_movements_of_others_are_not_touched_by_a_missing_rate(dollars: Book) -> None:
    where = {"name": "home"}
    assert dollars.value("net_new_mrr", MARCH, where=where) == 0
    assert dollars.value("net_revenue_retention", MARCH, where=where, grain="month") == 1


def test_rule_32_net_new_mrr_has_no_effect_of_rates(dollars: Book) -> None:
    found = dollars.cut("net_new_mrr", MARCH, "name")
    assert (found["up"], found["gone"], found["down"]) == (10, -100, -20)


def test_rule_37_another_currency_is_an_exact_fraction(dollars: Book) -> None:
    row = dollars.row("mrr", MARCH, where={"name": "home"}, currency="USD")
    assert (row.value.number, row.currency) == (100, "USD")
    row = dollars.row("mrr", "2024-05", where={"name": "home"}, currency="USD")
    assert row.value.number == Fraction(1200, 13)
    assert (row.value.numerator or 0) / (row.value.denominator or 1) == Fraction(1200, 13)
    (said,) = dollars.document(
        "mrr",
        period=dollars.calendar.parse("2024-05"),
        where=(("name", ("home",)),),
        currency="USD",
    )["results"]
    assert said["currency"] == said["rows"][0]["currency"] == "USD"
    assert said["rows"][0]["value"].startswith("92.30769230769230")


def test_rule_39_frozen_rates_are_those_of_the_datas_last_day(dollars: Book) -> None:
    frozen = {"policies": {"fx": "frozen_rates"}}
    found = dollars.cut("mrr", MARCH, "name", **frozen)
    assert (found["up"], found["down"]) == (143, 104)
    assert dollars.cut("fx_effect", MARCH, "name", **frozen)["up"] == 0
    assert dollars.cut("expansion_mrr", MARCH, "name", **frozen)["up"] == 13
