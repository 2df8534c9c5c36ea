"""Customers by the period they started in, and how many of them, and of their revenue, remain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from revcompass import catalogue
from revcompass.desk.currencies import is_split
from revcompass.desk.reader import MetricReader, Scope
from revcompass.domain.period import Grain, Period
from revcompass.domain.question import Undefined
from revcompass.engine.readings.cells import Ask
from revcompass.engine.readings.starters import Starter, Starters, list_starters, read_starters

COHORTS = 12


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who first paid in a period.

    `customers` and `revenue` begin with the close of that period (age 0) and end with the last
    full one. Revenue is MRR at the rates of the cohort's own close; `None` where one is missing.
    """

    period: Period
    started: int
    customers: tuple[int, ...]
    revenue: tuple[Fraction | None, ...]

    def kept(self, age: int) -> Fraction | None:
        """The share of those who started that are customers at an age."""
        return Fraction(self.customers[age], self.started) if self.started else None

    def kept_revenue(self, age: int) -> Fraction | None:
        """MRR at an age as a share of that at the close of the first period."""
        first, now = self.revenue[0], self.revenue[age]
        return now / first if first and now is not None else None


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The last cohorts, oldest first; `undefined` says why there are none."""

    grain: Grain
    currency: str
    cohorts: tuple[Cohort, ...] = ()
    undefined: Undefined | None = None

    def kept(self, age: int) -> Fraction | None:
        """Of all cohorts that have reached an age together."""
        old = [one for one in self.cohorts if age < len(one.customers)]
        started = sum(one.started for one in old)
        return Fraction(sum(one.customers[age] for one in old), started) if started else None

    def kept_revenue(self, age: int) -> Fraction | None:
        """The same for MRR; `None` as soon as one lacks a rate."""
        old = [one.revenue for one in self.cohorts if age < len(one.revenue)]
        first, now = _total(one[0] for one in old), _total(one[age] for one in old)
        return now / first if first and now is not None else None


@dataclass(frozen=True, slots=True)
class Members:
    """The customers of one cohort as of one close; sums are `None` as soon as a rate is missing."""

    currency: str
    starters: tuple[Starter, ...] = ()

    @property
    def kept(self) -> int:
        """How many are customers."""
        return sum(one.is_customer for one in self.starters)

    @property
    def first(self) -> Fraction | None:
        """Their MRR at the close of their first period."""
        return _total(one.first for one in self.starters)

    @property
    def now(self) -> Fraction | None:
        """Their MRR at the later close."""
        return _total(one.now for one in self.starters)


def cohorts(reader: MetricReader, scope: Scope) -> Cohorts:
    """The cohorts that started in the scope's periods, up to the last of them."""
    currency = scope.currency or reader.frame.currency
    ask, undefined = _ask(reader, scope)
    if ask is None:
        return Cohorts(scope.grain, currency, undefined=undefined)
    found = reader.tables.remember(("starters", ask), lambda: read_starters(reader.tables, ask))
    calendar = reader.frame.calendar
    labels = [calendar.label_day(period) for period in scope.periods]
    return Cohorts(
        scope.grain,
        currency,
        tuple(
            _cohort(period, found[label], labels[place:])
            for place, (period, label) in enumerate(zip(scope.periods, labels, strict=True))
            if label in found
        ),
        None if found else "no_data",
    )


def members(reader: MetricReader, scope: Scope, until: Period) -> Members:
    """The customers of the cohort of the scope's one period, as of the close of another."""
    currency = scope.currency or reader.frame.currency
    ask, _ = _ask(reader, scope)
    if ask is None:
        return Members(currency)
    label = reader.frame.calendar.label_day(until)
    return Members(currency, tuple(list_starters(reader.tables, ask, label)))


def _ask(reader: MetricReader, scope: Scope) -> tuple[Ask | None, Undefined | None]:
    """What is read, or why nothing can be: below the account a customer has no one start."""
    metric = catalogue.get("mrr")
    if not reader.tables.has_rows("subscriptions"):
        return None, "not_loaded"
    slices = reader.slices(metric, metric, [name for name, _ in scope.where])
    if slices is None or any(one.own for one in slices):
        return None, "not_sliceable"
    if not scope.periods:
        return None, "no_data"
    if is_split(metric, scope.policies):
        scope = replace(scope, native=reader.frame.currency, currency=None)
    return reader.ask(metric, metric, replace(scope, by=())), None


def _cohort(period: Period, found: Starters, labels: list[date]) -> Cohort:
    customers = _running(found.customers, labels)
    revenue = _running(found.paid, labels)
    return Cohort(
        period,
        found.started,
        tuple(int(one) for one in customers),
        tuple(None if found.is_unrated else one for one in revenue),
    )


def _running(changes: Mapping[date, Fraction | int], labels: list[date]) -> list[Fraction]:
    """The sums of all changes up to each label."""
    return [
        sum((Fraction(more) for day, more in changes.items() if day <= label), Fraction(0))
        for label in labels
    ]


def _total(amounts: Iterable[Fraction | None]) -> Fraction | None:
    """Their sum, if each is known."""
    total = Fraction(0)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
