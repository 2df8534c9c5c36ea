"""DuckDB and PostgreSQL give the same ledgers and metrics, and both equal the exact reading.

Many companies stand in one store of each engine, told apart by a slice, so that one query asks a
ledger or a metric of all of them: by default, and under every choice of every policy alone.
`REVCOMPASS_EXAMPLES=2000` has 500 companies of every kind, 125 in a store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from asking_worlds import Asked, begun
from companies import EXAMPLES, GRAINS, companies
from company_variants import answering_companies, selling_companies, using_companies
from engine.agreement.test_ledgers import compare as compare_ledger
from engine.agreement.test_metrics import (
    Memory,
    aiming_companies,
    ask,
    cells_of,
    metrics_of,
)
from exact_metrics import Cells, with_acquisition
from revcompass import catalogue
from revcompass.desk.reader import MetricReader
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.metric import Metric
from revcompass.domain.period import Period
from revcompass.domain.policy import Fx, PolicySet
from revcompass.engine.plain import Company
from revcompass.engine.tables import Tables
from variations import VARIATIONS, bears_on
from worlds import World, gathered, gathered_worlds, store

Server = Mapping[str, str | int]
Question = tuple[Cells, list[Period]]

COMPANIES = max(8, EXAMPLES // 4)
"""Of every kind."""

_IN_ONE_STORE = 125
_MARGIN = Fraction(4, 5)


@dataclass(frozen=True)
class Kind:
    """Companies of a kind, and the ledgers they have records for."""

    company: st.SearchStrategy[Company]
    reads: tuple[str, ...]
    segments_apart: bool = False


_SOLD, _USED = ("deals", "pipeline", "leads", "stages"), ("usage", "engagement")
KINDS: Mapping[str, Kind] = {
    "billing": Kind(companies(), ("movements", "contracts")),
    "sales and billing": Kind(selling_companies(st.just(True)), _SOLD),
    "sales": Kind(selling_companies(st.just(False)), _SOLD),
    "acquisition": Kind(aiming_companies(), ("spend", "metrics")),
    "usage and billing": Kind(using_companies(st.just(True)), _USED, segments_apart=True),
    "usage": Kind(using_companies(st.just(False)), _USED, segments_apart=True),
    "answers": Kind(answering_companies(), ("answers",)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_both_engines_equal_the_exact_reading(postgresql: Server, kind: str) -> None:
    of = KINDS[kind]
    worlds = gathered_worlds(of.company, COMPANIES, _IN_ONE_STORE, segments_apart=of.segments_apart)
    for world in worlds:
        with ExitStack() as stores:
            engines = [
                stores.enter_context(store(world.merged, _MARGIN, where))
                for where in (None, postgresql)
            ]
            for read in of.reads:
                agree(world, engines, read)


def agree(world: World, engines: Sequence[Tables], read: str) -> None:
    """A ledger and its metrics under every variation that bears on them."""
    plainly = {label: with_acquisition(one) for label, one in world.companies.items()}
    readers = [MetricReader(tables, tables.frame) for tables in engines]
    for policies, (cells, periods) in zip(VARIATIONS.values(), questions(world, read), strict=True):
        metrics = [one for one in metrics_of(read) if _matters(policies, one)]
        for native in _currencies(engines[0], policies):
            asked = replace(cells, policies=policies, native=native)
            if _has_ledger(read, policies, native):
                whole = dict.fromkeys(world.companies, tuple(periods))
                question = Asked(read, policies, cells.by, cells.cut, whole, native)
                compare_ledger(world, engines, question)
            memory: Memory = defaultdict(dict)
            for metric in metrics:
                ask(readers, metric, asked, periods, world, companies=plainly, memory=memory)


def questions(world: World, read: str) -> list[Question]:
    """For each variation, which cells of a ledger are asked for, and in which periods."""

    @st.composite
    def question(draw: st.DrawFn) -> Question:
        cells = draw(cells_of(world, read, PolicySet(), _MARGIN))
        grain = draw(st.sampled_from(GRAINS))
        return cells, sorted(set(draw(begun(world.merged, grain, cells.cut))))

    return gathered(question().filter(lambda one: bool(one[1])), len(VARIATIONS))


def _currencies(tables: Tables, policies: PolicySet) -> Sequence[str | None]:
    """Those that have a ledger each; `None` stands for all of them together."""
    if policies.choice(Fx) is Fx.NEVER_CONVERT:
        return tables.shape.currencies
    return (None,)


def _has_ledger(read: str, policies: PolicySet, native: str | None) -> bool:
    """Whether the choices can change a ledger: of each currency by itself only movements'."""
    return read in LEDGERS and bears_on(policies, read) and (read == "movements" or not native)


def _matters(policies: PolicySet, metric: Metric) -> bool:
    return all(name in catalogue.policies_of(metric) for name, _ in policies.chosen)


def test_no_ledger_is_forgotten() -> None:
    assert {read for kind in KINDS.values() for read in kind.reads} == {*LEDGERS, "metrics"}
