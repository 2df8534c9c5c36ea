"""Answers others computed or published, to the cent. Skipped where the oracles are not beside."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from companies import MICRO, company
from revcompass.domain.period import Grain
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import build
from revcompass.engine.plain.company import Company

ORACLES = Path(__file__).parents[4] / "shared" / "oracles"


def table(path: str) -> list[dict[str, str]]:
    """The rows of an oracle's file."""
    found = ORACLES / path
    if not found.exists():
        pytest.skip(f"no oracle at {found}")
    with found.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def month(made: Company, first: date) -> dict[str, Fraction]:
    """The unsliced columns of a month; zeros where nothing moved."""
    period = made.calendar.period_of(Grain.MONTH, first)
    row = build("movements", made, period, PolicySet()).get((), {})
    return defaultdict(Fraction, row)


def test_mrr_playbook() -> None:
    rows = [
        {
            "subscription_id": row["subscription_id"],
            "account_id": row["customer_id"],
            "starts_on": date.fromisoformat(row["start_date"]),
            "amount": int(Decimal(row["monthly_amount"]) * MICRO),
            **({"ends_on": date.fromisoformat(row["end_date"])} if row["end_date"] else {}),
        }
        for row in table("mrr_playbook/subscription_periods.csv")
    ]
    made = company(currency="USD", as_of=date(2020, 2, 29), subscriptions=rows)
    expected = table("mrr_playbook/monthly_movements.csv")
    for row in expected:
        ours = month(made, date.fromisoformat(row["date_month"]))
        assert {
            "active_customers": ours["closing_customers"],
            "mrr": ours["closing"],
            "new_mrr": ours["new"],
            "reactivation_mrr": ours["reactivation"],
            "upgrade_mrr": ours["expansion"],
            "downgrade_mrr": -ours["contraction"],
            "churn_mrr": -ours["churn"],
            "new_customers": ours["new_customers"],
            "churned_customers": ours["churned_customers"],
            "reactivated_customers": ours["reactivated_customers"],
        } == {name: Fraction(text) for name, text in row.items() if name != "date_month"}
    assert len(expected) == 26


def tape() -> Company:
    """The tape of monthly revenue: each entry covers its month."""
    rows = []
    for n, row in enumerate(table("saas_metrics/worked_example/input_tape.csv")):
        start = date.fromisoformat(row["period"]).replace(day=1)
        rows.append(
            {
                "subscription_id": str(n),
                "account_id": row["customer_id"],
                "starts_on": start,
                "ends_on": (start + timedelta(days=31)).replace(day=1),
                "amount": int(Decimal(row["revenue"]) * MICRO),
            }
        )
    return company(currency="USD", as_of=date(2026, 2, 28), subscriptions=rows)


def test_saas_metrics_waterfall() -> None:
    made = tape()
    names = {
        "beginning": "opening",
        "new_logo": "new",
        "reactivation": "reactivation",
        "expansion": "expansion",
        "contraction": "contraction",
        "churn": "churn",
        "ending": "closing",
        "new_logos": "new_customers",
        "reactivated_logos": "reactivated_customers",
        "churned_logos": "churned_customers",
        "active_logos": "closing_customers",
    }
    for row in table("saas_metrics/worked_example/waterfall.csv"):
        ours = month(made, date.fromisoformat(row["period_end"]))
        assert {theirs: ours[name] for theirs, name in names.items()} == {
            theirs: Fraction(row[theirs]) for theirs in names
        }


def test_saas_metrics_ratios() -> None:
    made = tape()
    january = month(made, date(2026, 1, 1))
    gained = january["new"] + january["expansion"] + january["reactivation"]
    assert gained / (january["contraction"] + january["churn"]) == Fraction("2.25")
    june = month(made, date(2025, 6, 1))
    assert june["churned_customers"] / june["opening_customers"] == Fraction("0.25")
    assert (june["churn"] + june["contraction"]) / june["opening"] == Fraction("0.2")
    year = made.calendar.period_of(Grain.TRAILING_12_MONTHS, date(2026, 1, 1))
    row = build("movements", made, year, PolicySet())[()]
    assert (row["kept"] + row["expansion"]) / row["opening"] == Fraction("0.9")
    assert row["kept"] / row["opening"] == Fraction("0.8")
    assert row["churned_customers"] == 0


@pytest.mark.parametrize("case", ["1", "2", "3", "4"])
def test_saasops(case: str) -> None:
    """Terms end inclusive; a contract's total is spread over its months; renewals replace."""
    rows = []
    for row in table("saasops/contracts.csv"):
        if row["case"] != case:
            continue
        start = date.fromisoformat(row["term_start"])
        after = date.fromisoformat(row["term_end"]) + timedelta(days=1)
        months = (after.year - start.year) * 12 + after.month - start.month
        rows.append(
            {
                "subscription_id": row["contract_id"],
                "account_id": row["customer"],
                "starts_on": start,
                "ends_on": after,
                "amount": int(row["total_value"]) * MICRO,
                "interval": "month",
                "interval_count": months,
            }
        )
    made = company(currency="USD", as_of=date(2023, 12, 31), subscriptions=rows)
    for row in table("saasops/expected_monthly.csv"):
        if row["case"] == case:
            ours = month(made, date.fromisoformat(row["month"]))
            assert ours["closing"] * 12 == Fraction(row["arr"]), row
            assert (
                ours["opening"],
                ours["new"],
                ours["expansion"],
                ours["churn"],
                ours["contraction"],
                ours["closing"],
            ) == tuple(
                Fraction(row[f"{name}_mrr"])
                for name in ("starting", "new", "expansion", "churn", "contraction", "ending")
            ), row
