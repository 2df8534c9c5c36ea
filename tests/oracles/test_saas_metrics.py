"""The worked example of saas-metrics: five customers, 14 months, all of it by hand.

The tape says who paid how much on the 15th. Read as it stands, each entry covers a month from that
day; read from the first of the month, the calendar month. Both give the same closes.
An empty cell of theirs is a zero denominator or, for 12-month figures, less than 13 months of tape.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from oracles.asking import DATA, Asked, Books, Number

FOLDER = DATA / "saas_metrics"
ASK: Mapping[str, Any] = {"grain": "month", "start": date(2025, 1, 1), "end": date(2026, 3, 1)}
YEARS: Mapping[str, Any] = {**ASK, "grain": "trailing_12_months"}

BOOK = """
[book]
currency = "USD"

[[source]]
name = "tape"
table = "subscriptions"
files = "tape.csv"
constants = { interval = "month", currency = "USD" }
covers = "1 month"

[source.columns]
subscription_id = "customer_id"
account_id = "customer_id"
starts_on = "period"
amount = "revenue"
"""


@pytest.fixture(scope="module", params=["as it stands", "from the first"])
def tape(books: Books, request: pytest.FixtureRequest) -> Asked:
    text = (FOLDER / "input_tape.csv").read_text(encoding="utf-8")
    return books(
        BOOK,
        {"tape.csv": text.replace("-15,", "-01,") if request.param == "from the first" else text},
        today=date(2026, 2, 28),
    )


def column(file: str, name: str) -> dict[date, Number]:
    """A column of theirs by month; empty = no denominator."""
    with (FOLDER / file).open(newline="", encoding="utf-8") as lines:
        return {
            date.fromisoformat(row["period_end"]).replace(day=1): (
                Fraction(row[name]) if row[name] else "zero_denominator"
            )
            for row in csv.DictReader(lines)
        }


def test_the_tape_is_loaded(tape: Asked) -> None:
    found = tape.loaded["tables"]["subscriptions"]
    assert (found["read"], found["loaded"]) == (51, 51)
    total = sum(Fraction(number) for number in column("waterfall.csv", "ending").values())
    assert found["money_read"] == found["money_loaded"] == {"USD": str(total)} == {"USD": "6300"}
    assert tape.loaded["problems"] == []


@pytest.mark.parametrize(
    ("theirs", "metric"),
    [
        ("new_logo", "new_mrr"),
        ("reactivation", "reactivation_mrr"),
        ("expansion", "expansion_mrr"),
        ("contraction", "contraction_mrr"),
        ("churn", "churned_mrr"),
        ("ending", "mrr"),
        ("new_logos", "new_customers"),
        ("churned_logos", "churned_customers"),
        ("active_logos", "customers"),
    ],
)
def test_waterfall(tape: Asked, theirs: str, metric: str) -> None:
    assert tape.series(metric, **ASK) == column("waterfall.csv", theirs)


def test_waterfall_chains(tape: Asked) -> None:
    """Their `beginning` is the close before; ours is what a month's revenue churn divides by."""
    beginning = column("waterfall.csv", "beginning")
    rows = tape.document("revenue_churn_rate", **ASK)["results"][0]["rows"]
    assert {date.fromisoformat(row["from"]): Fraction(row["denominator"]) for row in rows} == (
        beginning
    )
    companions = tape.companions("reactivation_mrr", "customers", **ASK)
    assert companions == column("waterfall.csv", "reactivated_logos")


@pytest.mark.parametrize(
    ("theirs", "metric"),
    [
        ("revenue", "mrr"),
        ("arr", "arr"),
        ("active_customers", "customers"),
        ("quick_ratio", "quick_ratio"),
        ("logo_churn_rate", "customer_churn_rate"),
        ("gross_revenue_churn_rate", "revenue_churn_rate"),
    ],
)
def test_months(tape: Asked, theirs: str, metric: str) -> None:
    assert tape.series(metric, **ASK) == column("metrics.csv", theirs)


def test_arpa(tape: Asked) -> None:
    """Theirs is a float: 400 ÷ 3 is compared as the same float, the others exactly."""
    theirs = column("metrics.csv", "arpa")
    ours = tape.series("arpa", **ASK)
    assert ours.keys() == theirs.keys()
    for month, number in theirs.items():
        assert isinstance(number, Fraction)
        assert float(ours[month]) == float(number)
    assert ours[date(2025, 6, 1)] == Fraction(400, 3)


@pytest.mark.parametrize(
    ("theirs", "metric"),
    [
        ("nrr_12m", "net_revenue_retention"),
        ("grr_12m", "gross_revenue_retention"),
        ("logo_retention_12m", "customer_retention_rate"),
    ],
)
def test_twelve_months(tape: Asked, theirs: str, metric: str) -> None:
    """Windows by the month they end with. Before January 2026 they open on nothing."""
    rows = tape.document(metric, **YEARS)["results"][0]["rows"]
    expected = column("metrics.csv", theirs)
    assert len(rows) == len(expected)
    for row, (month, number) in zip(rows, expected.items(), strict=True):
        last_day = date.fromisoformat(row["to"]) - timedelta(days=1)
        assert last_day.replace(day=1) == month
        said = row["undefined"] or Fraction(row["value"])
        assert said == number, month


def test_concentration(tape: Asked) -> None:
    """The largest tenth of fewer than twenty customers is one of them."""
    assert tape.series("concentration", **ASK) == column("concentration.csv", "top10_share")
    largest = tape.companions("concentration", "largest_account", **ASK)
    assert largest == column("concentration.csv", "top_decile_share")


def test_headlines(tape: Asked) -> None:
    """What the example prints in words."""

    def january(metric: str) -> Number:
        return tape.one(metric, period=tape.desk.calendar.parse("2026-01"))

    def june(metric: str) -> Number:
        return tape.one(metric, period=tape.desk.calendar.parse("2025-06"))

    assert january("net_revenue_retention") == Fraction(90, 100)
    assert january("gross_revenue_retention") == Fraction(80, 100)
    assert january("quick_ratio") == Fraction("2.25")
    assert june("customer_churn_rate") == Fraction(25, 100)
    assert june("revenue_churn_rate") == Fraction(20, 100)
    february = tape.desk.calendar.parse("2026-02")
    assert tape.one("arr", period=february) == 6000
    assert tape.one("arpa", period=february) == 100
