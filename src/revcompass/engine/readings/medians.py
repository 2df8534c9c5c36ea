"""Medians: of all the values, only those at the ranks that a median and its interval stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from revcompass.domain.formula import LedgerColumn
from revcompass.domain.question import Interval
from revcompass.engine.readings.cells import SCALE, Ask, Cell
from revcompass.engine.readings.intervals import median_ranks, six_places
from revcompass.engine.readings.query import read_values, values_text
from revcompass.engine.slices import key_columns
from revcompass.engine.tables import Tables

_Row = tuple[Any, ...]
_YEARS = 20


@dataclass(frozen=True, slots=True)
class Middle:
    """`n` ordered values; of those, the ones at the ranks (from 1) that are needed."""

    n: int
    at: Mapping[int, Fraction]

    @classmethod
    def of(cls, values: Sequence[tuple[Fraction, int]]) -> Middle:
        """Of values, ascending, each with how often it occurs.

        >>> Middle.of([(Fraction(3), 2), (Fraction(10), 4)]).median
        Fraction(10, 1)
        """
        n, place = sum(times for _, times in values), 0
        at: dict[int, Fraction] = {}
        wanted = _ranks(n)
        for value, times in values:
            at |= {rank: value for rank in wanted if place < rank <= place + times}
            place += times
        return cls(n, at)

    @property
    def median(self) -> Fraction | None:
        """The mean of the two in the middle, or the one; `None` without any value."""
        if not self.n:
            return None
        return (self.at[(self.n + 1) // 2] + self.at[self.n // 2 + 1]) / 2

    @property
    def interval(self) -> Interval | None:
        """Its 95 % interval by order statistics; `None` where there are too few values for one."""
        ranks = median_ranks(self.n)
        if ranks is None:
            return None
        low, high = (six_places(self.at[rank]) for rank in ranks)
        return Interval("0.95", low, high)


NO_VALUES = Middle(0, {})


@cache
def _ranks(n: int) -> frozenset[int]:
    """The places among `n` ordered values that are looked at."""
    return frozenset({(n + 1) // 2, n // 2 + 1, *(median_ranks(n) or ())}) if n else frozenset()


def read_medians(tables: Tables, ask: Ask, column: LedgerColumn) -> Mapping[Cell, Middle]:
    """What the median of a column and its interval are read from, by cell."""
    if ask.currency and column.kind.is_money:
        valued = read_values(tables, ask, column)
        return {cell: Middle.of(values) for cell, values in valued.items()}
    counts: dict[Cell, int] = {}
    found: dict[Cell, dict[int, Fraction]] = defaultdict(dict)
    for row in _rows(tables, ask, column):
        if not ask.first <= row[0] <= ask.last or row[-2] not in _ranks(row[-1]):
            continue
        cell = (row[0], tuple(value or None for value in row[1:-3]))
        counts[cell] = row[-1]
        found[cell][row[-2]] = Fraction(int(row[-3]), SCALE[column.kind])
    return {cell: Middle(n, found[cell]) for cell, n in counts.items()}


def _rows(tables: Tables, ask: Ask, column: LedgerColumn) -> Iterator[_Row]:
    """Those of the asked periods and of the rest of their years: each year is read once."""
    always = replace(ask, first=date.min, last=date.max)
    asked = range(ask.first.year, min(ask.last, ask.cut.until).year + 1)
    if len(asked) > _YEARS + 1:
        yield from _read(tables, ask, column)
        return
    key = ("median", column.ledger, column.name, always)
    known: dict[int, list[_Row]] = tables.remember(key, dict)
    if missing := [year for year in asked if year not in known]:
        whole = replace(ask, first=date(missing[0], 1, 1), last=date(missing[-1], 12, 31))
        rows = _read(tables, whole, column)
        known |= {year: [row for row in rows if row[0].year == year] for year in missing}
    for year in asked:
        yield from known[year]


def _read(tables: Tables, ask: Ask, column: LedgerColumn) -> list[_Row]:
    """Period, slice values, value, its place, and how many there are."""
    text, bound = values_text(tables, ask, column)
    keys = key_columns(len(ask.by))
    cell = f"period{', ' if keys else ''}{keys.removesuffix(', ')}"
    return tables.con.execute(
        f"""SELECT period, {keys}value, o.place, o.n FROM (
            SELECT period, {keys}value, count(*) OVER (PARTITION BY {cell}) AS n,
                row_number() OVER (PARTITION BY {cell} ORDER BY value NULLS LAST) AS place {text}
        ) o WHERE {about_the_middle("o.place", "o.n")}""",
        bound,
    ).fetchall()


def about_the_middle(place: str, n: str) -> str:
    """The condition in SQL that a median or its interval may stand on a place.

    A 95 % interval reaches less than √n + 2 places to either side of the middle; in whole numbers,
    twice the distance from it is at most 2 √n and a little more.
    """
    beyond = f"(abs({n} - 2 * {place}) - 4)"
    return f"({beyond} <= 0 OR {beyond} * {beyond} <= 4 * {n})"
