"""dbt_stripe's stock seeds: its monthly report of recurring revenue, from the records behind it.

Under its rules, as far as the seeds reach them: a month counts while its end lies before the end of
the item's running period; months and several months are brought to one month; each item by itself.
Not reached by the seeds, and different here: a daily price counts there as 0.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from oracles.asking import Asked, Books, exact
from revcompass.domain.question import Question

DATA = Path(__file__).parents[1] / "data" / "dbt_stripe"
REPORT = DATA / "stripe__subscription_item_mrr_report.csv"

BOOK = """
[book]
currency = "USD"
as_of = 2024-11-30

[[source]]
name = "items"
table = "subscriptions"
files = "subscription_item_data.csv"
minor_units = ["unit_amount"]
constants = { currency = "USD" }

[source.columns]
subscription_id = "id"
account_id = "subscription_id"
plan = "plan_id"
starts_on = "current_period_start"
ends_on = "current_period_end"

[[source.lookup]]
table = "plans"
files = "plan_data.csv"
on = { plan = "id" }
take = { unit_amount = "amount", interval = "interval", interval_count = "interval_count" }
"""


@pytest.fixture(scope="module")
def seeds(books: Books) -> Asked:
    """The items with their plans' prices, loaded as files."""
    names = ("subscription_item_data.csv", "plan_data.csv")
    return books(BOOK, {name: (DATA / name).read_text(encoding="utf-8") for name in names})


def reported() -> dict[tuple[str, str], tuple[Fraction, str]]:
    """By month and plan: the contracted revenue in dollars, and what kind of change it is.

    One item is listed twice, with equal amounts: the report's own doubling. It counts once.
    """
    found: dict[tuple[str, str], tuple[Fraction, str]] = {}
    with REPORT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["price_plan_id"]:
                continue  # its plan is not among the seeds, so it has no price
            key = row["subscription_month"][:7], row["price_plan_id"]
            amount = Fraction(row["month_contract_mrr"]) / 100
            kind = row["contract_mrr_type"]
            assert found.get(key, (amount, kind))[0] == amount
            if key not in found or found[key][1] == "unchanged":
                found[key] = amount, kind
    return found


def by_plan(seeds: Asked, metric: str, month: str) -> dict[str | None, object]:
    period = seeds.desk.calendar.parse(month)
    (result,) = seeds.desk.show(Question((metric,), period=period, by=("plan",))).results
    return {row.slice[0][1]: exact(row.value) for row in result.rows}


def test_every_plan_in_every_month(seeds: Asked) -> None:
    totals: defaultdict[str, Fraction] = defaultdict(Fraction)
    for (month, plan), (amount, kind) in reported().items():
        totals[month] += amount
        assert by_plan(seeds, "mrr", month).get(plan, 0) == amount, (month, plan)
        assert (by_plan(seeds, "new_mrr", month).get(plan, 0) == amount) == (
            kind == "new" or not amount
        )
        if kind == "churned":
            before = reported()["2024-07", plan][0]
            assert by_plan(seeds, "churned_mrr", month)[plan] == before
    for month, total in totals.items():
        assert seeds.one("mrr", period=seeds.desk.calendar.parse(month)) == total


def test_the_item_without_a_plan_is_set_aside_and_named(seeds: Asked) -> None:
    table = seeds.loaded["tables"]["subscriptions"]
    assert (table["read"], table["loaded"], table["set_aside"]) == (14, 13, 1)
    (problem,) = [one for one in seeds.loaded["problems"] if one["severity"] == "error"]
    assert problem["line"] == 15
