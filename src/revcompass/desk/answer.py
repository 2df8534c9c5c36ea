"""From a question to its rows: periods, values, flags, comparisons, targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from revcompass import catalogue
from revcompass.desk.behind import in_order
from revcompass.desk.currencies import is_split
from revcompass.desk.maturity import maturity
from revcompass.desk.reader import NOTHING, MetricReader, Reading, Scope
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


@dataclass(frozen=True, slots=True)
class _View:
    """What the rows of one metric share.

    `target_of` are the filters whose values name a target beside a row's own; `None`: no row has
    one. `is_split`: each row has the currency of its first slice.
    """

    metric: Metric
    by: tuple[str, ...]
    reading: Reading
    periods: Mapping[date, _When]
    others: dict[Period, tuple[Period, Reading]]
    currency: str | None
    is_split: bool
    is_judged: bool
    target_of: SliceValues | None


@dataclass(frozen=True, slots=True)
class _When:
    """What the rows of one period share: whether it is over and known, and flags in their order."""

    period: Period
    to_date: bool
    is_known: bool
    flags: tuple[str, ...]
    flags_of_few: tuple[str, ...]
    """Where too few entities stand behind a row."""


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is true of every row: judged by its n, summed over months, sliced by attributes."""

    is_judged: bool
    months: int
    has_attributes: bool


class Answering:
    """Answers one question's metrics over one snapshot."""

    def __init__(self, reader: MetricReader, first_day: date | None) -> None:
        self._reader = reader
        self._frame = reader.frame
        self._calendar = reader.frame.calendar
        self._targets = reader.targets
        self._first_day = first_day

    def result(
        self,
        metric: Metric,
        question: Question,
        scope: Scope,
        compared: Sequence[Period] | None = None,
    ) -> MetricResult:
        """The metric's rows in a scope; `compared` are the periods compared, where not all are."""
        reading = self._reader.read(metric, scope)
        by = self._reader.keys(metric, scope)
        delay = maturity(self._reader.tables, metric, scope)
        traits = self._traits(metric, scope, by)
        view = _View(
            metric=metric,
            by=by,
            reading=reading,
            periods={
                self._calendar.label_day(period): self._when(period, scope, traits, delay)
                for period in scope.periods
            },
            others=self._others(metric, question, scope, compared, delay),
            currency=self._currency(metric, scope),
            is_split=metric.unit is Unit.MONEY and is_split(metric, scope.policies),
            is_judged=traits.is_judged,
            target_of=self._target_of(metric, scope, () if reading.undefined else by),
        )
        rows = [self._row(view, cell) for cell in self._cells(view, scope)]
        applied = catalogue.policies_of(metric)
        return MetricResult(
            metric=metric.id,
            rows=tuple(rows),
            currency=view.currency,
            policies=scope.policies,
            applied=applied,
            definition=catalogue.definition(metric, scope.policies),
            grain=scope.grain,
            left_out=left_out(self._reader.tables, metric, scope.policies, scope.periods)
            if not reading.undefined
            else (),
        )

    def _cells(self, view: _View, scope: Scope) -> list[Cell]:
        """Without any reading, one row per period says why."""
        if view.reading.undefined:
            return [(self._calendar.label_day(p), ()) for p in scope.periods]
        return in_order(view.reading.values)

    def _currency(self, metric: Metric, scope: Scope) -> str | None:
        if metric.unit is not Unit.MONEY or is_split(metric, scope.policies):
            return None
        return scope.currency or self._frame.currency

    def _row(self, view: _View, cell: Cell) -> Row:
        metric, reading, when = view.metric, view.reading, view.periods[cell[0]]
        value, n = self._value(reading, cell, is_known=when.is_known), reading.counts.get(cell)
        companions = reading.companions.get(cell, {})
        if value is NOTHING:
            n, companions = None, dict.fromkeys(companions, NOTHING)
        if self._is_withheld(metric, n):
            value, n = Value(None, "withheld"), None
            companions = dict.fromkeys(companions, value)
        own = tuple(zip(view.by, cell[1], strict=bool(cell[1])))
        is_few = view.is_judged and n is not None and n < self._frame.minimum_n
        return Row(
            period=when.period,
            to_date=when.to_date,
            slice=own,
            value=value,
            currency=cell[1][0] if view.is_split and cell[1] else view.currency,
            n=n,
            interval=reading.intervals.get(cell) if value.number is not None else None,
            flags=when.flags_of_few if is_few else when.flags,
            companions=tuple(companions.items()),
            target=self._target(view, when.period, value, own),
            compare=self._compare(view, when.period, value, cell) if view.others else None,
        )

    def _target_of(self, metric: Metric, scope: Scope, by: Sequence[str]) -> SliceValues | None:
        """A target is that of a row's own slice and filter; none in a currency it is not in."""
        if scope.currency and metric.unit is Unit.MONEY:
            return None
        filters = [(name, values) for name, values in scope.where if name not in by]
        names = [*by, *(name for name, _ in filters)]
        if any(len(values) > 1 for _, values in filters) or not self._targets.has(metric, names):
            return None
        return tuple((name, values[0]) for name, values in filters)

    def _target(self, view: _View, period: Period, value: Value, own: SliceValues) -> Target | None:
        if view.target_of is None:
            return None
        return self._targets.of(view.metric, period, value, (*own, *view.target_of))

    def _value(self, reading: Reading, cell: Cell, *, is_known: bool) -> Value:
        if reading.undefined:
            return Value(None, reading.undefined)
        return reading.values.get(cell, NOTHING) if is_known else NOTHING

    def _is_known(self, period: Period) -> bool:
        """Periods before the first record and after the last have no data, not zero."""
        last = self._frame.data_as_of
        if self._first_day is None or last is None:
            return False
        return period.end > self._first_day and self._calendar.label_day(period) <= last

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

    def _when(self, period: Period, scope: Scope, traits: _Traits, delay: int | None) -> _When:
        first, last, to_date = [], [], period.last_day > scope.until
        if to_date:
            first.append("to_date")
        if delay is not None and (scope.until - period.last_day).days < delay:
            first.append("immature")
        if traits.months and self._lacks_months(traits.months, period, scope):
            last.append("fewer_months")
        if traits.has_attributes:
            last.append("current_attributes")
        return _When(
            period=period,
            to_date=to_date,
            is_known=self._is_known(period),
            flags=(*first, *last),
            flags_of_few=(*first, "below_minimum_n", *last),
        )

    def _lacks_months(self, months: int, period: Period, scope: Scope) -> bool:
        """Whether the records begin later than the months a formula sums over."""
        if self._first_day is None:
            return False
        last = min(period.last_day, scope.until)
        return month_index(last) - month_index(self._first_day) + 1 < months

    def _others(
        self,
        metric: Metric,
        question: Question,
        scope: Scope,
        compared: Sequence[Period] | None,
        delay: int | None,
    ) -> dict[Period, tuple[Period, Reading]]:
        """For every compared period the one it is compared with, and the reading there.

        A period to date is compared with the same days; a cohort at the same age.
        """
        if question.compare is None:
            return {}
        found: dict[Period, tuple[Period, Reading]] = {}
        settled: list[tuple[Period, Period]] = []
        for period in scope.periods if compared is None else compared:
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
            others = tuple(other for _, other in settled)
            is_read = set(others) <= set(scope.periods)
            there = scope if is_read else replace(scope, periods=others)
            reading = self._reader.read(metric, there)
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
        then = self._value(reading, there, is_known=self._is_known(other))
        if self._is_withheld(view.metric, reading.counts.get(there)):
            then = Value(None, "withheld")
        change = share = None
        if value.number is not None and then.number is not None:
            change = value.number - then.number
            share = change / abs(then.number) if then.number else None
        return Comparison(other, then, change, share)
