"""The bridge closes, slices add up, periods chain: through the SQL, in every period and slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from asking_worlds import SLICES, offered
from companies import GRAINS, MOVEMENT_CHOICES, OTHER_CHOICES, companies, policy_sets, some_day
from company_variants import (
    answering_companies,
    selling_companies,
    spending_companies,
    using_companies,
)
from revcompass.domain.formula import SumOf
from revcompass.domain.ledgers import LEDGERS, Movements
from revcompass.domain.period import Grain
from revcompass.domain.policy import Netting, PolicySet
from revcompass.engine.readings.cells import Ask
from revcompass.engine.readings.query import read_sums
from revcompass.engine.tables import Cut
from rolled import Rolled, has_credits, rolled
from worlds import COMPANY, World, in_worlds_of, store, worlds

CHAINING = [grain for grain in Grain if grain.chains]
SUB_ACCOUNT = {"plan", "product", "agent", "currency", "status"}


@st.composite
def cuts(
    draw: st.DrawFn,
    world: World,
    choices: Mapping[str, Sequence[str]] = MOVEMENT_CHOICES,
    grains: Sequence[Grain] = GRAINS,
) -> Cut:
    """Policies, grain and last day."""
    last = world.merged.data_as_of
    until = min(last, draw(st.just(last) | some_day))
    return Cut(draw(policy_sets(choices)), until, draw(st.sampled_from(grains)))


def movement_slices(world: World) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sampled_from(offered(world, SLICES["movements"])).map(lambda by: (COMPANY, *by))


def bridged(row: Mapping[str, Fraction] | Mapping[str, int]) -> Fraction | int:
    """What the closing should be."""
    gained = row["opening"] + row["new"] + row["expansion"] + row["reactivation"]
    return gained - row["contraction"] - row["churn"] + row["transfer"] + row["fx_effect"]


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_the_bridge_closes(world: World, data: st.DataObject) -> None:
    cut, by = data.draw(cuts(world)), data.draw(movement_slices(world))
    with store(world.merged) as tables:
        for cell, row in rolled(tables, "movements", cut, by).items():
            assert row["closing"] == bridged(row), cell
            assert row["closing_customers"] == (
                row["opening_customers"]
                + row["new_customers"]
                - row["churned_customers"]
                + row["reactivated_customers"]
                + row["transfer_customers"]
            ), cell
            if cut.policies.choice(Netting) is Netting.PERIOD:
                assert row["kept"] == row["opening"] - row["contraction"] - row["churn"], cell


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_the_bridge_closes_in_every_currency(world: World, data: st.DataObject) -> None:
    cut, by = data.draw(cuts(world)), data.draw(movement_slices(world))
    money = {n: SumOf(c) for n, c in Movements.columns().items() if c.kind.is_money}
    with store(world.merged) as tables:
        slices = tables.slices.resolve("movements", by)
        assert slices is not None
        ask = Ask(cut, tuple(slices), currency=data.draw(st.sampled_from(["EUR", "USD", "JPY"])))
        sums = read_sums(tables, ask, money.values())
        for cell in sums.cells:
            if not any(sums.is_unrated(cell, leaf) for leaf in money.values()):
                row = {name: sums.of(cell, leaf) for name, leaf in money.items()}
                assert row["closing"] == bridged(row), cell


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_what_is_transferred_stays_in_the_account(world: World, data: st.DataObject) -> None:
    cut, by = data.draw(cuts(world)), data.draw(movement_slices(world))
    uncertain = {label or "" for label, one in world.companies.items() if has_credits(one)}
    with store(world.merged) as tables:
        sums = added(rolled(tables, "movements", cut, by), 1)
        for cell, row in sums.items():
            assert row["transfer"] == 0, cell
            assert row["transfer_customers"] == 0 or cell[1][0] in uncertain, cell


def added(found: Rolled, kept: int) -> Rolled:
    """The roll-up with only so many of its slices kept apart; what is all 0 left out."""
    sums: defaultdict[object, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (period, key), row in found.items():
        for name, number in row.items():
            sums[period, key[:kept]][name] += number
    return {cell: dict(row) for cell, row in sums.items() if any(row.values())}  # type: ignore[misc]


def slices_partition(world: World, data: st.DataObject, ledgers: Sequence[str]) -> None:
    """Every column of every ledger, summed over a slice, is the total."""
    with store(world.merged) as tables:
        for ledger in ledgers:
            cut = data.draw(cuts(world, {**MOVEMENT_CHOICES, **OTHER_CHOICES}))
            by = data.draw(st.sampled_from(offered(world, SLICES[ledger])))
            gross = ledger == "movements"
            whole = rolled(tables, ledger, cut, (COMPANY,), gross=gross)
            parts = rolled(tables, ledger, cut, (COMPANY, *by), gross=gross)
            below = ledger == "movements" and bool(SUB_ACCOUNT & set(by))
            apart = ("paused", "resumed") if below else ()
            assert without(added(parts, 1), apart) == without(whole, apart), ledger


def without(found: Rolled, names: Sequence[str]) -> Rolled:
    """Less some columns."""
    kept = {
        cell: {name: number for name, number in row.items() if name not in names}
        for cell, row in found.items()
    }
    return {cell: row for cell, row in kept.items() if any(row.values())}


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_slices_of_movements_partition(world: World, data: st.DataObject) -> None:
    slices_partition(world, data, ["movements"])


@in_worlds_of(6)
@given(worlds(selling_companies(st.just(True)), 6), st.data())
def test_slices_of_deals_leads_and_stages_partition(world: World, data: st.DataObject) -> None:
    slices_partition(world, data, ["deals", "leads", "stages"])


@in_worlds_of(8)
@given(worlds(spending_companies(), 8), st.data())
def test_slices_of_spend_partition(world: World, data: st.DataObject) -> None:
    slices_partition(world, data, ["spend"])


@in_worlds_of(10)
@given(worlds(using_companies(st.just(True)), 10), st.data())
def test_slices_of_usage_and_engagement_partition(world: World, data: st.DataObject) -> None:
    slices_partition(world, data, ["usage", "engagement"])


@in_worlds_of(8)
@given(worlds(answering_companies(), 8), st.data())
def test_slices_of_answers_partition(world: World, data: st.DataObject) -> None:
    slices_partition(world, data, ["answers"])


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_a_period_opens_where_the_one_before_closed(world: World, data: st.DataObject) -> None:
    cut = data.draw(cuts(world, grains=CHAINING))
    by = data.draw(movement_slices(world))
    calendar = world.merged.calendar
    uncertain = {label or "" for label, one in world.companies.items() if has_credits(one)}
    with store(world.merged) as tables:
        found = rolled(tables, "movements", cut, by)
        nothing: dict[str, int] = dict.fromkeys(LEDGERS["movements"].columns(), 0)
        for (label, key), row in found.items():
            after = calendar.shift(calendar.period_of(cut.grain, label), 1)
            before = calendar.shift(after, -2)
            if after.start <= cut.until:
                following = found.get((after.start, key), nothing)
                assert row["closing"] == following["opening"], (label, key)
                if key[0] not in uncertain:
                    assert row["closing_customers"] == following["opening_customers"], (label, key)
            preceding = found.get((before.start, key), nothing)
            assert row["opening"] == preceding["closing"], (label, key)


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_constant_currency_has_no_effect_of_rates(world: World, data: st.DataObject) -> None:
    drawn, by = data.draw(cuts(world)), data.draw(movement_slices(world))
    frozen = PolicySet.of(
        {name: str(choice) for name, choice in drawn.policies.chosen}, {"fx": "frozen_rates"}
    )
    with store(world.merged) as tables:
        found = rolled(tables, "movements", Cut(frozen, drawn.until, drawn.grain), by)
        assert not [cell for cell, row in found.items() if row["fx_effect"]]


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_the_whole_is_the_same_read_from_its_slices(world: World, data: st.DataObject) -> None:
    """Asked after a slice of accounts, the whole is added up from it; asked first, it is built."""
    cut = data.draw(cuts(world))
    with store(world.merged) as tables:
        first = rolled(tables, "movements", cut, ())
    with store(world.merged) as tables:
        rolled(tables, "movements", cut, (COMPANY, "segment"))
        assert rolled(tables, "movements", cut, ()) == first
