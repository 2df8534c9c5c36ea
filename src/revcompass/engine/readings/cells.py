"""What is read from the roll-ups, and what comes back: cells of period × slice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import ColumnKind, Combination, SumOf
from revcompass.domain.money import MONTHS_PER_YEAR, VALUED_SCALE
from revcompass.engine.slices import Slice
from revcompass.engine.tables import Cut, Tables

SliceKey = tuple[str | None, ...]
Cell = tuple[date, SliceKey]
Filters = tuple[tuple[Slice, tuple[str, ...]], ...]
"""Slices, each with the values that are kept; '' stands for a missing one."""
SCALE = {
    ColumnKind.RECURRING: MONTHS_PER_YEAR * VALUED_SCALE,
    ColumnKind.AMOUNT: VALUED_SCALE,
    ColumnKind.COUNT: 1,
    ColumnKind.DAYS: 1,
}
"""What a ledger's whole numbers are divided by to be natural units."""

_NOTHING = Fraction(0)
_ALSO_NAMED = {"channel": "acquisition_channel"}
"""What customers have in place of a slice, where spend meets them."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Which cells are read: grouped by the first slices, filtered by values of the others."""

    cut: Cut
    by: tuple[Slice, ...] = ()
    where: Filters = ()
    currency: str | None = None
    first: date = date.min
    last: date = date.max

    @property
    def sliced(self) -> Cut:
        """The cut with every slice that is grouped or filtered by."""
        filtered = tuple(one for one, _ in self.where if one not in self.by)
        return replace(self.cut, slices=(*self.by, *filtered))

    def require_sight(self, tables: Tables) -> None:
        """Refuse to be read where it would reach beyond the rows that may be seen.

        Every filter is compiled after this, so that nothing can be asked around them.
        """
        for name, values in tables.sight.rows:
            seen = {value or "" for value in values}
            names = (name, _ALSO_NAMED.get(name))
            if not any(one.column in names and set(kept) <= seen for one, kept in self.where):
                raise RuntimeError(f"a reading beyond {name}")

    def conditions(self, tables: Tables) -> tuple[str, list[object]]:
        """The filter's text on a roll-up's slices, and its bound values."""
        self.require_sight(tables)
        slices = self.sliced.slices
        text, bound = "", list[object]()
        for one, values in self.where:
            marks = ", ".join("?" for _ in values)
            text += f" AND k{slices.index(one)} IN ({marks})"
            bound += values
        return text, bound


@dataclass(slots=True)
class Sums:
    """Sums in some cells: of each leaf its numbers, and the cells where it touches a missing rate.

    `numbers` are the ledger's own, whole until another currency divides them; `of` gives them in
    natural units: only what is asked for becomes a fraction. They may know further cells and belong
    to everybody who read the same roll-up, so nobody changes them.
    """

    cells: set[Cell] = field(default_factory=set)
    numbers: dict[SumOf, Mapping[Cell, int | Fraction]] = field(default_factory=dict)
    unrated: dict[SumOf, Set[Cell]] = field(default_factory=dict)

    def of(self, cell: Cell, leaf: SumOf) -> Fraction:
        """The sum in natural units; 0 where nothing was recorded."""
        return self.total(leaf.column.sum_over_months(leaf.months))(cell)

    def total(self, combination: Combination) -> Callable[[Cell], Fraction]:
        """What its leaves, which are of one kind, add up to in a cell, in natural units."""
        number, scale = self.number(combination), SCALE[combination.terms[0][1].column.kind]
        return lambda cell: Fraction(found, scale) if (found := number(cell)) else _NOTHING

    def count(self, combination: Combination) -> Callable[[Cell], int]:
        """The same of counts."""
        number = self.number(combination)
        return lambda cell: int(number(cell))

    def number(self, combination: Combination) -> Callable[[Cell], int | Fraction]:
        """The same as the ledger holds it."""
        terms = [(times, self.numbers.get(leaf, {})) for times, leaf in combination.terms]
        if len(terms) == 1 and terms[0][0] == 1:
            numbers = terms[0][1]
            return lambda cell: numbers.get(cell, 0)
        return lambda cell: sum([times * numbers.get(cell, 0) for times, numbers in terms])

    def is_unrated(self, cell: Cell, leaf: SumOf) -> bool:
        """Whether an exchange rate was missing for it."""
        return cell in self.unrated.get(leaf, ())

    def add(self, other: Sums) -> None:
        """Take in another ledger's or window's sums."""
        self.cells |= other.cells
        self.numbers |= other.numbers
        self.unrated |= other.unrated
