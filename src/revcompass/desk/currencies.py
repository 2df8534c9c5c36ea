"""`fx=never_convert`: a metric has one result for each currency, told apart by a first slice."""

from __future__ import annotations

from revcompass import catalogue
from revcompass.domain.formula import reads_each
from revcompass.domain.metric import Metric
from revcompass.domain.policy import Fx, PolicySet
from revcompass.engine.tables import Tables

CURRENCY = "currency"
"""The slice that comes first."""

Where = tuple[tuple[str, tuple[str | None, ...]], ...]


def is_split(metric: Metric, policies: PolicySet) -> bool:
    """Whether there is one result for each currency, because nothing is converted."""
    if policies.choice(Fx) is not Fx.NEVER_CONVERT or reads_each(metric.expression(policies)):
        return False
    return "fx" in catalogue.policies_of(metric)


def currencies(tables: Tables, where: Where) -> tuple[str, ...]:
    """Those of the subscriptions, as far as they are asked for."""
    asked = [values for name, values in where if name == CURRENCY]
    return tuple(one for one in tables.shape.currencies if all(one in some for some in asked))
