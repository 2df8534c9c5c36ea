"""Start cohorts and open deals equal the slow and obvious ones, for generated companies."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from companies import EXAMPLES, companies, periods, quick
from revcompass.desk.ageing import ageing, total
from revcompass.desk.cohorts import cohorts, members
from revcompass.domain.money import MONTHS_PER_YEAR, VALUED_SCALE
from revcompass.domain.period import Grain, Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, Record, closing_day, day
from revcompass.engine.plain.life import Life
from revcompass.engine.plain.movements import movement
from revcompass.engine.plain.pipeline import amount_on, open_on, stage_on
from revcompass.engine.plain.rates import Rates, movement_rates
from revcompass.engine.plain.slices import slicer
from revcompass.engine.plain.spans import spans_by_customer
from traced import reader_of, scope_of

few = settings(quick, max_examples=max(10, (EXAMPLES or 100) // 4))
"""Each example walks every day of every customer."""

CHAINED = [Grain.MONTH, Grain.QUARTER, Grain.FISCAL_YEAR]
POLICIES = [
    {},
    {"customer_unit": "subscription"},
    {"fx": "frozen_rates"},
    {"fx": "subscription_start_rate"},
    {"free_after_paid": "stays_active"},
    {"reactivation": "after_n_days:30"},
    {"past_due": "counts_until_cancelled", "discounts": "gross"},
]


def lives(company: Company, policies: PolicySet) -> list[Life]:
    """Every customer's days."""
    cell_of, rates = slicer(company, "subscriptions", ()), movement_rates(company, policies)
    everything = spans_by_customer(company, policies)
    return [Life(spans, cell_of, rates, policies, company.data_as_of) for spans in everything]


def remaining(
    company: Company, life: Life, policies: PolicySet, first: Period, last: Period
) -> tuple[int, Fraction]:
    """Whether it is a customer at the last close, and what it pays then at the first's rates."""
    period, customers = company.calendar.period_of(first.grain, life.first_day), 0
    while period <= last:
        closes = closing_day(period, company.data_as_of)
        moved = movement(life, period.start, closes, policies)
        customers += sum(c["closing_customers"] - c["opening_customers"] for c in moved.values())
        period = company.calendar.shift(period, 1)
    native = life.native(closing_day(last, company.data_as_of))
    worth = sum(life.valued(native, at=closing_day(first, company.data_as_of)).values())
    return customers, Fraction(worth, MONTHS_PER_YEAR * VALUED_SCALE)


@few
@given(st.data())
def test_cohorts_are_their_customers(data: st.DataObject) -> None:
    company = data.draw(companies())
    policies = PolicySet.of(data.draw(st.sampled_from(POLICIES)))
    first = data.draw(periods(company, CHAINED))[0]
    asked = [company.calendar.shift(first, step) for step in range(3)]
    asked = [period for period in asked if period.start <= company.data_as_of]
    reader = reader_of(company)
    scope = scope_of(first, company.data_as_of, (), policies)
    found = cohorts(reader, replace(scope, periods=tuple(asked)))
    starters = defaultdict(list)
    for life in lives(company, policies):
        if life.first_paid is not None and life.first_paid <= company.data_as_of:
            starters[company.calendar.period_of(first.grain, life.first_paid)].append(life)
    told = {one.period: one for one in found.cohorts}
    assert set(told) == {period for period in asked if starters[period]}
    for period, one in told.items():
        assert one.started == len(starters[period])
        later = asked[asked.index(period) :]
        for age, last in enumerate(later):
            expected = [
                remaining(company, life, policies, period, last) for life in starters[period]
            ]
            assert one.customers[age] == sum(customers for customers, _ in expected)
            revenue = one.revenue[age]
            if revenue is None:
                continue  # a rate is missing
            assert revenue == sum(paid for _, paid in expected)
            listed = members(reader, scope_of(period, company.data_as_of, (), policies), last)
            assert (listed.kept, listed.first, listed.now) == (
                one.customers[age],
                one.revenue[0],
                revenue,
            )


def standing_since(company: Company, deal: Record, today: date) -> int | None:
    """For how many days it has been in the stage of the day; `None` without any history."""
    changes = company.rows("stage_changes")
    if not any(one["opportunity_id"] == deal["opportunity_id"] for one in changes):
        return None
    now, since = stage_on(company, deal, today), today
    created = day(deal, "created_at") or today
    while since > created and stage_on(company, deal, since - timedelta(days=1)) == now:
        since -= timedelta(days=1)
    return (today - since).days


@few
@given(st.data())
def test_open_deals_are_those_of_the_day(data: st.DataObject) -> None:
    company = data.draw(companies())
    period = data.draw(periods(company))[0]
    reader = reader_of(company)
    found = ageing(reader, scope_of(period, company.data_as_of))
    today, rates = closing_day(period, company.data_as_of), Rates(company)
    expected = []
    for deal in open_on(company, today) if period.start <= today else ():
        units, currency = amount_on(company, deal, today, company.data_as_of)
        rate = rates.rate(currency, today)
        worth = Fraction(rates.value(units, currency, today), VALUED_SCALE)
        created = day(deal, "created_at") or today
        expected.append(
            (
                deal["opportunity_id"],
                stage_on(company, deal, today),
                None if units and rate is None else worth,
                (today - created).days,
                standing_since(company, deal, today),
            )
        )
    deals = [one.deal for one in found.deals]
    told = [(one.key, one.stage, one.amount, one.days, one.in_stage) for one in deals]
    assert Counter(told) == Counter(expected)
    assert sum(len(part) for *_, part in found.spans()) == len(deals)
    known = [one.amount for one in deals if one.amount is not None]
    assert total(found.deals) == (sum(known, Fraction(0)) if len(known) == len(deals) else None)
