"""Filters by name: those a question asks for, and those of the rows that may be seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Protocol

from revcompass import catalogue
from revcompass.desk.scope import Scope
from revcompass.domain.metric import Metric
from revcompass.domain.problem import usage_error
from revcompass.domain.question import Undefined
from revcompass.domain.viewer import Rows
from revcompass.engine.readings.cells import Filters
from revcompass.engine.readings.query import known_values
from revcompass.engine.slices import Slice
from revcompass.engine.tables import Cut, Tables


class Slicing(Protocol):
    """Knows how the ledgers of metrics are sliced."""

    @property
    def tables(self) -> Tables:
        """The tables read from."""

    def slices(self, part: Metric, whole: Metric, names: Iterable[str]) -> list[Slice] | None:
        """How a metric's ledger is sliced by these names; `None` where it is not."""


def ledger_of(metric: Metric) -> str:
    """The name of the ledger a metric reads."""
    return metric.reads.__name__.lower()


def unseen(reader: Slicing, metric: Metric, whole: Metric, scope: Scope) -> Undefined | None:
    """Why a metric is not shown to whoever asks, if so.

    `not_permitted`: answers of employees take a permission of their own. `not_limitable`: it has a
    part that cannot be limited to the rows that may be seen, so it is not shown at all.
    """
    sight = reader.tables.sight
    parts = (metric, *catalogue.components(metric, scope.policies))
    if not sight.employees and any(part.withheld_below_minimum for part in parts):
        return "not_permitted"
    names = [name for name, _ in sight.rows]
    of_ledgers = (part for part in parts if not part.is_composite)
    if any(reader.slices(part, whole, names) is None for part in of_ledgers):
        return "not_limitable"
    return None


def nothing_seen(reader: Slicing, metric: Metric, whole: Metric, scope: Scope) -> Undefined | None:
    """`not_limitable` where a part has no record at all that may be seen.

    A team without spend of its own has no spend of 0: the records do not say what is whose.
    """
    rows = reader.tables.sight.rows
    cut = Cut(scope.policies, _last(reader, scope), scope.grain, native=scope.native)
    for part in (metric, *catalogue.components(metric, scope.policies)):
        if rows and not part.is_composite:
            seen = filters_of(reader, part, whole, rows)
            if not known_values(reader.tables, ledger_of(part), cut, seen[0][0], seen):
                return "not_limitable"
    return None


def _last(reader: Slicing, scope: Scope) -> date:
    """The last day of the records, whatever day a question goes up to."""
    return reader.tables.frame.data_as_of or scope.until


def filters_of(reader: Slicing, part: Metric, whole: Metric, where: Rows) -> Filters:
    """Filters by name as filters of a metric's ledger."""
    found = reader.slices(part, whole, [name for name, _ in where]) or []
    return tuple(
        (one, tuple(value or "" for value in values))
        for one, (_, values) in zip(found, where, strict=True)
    )


def check_filters(reader: Slicing, metric: Metric, scope: Scope) -> None:
    """A filter that no record ever meets is a mistake, not an answer of 0.

    Raises `unknown_slice_value`, and suggests only what may be seen.
    """
    cut = Cut(scope.policies, _last(reader, scope), scope.grain, native=scope.native)
    whole = (metric, *catalogue.components(metric, scope.policies))
    parts = [part for part in whole if not part.is_composite]
    seen = reader.tables.sight.rows
    for name, values in scope.where:
        if (name, values) in seen:
            continue  # not asked for: it is what may be seen
        known: set[str] = set()
        for part in parts:
            rows = filters_of(reader, part, metric, seen)
            for one in reader.slices(part, metric, [name]) or ():
                known |= known_values(reader.tables, ledger_of(part), cut, one, rows)
        for value in values:
            if (value or "") not in known:
                near = ", ".join(get_close_matches(value or "", sorted(known), 1))
                raise usage_error(
                    "unknown_slice_value", slice=name, slice_value=value, did_you_mean=near
                )
