"""The MRR playbook of dbt Labs: 26 months, every column of its bridge, to the cent.

Its oracle begins on 2018-01-01; customers 2, 3 and 4 paid in 2017 only and have no rows in it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from oracles.asking import SHARED, Asked, Books, month_starts, oracle
from revcompass.domain.question import Question
from sources.test_real_books import PLAYBOOK

FIRST, COUNT = date(2018, 1, 1), 26
ASK = {"grain": "month", "start": FIRST, "end": date(2020, 3, 1)}

COLUMNS = {
    "mrr": ("mrr", 1),
    "new_mrr": ("new_mrr", 1),
    "reactivation_mrr": ("reactivation_mrr", 1),
    "upgrade_mrr": ("expansion_mrr", 1),
    "downgrade_mrr": ("contraction_mrr", -1),
    "churn_mrr": ("churned_mrr", -1),
    "active_customers": ("customers", 1),
    "new_customers": ("new_customers", 1),
    "churned_customers": ("churned_customers", 1),
}


@pytest.fixture(scope="module")
def playbook(books: Books) -> Asked:
    oracle("mrr_playbook/subscription_periods.csv")
    return books(PLAYBOOK.format(shared=SHARED.as_posix()), today=date(2020, 2, 29))


@pytest.fixture(scope="module")
def months() -> list[dict[str, str]]:
    with oracle("mrr_playbook/monthly_movements.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("column", COLUMNS)
def test_every_month(playbook: Asked, months: list[dict[str, str]], column: str) -> None:
    metric, sign = COLUMNS[column]
    assert playbook.series(metric, **ASK) == {
        date.fromisoformat(month["date_month"]): sign * Fraction(month[column]) for month in months
    }
    assert [date.fromisoformat(month["date_month"]) for month in months] == month_starts(
        FIRST, COUNT
    )


def test_reactivated_customers(playbook: Asked, months: list[dict[str, str]]) -> None:
    """No metric of their own: closing − opening − new + churned, and the companion of the MRR."""
    assert playbook.companions("reactivation_mrr", "customers", **ASK) == {
        date.fromisoformat(month["date_month"]): Fraction(month["reactivated_customers"])
        for month in months
    }


def test_every_customer(playbook: Asked) -> None:
    """The oracle's 410 rows of customer and month, from its 121 periods: our traces name them."""
    expected: dict[str, dict[str, Decimal]] = defaultdict(dict)
    with oracle("mrr_playbook/fct_mrr.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if Decimal(row["mrr"]):
                expected[row["date_month"]][row["customer_id"]] = Decimal(row["mrr"])
    for first in month_starts(FIRST, COUNT)[:-1]:
        period = playbook.desk.calendar.parse(f"{first:%Y-%m}")
        trace = playbook.desk.trace(Question(("mrr",)), period)
        traced: dict[str, Fraction] = defaultdict(Fraction)
        for record in trace.records:
            traced[str(record.account)] += record.contribution
        ours = {account: amount for account, amount in traced.items() if amount}
        assert ours == {a: Fraction(mrr) for a, mrr in expected[first.isoformat()].items()}, first


def test_the_year_before_the_oracle(playbook: Asked) -> None:
    """The customers it leaves out are in our 2017, and do not touch its first month."""
    with oracle("mrr_playbook/subscription_periods.csv").open(encoding="utf-8") as lines:
        early = [row for row in csv.DictReader(lines) if row["start_date"] < "2018"]
    assert {row["customer_id"] for row in early} == {"2", "3", "4"}
    expected = {
        first: sum(
            Fraction(row["monthly_amount"])
            for row in early
            if row["start_date"] <= first.isoformat() < row["end_date"]
        )
        for first in month_starts(date(2017, 9, 1), 4)
    }
    asked = {"grain": "month", "start": date(2017, 9, 1), "end": FIRST}
    assert playbook.series("mrr", **asked) == expected
    assert expected[date(2017, 12, 1)] == 0
