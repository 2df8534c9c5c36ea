"""What is read from the roll-ups, and what comes back: cells of period × slice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import SumOf
from revcompass.engine.slices import Slice
from revcompass.engine.tables import Cut

SliceKey = tuple[str | None, ...]
Cell = tuple[date, SliceKey]
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Ask:
    """Which cells are read: grouped by the first slices, filtered by values of the others."""

    cut: Cut
    by: tuple[Slice, ...] = ()
    where: tuple[tuple[Slice, tuple[str, ...]], ...] = ()
    currency: str | None = None
    first: date = date.min
    last: date = date.max

    @property
    def sliced(self) -> Cut:
        """The cut with every slice that is grouped or filtered by."""
        filtered = tuple(one for one, _ in self.where if one not in self.by)
        return replace(self.cut, slices=(*self.by, *filtered))

    def conditions(self) -> tuple[str, list[object]]:
        """The filter's text and its bound values."""
        slices = self.sliced.slices
        text, bound = "", list[object]()
        for one, values in self.where:
            marks = ", ".join("?" for _ in values)
            text += f" AND k{slices.index(one)} IN ({marks})"
            bound += values
        return text, bound


@dataclass(slots=True)
class Sums:
    """Sums by cell: natural units, and which of them touch a missing rate."""

    numbers: dict[Cell, dict[SumOf, Fraction]] = field(default_factory=lambda: defaultdict(dict))
    unrated: dict[Cell, set[SumOf]] = field(default_factory=lambda: defaultdict(set))

    def of(self, cell: Cell, leaf: SumOf) -> Fraction:
        """The sum; 0 where nothing was recorded."""
        numbers = self.numbers.get(cell)
        return _NOTHING if numbers is None else numbers.get(leaf, _NOTHING)

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
