"""A ledger made of what counts on some days alone gives what the whole one gives there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from asking_worlds import SLICES, offered
from companies import MOVEMENT_CHOICES, OTHER_CHOICES, policy_sets, some_day
from company_variants import selling_companies
from revcompass.domain.formula import SumOf
from revcompass.domain.ledgers import LEDGERS, Deals, Stages
from revcompass.domain.period import Grain
from revcompass.engine.readings.cells import Ask, Cell, Sums
from revcompass.engine.readings.medians import Middle, read_medians
from revcompass.engine.readings.query import read_sums, read_values
from revcompass.engine.tables import Cut
from worlds import COMPANY, World, in_worlds_of, store, worlds

MEDIANS = {
    "deals": (Deals.won_cycle_days, Deals.closed_cycle_days),
    "stages": (Stages.stage_days,),
    "pipeline": (),
}


@in_worlds_of(6)
@given(worlds(selling_companies(), 6), st.data())
def test_what_does_not_count_may_be_left_out(world: World, data: st.DataObject) -> None:
    until = min(world.merged.data_as_of, data.draw(some_day))
    policies = data.draw(policy_sets({**MOVEMENT_CHOICES, **OTHER_CHOICES}))
    cut = Cut(policies, until, data.draw(st.sampled_from(Grain)))
    calendar = world.merged.calendar
    deals = world.merged.rows("opportunities")
    dated = [row.get(name) for row in deals for name in ("created_at", "closed_at")]
    some = st.sampled_from([*(one for one in dated if isinstance(one, date)), until])
    first, last = sorted(calendar.period_of(cut.grain, data.draw(some)) for _ in range(2))
    with store(world.merged) as tables:
        for ledger, medians in MEDIANS.items():
            by = tables.slices.resolve(
                ledger, (COMPANY, *data.draw(st.sampled_from(offered(world, SLICES[ledger]))))
            )
            assert by is not None
            bounds = calendar.label_day(first), calendar.label_day(last)
            whole = Ask(cut, tuple(by), first=bounds[0], last=bounds[1])
            days = (first.start, min(last.last_day, until))
            few = replace(whole, cut=replace(cut, days=days))
            columns = [SumOf(one) for one in LEDGERS[ledger].columns().values()]
            found, every = (_told(read_sums(tables, one, columns)) for one in (few, whole))
            assert found == every, ledger
            for one in medians:
                values = read_values(tables, whole, one)
                assert read_values(tables, few, one) == values, one
                middles = {cell: Middle.of(listed) for cell, listed in values.items()}
                assert read_medians(tables, whole, one) == middles, one
                assert read_medians(tables, few, one) == middles, one


def _told(sums: Sums) -> dict[tuple[Cell, SumOf], tuple[Fraction, bool]]:
    return {
        (cell, leaf): (sums.of(cell, leaf), sums.is_unrated(cell, leaf))
        for cell in sums.cells
        for leaf in sums.numbers
    }
