"""Target attainment: every metric that has a target, read against it by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from revcompass import catalogue
from revcompass.desk.currencies import is_split
from revcompass.desk.scope import Reading, Scope, under
from revcompass.desk.targets import Targets
from revcompass.domain.formula import MetricValue, ratio, reads_each
from revcompass.domain.metric import Better, Metric
from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import usage_error
from revcompass.domain.question import Value
from revcompass.engine.readings.cells import Cell

METRIC = "metric"
"""The slice that comes first."""

Read = Callable[[Metric, Scope], Reading]
HasTarget = Callable[[str, Scope, Cell], bool]


@cache
def attainment_of(name: str) -> Metric:
    """How nearly one metric gets to its target: where lower is better, the target over the value.

    >>> attainment_of("cac").text(PolicySet())
    'ratio(target(cac;False);cac@-0)'
    """
    metric, value = catalogue.get(name), MetricValue(name)
    is_turned = metric.better is Better.LOWER
    quotient = ratio(value.target, value) if is_turned else ratio(value, value.target)
    whole = catalogue.get("target_attainment")
    return replace(whole, id=f"{whole.id} of {name}", formula=lambda _: quotient, by=())


def attained(targets: Targets, scope: Scope) -> tuple[tuple[str, ...], Scope]:
    """The metrics with a target that are asked for, and the scope without that choice.

    Raises `unknown_slice_value` (a usage error) for a metric without any target.
    """
    having = [
        name
        for name in targets.metrics()
        if name in catalogue.METRICS and not reads_each(catalogue.get(name).expression(PolicySet()))
    ]
    for name, values in scope.where:
        for value in values if name == METRIC else ():
            if value not in having:
                raise usage_error(
                    "unknown_slice_value", slice=METRIC, slice_value=value, did_you_mean=""
                )
    chosen = [set(values) for name, values in scope.where if name == METRIC]
    return (
        tuple(name for name in having if all(name in some for some in chosen)),
        replace(
            scope,
            by=tuple(name for name in scope.by if name != METRIC),
            where=tuple((name, values) for name, values in scope.where if name != METRIC),
        ),
    )


def read_attainments(
    read: Read, has_target: HasTarget, names: tuple[str, ...], scope: Scope, labels: Sequence[Cell]
) -> Reading:
    """The cells of each metric that have a target, every one beginning with the metric.

    `labels` are the periods as cells without slices: there, what cannot be read says why.
    """
    whole = Reading()
    for name in names:
        metric = attainment_of(name)
        one = read(metric, scope)
        if is_split(metric, scope.policies):
            one = Reading(undefined="not_sliceable")
        if one.undefined and not scope.by:
            one.values |= {cell: Value(None, one.undefined) for cell in labels}
        kept = {cell for cell in one.values if has_target(name, scope, cell)}
        whole.values |= under(name, {cell: one.values[cell] for cell in kept})
        whole.counts |= under(name, {c: n for c, n in one.counts.items() if c in kept})
    whole.undefined = None if whole.values else "no_data"
    return whole


def one_attained(targets: Targets, scope: Scope) -> tuple[Metric, Scope]:
    """The one metric whose attainment is opened.

    Raises usage errors: `one_attainment_only` where there are several, `nothing_to_trace` where
    there is none, or one of each currency.
    """
    names, rest = attained(targets, scope)
    if len(names) > 1:
        raise usage_error("one_attainment_only", known=", ".join(names), example=names[0])
    if not names or is_split(attainment_of(names[0]), scope.policies):
        nothing = "no_data" if targets.metrics() else "not_loaded"
        reason = "not_sliceable" if names else nothing
        raise usage_error("nothing_to_trace", metric="target_attainment", reason=reason)
    return attainment_of(names[0]), rest
