"""The SQL ledgers equal the slow and obvious ones, for generated companies and any question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from asking_worlds import Asked, asked, assert_same_ledger, blaming, sql_ledger
from companies import MOVEMENT_CHOICES, OTHER_CHOICES, companies
from company_variants import (
    answering_companies,
    selling_companies,
    spending_companies,
    using_companies,
)
from revcompass.domain.policy import Fx
from revcompass.engine.tables import Tables
from worlds import World, in_worlds_of, store, worlds

BOTH = {**MOVEMENT_CHOICES, **OTHER_CHOICES}


def compare(world: World, engines: Sequence[Tables], question: Asked) -> None:
    """All ledgers of every company, in the periods asked for; engines give the same."""
    for period in sorted({one for some in question.periods.values() for one in some}):
        found, *others = [sql_ledger(tables, question, period) for tables in engines]
        assert all(other == found for other in others), (question, period)
        for label, company in world.companies.items():
            if period in question.periods[label]:
                with blaming(company, question, period):
                    assert_same_ledger(found.get(label, {}), company, question, period)


def agree(
    data: st.DataObject,
    world: World,
    ledgers: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    times: int = 1,
) -> None:
    """So many questions to each ledger, in one store."""
    with store(world.merged) as tables:
        for ledger in list(ledgers) * times:
            compare(world, [tables], data.draw(asked(world, ledger, choices), label="question"))


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_movements(world: World, data: st.DataObject) -> None:
    agree(data, world, ["movements", "contracts"], MOVEMENT_CHOICES, times=2)


@in_worlds_of(12)
@given(worlds(companies(), 12), st.sampled_from(["EUR", "USD", "JPY", "KWD"]), st.data())
def test_movements_of_one_currency(world: World, native: str, data: st.DataObject) -> None:
    """Where nothing is converted, each currency has a ledger of its own."""
    with store(world.merged) as tables:
        question = data.draw(asked(world, "movements", MOVEMENT_CHOICES), label="question")
        policies = question.policies.with_choice("fx", Fx.NEVER_CONVERT)
        compare(world, [tables], replace(question, policies=policies, native=native))


@in_worlds_of(6)
@given(st.booleans().flatmap(lambda b: worlds(selling_companies(st.just(b)), 6)), st.data())
def test_deals_leads_and_stages(world: World, data: st.DataObject) -> None:
    agree(data, world, ["deals", "pipeline", "leads", "stages"], BOTH)


@in_worlds_of(8)
@given(worlds(spending_companies(), 8), st.data())
def test_spend(world: World, data: st.DataObject) -> None:
    agree(data, world, ["spend"], {}, times=2)


@in_worlds_of(10)
@given(
    st.booleans().flatmap(lambda b: worlds(using_companies(st.just(b)), 10, segments_apart=True)),
    st.data(),
)
def test_usage_and_engagement(world: World, data: st.DataObject) -> None:
    agree(data, world, ["usage", "engagement"], MOVEMENT_CHOICES)


@in_worlds_of(8)
@given(worlds(answering_companies(), 8), st.data())
def test_answers(world: World, data: st.DataObject) -> None:
    agree(data, world, ["answers"], {}, times=2)
