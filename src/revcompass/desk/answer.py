"""From a question to its rows: periods, values, flags, comparisons, targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from revcompass import catalogue
from revcompass.desk.behind import cell_order
from revcompass.desk.currencies import is_split
from revcompass.desk.maturity import maturity
from revcompass.desk.reader import MetricReader, Reading, Scope
from revcompass.desk.targets import Targets
from revcompass.domain.formula import Median, Quotient, sums
from revcompass.domain.metric import Metric, Unit
from revcompass.domain.period import Period, month_index
from revcompass.domain.question import (
    Comparison,
    MetricResult,
    Question,
    Row,
    SliceValues,
    Target,
    Value,
)
from revcompass.engine.left_out import left_out
from revcompass.engine.readings.cells import Cell

NOTHING = Value(None, "no_data")


@dataclass(frozen=True, slots=True)
class _View:
    """What the rows of one metric share."""

    metric: Metric
    scope: Scope
    by: tuple[str, ...]
    reading: Reading
    delay: int | None
    periods: Mapping[date, Period]
    others: dict[Period, tuple[Period, Reading]]
    traits: _Traits


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is true of every row: judged by its n, summed over months, sliced by attributes."""

    is_judged: bool
    months: int
    has_attributes: bool


class Answering:
    """Answers one question's metrics over one snapshot."""

    def __init__(self, reader: MetricReader, targets: Targets, first_day: date | None) -> None:
        self._reader = reader
        self._frame = reader.frame
        self._calendar = reader.frame.calendar
        self._targets = targets
        self._first_day = first_day

    def result(self, metric: Metric, question: Question, scope: Scope) -> MetricResult:
        """The metric's rows in a scope."""
        reading = self._reader.read(metric, scope)
        by = self._reader.keys(metric, scope)
        delay = maturity(self._reader.tables, metric, scope)
        others = self._others(metric, question, scope, delay)
        view = _View(
            metric=metric,
            scope=scope,
            by=by,
            reading=reading,
            delay=delay,
            periods={self._calendar.label_day(period): period for period in scope.periods},
            others=others,
            traits=self._traits(metric, scope, by),
        )
        rows = [self._row(view, cell) for cell in self._cells(view)]
        applied = catalogue.policies_of(metric)
        return MetricResult(
            metric=metric.id,
            rows=tuple(rows),
            currency=self._currency(metric, scope),
            policies=scope.policies,
            applied=applied,
            definition=catalogue.definition(metric, scope.policies),
            grain=scope.grain,
            left_out=left_out(self._reader.tables, metric, scope.policies, scope.periods)
            if not reading.undefined
            else (),
        )

    def _cells(self, view: _View) -> list[Cell]:
        """Without any reading, one row per period says why."""
        if view.reading.undefined:
            return [(self._calendar.label_day(p), ()) for p in view.scope.periods]
        return sorted(view.reading.values, key=cell_order)

    def _currency(self, metric: Metric, scope: Scope) -> str | None:
        if metric.unit is not Unit.MONEY or is_split(metric, scope.policies):
            return None
        return scope.currency or self._frame.currency

    def _row(self, view: _View, cell: Cell) -> Row:
        metric, scope, reading = view.metric, view.scope, view.reading
        period = view.periods[cell[0]]
        value, n = self._value(reading, period, cell), reading.counts.get(cell)
        companions = reading.companions.get(cell, {})
        if value is NOTHING:
            n, companions = None, dict.fromkeys(companions, NOTHING)
        if self._is_withheld(metric, n):
            value, n = Value(None, "withheld"), None
            companions = dict.fromkeys(companions, value)
        own = tuple(zip(view.by, cell[1], strict=bool(cell[1])))
        return Row(
            period=period,
            to_date=period.last_day > scope.until,
            slice=own,
            value=value,
            currency=self._currency(metric, scope) or self._own_currency(view, cell),
            n=n,
            interval=reading.intervals.get(cell) if value.number is not None else None,
            flags=self._flags(view, period, n),
            companions=tuple(companions.items()),
            target=self._target(view, period, value, own),
            compare=self._compare(view, period, value, cell),
        )

    def _own_currency(self, view: _View, cell: Cell) -> str | None:
        """Of a row where each currency has its own: the first of its slices."""
        if view.metric.unit is not Unit.MONEY or not cell[1]:
            return None
        return cell[1][0] if is_split(view.metric, view.scope.policies) else None

    def _target(self, view: _View, period: Period, value: Value, own: SliceValues) -> Target | None:
        """That of a row's own slice and filter; none in a currency it is not stated in."""
        if view.scope.currency and view.metric.unit is Unit.MONEY:
            return None
        named = [name for name, _ in own]
        filters = [(name, values) for name, values in view.scope.where if name not in named]
        if any(len(values) > 1 for _, values in filters):
            return None
        where = (*own, *((name, values[0]) for name, values in filters))
        return self._targets.of(view.metric, period, value, where)

    def _value(self, reading: Reading, period: Period, cell: Cell) -> Value:
        """Periods before the first record and after the last have no data, not zero."""
        if reading.undefined:
            return Value(None, reading.undefined)
        last = self._frame.data_as_of
        if self._first_day is None or last is None:
            return NOTHING
        if period.end <= self._first_day or self._calendar.label_day(period) > last:
            return NOTHING
        return reading.values.get(cell, NOTHING)

    def _traits(self, metric: Metric, scope: Scope, by: Sequence[str]) -> _Traits:
        """Looked up once for all rows of a metric."""
        parts = (metric, *catalogue.components(metric, scope.policies))
        trees = [part.expression(scope.policies) for part in parts]
        names = [*by, *(name for name, _ in scope.where)]
        return _Traits(
            is_judged=isinstance(trees[0], (Quotient, Median)) or metric.is_composite,
            months=max((leaf.months for tree in trees for leaf in sums(tree)), default=0),
            has_attributes=any(
                not one.own
                for part in parts
                if names and not part.is_composite
                for one in self._reader.slices(part, metric, names) or ()
            ),
        )

    def _flags(self, view: _View, period: Period, n: int | None) -> tuple[str, ...]:
        flags, scope, traits = [], view.scope, view.traits
        if period.last_day > scope.until:
            flags.append("to_date")
        if view.delay is not None and (scope.until - period.last_day).days < view.delay:
            flags.append("immature")
        if traits.is_judged and n is not None and n < self._frame.minimum_n:
            flags.append("below_minimum_n")
        if traits.months and self._lacks_months(traits.months, period, scope):
            flags.append("fewer_months")
        if traits.has_attributes:
            flags.append("current_attributes")
        return tuple(flags)

    def _lacks_months(self, months: int, period: Period, scope: Scope) -> bool:
        """Whether the records begin later than the months a formula sums over."""
        if self._first_day is None:
            return False
        last = min(period.last_day, scope.until)
        return month_index(last) - month_index(self._first_day) + 1 < months

    def _others(
        self, metric: Metric, question: Question, scope: Scope, delay: int | None
    ) -> dict[Period, tuple[Period, Reading]]:
        """For every period the one it is compared with, and the reading there.

        A period to date is compared with the same days; a cohort at the same age.
        """
        if question.compare is None:
            return {}
        found: dict[Period, tuple[Period, Reading]] = {}
        settled: list[tuple[Period, Period]] = []
        for period in scope.periods:
            other = (
                self._calendar.shift(period, -1)
                if question.compare == "previous"
                else self._calendar.year_before(period)
            )
            gone = (scope.until - period.last_day).days
            if gone >= 0 and delay is None:
                settled.append((period, other))
                continue
            if gone < 0:
                until = min(other.last_day, other.start + (scope.until - period.start))
            else:
                until = min(scope.until, date.fromordinal(other.last_day.toordinal() + gone))
            earlier = replace(scope, periods=(other,), until=until)
            found[period] = (other, self._reader.read(metric, earlier))
        if settled:
            reading = self._reader.read(
                metric, replace(scope, periods=tuple(other for _, other in settled))
            )
            found |= {period: (other, reading) for period, other in settled}
        return found

    def _is_withheld(self, metric: Metric, n: int | None) -> bool:
        """Whether so few people answered that the value could tell who said what."""
        return metric.withheld_below_minimum and bool(n) and (n or 0) < self._frame.minimum_n

    def _compare(self, view: _View, period: Period, value: Value, cell: Cell) -> Comparison | None:
        """The value beside that of another period, if one is asked for."""
        if period not in view.others:
            return None
        other, reading = view.others[period]
        there = (self._calendar.label_day(other), cell[1])
        then = self._value(reading, other, there)
        if self._is_withheld(view.metric, reading.counts.get(there)):
            then = Value(None, "withheld")
        change = share = None
        if value.number is not None and then.number is not None:
            change = value.number - then.number
            share = change / abs(then.number) if then.number else None
        return Comparison(other, then, change, share)
