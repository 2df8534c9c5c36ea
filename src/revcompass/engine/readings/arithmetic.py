"""A formula read as exact arithmetic: fractions in, a fraction or the reason for none out.

Where the sums come from is the caller's business: a roll-up, the plain ledger of the tests, or
the rows of an example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import assert_never

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


@dataclass(slots=True)
class _Evaluation:
    """The leaves' values, and the walk over the tree."""

    totals: Totals
    constants: Mapping[str, Fraction] = field(default_factory=dict)
    medians: Medians = _no_median
    scores: Scores = _no_scores
    rows: Rows = _no_rows
    metric_values: MetricValues = _no_metric
    targets: TargetValues = _no_target

    def of(self, expression: Expression) -> Value:  # noqa: PLR0911 - one for each verb
        match expression:
            case Combination():
                return value_of(self.totals(expression))
            case Quotient():
                return self.quotient(expression)
            case Times(inner, factor):
                return self.product(inner, factor)
            case Product(left, right):
                return self.multiplied(self.of(left), self.of(right))
            case Median(column):
                middle = self.medians(column)
                return Value(None, "no_data") if middle is None else value_of(middle)
            case MeanScore():
                total, count = self.scores(expression)
                return _divided(total, Fraction(count)) if count else Value(None, "no_data")
            case Largest() | Weighted() | Distinct():
                return value_of(self.rows(expression))
            case MetricValue():
                return self.metric_values(expression)
            case TargetOf():
                return self.targets(expression)
            case _:
                assert_never(expression)

    def quotient(self, quotient: Quotient) -> Value:
        top, no_top = self.side(quotient.numerator)
        bottom, no_bottom = self.side(quotient.denominator)
        if top is None or bottom is None:
            return Value(None, no_top or no_bottom, top, bottom)
        if bottom == 0:
            return Value(None, "zero_denominator", top, bottom)
        return _divided(top, bottom, 100 if quotient.style is Style.POINTS else 1)

    def side(self, expression: Expression) -> tuple[Fraction | None, Undefined | None]:
        """A side of a quotient: its number, or the reason why there is none."""
        if isinstance(expression, Combination):
            return self.totals(expression), None
        found = self.of(expression)
        return found.number, found.undefined

    def multiplied(self, left: Value, right: Value) -> Value:
        if left.number is None or right.number is None:
            return Value(None, left.undefined or right.undefined)
        return value_of(left.number * right.number)

    def product(self, inner: Expression, factor: str | Fraction) -> Value:
        number = self.constants.get(factor) if isinstance(factor, str) else factor
        if number is None:
            return Value(None, "not_loaded")
        value = self.of(inner)
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
    leaves = _Evaluation(totals, constants or {}, medians, scores, rows, metric_values, targets)
    return leaves.of(expression)


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
