"""The rows of a metric's example, and what the formula gives for them.

A table's first column names the entity. The others are ledger columns by name (money in major
units, recurring money per month; an empty cell is no value); `churned_customers (12 months)` is
the sum over twelve monthly ledgers, `score` an account's engagement score, `weight` the win rate
from an opportunity's stage, `owner` whose it is. For a composite the
columns are metrics, `acquisition_spend (1 before)` a period earlier, and the table has one row.
A wide table stands on its side: its first cell is `column`, and every line is one column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from revcompass.domain.formula import (
    Distinct,
    Largest,
    LedgerColumn,
    MeanScore,
    MetricValue,
    RowReading,
    SumOf,
    TargetOf,
    Weighted,
)
from revcompass.domain.ledgers import Ledger
from revcompass.domain.metric import Example, Metric
from revcompass.domain.policy import PolicySet
from revcompass.domain.question import Undefined, Value
from revcompass.engine.readings.arithmetic import adding, evaluate, median, value_of

SCORE = "score"
WEIGHT = "weight"
TARGET = "target"
_BESIDE = {SCORE, WEIGHT, "owner"}
_ON_ITS_SIDE = "column"
_HEADER = re.compile(r"(?P<name>\w+)(?: \((?P<count>\d+) (?:months|before)\))?")
_REASONS: tuple[Undefined, ...] = get_args(Undefined)

Key = tuple[str, int]
"""A column's name, and its months or how many periods before."""


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One entity of an example; cells as they are written."""

    entity: str
    cells: Mapping[Key, str]


def example_rows(example: Example, ledger: type[Ledger] | None = None) -> tuple[ExampleRow, ...]:
    """Read an example's table.

    Raises:
        ValueError: a header is not a column of `ledger`, or a row has another number of cells.
    """
    lines = [_cells(line) for line in example.table.strip().splitlines()]
    if lines[0][0] == _ON_ITS_SIDE:
        lines = [list(column) for column in zip(*lines, strict=True)]
    header = [_key(text) for text in lines[0][1:]]
    if ledger is not None:
        unknown = {name for name, _ in header} - set(ledger.columns()) - _BESIDE
        if unknown:
            raise ValueError(f"not in {ledger.ledger_name()}: {', '.join(sorted(unknown))}")
    return tuple(
        ExampleRow(line[0], dict(zip(header, line[1:], strict=True))) for line in lines[1:]
    )


def run_example(metric: Metric, example: Example) -> Value:
    """What the metric gives for the example's rows under the example's policies."""
    table = ExampleTable.of(metric, example)
    return evaluate(
        metric.expression(PolicySet.of(example.policies)),
        adding(table.sum_of),
        constants={name: Fraction(text) for name, text in example.constants.items()},
        medians=table.median_of,
        scores=table.scores,
        rows=table.rows_of,
        metric_values=table.metric_value,
        targets=table.target,
    )


def expected(example: Example) -> Fraction | Undefined:
    """What the example says it gives."""
    return _reason(example.gives) or Fraction(example.gives)


@dataclass(frozen=True, slots=True)
class ExampleTable:
    """The rows of an example, and the sums, medians and scores a formula asks of them."""

    rows: tuple[ExampleRow, ...]

    @classmethod
    def of(cls, metric: Metric, example: Example) -> ExampleTable:
        """The table of a metric's example."""
        ledger = metric.reads if issubclass(metric.reads, Ledger) else None
        return cls(example_rows(example, ledger))

    @property
    def keys(self) -> tuple[Key, ...]:
        """The columns, in the order they are written."""
        return tuple(self.rows[0].cells)

    def sum_of(self, leaf: SumOf) -> Fraction:
        """The sum behind a leaf of the formula."""
        return sum(self.numbers((leaf.column.name, leaf.months)), Fraction(0))

    def median_of(self, column: LedgerColumn) -> Fraction | None:
        """The median of a column."""
        return median(self.numbers((column.name, 0)))

    def scores(self, _: MeanScore) -> tuple[Fraction, int]:
        """The sum of the scores and how many there are."""
        numbers = self.numbers((SCORE, 0))
        return sum(numbers, Fraction(0)), len(numbers)

    def rows_of(self, node: RowReading) -> Fraction:
        """What is read from the rows."""
        match node:
            case Largest(column, accounts):
                return sum(sorted(self.numbers((column.name, 0)))[-accounts:], Fraction(0))
            case Weighted(column):
                keys = (column.name, 0), (WEIGHT, 0)
                pairs = ([Fraction(row.cells[key]) for key in keys] for row in self.rows)
                return sum((amount * weight for amount, weight in pairs), Fraction(0))
            case Distinct(name, among):
                counted = {
                    row.cells[name, 0]
                    for row in self.rows
                    if adding(ExampleTable((row,)).sum_of)(among) and row.cells[name, 0]
                }
                return Fraction(len(counted))

    def metric_value(self, wanted: MetricValue) -> Value:
        """What the one row of a composite's example gives another metric."""
        (row,) = self.rows
        text = row.cells[wanted.metric, wanted.back]
        reason = _reason(text)
        return Value(None, reason) if reason else value_of(Fraction(text))

    def target(self, of: TargetOf) -> Value:
        """The target of the one row of a composite's example, or what is missing to it."""
        (row,) = self.rows
        stated, actual = row.cells[TARGET, 0], self.metric_value(MetricValue(of.metric))
        reason = _reason(stated)
        if reason or actual.number is None:
            return Value(None, reason or actual.undefined)
        number = Fraction(stated)
        return value_of(max(number - actual.number, Fraction(0)) if of.is_missing else number)

    def numbers(self, key: Key) -> list[Fraction]:
        """The numbers of a column, empty cells left out."""
        return [Fraction(row.cells[key]) for row in self.rows if row.cells[key]]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _key(text: str) -> Key:
    match = _HEADER.fullmatch(text)
    if match is None:
        raise ValueError(f"not a column: {text!r}")
    return match["name"], int(match["count"] or 0)


def _reason(text: str) -> Undefined | None:
    return next((reason for reason in _REASONS if reason == text), None)
