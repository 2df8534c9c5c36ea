"""Subscriptions written in another way, or with records that say nothing, count the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from companies import MOVEMENT_CHOICES, Rows, companies, policy_sets, some_day
from identities.test_rearranged import questions, read
from revcompass.domain.period import Grain
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, Record
from revcompass.engine.tables import Cut
from rolled import Rolled, rolled
from worlds import COMPANY, World, in_worlds_of, store, worlds

Rewrite = Callable[[Record], Record]


def same(world: World, data: st.DataObject, **tables: Rows) -> None:
    """Movements are the same with these tables in place of the world's own."""
    asked, company = [data.draw(questions(world, "movements"))], world.merged
    other = replace(company, tables={**company.tables, **tables})
    assert read(other, asked) == read(company, asked)


def rewritten(company: Company, change: Rewrite) -> Rows:
    return [dict(change(row)) for row in company.rows("subscriptions")]


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_names_of_subscriptions_do_not_matter(world: World, data: st.DataObject) -> None:
    def renamed(row: Record) -> Record:
        names = {n: f"Z{row[n]}" for n in ("subscription_id", "replaces") if row.get(n)}
        return {**row, **names}

    same(world, data, subscriptions=rewritten(world.merged, renamed))


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_an_interval_may_be_told_in_months(world: World, data: st.DataObject) -> None:
    """A quarter is three of them, half a year six, a year twelve."""
    months = {"quarter": 3, "half_year": 6, "year": 12}

    def in_months(row: Record) -> Record:
        if row["interval"] not in months:
            return row
        count = int(str(row.get("interval_count") or 1))
        return {**row, "interval": "month", "interval_count": count * months[str(row["interval"])]}

    same(world, data, subscriptions=rewritten(world.merged, in_months))


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_a_price_for_each_seat_may_be_told_as_one_amount(world: World, data: st.DataObject) -> None:
    def as_amount(row: Record) -> Record:
        quantity = row.get("quantity")
        price, seats = row.get("unit_amount"), Decimal(1 if quantity is None else str(quantity))
        if not isinstance(price, int) or price * seats % 1:
            return row
        return {**row, "unit_amount": None, "amount": int(price * seats)}

    same(world, data, subscriptions=rewritten(world.merged, as_amount))


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_a_trial_changes_nothing(world: World, data: st.DataObject) -> None:
    """Of an account that is there, in the currency and plan of one of its rows."""
    rows = rewritten(world.merged, dict)
    trials: Rows = [
        {
            **row,
            "subscription_id": f"trial {n}",
            "replaces": None,
            "status": "trialing",
            "starts_on": _day(row) - timedelta(days=20),
            "ends_on": _day(row),
        }
        for n, row in enumerate(rows[::3])
    ]
    first = min(map(_day, rows))  # the calendar still begins with the first day
    trials = [row for row in trials if _day(row) >= first]
    same(world, data, subscriptions=rows + trials)


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_a_rate_quoted_again_is_the_same_rate(world: World, data: st.DataObject) -> None:
    quotes = [dict(row) for row in world.merged.rows("exchange_rates")]
    taken = {(row["currency"], row["date"]) for row in quotes}
    again: Rows = []
    for row in quotes:
        day = row["date"]
        assert isinstance(day, date)
        if (row["currency"], day + timedelta(days=1)) not in taken:
            again.append({**row, "date": day + timedelta(days=1)})
    same(world, data, exchange_rates=quotes + again)


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_what_starts_later_does_not_change_what_was(world: World, data: st.DataObject) -> None:
    """Asked up to a day, rows that start after it may as well not be there."""
    drawn = data.draw(policy_sets(MOVEMENT_CHOICES))
    kept = {name: str(choice) for name, choice in drawn.chosen}
    policies = PolicySet.of(kept, {"customer_unit": "account", "fx": "opening_rate"})
    company, until = world.merged, data.draw(some_day)
    cut = Cut(policies, min(until, company.data_as_of), data.draw(st.sampled_from(list(Grain))))
    rows = [dict(row) for row in company.rows("subscriptions") if _day(row) <= cut.until]
    earlier = replace(company, tables={**company.tables, "subscriptions": rows})
    assert known_by(earlier, cut) == known_by(company, cut)


def known_by(company: Company, cut: Cut) -> Rolled:
    with store(company) as tables:
        return rolled(tables, "movements", cut, (COMPANY,))


def _day(row: Record) -> date:
    found = row["starts_on"]
    assert isinstance(found, date)
    return found
