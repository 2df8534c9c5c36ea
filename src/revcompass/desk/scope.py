"""What every metric of one answer shares, and what is read of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.policy import PolicySet
from revcompass.domain.question import Interval, Undefined, Value
from revcompass.engine.readings.cells import Cell

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """What every metric of one answer shares."""

    grain: Grain
    periods: tuple[Period, ...]
    by: tuple[str, ...]
    where: tuple[tuple[str, tuple[str | None, ...]], ...]
    policies: PolicySet
    currency: str | None
    until: date
    native: str | None = None
    """The one currency read, where nothing is converted."""

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of its periods, up to the last that counts."""
        last = max(period.last_day for period in self.periods)
        return min(period.start for period in self.periods), min(last, self.until)

    def earlier(self, calendar: Calendar, back: int) -> Scope:
        """The same scope, every period moved back."""
        return replace(self, periods=tuple(calendar.shift(p, -back) for p in self.periods))


@dataclass(slots=True)
class Reading:
    """A metric's values by cell, with what stands behind them."""

    values: dict[Cell, Value] = field(default_factory=dict)
    counts: dict[Cell, int | None] = field(default_factory=dict)
    intervals: dict[Cell, Interval] = field(default_factory=dict)
    companions: dict[Cell, dict[str, Value]] = field(default_factory=dict)
    undefined: Undefined | None = None


def under(first: str, cells: Mapping[Cell, T]) -> dict[Cell, T]:
    """The same cells, each beginning with a further slice value."""
    return {(label, (first, *key)): found for (label, key), found in cells.items()}


def joined(readings: Mapping[str, Reading]) -> Reading:
    """Readings put together, the cells of each under its name; undefined where one of them is."""
    whole = Reading(undefined=None if readings else "not_loaded")
    for name, one in readings.items():
        whole.undefined = whole.undefined or one.undefined
        whole.values |= under(name, one.values)
        whole.counts |= under(name, one.counts)
        whole.intervals |= under(name, one.intervals)
        whole.companions |= under(name, one.companions)
    return whole
