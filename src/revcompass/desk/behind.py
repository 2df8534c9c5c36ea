"""What stands behind a value: the counts beside sums, and the middle of single values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product

from revcompass import catalogue
from revcompass.domain.formula import Combination, Expression, Median, SumOf, sums, walk
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.policy import PolicySet
from revcompass.domain.question import Interval, SliceValues, Value
from revcompass.engine.readings.arithmetic import evaluate, median_ranks
from revcompass.engine.readings.cells import Cell, SliceKey
from revcompass.engine.readings.intervals import six_places

Where = tuple[tuple[str, tuple[str | None, ...]], ...]
"""Slices, each with the values that are kept."""


def with_counts(formula: Expression) -> list[SumOf]:
    """Its sums, each with the sum that counts what is behind it."""
    found: list[SumOf] = []
    for leaf in sums(formula):
        counter = counter_of(leaf)
        found += [leaf] if counter is None else [leaf, counter.terms[0][1]]
    for node in walk(formula):
        if isinstance(node, Median):
            found.append(SumOf(node.column))
    return found


def counter_of(leaf: SumOf) -> Combination | None:
    """The sum that counts the entities behind a sum of money or days."""
    name = leaf.column.counted_by
    columns = LEDGERS[leaf.column.ledger].columns()
    return columns[name].sum_over_months(leaf.months) if name else None


def value_of_nothing(metric: str, policies: PolicySet, constants: Mapping[str, Fraction]) -> Value:
    """A metric's value where nothing is recorded: sums are 0, and by 0 nothing is divided."""
    return evaluate(
        catalogue.get(metric).expression(policies),
        lambda _: Fraction(0),
        constants=constants,
        medians=lambda _: None,
        scores=lambda _: (Fraction(0), 0),
        rows=lambda _: Fraction(0),
        metric_values=lambda node: value_of_nothing(node.metric, policies, constants),
        targets=lambda _: Value(None, "no_data"),
    )


def middle(values: list[tuple[Fraction, int]]) -> Fraction | None:
    """The median of values that occur so many times."""
    n = sum(times for _, times in values)
    if not n:
        return None
    return (_ranked(values, (n + 1) // 2) + _ranked(values, n // 2 + 1)) / 2


def _ranked(values: list[tuple[Fraction, int]], rank: int) -> Fraction:
    """The value at a rank (from 1) of values that occur so many times."""
    for value, times in values:
        rank -= times
        if rank <= 0:
            return value
    raise IndexError(rank)


def median_interval(values: list[tuple[Fraction, int]]) -> Interval | None:
    """Its 95 % interval by order statistics."""
    ranks = median_ranks(sum(times for _, times in values))
    if ranks is None:
        return None
    low, high = (six_places(_ranked(values, rank)) for rank in ranks)
    return Interval("0.95", low, high)


def cell_order(cell: Cell) -> tuple[date, tuple[tuple[bool, str], ...]]:
    """By period, then slice values in code-point order, missing last."""
    return cell[0], tuple((value is None, value or "") for value in cell[1])


def tables_read() -> set[str]:
    """Every table a ledger, a column or a target is made of."""
    ledgers = LEDGERS.values()
    of_columns = {t for one in ledgers for c in one.columns().values() for t in c.tables}
    return of_columns | {"targets"} | {table for ledger in ledgers for table in ledger.tables}


def slices_of(by: Sequence[str], where: Where, key: SliceKey) -> list[SliceValues]:
    """The slices that make up a cell: its own values with each of those filtered by."""
    own = tuple(zip(by, key, strict=True))
    others = [(name, values) for name, values in where if name not in by]
    names = [name for name, _ in others]
    return [
        own + tuple(zip(names, one, strict=True)) for one in product(*(some for _, some in others))
    ]
