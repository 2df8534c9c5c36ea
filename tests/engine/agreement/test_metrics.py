"""Every metric read from the SQL ledgers equals exact arithmetic over the plain ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from asking_worlds import SLICES, blaming, offered, with_early_rates
from companies import GRAINS, MOVEMENT_CHOICES, OTHER_CHOICES, companies, policy_sets, some_day
from companies import periods as some_periods
from company_variants import (
    TARGETED,
    answering_companies,
    selling_companies,
    spending_companies,
    targets,
    using_companies,
)
from exact_metrics import Cells, ExactMetric, Where, with_acquisition
from exact_targets import attainment_of
from revcompass import catalogue
from revcompass.desk.reader import MetricReader, Reading, Scope
from revcompass.domain.formula import Expression, reads_each, sums, targets_of, walk
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.metric import Metric
from revcompass.domain.period import Period
from revcompass.domain.policy import POLICIES, Fx, PolicySet
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Value
from revcompass.engine.plain import Company, Slice
from revcompass.engine.readings.cells import Cell
from worlds import COMPANY, World, in_worlds_of, store, worlds

CHOICES: Mapping[str, Sequence[str]] = {
    **{
        name: [member.code for member in policy if not member.code.endswith("_n")]
        for name, policy in POLICIES.items()
    },
    "cac_lag": ["same_period", "lag_n:1", "lag_n:2"],
    "clv_method": ["arpa_by_churn", "arpa_by_churn:6", "discounted:10", "observed_cohort:4"],
    **MOVEMENT_CHOICES,
    **OTHER_CHOICES,
}
WHERE: Mapping[str, Sequence[Where]] = {
    "movements": [(("segment", ("smb", None)),), (("plan", ("basic", "pro")),)],
    "deals": [(("owner", ("ann",)),), (("segment", (None,)),)],
    "contracts": [(("segment", ("smb", None)),), (("plan", ("basic", "pro")),)],
    "pipeline": [(("owner", ("ann",)),), (("stage", ("Propose", None)),)],
    "leads": [(("channel", ("web", None)),), (("segment", ("large",)),)],
    "stages": [(("stage", ("Propose",)),), (("owner", ("ann", "bo")),)],
    "spend": [(("category", ("sales", "cogs")),), (("channel", ("web",)),)],
    "usage": [(("channel", ("fair", None)),)],
    "engagement": [(("channel", ("fair", None)),)],
    "answers": [(("team", ("north", None)),)],
    "metrics": [(("channel", ("web",)),)],
}
Memory = defaultdict[str | None, dict[object, Any]]
SLICED: Mapping[str, Sequence[tuple[str, ...]]] = {**SLICES, "metrics": ((), ("channel",))}


def metrics_of(*reads: str) -> list[Metric]:
    """The metrics that read a ledger (`metrics`: other metrics)."""
    return [one for one in catalogue.METRICS.values() if one.reads.__name__.lower() in reads]


def same(given: Value, exact: ExactMetric, formula: Expression, key: Slice) -> bool:
    """Whether a value is right; where a rate is missing, that may be said instead."""
    expected = exact.value(formula, key)
    excused = given.undefined in ("missing_rate", expected.undefined or "missing_rate")
    return given == expected or (excused and exact.lacks_rates(key))


def by_company(reading: Reading, place: int) -> Mapping[tuple[date, str | None], dict[Slice, Cell]]:
    """A reading's cells by the period and company they are of, and without these."""
    found: defaultdict[tuple[date, str | None], dict[Slice, Cell]] = defaultdict(dict)
    for day, key in reading.values:
        found[day, key[place]][*key[:place], *key[place + 1 :]] = (day, key)
    return found


def compare(reading: Reading, found: Mapping[Slice, Cell], exact: ExactMetric) -> None:
    """Value, n, interval and companions of every cell of one company."""
    metric = exact.metric
    for key in found.keys() | exact.cells_found():
        if key not in found:
            values = [exact.value(exact.formula, key)]
            assert all(not value.number for value in values), (metric.id, key, values)
            continue
        cell = found[key]
        given = reading.values[cell]
        assert same(given, exact, exact.formula, key), (
            metric.id, key, given, exact.value(exact.formula, key)
        )  # fmt: skip
        n = exact.counted(key)
        assert reading.counts[cell] == n, (metric.id, key, reading.counts[cell], n)
        assert reading.intervals.get(cell) == exact.interval(key), (metric.id, key)
        for name, formula in exact.companions.items():
            companion = reading.companions[cell][name]
            assert same(companion, exact, formula, key), (
                metric.id, name, key, companion, exact.value(formula, key)
            )  # fmt: skip
        if exact.lacks_rates(key) and is_all_money(exact.formula) and given.number is not None:
            company = with_early_rates(exact.company)
            rated = replace(exact, company=company, memory={}, parts={}, _tables={})
            assert given == rated.value(rated.formula, key), (metric.id, key, given)


def is_all_money(formula: Expression) -> bool:
    """Whether nothing but sums of money stand in a formula."""
    leaves = list(sums(formula))
    return bool(leaves) and all(leaf.column.kind.is_money for leaf in leaves)


def agree(data: st.DataObject, world: World, reads: Sequence[str], *, times: int = 1) -> None:
    """Every metric over those ledgers: by default and otherwise, whole and sliced."""
    margin = data.draw(st.sampled_from([None, Fraction(4, 5)]))
    plainly = {label: with_acquisition(one) for label, one in world.companies.items()}
    with store(world.merged, margin) as tables:
        reader = MetricReader(tables, tables.frame)
        for read in reads:
            metrics = metrics_of(read)
            names = {name for one in metrics for name in catalogue.policies_of(one)}
            chosen = policy_sets({name: CHOICES[name] for name in names if name in CHOICES})
            for policies in (PolicySet(), *(data.draw(chosen) for _ in range(times))):
                cells = data.draw(cells_of(world, read, policies, margin))
                grain = data.draw(st.sampled_from(GRAINS))
                known = replace(world.merged, data_as_of=cells.cut)  # of what lies ahead nothing is
                periods = sorted(set(data.draw(some_periods(known, (grain,)))[:2]))
                memory: Memory = defaultdict(dict)
                for metric in metrics:
                    ask([reader], metric, cells, periods, world, companies=plainly, memory=memory)


@st.composite
def cells_of(
    draw: st.DrawFn, world: World, read: str, policies: PolicySet, margin: Fraction | None
) -> Cells:
    """Cells of a ledger's metrics: sliced or not, filtered or not, known up to some day."""
    last = world.merged.data_as_of
    by = draw(st.just(()) | st.sampled_from(offered(world, SLICED[read])))
    where = draw(st.just(()) | st.sampled_from(WHERE[read]))
    if {name for name, _ in where} & set(by):
        where = ()
    return Cells(policies, by, where, min(last, draw(st.just(last) | some_day)), margin)


def ask(
    readers: Sequence[MetricReader],
    metric: Metric,
    cells: Cells,
    periods: Sequence[Period],
    world: World,
    *,
    companies: Mapping[str | None, Company],
    memory: Memory | None = None,
) -> None:
    """One metric in some periods, of every company: all readers give the same, and it is exact."""
    memory = defaultdict(dict) if memory is None else memory
    is_of_each = reads_each(metric.expression(cells.policies))
    own = replace(cells, by=tuple(dict.fromkeys((*metric.by, *cells.by))))
    if {name for name, _ in own.where} & set(own.by):
        own = replace(own, where=())
    if is_of_each:
        own = replace(own, native=None)
    scope = Scope(
        periods[0].grain,
        tuple(periods),
        (*metric.by, COMPANY, *(name for name in own.by if name not in metric.by)),
        own.where,
        own.policies,
        None,
        own.cut,
        own.native,
    )
    reading, *others = [read_or_refused(reader, metric, scope) for reader in readers]
    assert all(other == reading for other in others), (metric.id, scope)
    if reading is None:
        return
    if reading.undefined and not is_of_each:
        assert lacks_records(metric, cells, companies) or (
            own.native and reads_more_than_movements(metric, own.policies)
        ), (metric.id, reading.undefined)
        return
    print(
        "READ",
        metric.id,
        reading.undefined,
        {v.undefined if v.number is None else "number" for v in reading.values.values()},
        own.by,
        own.where,
        periods[0].grain.name,
    )
    day_of = world.merged.calendar.label_day
    for one, part in of_each(metric, reading) if is_of_each else [(metric, reading)]:
        own = replace(own, by=(*one.by, *(name for name in own.by if name not in metric.by)))
        found = by_company(part, len(one.by))
        if is_split_apart(one, own.policies, own.native):
            assert not part.values, (one.id, own)
            continue
        for (label, company), period in product(companies.items(), periods):
            with blaming(company, one.id, own, period):
                exact = ExactMetric(company, one, period, own, memory[label], world.merged)
                compare(part, found[day_of(period), label], exact)


def of_each(metric: Metric, reading: Reading) -> Iterator[tuple[Metric, Reading]]:
    """What is read of each metric against its target, as a metric of its own."""
    assert metric.by == ("metric",)
    assert {key[0] for _, key in reading.values} <= {*TARGETED}
    for name in TARGETED:
        cells = {
            (day, key[1:]): (value, reading.counts.get((day, key)))
            for (day, key), value in reading.values.items()
            if key[0] == name
        }
        values = {cell: value for cell, (value, _) in cells.items()}
        yield (
            attainment_of(name),
            Reading(
                values=values,
                counts={cell: n for cell, (_, n) in cells.items()},
                companions={cell: {} for cell in cells},
            ),
        )


def is_split_apart(metric: Metric, policies: PolicySet, native: str | None) -> bool:
    """Whether there is none for all currencies together."""
    if native or policies.choice(Fx) is not Fx.NEVER_CONVERT:
        return False
    return "fx" in catalogue.policies_of(metric)


def read_or_refused(reader: MetricReader, metric: Metric, scope: Scope) -> Reading | None:
    """The reading; nothing where a filter names a value that no record has."""
    try:
        return reader.read(metric, scope)
    except RevcompassError as error:
        if error.problem.code != "unknown_slice_value":
            raise
        return None


def reads_more_than_movements(metric: Metric, policies: PolicySet) -> bool:
    """Whether something in it has no ledger for each currency."""
    parts = (metric, *catalogue.components(metric, policies))
    return any(part.reads.__name__ not in ("Movements", "Metrics") for part in parts)


def lacks_records(metric: Metric, cells: Cells, companies: Mapping[str | None, Company]) -> bool:
    """Whether there is no record at all in a table a metric is made from."""
    parts = (metric, *catalogue.components(metric, cells.policies))
    ledgers = [LEDGERS[name] for part in parts if (name := part.reads.__name__.lower()) in LEDGERS]
    tables = {table for ledger in ledgers for table in ledger.tables}
    for part in parts:
        if targets_of(part.expression(cells.policies)):
            tables.add("targets")
        tables |= {t for leaf in sums(part.expression(cells.policies)) for t in leaf.column.tables}
    return any(not any(one.rows(name) for one in companies.values()) for name in tables)


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_metrics_of_movements(world: World, data: st.DataObject) -> None:
    agree(data, world, ["movements", "contracts"])


@in_worlds_of(6)
@given(st.booleans().flatmap(lambda b: worlds(selling_companies(st.just(b)), 6)), st.data())
def test_metrics_of_deals_leads_and_stages(world: World, data: st.DataObject) -> None:
    agree(data, world, ["deals", "pipeline", "leads", "stages"])


@st.composite
def acquiring_companies(draw: st.DrawFn) -> Company:
    """Customers, the leads they came from, and spend."""
    selling, spending = draw(selling_companies(st.just(True))), draw(spending_companies())
    return replace(selling, tables={**selling.tables, "spend": spending.rows("spend")})


@in_worlds_of(5)
@given(worlds(acquiring_companies(), 5), st.data())
def test_metrics_of_spend_and_of_metrics(world: World, data: st.DataObject) -> None:
    agree(data, world, ["spend", "metrics"])


@st.composite
def aiming_companies(draw: st.DrawFn) -> Company:
    """The same with targets."""
    company = draw(acquiring_companies())
    won = [row.get("closed_at") for row in company.rows("opportunities")]
    started = [row["starts_on"] for row in company.rows("subscriptions")]
    happened = [day for day in (*won, *started) if isinstance(day, date)]
    return replace(company, tables={**company.tables, "targets": draw(targets(happened))})


@in_worlds_of(5)
@given(worlds(aiming_companies(), 5), st.data())
def test_metrics_against_targets(world: World, data: st.DataObject) -> None:
    """In periods that targets were set for."""
    aims = [one for one in catalogue.METRICS.values() if aims_at(one)]
    assert {one.id for one in aims} == {
        "quota_attainment",
        "pipeline_coverage",
        "target_attainment",
    }
    company = world.merged
    plainly = {label: with_acquisition(one) for label, one in world.companies.items()}
    set_for = {company.calendar.parse(str(row["period"])) for row in company.rows("targets")}
    with store(company) as tables:
        reader = MetricReader(tables, tables.frame)
        for period in data.draw(st.permutations(sorted(set_for)))[:4]:
            for one in aims:
                cells = data.draw(cells_of(world, "metrics", PolicySet(), None))
                ask([reader], one, cells, [period], world, companies=plainly)


def aims_at(metric: Metric) -> bool:
    """Whether a metric is read against a target."""
    formula = metric.expression(PolicySet())
    return reads_each(formula) or bool(targets_of(formula))


@in_worlds_of(10)
@given(
    st.booleans().flatmap(lambda b: worlds(using_companies(st.just(b)), 10, segments_apart=True)),
    st.data(),
)
def test_metrics_of_usage_and_engagement(world: World, data: st.DataObject) -> None:
    agree(data, world, ["usage", "engagement"])


@in_worlds_of(8)
@given(worlds(answering_companies(), 8), st.data())
def test_metrics_of_answers(world: World, data: st.DataObject) -> None:
    agree(data, world, ["answers"], times=2)


def test_no_metric_is_forgotten() -> None:
    compared = metrics_of(*SLICED)
    assert {one.id for one in compared} == set(catalogue.METRICS)
    assert all(list(walk(one.expression(PolicySet()))) for one in compared)
