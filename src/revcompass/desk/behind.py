"""What stands behind a value: the counts beside sums, the slices of a cell, the tables read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

from revcompass import catalogue
from revcompass.domain.formula import Combination, Expression, Median, SumOf, sums, walk
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.policy import PolicySet
from revcompass.domain.question import SliceValues, Value
from revcompass.engine.readings.arithmetic import evaluate
from revcompass.engine.readings.cells import Cell, SliceKey

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


def in_order(cells: Iterable[Cell]) -> list[Cell]:
    """By period, then slice values in code-point order, missing last."""
    found = list(cells)
    keys = sorted({key for _, key in found}, key=lambda key: [(v is None, v or "") for v in key])
    places = {key: place for place, key in enumerate(keys)}
    return sorted(found, key=lambda cell: (cell[0], places[cell[1]]))


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
