"""The catalogue: every metric by its id, in the order it is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from revcompass.catalogue.efficiency import METRICS as EFFICIENCY
from revcompass.catalogue.health import METRICS as HEALTH
from revcompass.catalogue.revenue import METRICS as REVENUE
from revcompass.domain.formula import (
    EACH,
    MetricValue,
    TargetOf,
    leaves,
    reads_each,
    reads_stages,
    walk,
)
from revcompass.domain.ledgers import Ledger, Stages
from revcompass.domain.metric import Metric
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.problem import usage_error

_ASKED = 4096
"""Metrics under policies whose answers are kept: a reader asks the same again and again."""

METRICS: dict[str, Metric] = {metric.id: metric for metric in (*REVENUE, *HEALTH, *EFFICIENCY)}


def get(metric_id: str) -> Metric:
    """The metric of that id.

    Raises:
        RevcompassError: `unknown_metric` (a usage error) with the nearest id.

    >>> get("arpa").name
    'Average revenue per account'
    >>> get("win_rat")
    Traceback (most recent call last):
    ...
    revcompass.domain.problem.RevcompassError: unknown_metric: name='win_rat', \
did_you_mean='win_rate'
    """
    if metric_id in METRICS:
        return METRICS[metric_id]
    raise usage_error("unknown_metric", name=metric_id, did_you_mean=_nearest(metric_id))


@lru_cache(maxsize=_ASKED)
def components(metric: Metric, policies: PolicySet) -> tuple[Metric, ...]:
    """Every metric a composite is made of, directly or through another; nothing for the others.

    >>> [part.id for part in components(get("clv_cac_ratio"), PolicySet())]
    ['clv', 'cac', 'acquisition_spend', 'new_customers']
    """
    found: dict[str, Metric] = {}
    for part in _direct(metric, policies):
        found[part.id] = part
        found |= {inner.id: inner for inner in components(part, policies)}
    return tuple(found.values())


@lru_cache(maxsize=_ASKED)
def policies_of(metric: Metric) -> tuple[str, ...]:
    """Names of the policies that bear on a metric: its own, its ledger's, its components'.

    >>> policies_of(get("cac_payback_period"))[-2:]
    ('cac_spend', 'cac_lag')
    """
    names = set(metric.choices)
    if issubclass(metric.reads, Ledger):
        names |= {policy.policy_name() for policy in metric.reads.policies}
        names |= {
            policy.policy_name()
            for leaf in leaves(metric.expression(PolicySet()))
            for policy in leaf.policies
        }
    if reads_stages(metric.expression(PolicySet())):
        names |= {policy.policy_name() for policy in Stages.policies}
    is_of_each = reads_each(metric.expression(PolicySet()))
    others = [one for one in METRICS.values() if is_of_each and one is not metric]
    for part in (*components(metric, PolicySet()), *others):
        names |= set(policies_of(part))
    return tuple(name for name in POLICIES if name in names)


@lru_cache(maxsize=_ASKED)
def definition(metric: Metric, policies: PolicySet) -> str:
    """`id@version:hash`: the hash changes with the formula, a component's, or a policy applied.

    >>> definition(get("mrr"), PolicySet()).partition(":")[0]
    'mrr@1'
    """
    parts = (metric, *components(metric, policies))
    formulas = [f"{part.id}@{part.version}={part.text(policies)}" for part in parts]
    applied = [f"{name}={policies[name]}" for name in policies_of(metric)]
    digest = hashlib.sha256("\n".join(formulas + applied).encode()).hexdigest()
    return f"{metric.id}@{metric.version}:{digest[:4]}"


def _direct(metric: Metric, policies: PolicySet) -> Iterator[Metric]:
    for part in walk(metric.expression(policies)):
        if isinstance(part, MetricValue | TargetOf) and part.metric != EACH:
            yield get(part.metric)


def _nearest(wanted: str) -> str:
    """The id nearest to what was typed: by its letters, or an abbreviation's or a name's."""
    spoken: dict[str, str] = {}
    for metric in METRICS.values():
        for text in (metric.id, metric.name, metric.abbreviation or metric.id):
            spoken.setdefault(_plain(text), metric.id)
    near = get_close_matches(_plain(wanted), spoken, 1)
    return spoken[near[0]] if near else ""


def _plain(text: str) -> str:
    return text.casefold().replace("-", "_").replace(" ", "_")
