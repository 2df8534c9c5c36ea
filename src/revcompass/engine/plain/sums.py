"""The ledger under construction: sums by slice and column."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from revcompass.domain.formula import ColumnKind
from revcompass.domain.ledgers import Ledger
from revcompass.domain.money import MONTHS_PER_YEAR, VALUED_SCALE
from revcompass.engine.plain.slices import Slice

UNRATED = "unrated"
"""Hidden column: how many values counted 0 because their currency had no rate."""

Table = dict[Slice, dict[str, Fraction]]

_ONE = {
    ColumnKind.RECURRING: VALUED_SCALE * MONTHS_PER_YEAR,
    ColumnKind.AMOUNT: VALUED_SCALE,
    ColumnKind.COUNT: 1,
    ColumnKind.DAYS: 1,
}


class Sums:
    """Adds whole numbers (money: valued amounts, recurring money: annual) per slice and column."""

    def __init__(self, ledger: type[Ledger]) -> None:
        self._ledger = ledger
        self._sums: defaultdict[Slice, defaultdict[str, int]]
        self._sums = defaultdict(lambda: defaultdict(int))

    def add(self, where: Slice, **columns: int) -> None:
        """Add to the columns of a slice."""
        for column, value in columns.items():
            if column != UNRATED and column not in self._ledger.columns():
                raise KeyError(column)
            self._sums[where][column] += value

    def table(self) -> Table:
        """Every column in natural units; slices whose columns are all 0 are left out."""
        return {
            where: {
                UNRATED: Fraction(sums[UNRATED]),
                **{
                    name: Fraction(sums[name], _ONE[column.kind])
                    for name, column in self._ledger.columns().items()
                },
            }
            for where, sums in self._sums.items()
            if any(sums.values())
        }
