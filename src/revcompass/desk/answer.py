"""From a question to its rows: periods, values, flags, comparisons, targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from revcompass import catalogue
from revcompass.desk.maturity import maturity
from revcompass.desk.reader import MetricReader, Reading, Scope, cell_order
from revcompass.desk.targets import Targets
from revcompass.domain.formula import Median, Quotient
from revcompass.domain.metric import Metric, Unit
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.domain.question import Comparison, MetricResult, Question, Row, Value
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
    others: dict[Period, tuple[Period, Reading]]


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
        by = tuple(dict.fromkeys((*metric.by, *scope.by)))
        delay = maturity(self._reader.tables, metric, scope)
        others = self._others(metric, question, scope, delay)
        view = _View(metric, scope, by, reading, delay, others)
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
        if metric.unit is not Unit.MONEY:
            return None
        return scope.currency or self._frame.currency

    def _row(self, view: _View, cell: Cell) -> Row:
        metric, scope, reading = view.metric, view.scope, view.reading
        period = next(p for p in scope.periods if self._calendar.label_day(p) == cell[0])
        value, n = self._value(reading, period, cell), reading.counts.get(cell)
        companions = reading.companions.get(cell, {})
        if value is NOTHING:
            n, companions = None, dict.fromkeys(companions, NOTHING)
        if metric.withheld_below_minimum and n and n < self._frame.minimum_n:
            value, n = Value(None, "withheld"), None
            companions = dict.fromkeys(companions, value)
        row = Row(
            period=period,
            to_date=period.last_day > scope.until,
            slice=tuple(zip(view.by, cell[1], strict=bool(cell[1]))),
            value=value,
            currency=self._currency(metric, scope),
            n=n,
            interval=reading.intervals.get(cell) if value.number is not None else None,
            flags=self._flags(view, period, n),
            companions=tuple(companions.items()),
        )
        row = replace(row, target=self._targets.of(metric, row))
        if period in view.others:
            row = replace(row, compare=self._compare(row, cell, *view.others[period]))
        return row

    def _value(self, reading: Reading, period: Period, cell: Cell) -> Value:
        """Periods before the first record and after the last have no data, not zero."""
        if reading.undefined:
            return Value(None, reading.undefined)
        last = self._frame.data_as_of
        if self._first_day is None or last is None:
            return NOTHING
        if period.end <= self._first_day or period.start > last:
            return NOTHING
        return reading.values.get(cell, NOTHING)

    def _flags(self, view: _View, period: Period, n: int | None) -> tuple[str, ...]:
        flags, scope = [], view.scope
        if period.last_day > scope.until:
            flags.append("to_date")
        if view.delay is not None and (scope.until - period.last_day).days < view.delay:
            flags.append("immature")
        expression = view.metric.expression(scope.policies)
        judged = isinstance(expression, (Quotient, Median)) or view.metric.is_composite
        if judged and n is not None and n < self._frame.minimum_n:
            flags.append("below_minimum_n")
        if self._uses_attributes(view.metric, [*view.by, *(name for name, _ in scope.where)]):
            flags.append("current_attributes")
        return tuple(flags)

    def _uses_attributes(self, metric: Metric, names: Sequence[str]) -> bool:
        """Whether a slice is an account's attribute, which has no history."""
        parts = (metric, *catalogue.components(metric, PolicySet()))
        for part in parts:
            if not part.is_composite and names:
                slices = self._reader.slices(part, metric, names) or []
                if any(not one.own for one in slices):
                    return True
        return False

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

    def _compare(self, row: Row, cell: Cell, other: Period, reading: Reading) -> Comparison:
        there = (self._calendar.label_day(other), cell[1])
        value = self._value(reading, other, there)
        change = share = None
        if row.value.number is not None and value.number is not None:
            change = row.value.number - value.number
            share = change / abs(value.number) if value.number else None
        return Comparison(other, value, change, share)
