"""DuckDB and PostgreSQL give the same ledgers and metrics, and both equal the exact reading.

Every choice of every policy alone, and the defaults, over companies held in one store of each
engine. The default run has the short ones; `EXAMPLES=2000` has all, with hundreds of companies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asking_worlds import SLICES, Asked, begun, offered
from companies import EXAMPLES, GRAINS, companies
from company_variants import answering_companies, selling_companies, using_companies
from engine.agreement.test_ledgers import compare as compare_ledger
from engine.agreement.test_metrics import (
    Memory,
    acquiring_companies,
    ask,
    cells_of,
    metrics_of,
)
from exact_metrics import with_acquisition
from revcompass import catalogue
from revcompass.desk.reader import MetricReader, Scope
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.metric import Metric
from revcompass.domain.period import Period
from revcompass.domain.policy import Fx, PolicySet
from variations import VARIATIONS, bears_on
from worlds import World, in_worlds_of, store, worlds

Server = Mapping[str, str | int]
BILLED, SOLD = ("movements", "contracts"), ("deals", "pipeline", "leads", "stages")
SPENT, USED, ANSWERED = ("spend", "metrics"), ("usage", "engagement"), ("answers",)
_SIZE = 6
few = settings(in_worlds_of(_SIZE), max_examples=max(2, EXAMPLES // (10 * _SIZE)))

long = pytest.mark.skipif(EXAMPLES < 100, reason="takes minutes: EXAMPLES=100 or more runs it")


def agree(data: st.DataObject, world: World, reads: Sequence[str], server: Server) -> None:
    """Both engines beside the exact reading: every ledger and metric that a choice bears on."""
    margin = Fraction(4, 5)
    with ExitStack() as stores:
        engines = [
            stores.enter_context(store(world.merged, margin, where)) for where in (None, server)
        ]
        readers = [MetricReader(tables, tables.frame) for tables in engines]
        for policies in VARIATIONS.values():
            for read in reads:
                metrics = [one for one in metrics_of(read) if _matters(policies, one)]
                in_ledger = read in SLICES and bears_on(policies, read)
                if not metrics and not in_ledger:
                    continue
                grain = data.draw(st.sampled_from(GRAINS))
                cells = data.draw(cells_of(world, read, policies, margin))
                periods = sorted(set(data.draw(begun(world.merged, grain, cells.cut))))
                if in_ledger and policies.choice(Fx) is not Fx.NEVER_CONVERT:
                    by = data.draw(st.sampled_from(offered(world, SLICES[read])))
                    asked = dict.fromkeys(world.companies, tuple(periods))
                    question = Asked(read, policies, by, cells.cut, asked)
                    for tables in engines:
                        compare_ledger(world, tables, question)
                plainly = {label: with_acquisition(one) for label, one in world.companies.items()}
                memory: Memory = defaultdict(dict)
                if policies.choice(Fx) is Fx.NEVER_CONVERT:
                    same_readings(readers, metrics, policies, periods, cells.cut)
                    continue
                for metric in metrics if periods else ():
                    for reader in readers:
                        ask(reader, metric, cells, periods, world, companies=plainly, memory=memory)


def same_readings(
    readers: Sequence[MetricReader],
    metrics: Sequence[Metric],
    policies: PolicySet,
    periods: Sequence[Period],
    until: date,
) -> None:
    """What each engine reads is the same: where a metric has a ledger for each currency, and the
    exact reading therefore no single one.
    """
    for metric in metrics if periods else ():
        scope = Scope(periods[0].grain, tuple(periods), (), (), policies, None, until)
        first, *others = [reader.read(metric, scope) for reader in readers]
        assert all(first == other for other in others), metric.id


def _matters(policies: PolicySet, metric: Metric) -> bool:
    return all(name in catalogue.policies_of(metric) for name, _ in policies.chosen)


@long
@few
@given(worlds(companies(), _SIZE), st.data())
def test_movements(postgresql: Server, world: World, data: st.DataObject) -> None:
    agree(data, world, BILLED, postgresql)


@few
@given(st.booleans().flatmap(lambda b: worlds(selling_companies(st.just(b)), _SIZE)), st.data())
def test_deals_leads_and_stages(postgresql: Server, world: World, data: st.DataObject) -> None:
    agree(data, world, SOLD, postgresql)


@long
@few
@given(worlds(acquiring_companies(), _SIZE), st.data())
def test_spend_and_metrics_of_metrics(
    postgresql: Server, world: World, data: st.DataObject
) -> None:
    agree(data, world, SPENT, postgresql)


@few
@given(
    st.booleans().flatmap(
        lambda b: worlds(using_companies(st.just(b)), _SIZE, segments_apart=True)
    ),
    st.data(),
)
def test_usage_and_engagement(postgresql: Server, world: World, data: st.DataObject) -> None:
    agree(data, world, USED, postgresql)


@few
@given(worlds(answering_companies(), _SIZE), st.data())
def test_answers(postgresql: Server, world: World, data: st.DataObject) -> None:
    agree(data, world, ANSWERED, postgresql)


def test_no_ledger_is_forgotten() -> None:
    assert {*BILLED, *SOLD, *SPENT, *USED, *ANSWERED} == {*LEDGERS, "metrics"}
