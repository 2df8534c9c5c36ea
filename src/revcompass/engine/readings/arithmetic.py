"""A formula read as exact arithmetic: fractions in, a fraction or the reason for none out.

Where the sums come from is the caller's business: a roll-up, the plain ledger of the tests, or
the rows of an example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar, assert_never

from revcompass.domain.formula import (
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
)
from revcompass.domain.question import Undefined, Value
from revcompass.engine.readings.intervals import median_interval, median_ranks, wilson

__all__ = [
    "Leaves",
    "adding",
    "evaluate",
    "median",
    "median_interval",
    "median_ranks",
    "value_of",
    "wilson",
]

_ONE = Fraction(1)

Totals = Callable[[Combination], Fraction]
Medians = Callable[[LedgerColumn], Fraction | None]
Scores = Callable[[MeanScore], tuple[Fraction, int]]
Rows = Callable[[RowReading], Fraction]
MetricValues = Callable[[MetricValue], Value]
TargetValues = Callable[[TargetOf], Value]

C = TypeVar("C")
N = TypeVar("N")
V = TypeVar("V")

Function = Callable[[C], V]
"""What a part of a formula comes to in a cell."""

_Side = tuple[Fraction | None, Undefined | None]


def _no_median(column: LedgerColumn) -> Fraction | None:
    raise LookupError(f"no median of {column!r} here")


def _no_scores(mean: MeanScore) -> tuple[Fraction, int]:
    raise LookupError(f"no scores of {mean.ledger} here")


def _no_rows(node: RowReading) -> Fraction:
    raise LookupError(f"no rows for {node} here")


def _no_metric(wanted: MetricValue) -> Value:
    raise LookupError(f"no value of {wanted.metric} here")


def _no_target(wanted: TargetOf) -> Value:
    raise LookupError(f"no target of {wanted.metric} here")


@dataclass(frozen=True, slots=True)
class Leaves(Generic[C]):
    """A formula as a function of a cell: its tree is walked once, not once for each cell.

    Every field but `constants` gives what stands at a leaf as such a function; what they mean is
    told at `evaluate`.
    """

    totals: Callable[[Combination], Function[C, Fraction]]
    constants: Mapping[str, Fraction]
    medians: Callable[[LedgerColumn], Function[C, Fraction | None]]
    scores: Callable[[MeanScore], Function[C, tuple[Fraction, int]]]
    rows: Callable[[RowReading], Function[C, Fraction]]
    metric_values: Callable[[MetricValue], Function[C, Value]]
    targets: Callable[[TargetOf], Function[C, Value]]

    def value(self, expression: Expression) -> Function[C, Value]:  # noqa: PLR0911 - one a verb
        """The formula's value in a cell."""
        match expression:
            case Combination():
                total = self.totals(expression)
                return lambda cell: value_of(total(cell))
            case Quotient():
                return self._quotient(expression)
            case Times(inner, factor):
                return self._product(inner, factor)
            case Product(left, right):
                first, second = self.value(left), self.value(right)
                return lambda cell: _multiplied(first(cell), second(cell))
            case Median(column):
                middle = self.medians(column)
                return lambda cell: _value_or_nothing(middle(cell))
            case MeanScore():
                score = self.scores(expression)
                return lambda cell: _mean(*score(cell))
            case Largest() | Weighted() | Distinct():
                row = self.rows(expression)
                return lambda cell: value_of(row(cell))
            case MetricValue():
                return self.metric_values(expression)
            case TargetOf():
                return self.targets(expression)
            case _:
                assert_never(expression)

    def _quotient(self, quotient: Quotient) -> Function[C, Value]:
        upper, lower = self._side(quotient.numerator), self._side(quotient.denominator)
        factor = 100 if quotient.style is Style.POINTS else 1

        def value(cell: C) -> Value:
            top, no_top = upper(cell)
            bottom, no_bottom = lower(cell)
            if top is None or bottom is None:
                return Value(None, no_top or no_bottom, top, bottom)
            if bottom == 0:
                return Value(None, "zero_denominator", top, bottom)
            return _divided(top, bottom, factor)

        return value

    def _side(self, expression: Expression) -> Function[C, _Side]:
        """A side of a quotient: its number, or the reason why there is none."""
        if isinstance(expression, Combination):
            total = self.totals(expression)
            return lambda cell: (total(cell), None)
        value = self.value(expression)

        def side(cell: C) -> _Side:
            found = value(cell)
            return found.number, found.undefined

        return side

    def _product(self, inner: Expression, factor: str | Fraction) -> Function[C, Value]:
        number = self.constants.get(factor) if isinstance(factor, str) else factor
        if number is None:
            return lambda _: Value(None, "not_loaded")
        value = self.value(inner)
        return lambda cell: _times(value(cell), number)


def _value_or_nothing(number: Fraction | None) -> Value:
    return Value(None, "no_data") if number is None else value_of(number)


def _mean(total: Fraction, count: int) -> Value:
    return _divided(total, Fraction(count)) if count else Value(None, "no_data")


def _multiplied(left: Value, right: Value) -> Value:
    if left.number is None or right.number is None:
        return Value(None, left.undefined or right.undefined)
    return value_of(left.number * right.number)


def _times(value: Value, number: Fraction) -> Value:
    if value.number is None:
        return value
    top = None if value.numerator is None else value.numerator * number
    return Value(value.number * number, None, top, value.denominator)


def _divided(top: Fraction, bottom: Fraction, factor: int = 1) -> Value:
    number = top / bottom
    return Value(number if factor == 1 else factor * number, None, top, bottom)


def adding(sums: Callable[[SumOf], Fraction]) -> Totals:
    """What a combination comes to where each of its leaves has a sum."""

    def total(combination: Combination) -> Fraction:
        return sum((times * sums(leaf) for times, leaf in combination.terms), Fraction(0))

    return total


def value_of(number: Fraction) -> Value:
    """A number that is no quotient: its own fraction in lowest terms stands behind it.

    >>> value_of(Fraction(100, 3)).denominator
    Fraction(3, 1)
    """
    if number.denominator == 1:
        return Value(number, None, number, _ONE)
    return Value(number, None, Fraction(number.numerator), Fraction(number.denominator))


def evaluate(
    expression: Expression,
    totals: Totals,
    *,
    constants: Mapping[str, Fraction] | None = None,
    medians: Medians = _no_median,
    scores: Scores = _no_scores,
    rows: Rows = _no_rows,
    metric_values: MetricValues = _no_metric,
    targets: TargetValues = _no_target,
) -> Value:
    """The value of a formula, exactly.

    Args:
        expression: the formula's tree.
        totals: what a combination of sums comes to (`adding`, where there is a sum for each
            leaf); recurring columns in major units per month, amounts in major units, days in days.
        constants: the numbers the book states, by name (`gross_margin`: 0.8).
        medians: the median of a column, `None` where no entity has a value.
        scores: the sum of the account scores and how many accounts have one.
        rows: what is read from rows: the largest accounts, weighted amounts, different values.
        metric_values: the value of another metric, so many periods back.
        targets: the target of another metric, or what is missing to it.

    Returns:
        The number with its numerator and denominator: the two sides of a quotient as they are,
        else the number's own fraction in lowest terms. Points are × 100 while their numerator is
        not. Without a number, the reason: `zero_denominator`, `no_data` (a median or mean of
        nothing), `not_loaded` (a constant the book does not state), or an operand's own.

    >>> from revcompass.domain.formula import share
    >>> from revcompass.domain.ledgers import Movements as m
    >>> lost = share(m.churned_customers.sum(), of=m.opening_customers.sum())
    >>> known = {"churned_customers": 3, "opening_customers": 20}
    >>> evaluate(lost, adding(lambda leaf: Fraction(known[leaf.column.name])))
    ... # doctest: +ELLIPSIS
    Value(number=Fraction(3, 20), undefined=None, numerator=Fraction(3, 1), ...)
    """
    leaves: Leaves[None] = Leaves(
        totals=_here(totals),
        constants=constants or {},
        medians=_here(medians),
        scores=_here(scores),
        rows=_here(rows),
        metric_values=_here(metric_values),
        targets=_here(targets),
    )
    return leaves.value(expression)(None)


def _here(leaf: Callable[[N], V]) -> Callable[[N], Function[None, V]]:
    """What stands at a leaf in the one cell there is."""
    return lambda node: lambda _: leaf(node)


def median(values: Sequence[Fraction]) -> Fraction | None:
    """The middle value, or the mean of the two middle ones; `None` of nothing.

    >>> median([Fraction(4), Fraction(1)])
    Fraction(5, 2)
    """
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half]) / 2
