"""Policies against the records that are loaded: what they come to, and which cannot be honoured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from revcompass import catalogue
from revcompass.domain import policy as p
from revcompass.domain.metric import Metric
from revcompass.domain.money import half_even
from revcompass.domain.period import Grain
from revcompass.domain.policy_kind import Policy
from revcompass.domain.problem import Problem, Severity
from revcompass.engine.cohorts import median_cycle
from revcompass.engine.tables import Cut, Tables

_DISCOUNT = ("subscriptions.discount_percent", "subscriptions.discount_amount")
_NEEDS: Mapping[Policy, tuple[str, ...]] = {
    p.Discounts.NET_ALL: _DISCOUNT,
    p.Discounts.GROSS: _DISCOUNT,
    p.Metered.TRAILING_3_MONTHS: ("subscriptions.is_metered",),
    p.Metered.INVOICED_MONTH: ("subscriptions.is_metered",),
    p.PastDue.COUNTS_UNTIL_CANCELLED: ("subscriptions.status",),
    p.PastDue.ENDS_AFTER_N_DAYS: ("subscriptions.status",),
    p.Pause.CHURN_THEN_REACTIVATION: ("subscriptions.status",),
    p.ChurnDate.CANCEL_REQUEST: ("subscriptions.cancel_requested_at",),
    p.ConvertedWhen.WON: ("opportunities.closed_at",),
    p.CycleStart.LEAD_CREATED: ("leads.created_at",),
    p.CycleStart.OPPORTUNITY_CREATED: ("opportunities.created_at",),
    p.CycleStart.FIRST_STAGE: ("stage_changes.entered_at",),
    p.StageOrder.STRICT: ("stage_changes.entered_at",),
    p.StageOrder.ANY_ORDER: ("stage_changes.entered_at",),
    p.StageBackward.LAST: ("stage_changes.entered_at",),
    p.WinRateBy.AMOUNT: ("opportunities.amount",),
    p.CacSpend.PROGRAMME_ONLY: ("spend.kind",),
}
"""The columns one of which must hold something, or the choice has nothing to go by."""

_HUNDREDTHS = {
    Grain.DAY: 100,
    Grain.WEEK: 700,
    Grain.MONTH: 3044,
    Grain.QUARTER: 9131,
    Grain.FISCAL_QUARTER: 9131,
    Grain.YEAR: 36525,
    Grain.FISCAL_YEAR: 36525,
    Grain.TRAILING_12_MONTHS: 3044,
}
"""Hundredths of a day from one period to the next, on average."""


def settled(tables: Tables, metric: Metric, policies: p.PolicySet, grain: Grain) -> p.PolicySet:
    """The policies with every number they need: a lag without one is the median sales cycle.

    The cycle is that of all deals won so far, brought to whole periods; 0 without any.
    """
    lag, last = policies["cac_lag"], tables.frame.data_as_of
    is_open = lag.member is p.CacLag.LAG_N and lag.number is None
    if not is_open or last is None or "cac_lag" not in catalogue.policies_of(metric):
        return policies
    days = median_cycle(tables, Cut(policies, last))
    periods = 0
    if days is not None:
        whole = _HUNDREDTHS[grain] * days.denominator
        periods = half_even(100 * days.numerator, whole)
    return policies.with_choice("cac_lag", p.CacLag.LAG_N, periods)


def not_honoured(
    metrics: list[Metric], policies: p.PolicySet, filled: Mapping[str, Set[str]]
) -> Iterator[Problem]:
    """A warning for each choice that bears on the metrics and has no records to go by."""
    names = {name for metric in metrics for name in catalogue.policies_of(metric)}
    for name in (name for name in policies if name in names):
        choice = policies[name]
        needs = _needs(choice)
        if needs and not any(_is_filled(one, filled) for one in needs):
            yield Problem(
                "policy_not_honoured",
                {"policy": name, "choice": str(choice), "missing": list(needs)},
                severity=Severity.WARNING,
            )


def _needs(choice: p.Choice) -> tuple[str, ...]:
    if choice.member is p.CacLag.LAG_N and choice.number is None:
        return ("opportunities.closed_at",)
    return _NEEDS.get(choice.member, ())


def _is_filled(column: str, filled: Mapping[str, Set[str]]) -> bool:
    table, _, name = column.partition(".")
    return name in filled.get(table, ())
