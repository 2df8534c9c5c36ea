"""`fx=never_convert`: a metric has one result for each currency, told apart by a first slice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from revcompass import catalogue
from revcompass.domain.metric import Metric
from revcompass.domain.policy import Fx, PolicySet
from revcompass.engine.readings.cells import Cell
from revcompass.engine.tables import Tables

CURRENCY = "currency"
"""The slice that comes first."""

Where = tuple[tuple[str, tuple[str | None, ...]], ...]
T = TypeVar("T")


def is_split(metric: Metric, policies: PolicySet) -> bool:
    """Whether there is one result for each currency, because nothing is converted."""
    return policies.choice(Fx) is Fx.NEVER_CONVERT and "fx" in catalogue.policies_of(metric)


def currencies(tables: Tables, where: Where) -> tuple[str, ...]:
    """Those of the subscriptions, as far as they are asked for."""
    asked = [values for name, values in where if name == CURRENCY]
    return tuple(one for one in tables.shape.currencies if all(one in some for some in asked))


def under(currency: str, cells: Mapping[Cell, T]) -> dict[Cell, T]:
    """The same cells, each beginning with its currency."""
    return {(label, (currency, *key)): found for (label, key), found in cells.items()}
