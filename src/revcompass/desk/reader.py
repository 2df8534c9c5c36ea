"""One metric under one set of choices, for every period and slice asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from itertools import product

from revcompass import catalogue
from revcompass.desk.attainment import attained, read_attainments
from revcompass.desk.behind import (
    counter_of,
    in_order,
    slices_of,
    tables_read,
    value_of_nothing,
    with_counts,
)
from revcompass.desk.currencies import CURRENCY, currencies, is_split
from revcompass.desk.filters import check_filters, filters_of, ledger_of, nothing_seen, unseen
from revcompass.desk.scope import Reading, Scope, joined
from revcompass.desk.targets import Targets
from revcompass.domain.formula import (
    ColumnKind,
    Combination,
    Distinct,
    Expression,
    Largest,
    LedgerColumn,
    MeanScore,
    Median,
    MetricValue,
    Product,
    Quotient,
    RowReading,
    Style,
    SumOf,
    TargetOf,
    Times,
    Weighted,
    reads_each,
    reads_stages,
    sums,
    targets_of,
    walk,
)
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.metric import Metric
from revcompass.domain.question import Interval, Undefined, Value
from revcompass.engine.frame import Frame
from revcompass.engine.readings.arithmetic import Leaves, value_of, wilson
from revcompass.engine.readings.cells import Ask, Cell, Sums
from revcompass.engine.readings.medians import NO_VALUES, Middle, read_medians
from revcompass.engine.readings.query import read_scores, read_sums
from revcompass.engine.readings.rows import read_rows
from revcompass.engine.slices import Slice
from revcompass.engine.tables import Cut, Tables

__all__ = ["MetricReader", "Reading", "Scope", "ledger_of"]

NOTHING = Value(None, "no_data")
"""Of a period about which nothing is known."""


class MetricReader:
    """Reads metrics from the tables of one snapshot."""

    def __init__(self, tables: Tables, frame: Frame) -> None:
        self.tables, self.frame = tables, frame
        self._last = frame.data_as_of or date.min
        self._loaded = {name: tables.has_rows(name) for name in tables_read()}

    def read(self, metric: Metric, scope: Scope, whole: Metric | None = None) -> Reading:
        """All values of a metric in a scope; `whole` is the composite it is read for, if any."""
        whole = whole or metric
        if whole is metric:
            scope = replace(scope, by=tuple(dict.fromkeys((*metric.by, *scope.by))))
            if reads_each(metric.expression(scope.policies)):
                return self._by_metric(scope)
            if scope.native is None and is_split(metric, scope.policies):
                return self._by_currency(metric, scope)
        if targets_of(metric.expression(scope.policies)):
            scope = replace(scope, currency=None)  # what a target is stated in
        return self.tables.remember(
            ("reading", metric.id, whole is metric, whole.is_composite, scope),
            lambda: self._read(metric, whole, scope),
        )

    def keys(self, metric: Metric, scope: Scope) -> tuple[str, ...]:
        """The slices a metric's cells are told apart by."""
        split = (CURRENCY,) if is_split(metric, scope.policies) else ()
        return tuple(dict.fromkeys((*split, *metric.by, *scope.by)))

    def _by_currency(self, metric: Metric, scope: Scope) -> Reading:
        """Each currency read by itself; every cell begins with its currency."""
        scope = replace(scope, by=tuple(name for name in scope.by if name != CURRENCY))
        found = {
            one: self.read(metric, replace(scope, native=one))
            for one in currencies(self.tables, scope.where)
        }
        return joined(found)

    def _by_metric(self, scope: Scope) -> Reading:
        """Each metric that has a target, read against it."""
        if not self._loaded["targets"]:
            return Reading(undefined="not_loaded")
        if self.tables.sight.rows:
            return Reading(undefined="not_limitable")  # a target says nothing of whose rows it is
        names, scope = attained(self.targets, scope)
        labels = [(self.frame.calendar.label_day(period), ()) for period in scope.periods]
        return read_attainments(self.read, self._has_target, names, scope, labels)

    def _has_target(self, name: str, scope: Scope, cell: Cell) -> bool:
        period = self.frame.calendar.period_of(scope.grain, cell[0])
        where = slices_of(scope.by, scope.where, cell[1])
        return bool(self.targets.together(name, period, where))

    def _read(self, metric: Metric, whole: Metric, scope: Scope) -> Reading:
        missing = (
            unseen(self, metric, whole, scope)
            or self._missing(metric, whole, scope)
            or nothing_seen(self, metric, whole, scope)
        )
        if missing or not scope.periods:
            return Reading(undefined=missing)
        if whole is metric:
            check_filters(self, metric, scope)
        expression = metric.expression(scope.policies)
        beside = metric.companions(scope.policies) if whole is metric else {}
        leaves = _Leaves(self, metric, whole, scope, [expression, *beside.values()])
        value, count = leaves.value(expression), leaves.count(expression)
        interval = leaves.interval(expression)
        others = {name: leaves.value(one) for name, one in beside.items()}
        reading = Reading()
        for cell in leaves.cells():
            is_ahead = cell[0] > scope.until  # of such a period nothing is known
            reading.values[cell] = NOTHING if is_ahead else value(cell)
            reading.companions[cell] = {
                name: NOTHING if is_ahead else one(cell) for name, one in others.items()
            }
            reading.counts[cell] = None if is_ahead else count(cell)
            if not is_ahead and (found := interval(cell)):
                reading.intervals[cell] = found
        return reading

    def _missing(  # noqa: PLR0911 - one for each reason
        self, metric: Metric, whole: Metric, scope: Scope
    ) -> Undefined | None:
        """Why nothing can be read at all, if so."""
        for part in (metric, *catalogue.components(metric, scope.policies)):
            if targets_of(part.expression(scope.policies)) and not self._loaded["targets"]:
                return "not_loaded"
            if part.is_composite:
                continue
            ledger, expression = ledger_of(part), part.expression(scope.policies)
            needed = {table for leaf in sums(expression) for table in leaf.column.tables}
            if not all(self._loaded[table] for table in (*LEDGERS[ledger].tables, *needed)):
                return "not_loaded"
            by_stage = ledger == "stages" or reads_stages(expression)
            if by_stage and not self.frame.stages:
                return "not_loaded"
            if scope.native and ledger != "movements":
                return "not_sliceable"
            if self.slices(part, whole, scope.by) is None:
                return "not_sliceable"
            if self.slices(part, whole, [name for name, _ in scope.where]) is None:
                return "not_sliceable"
        return None

    def slices(self, part: Metric, whole: Metric, names: Iterable[str]) -> list[Slice] | None:
        """How a metric's ledger is sliced by these names.

        Spend meets customers by the channel of the lead that became the customer.
        """
        ledger = ledger_of(part)
        if whole.is_composite and ledger == "movements":
            names = ["acquisition_channel" if one == "channel" else one for one in names]
        return self.tables.slices.resolve(ledger, list(names))

    def ask(self, part: Metric, whole: Metric, scope: Scope) -> Ask:
        """The cells of a metric's ledger that a scope asks for."""
        calendar = self.frame.calendar
        by = self.slices(part, whole, scope.by) or []
        labels = [calendar.label_day(period) for period in scope.periods]
        days = scope.days if scope.until < self._last else None  # nothing is stored of earlier days
        return Ask(
            cut=Cut(scope.policies, scope.until, scope.grain, (), scope.native, days),
            by=tuple(by),
            where=filters_of(self, part, whole, scope.where),
            currency=scope.currency,
            first=min(labels),
            last=max(labels),
        )

    @cached_property
    def targets(self) -> Targets:
        """All stored targets."""
        return Targets(self.tables, self.frame.calendar)


class _Leaves:
    """The numbers at the leaves of a metric's formulas, fetched once for all cells."""

    def __init__(
        self,
        reader: MetricReader,
        metric: Metric,
        whole: Metric,
        scope: Scope,
        formulas: list[Expression],
    ) -> None:
        self._reader, self._whole, self._scope = reader, whole, scope
        self._calendar = reader.frame.calendar
        margin = reader.frame.gross_margin
        self._constants = {} if margin is None else {"gross_margin": margin}
        self._sums = Sums()
        self._medians: dict[LedgerColumn, Mapping[Cell, Middle]] = {}
        self._scores: Mapping[Cell, tuple[Fraction, int, int]] = {}
        self._rows: dict[RowReading, Mapping[Cell, Fraction]] = {}
        self._parts: dict[tuple[str, int], Reading] = {}
        self._targets: list[TargetOf] = []
        self._moved: dict[tuple[date, int], date] = {}
        nodes = [node for formula in formulas for node in walk(formula)]
        if metric.is_composite:
            self._targets = [node for node in nodes if isinstance(node, TargetOf)]
            parts = [node for node in nodes if isinstance(node, MetricValue)]
            self._read_parts([*parts, *(MetricValue(node.metric) for node in self._targets)])
            return
        ask = reader.ask(metric, whole, scope)
        wanted = [leaf for formula in formulas for leaf in with_counts(formula)]
        self._sums = read_sums(reader.tables, ask, wanted)
        self._medians = {
            node.column: read_medians(reader.tables, ask, node.column)
            for node in nodes
            if isinstance(node, Median)
        }
        self._rows = {
            node: read_rows(reader.tables, ask, node)
            for node in nodes
            if isinstance(node, Largest | Weighted | Distinct)
        }
        if any(isinstance(node, MeanScore) for node in nodes):
            self._scores = read_scores(reader.tables, ask)

    def _read_parts(self, wanted: list[MetricValue]) -> None:
        for node in wanted:
            metric = catalogue.get(node.metric)
            scope = self._scope.earlier(self._calendar, node.back)
            self._parts[node.metric, node.back] = self._reader.read(metric, scope, self._whole)

    def cells(self) -> list[Cell]:
        """Cells with anything in them; without slices every period is one."""
        labels = {self._calendar.label_day(period) for period in self._scope.periods}
        found = self._sums.cells | set(self._scores)
        for values in self._medians.values():
            found |= set(values)
        for (_, back), reading in self._parts.items():
            found |= {(self._forward(label, back), key) for label, key in reading.values}
        for node, period in product(self._targets, self._scope.periods):
            keys = self._reader.targets.slices(node.metric, period, self._scope.by)
            found |= {(self._calendar.label_day(period), key) for key in keys}
        if not self._scope.by:
            found |= {(label, ()) for label in labels}
        return in_order(cell for cell in found if cell[0] in labels)

    def value(self, formula: Expression) -> Callable[[Cell], Value]:
        """The formula's value in a cell."""
        leaves: Leaves[Cell] = Leaves(
            totals=self._sums.total,
            constants=self._constants,
            medians=lambda column: lambda cell: self._middle(column, cell).median,
            scores=lambda _: lambda cell: self._scores.get(cell, (Fraction(0), 0, 0))[:2],
            rows=lambda node: lambda cell: self._rows[node].get(cell, Fraction(0)),
            metric_values=lambda node: lambda cell: self._part(node, cell),
            targets=lambda node: lambda cell: self._target(node, cell),
        )
        value = leaves.value(formula)
        unrated = self._unrated(formula)
        if not unrated:
            return value
        return lambda cell: Value(None, "missing_rate") if cell in unrated else value(cell)

    def count(self, formula: Expression) -> Callable[[Cell], int | None]:
        """How many entities stand behind the value."""
        match formula:
            case Quotient(_, Combination() as whole, _) if whole.kind is ColumnKind.COUNT:
                counted = whole
            case Combination(terms):
                counted = counter_of(terms[0][1]) or formula
            case Quotient(inner, TargetOf(), _) | Quotient(_, inner, _):
                return self.count(inner)
            case Times(inner, _) | Product(inner, _):
                return self.count(inner)
            case Largest(column) | Weighted(column):
                return self.count(column.sum())
            case _:
                return partial(self._count_of_leaf, formula)
        return self._sums.count(counted)

    def _count_of_leaf(self, leaf: Expression, cell: Cell) -> int | None:
        match leaf:
            case Median(column):
                return self._middle(column, cell).n
            case Distinct():
                return int(self._rows[leaf].get(cell, 0))
            case MeanScore():
                return self._scores.get(cell, (Fraction(0), 0, 0))[1]
            case MetricValue(name, back):
                return self._parts[name, back].counts.get(self._back(cell, back), 0)
            case _:
                return None

    def interval(self, formula: Expression) -> Callable[[Cell], Interval | None]:
        """Wilson for shares of counts, order statistics for medians."""
        match formula:
            case Quotient(Combination() as part, Combination() as whole, Style.SHARE) if (
                part.kind is ColumnKind.COUNT and whole.kind is ColumnKind.COUNT
            ):
                inside, n = self._sums.count(part), self._sums.count(whole)
                return lambda cell: _share_interval(inside(cell), n(cell))
            case Median(column):
                return lambda cell: self._middle(column, cell).interval
        return lambda _: None

    def _middle(self, column: LedgerColumn, cell: Cell) -> Middle:
        return self._medians[column].get(cell, NO_VALUES)

    def _unrated(self, formula: Expression) -> set[Cell]:
        """The cells in which it lacks a rate of exchange."""
        columns = [node.column for node in walk(formula) if isinstance(node, Median)]
        leaves = (*sums(formula), *map(SumOf, columns))
        return {cell for leaf in leaves for cell in self._sums.unrated.get(leaf, ())}

    def _part(self, node: MetricValue, cell: Cell) -> Value:
        found = self._parts[node.metric, node.back].values.get(self._back(cell, node.back))
        return found or value_of_nothing(node.metric, self._scope.policies, self._constants)

    def _target(self, node: TargetOf, cell: Cell) -> Value:
        period = self._calendar.period_of(self._scope.grain, cell[0])
        wheres = slices_of(self._scope.by, self._scope.where, cell[1])
        stored = self._reader.targets.together(node.metric, period, wheres)
        if not stored:
            return Value(None, "no_data")
        total = sum((one.value for one in stored), Fraction(0))
        if not node.is_missing:
            return value_of(total)
        actual = self._part(MetricValue(node.metric), cell)
        if actual.number is None:
            return actual
        return value_of(max(total - actual.number, Fraction(0)))

    def _back(self, cell: Cell, back: int) -> Cell:
        return (self._forward(cell[0], -back), cell[1])

    def _forward(self, label: date, steps: int) -> date:
        if (label, steps) not in self._moved:
            period = self._calendar.period_of(self._scope.grain, label)
            self._moved[label, steps] = self._calendar.label_day(
                self._calendar.shift(period, steps)
            )
        return self._moved[label, steps]


def _share_interval(inside: int, n: int) -> Interval | None:
    return wilson(inside, n) if n > 0 and 0 <= inside <= n else None
