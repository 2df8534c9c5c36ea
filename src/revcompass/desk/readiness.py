"""Which metrics the loaded records allow, and what is missing for the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from revcompass import catalogue
from revcompass.desk.answers import Readiness
from revcompass.domain.formula import reads_stages, sums, targets_of
from revcompass.domain.ledgers import Ledger
from revcompass.domain.metric import Metric
from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import Problem, Severity

_OUTCOME = "opportunities.outcome"
_NEEDS = {
    "mqls": ("leads.mql_at",),
    "sales_qualified_leads": ("leads.vetted_at", "leads.handed_over_at"),
    "lead_conversion_rate": ("leads.account_id",),
    "committed_mrr": ("subscriptions.booked_at",),
    "deals_per_rep": ("opportunities.owner", "opportunities.closed_at", _OUTCOME),
    "touches_per_win": ("opportunities.closed_at", _OUTCOME),
    "weighted_pipeline": ("opportunities.amount", "opportunities.created_at"),
    "open_opportunities": ("opportunities.created_at",),
    "pipeline": ("opportunities.amount", "opportunities.created_at"),
    "average_deal_size": ("opportunities.amount", "opportunities.closed_at", _OUTCOME),
    "bookings": ("opportunities.amount", "opportunities.closed_at", _OUTCOME),
    "sales_cycle_length": (
        "opportunities.first_contact_at",
        "opportunities.closed_at",
        _OUTCOME,
    ),
    "win_rate": ("opportunities.created_at", _OUTCOME),
    "stage_conversion": ("opportunities.created_at",),
    "stage_drop_off": ("opportunities.created_at",),
    "time_in_stage": ("stage_changes.entered_at",),
    "active_users": ("usage.user_id",),
    "stickiness": ("usage.user_id",),
}


def readiness(filled: Mapping[str, Set[str]], *, has_stages: bool) -> tuple[Readiness, ...]:
    """Every metric with the tables, columns and settings it lacks (`funnel.stages` for stages)."""
    found = []
    for metric in catalogue.METRICS.values():
        missing = _missing(metric, filled, has_stages=has_stages)
        found.append(Readiness(metric.id, not missing, missing))
    return tuple(found)


def columns_lacking(
    metrics: Iterable[Metric], filled: Mapping[str, Set[str]], *, has_stages: bool
) -> Iterator[Problem]:
    """A warning for each metric that is counted from a column no record fills.

    Such a number is 0 or empty for want of records, which is not what it seems to say.
    """
    for metric in metrics:
        lacking = [
            need
            for need in _missing(metric, filled, has_stages=has_stages)
            if need.partition(".")[0] in filled
        ]
        if lacking:
            yield Problem(
                "metric_lacks_columns",
                {"metric": metric.id, "missing": lacking},
                severity=Severity.WARNING,
            )


def _missing(
    metric: Metric, filled: Mapping[str, Set[str]], *, has_stages: bool
) -> tuple[str, ...]:
    missing: dict[str, None] = {}
    for part in (metric, *catalogue.components(metric, PolicySet())):
        if targets_of(part.expression(PolicySet())) and "targets" not in filled:
            missing["targets"] = None
        if not issubclass(part.reads, Ledger):
            continue
        expression = part.expression(PolicySet())
        by_stage = part.reads.ledger_name() == "stages" or reads_stages(expression)
        if by_stage and not has_stages:
            missing["funnel.stages"] = None
        of_columns = (table for leaf in sums(expression) for table in leaf.column.tables)
        needed = (*part.reads.tables, *of_columns)
        missing |= {table: None for table in needed if table not in filled}
        for need in _NEEDS.get(part.id, ()):
            table, _, column = need.partition(".")
            if table in filled and column not in filled[table]:
                missing[need] = None
            elif table not in filled:
                missing[table] = None
    return tuple(missing)
