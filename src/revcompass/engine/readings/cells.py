"""What is read from the roll-ups, and what comes back: cells of period × slice."""

from __future__ import annotations

from collections import defaultdict
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
    """Sums by cell, and which of them touch a missing rate.

    `numbers` are the ledger's own, whole until another currency divides them; `of` gives them in
    natural units: only what is asked for becomes a fraction.
    """

    numbers: dict[Cell, dict[SumOf, int | Fraction]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    unrated: dict[Cell, set[SumOf]] = field(default_factory=lambda: defaultdict(set))

    def of(self, cell: Cell, leaf: SumOf) -> Fraction:
        """The sum in natural units; 0 where nothing was recorded."""
        return self.total(cell, leaf.column.sum_over_months(leaf.months))

    def total(self, cell: Cell, combination: Combination) -> Fraction:
        """What its leaves, which are of one kind, add up to in natural units."""
        number = self._added(cell, combination)
        kind = combination.terms[0][1].column.kind
        return Fraction(number, SCALE[kind]) if number else _NOTHING

    def count(self, cell: Cell, combination: Combination) -> int:
        """The same of counts."""
        return int(self._added(cell, combination))

    def _added(self, cell: Cell, combination: Combination) -> int | Fraction:
        numbers = self.numbers.get(cell)
        if numbers is None:
            return 0
        return sum(times * numbers.get(leaf, 0) for times, leaf in combination.terms)

    def is_unrated(self, cell: Cell, leaf: SumOf) -> bool:
        """Whether an exchange rate was missing for it."""
        return leaf in self.unrated.get(cell, ())

    def copy(self) -> Sums:
        """Sums that can be changed without changing these."""
        made = Sums()
        made.add(self)
        return made

    def add(self, other: Sums) -> None:
        """Take in another ledger's or window's sums."""
        for cell, numbers in other.numbers.items():
            self.numbers[cell] |= numbers
        for cell, leaves in other.unrated.items():
            self.unrated[cell] |= leaves
