"""What holds for movements whatever the records: the bridge, the slices, the chain."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from companies import MOVEMENT_CHOICES, MOVEMENT_SLICES, companies, periods, policy_sets, quick
from revcompass.domain.ledgers import Movements
from revcompass.domain.period import Grain, Period
from revcompass.domain.policy import Netting, PolicySet
from revcompass.engine.plain import build
from revcompass.engine.plain.company import Company
from revcompass.engine.plain.sums import Table

Columns = Mapping[str, Fraction]
Question = tuple[Company, tuple[Period, ...], PolicySet, tuple[str, ...]]

_SUB_ACCOUNT = {"plan", "product", "agent"}


@st.composite
def asked(draw: st.DrawFn) -> Question:
    """A company and a question about it that its columns can answer."""
    company = draw(companies())
    known = set().union(*(row.keys() for table in company.tables.values() for row in table))
    slices = [by for by in MOVEMENT_SLICES if not {"tier", "agent"} & (set(by) - known)]
    return (
        company,
        draw(periods(company)),
        draw(policy_sets(MOVEMENT_CHOICES)),
        draw(st.sampled_from(slices)),
    )


def bridge(row: Columns) -> Fraction:
    """What the closing should be."""
    gained = row["opening"] + row["new"] + row["expansion"] + row["reactivation"]
    return gained - row["contraction"] - row["churn"] + row["transfer"] + row["fx_effect"]


def total(table: Table, column: str) -> Fraction:
    """The sum over all slices."""
    return sum((row[column] for row in table.values()), Fraction(0))


def has_credits(company: Company) -> bool:
    """Whether some prices are negative: then a rate may make a customer, or unmake one."""
    prices = (r.get("amount", r.get("unit_amount")) for r in company.rows("subscriptions"))
    return any(isinstance(price, int) and price < 0 for price in prices)


@quick
@given(asked())
def test_the_bridge_closes(
    question: Question,
) -> None:
    company, some, policies, by = question
    for period in some:
        table = build("movements", company, period, policies, by=by)
        for row in table.values():
            assert row["closing"] == bridge(row)
            assert row["closing_customers"] == (
                row["opening_customers"]
                + row["new_customers"]
                - row["churned_customers"]
                + row["reactivated_customers"]
                + row["transfer_customers"]
            )
            if policies.choice(Netting) is Netting.PERIOD:
                assert row["kept"] == row["opening"] - row["contraction"] - row["churn"]
        assert total(table, "transfer") == 0
        assert has_credits(company) or total(table, "transfer_customers") == 0


@quick
@given(asked())
def test_slices_add_up_to_the_whole(
    question: Question,
) -> None:
    company, some, policies, by = question
    for period in some:
        whole = build("movements", company, period, policies)
        parts = build("movements", company, period, policies, by=by)
        below = (
            bool(_SUB_ACCOUNT & set(by)) or policies["customer_unit"].member.code == "subscription"
        )
        for column in Movements.columns():
            if not (below and column in ("paused", "resumed")):
                assert total(parts, column) == total(whole, column), column


@quick
@given(asked())
def test_a_period_opens_where_the_one_before_closed(
    question: Question,
) -> None:
    company, some, policies, by = question
    for period in some:
        if period.grain is Grain.TRAILING_12_MONTHS or period.end > company.data_as_of:
            continue
        this = build("movements", company, period, policies, by=by)
        after = build("movements", company, company.calendar.shift(period, 1), policies, by=by)
        for where in this.keys() | after.keys():
            for amount in ("",) if has_credits(company) else ("", "_customers"):
                closed = this.get(where, {}).get(f"closing{amount}", 0)
                assert closed == after.get(where, {}).get(f"opening{amount}", 0), (where, amount)


@quick
@given(asked())
def test_each_change_of_single_days_is_the_netting_of_days(
    question: Question,
) -> None:
    company, some, policies, by = question
    for period in some:
        day = company.calendar.period_of(Grain.DAY, period.start)
        for row in build("movements", company, day, policies, by=by).values():
            for column in ("new", "expansion", "contraction", "churn", "reactivation"):
                assert row[column] == row[f"gross_{column}"]
            for column in ("new_customers", "churned_customers", "reactivated_customers"):
                assert row[column] == row[f"gross_{column}"]


@quick
@given(asked())
def test_constant_currency_has_no_effect_of_rates(
    question: Question,
) -> None:
    company, some, policies, by = question
    for period in some:
        frozen = PolicySet.of({n: str(c) for n, c in policies.chosen}, {"fx": "frozen_rates"})
        assert total(build("movements", company, period, frozen, by=by), "fx_effect") == 0
