"""Every number of every metric is the sum of the records it opens into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from companies import (
    EXAMPLES,
    FIRST,
    LAST,
    MOVEMENT_CHOICES,
    companies,
    policy_sets,
    quick,
)
from company_variants import (
    answering_companies,
    selling_companies,
    spending_companies,
    using_companies,
)
from revcompass import catalogue
from revcompass.desk.answers import Side, Trace
from revcompass.desk.reader import MetricReader, Scope
from revcompass.desk.tracing import trace
from revcompass.domain.formula import (
    Combination,
    Expression,
    MeanScore,
    Median,
    MetricValue,
    Quotient,
    SumOf,
    Times,
    Weighted,
)
from revcompass.domain.metric import Metric, Unit
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.problem import RevcompassError
from revcompass.engine.plain.company import Company
from revcompass.engine.readings.arithmetic import adding
from revcompass.engine.readings.query import read_scores, read_sums
from revcompass.engine.records import first_day
from traced import MARGIN, Where, reader_of, scope_of

NESTED = ("clv", "clv_cac_ratio", "cac_payback_period")
"""Where a side is, under some policy, a quotient itself."""

SIDES: tuple[Side, Side] = ("numerator", "denominator")
GRAINS = (Grain.DAY, Grain.MONTH, Grain.MONTH, Grain.QUARTER, Grain.TRAILING_12_MONTHS)

READING_CHOICES: Mapping[str, list[str]] = {
    name: [member.code for member in policy if not member.code.endswith("_n")]
    for name, policy in POLICIES.items()
    if name not in MOVEMENT_CHOICES
} | {
    "cac_lag": ["same_period", "lag_n:2"],
    "clv_method": ["arpa_by_churn", "arpa_by_churn:6", "discounted:10", "observed_cohort:24"],
}


def opened(reader: MetricReader, metric: Metric, scope: Scope, side: Side) -> Trace | str:
    """The trace, or why there is none."""
    try:
        return trace(reader, metric, scope, side, slice(None))
    except RevcompassError as error:
        return str(error.problem.params.get("reason", error.problem.code))


def stated(reader: MetricReader, metric: Metric, scope: Scope, side: Side) -> Fraction | None:
    """The side as the reader gives it, or for nested quotients the sum that is opened."""
    if metric.id == "pipeline_velocity" and side == "denominator":
        return stated(reader, catalogue.get("sales_cycle_length"), scope, "numerator")
    if metric.id in NESTED:
        expression = metric.expression(scope.policies)
        return rolled_up(reader, metric, metric, scope, expression, side=side)
    return _plain(reader, metric, scope, side)


def rolled_up(
    reader: MetricReader,
    part: Metric,
    whole: Metric,
    scope: Scope,
    expression: Expression,
    *,
    side: Side = "numerator",
) -> Fraction:
    """The sum on top of what stands on a side, read from the roll-ups, times what multiplies it."""
    match expression:
        case Combination():
            leaves = [leaf for _, leaf in expression.terms]
            ask = reader.ask(part, whole, scope)
            found = read_sums(reader.tables, ask, leaves)
            return adding(lambda leaf: found.of((ask.first, ()), leaf))(expression)
        case Quotient(top, bottom, _):
            inner = top if side == "numerator" else bottom
            return rolled_up(reader, part, whole, scope, inner)
        case Times(inner, factor):
            by = MARGIN if isinstance(factor, str) else factor
            return rolled_up(reader, part, whole, scope, inner, side=side) * (
                by if side == "numerator" else 1
            )
        case MetricValue(name, back):
            earlier = scope.earlier(reader.frame.calendar, back)
            other = catalogue.get(name)
            return rolled_up(reader, other, whole, earlier, other.expression(scope.policies))
        case _:
            raise TypeError(f"no sums on top of {expression!r}")


def _plain(reader: MetricReader, metric: Metric, scope: Scope, side: Side) -> Fraction | None:
    expression = metric.expression(scope.policies)
    reading = reader.read(metric, scope)
    if isinstance(expression, (Combination, Weighted)):
        found = [value.number for value in reading.values.values()]
    elif isinstance(expression, Median):
        ask = reader.ask(metric, metric, scope)
        leaf = SumOf(expression.column)
        sums = read_sums(reader.tables, ask, [leaf])
        found = [sums.of(cell, leaf) for cell in sums.cells]
    elif isinstance(expression, MeanScore):
        ask = reader.ask(metric, metric, scope)
        total, scored, _ = read_scores(reader.tables, ask).get((ask.first, ()), (Fraction(0), 0, 0))
        found = [total if side == "numerator" else Fraction(scored)]
    else:
        found = [
            value.numerator if side == "numerator" else value.denominator
            for value in reading.values.values()
        ]
    return sum((one for one in found if one is not None), Fraction(0))


def check(reader: MetricReader, metric: Metric, scope: Scope) -> None:
    """Both sides add up; where nothing can be opened, there is no number either."""
    for side in SIDES:
        found = opened(reader, metric, scope, side)
        if isinstance(found, str):
            assert_nothing(found, reader, metric, scope, side)
            continue
        added = sum((record.contribution for record in found.records), Fraction(0))
        assert added == found.total == stated(reader, metric, scope, side), (metric.id, side)
        assert found.count == len(found.records)
        if _counts_records(metric, found):
            assert found.count == found.total, (metric.id, side)
        assert found.currency == (
            (scope.currency or reader.frame.currency) if found.unit is Unit.MONEY else None
        )


def assert_nothing(
    reason: str, reader: MetricReader, metric: Metric, scope: Scope, side: Side
) -> None:
    reading = reader.read(metric, scope)
    undefined = {reading.undefined, *(value.undefined for value in reading.values.values())}
    if reason == "no_denominator":
        expression = metric.expression(scope.policies)
        assert side == "denominator"
        assert isinstance(expression, (Combination, Median, Weighted))
    elif reason == "no_data":
        begins = first_day(reader.tables)
        is_before = begins is None or scope.periods[0].end <= begins
        assert is_before or not reading.values or "no_data" in undefined
    elif reason == "withheld":
        assert metric.withheld_below_minimum
        assert set(reading.counts.values()) <= {0, None}
    else:
        assert reason in undefined


def _counts_records(metric: Metric, found: Trace) -> bool:
    """Counts of entities, each of which is one record."""
    of_accounts = metric.reads.__name__ in ("Usage", "Engagement")
    return (
        found.unit is Unit.COUNT
        and not of_accounts
        and all(record.contribution == 1 for record in found.records)
    )


# --- generated companies -----------------------------------------------------------------------

few = settings(quick, max_examples=max(EXAMPLES // 10, 8))


@st.composite
def periods(draw: st.DrawFn, calendar: Calendar) -> Period:
    days = st.integers(FIRST.toordinal(), LAST.toordinal()).map(date.fromordinal)
    return calendar.period_of(draw(st.sampled_from(GRAINS)), draw(days))


def check_all(
    data: st.DataObject,
    filled: Company,
    ledgers: tuple[str, ...],
    wheres: list[Where],
    choices: Mapping[str, list[str]],
) -> None:
    """Every metric of some ledgers, in two periods of a company, under one set of policies."""
    reader = reader_of(filled, stored=data.draw(st.sampled_from([False, False, True])))
    chosen = data.draw(st.just(PolicySet()) | policy_sets({**choices, **READING_CHOICES}))
    until = reader.frame.data_as_of or LAST
    for _ in range(2):
        period = data.draw(periods(filled.calendar))
        where = data.draw(st.sampled_from(wheres))
        currency = data.draw(st.sampled_from([None, None, "USD"]))
        scope = scope_of(period, until, where, chosen, currency)
        for metric in catalogue.METRICS.values():
            if metric.reads.__name__ in ledgers and not names_no_record(reader, metric, scope):
                check(reader, metric, scope)


def names_no_record(reader: MetricReader, metric: Metric, scope: Scope) -> bool:
    """Whether the filter names a value that no record has: a mistake, which is refused."""
    parts = catalogue.components(metric, scope.policies)
    try:
        for one in (metric, *parts, *([catalogue.get("new_mrr")] if parts else [])):
            reader.read(one, scope)
    except RevcompassError as error:
        return error.problem.code == "unknown_slice_value"
    return False


ATTRIBUTE: Where = (("segment", ("smb", None)),)
MOVEMENTS: list[Where] = [
    (),
    (),
    ATTRIBUTE,
    (("plan", ("basic", None)),),
    (("plan", ("pro",)), ("segment", ("smb",))),
    (("plan", ("pro", "max")), ("product", ("crm", None))),
]


@few
@given(companies(), st.data())
def test_movements_add_up(filled: Company, data: st.DataObject) -> None:
    choices = {name: list(codes) for name, codes in MOVEMENT_CHOICES.items()}
    check_all(data, filled, ("Movements", "Contracts"), MOVEMENTS, choices)


@few
@given(selling_companies(), st.data())
def test_deals_leads_and_stages_add_up(filled: Company, data: st.DataObject) -> None:
    wheres: list[Where] = [(), ATTRIBUTE, (("owner", ("ann", None)),), (("stage", ("Propose",)),)]
    check_all(data, filled, ("Deals", "Pipeline", "Leads", "Stages", "Metrics"), wheres, {})


@few
@given(companies(), spending_companies(), st.data())
def test_spend_and_what_it_won_add_up(
    base: Company, spending: Company, data: st.DataObject
) -> None:
    filled = replace(base, tables={**base.tables, "spend": spending.rows("spend")})
    wheres: list[Where] = [(), (("channel", ("web",)),), ATTRIBUTE]
    check_all(data, filled, ("Spend", "Metrics"), wheres, {"customer_unit": ["subscription"]})


@few
@given(using_companies(), st.data())
def test_usage_and_scores_add_up(filled: Company, data: st.DataObject) -> None:
    check_all(data, filled, ("Usage", "Engagement"), [(), ATTRIBUTE], {})


@few
@given(answering_companies(), st.data())
def test_answers_add_up(filled: Company, data: st.DataObject) -> None:
    wheres: list[Where] = [(), (("team", ("north",)),), (("survey", ("spring",)),)]
    check_all(data, filled, ("Answers",), wheres, {})
