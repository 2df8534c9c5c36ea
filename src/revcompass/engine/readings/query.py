"""A formula's sums read from the roll-ups: exact integers in, fractions in natural units out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any, Generic, TypeVar

from revcompass.domain.formula import ColumnKind, LedgerColumn, SumOf
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Grain, month_index, month_start
from revcompass.engine.ledgers.engagement import SIGNALS
from revcompass.engine.prepare import columns_of
from revcompass.engine.readings.cells import SCALE, Ask, Cell, Filters, Sums
from revcompass.engine.readings.exchange import day_rates, in_currency
from revcompass.engine.rollups.flows import single_values
from revcompass.engine.slices import Slice, key_columns, select_keys
from revcompass.engine.sql import day
from revcompass.engine.tables import Cut, Tables

T = TypeVar("T")

_Row = tuple[Any, ...]
_NOTHING = frozenset({None, 0, "0"})


@dataclass(slots=True)
class _Rollup:
    """Rows of a roll-up, and their columns as numbers by cell: each made when first asked for."""

    rows: list[_Row]
    cells: list[Cell]
    places: dict[str, int]
    numbers: dict[str, Mapping[Cell, int]] = field(default_factory=dict)
    lacking: dict[str, frozenset[Cell]] = field(default_factory=dict)

    def of(self, name: str) -> Mapping[Cell, int]:
        """A column's numbers."""
        if name not in self.numbers:
            place = self.places[name]
            self.numbers[name] = {
                cell: int(row[place] or 0) for cell, row in zip(self.cells, self.rows, strict=True)
            }
        return self.numbers[name]

    def unrated(self, column: LedgerColumn) -> frozenset[Cell]:
        """The cells in which a column touches a missing rate."""
        if column.name not in self.lacking:
            counters = [self.of(name) for name in _touches(column)]
            self.lacking[column.name] = frozenset(
                cell for numbers in counters for cell, number in numbers.items() if number
            )
        return self.lacking[column.name]


@dataclass(slots=True)
class _Read(Generic[T]):
    """What was read between two periods; nothing at first."""

    first: date = date.max
    last: date = date.min
    found: T | None = None


def read_sums(tables: Tables, ask: Ask, leaves: Iterable[SumOf]) -> Sums:
    """All sums asked for, one query per ledger and window."""
    sums = Sums()
    wanted: dict[tuple[str, int], list[LedgerColumn]] = defaultdict(list)
    for leaf in dict.fromkeys(leaves):
        wanted[leaf.column.ledger, leaf.months].append(leaf.column)
    for (ledger, months), columns in wanted.items():
        if months:
            sums.add(_over_months(tables, ask, ledger, columns, months))
        else:
            sums.add(_read(tables, ask, ledger, columns))
    return sums


def _read(tables: Tables, ask: Ask, ledger: str, columns: Sequence[LedgerColumn]) -> Sums:
    if ask.currency and any(column.kind.is_money for column in columns):
        return in_currency(tables, ask, ledger, columns, _native)
    return _native(tables, ask, ledger, columns)


def _native(tables: Tables, ask: Ask, ledger: str, columns: Sequence[LedgerColumn]) -> Sums:
    """The columns' sums. Rows hold every column: the next metric over them finds them read."""
    gross = any(column.name.startswith("gross_") for column in columns)
    rollup = read_once(
        tables,
        ("rows", ledger, gross),
        ask,
        lambda wider: _read_rollup(tables, wider, ledger, gross=gross),
    )
    return Sums(
        {cell for cell in rollup.cells if ask.first <= cell[0] <= ask.last},
        {SumOf(column): rollup.of(column.name) for column in columns},
        {SumOf(column): rollup.unrated(column) for column in columns},
    )


def _held(ledger: str, *, gross: bool) -> list[LedgerColumn]:
    """The columns of a ledger's roll-up."""
    every = LEDGERS[ledger].columns().values()
    return [column for column in every if gross or not column.name.startswith("gross_")]


def read_once(tables: Tables, key: tuple[object, ...], ask: Ask, read: Callable[[Ask], T]) -> T:
    """What is read of the asked periods, or of more; periods read before are not read again.

    Beside the asked ones the year before is read, for what reaches back: earlier periods, sums over
    months, comparisons.
    """
    always = replace(ask, first=date.min, last=date.max)
    known: _Read[T] = tables.remember((*key, always), _Read)
    if known.found is None or not known.first <= ask.first <= ask.last <= known.last:
        first, last = min(ask.first, known.first), max(ask.last, known.last)
        wider = replace(ask, first=_a_year_before(first, ask.cut.grain), last=last)
        known.found = read(wider)  # before the bounds, so that one that fails leaves nothing behind
        known.first, known.last = wider.first, wider.last
    return known.found


def _a_year_before(first: date, grain: Grain) -> date:
    """Where a year of periods is few rows."""
    if grain in (Grain.DAY, Grain.WEEK):
        return first
    return month_start(max(month_index(max(first, date(2, 1, 1))) - 12, 12))


def _read_rollup(tables: Tables, ask: Ask, ledger: str, *, gross: bool) -> _Rollup:
    """Period, slice values, sums and counters of every cell in which anything is recorded."""
    columns = _held(ledger, gross=gross)
    relation = tables.rollup(ledger, ask.sliced, gross=gross)
    flags = sorted({flag for column in columns for flag in _touches(column)})
    kinds = {**{column.name: column.kind for column in columns}, **dict.fromkeys(flags)}
    condition, bound = ask.conditions(tables)
    width = 1 + len(ask.by)
    inside = f"period BETWEEN {day(ask.first)} AND {day(ask.last)}{condition}"
    keys = key_columns(len(ask.by))
    if ask.sliced.slices == ask.by:  # a cell is a row
        asked = ", ".join(_quick(name, kind) for name, kind in kinds.items())
        query = f"SELECT period, {keys}{asked} FROM {relation} r WHERE {inside}"
        rows = tables.con.execute(query, bound).fetchall()
        rows = [row for row in rows if not _NOTHING.issuperset(row[width:])]
    else:
        asked = ", ".join(_quick(f"sum({name})", kind) for name, kind in kinds.items())
        recorded = " OR ".join(f"{name} <> 0" for name in kinds)
        group = ", ".join(str(i + 1) for i in range(width))
        rows = tables.con.execute(
            f"""SELECT period, {keys}{asked} FROM {relation} r WHERE {inside}
            GROUP BY {group} HAVING max(CASE WHEN {recorded} THEN 1 ELSE 0 END) = 1""",
            bound,
        ).fetchall()
    cells = [(row[0], tuple([value or None for value in row[1:width]])) for row in rows]
    return _Rollup(rows, cells, {name: place for place, name in enumerate(kinds, width)})


def _quick(number: str, kind: ColumnKind | None) -> str:
    """A sum as it is handed over fastest: whole numbers of 128 bits are, as text."""
    return f"CAST({number} AS {'VARCHAR' if kind and kind.is_money else 'BIGINT'})"


def _touches(column: LedgerColumn) -> tuple[str, ...]:
    """The roll-up's counters of missing rates that concern a column."""
    if not column.kind.is_money:
        return ()
    if column.ledger != "movements":
        return ("unrated",)
    if column.name.startswith("gross_"):
        return ("gross_unrated",)
    special = {
        "opening": ("opening_unrated",),
        "closing": ("closing_unrated",),
        "kept": ("opening_unrated", "unrated"),
        "fx_effect": ("opening_unrated", "closing_unrated", "unrated"),
    }
    return special.get(column.name, ("unrated",))


def _over_months(
    tables: Tables, ask: Ask, ledger: str, columns: Sequence[LedgerColumn], months: int
) -> Sums:
    """Sums over the monthly ledgers of the months that end with each period."""
    monthly_cut = replace(ask.cut, grain=Grain.MONTH, days=None)
    earliest = month_start(max(month_index(max(ask.first, date(2, 1, 1))) - months, 12))
    windows = [
        (period, month_index(closes))
        for period, closes in closing_days(tables, ask.cut, ask.first, ask.last)
    ]
    latest = max((month_start(end) for _, end in windows), default=earliest)
    asked = replace(ask, cut=monthly_cut, first=earliest, last=latest)
    monthly = _read(tables, asked, ledger, columns)
    keys = dict.fromkeys(key for _, key in monthly.cells)
    within: dict[Cell, list[Cell]] = {}
    for period, end in windows:
        inside = [month_start(i) for i in range(end - months + 1, end + 1)]
        for key in keys:
            if some := [cell for month in inside if (cell := (month, key)) in monthly.cells]:
                within[period, key] = some
    sums = Sums(set(within))
    for column in columns:
        leaf, base = SumOf(column, months), SumOf(column)
        numbers, lacking = monthly.numbers[base], monthly.unrated.get(base, frozenset())
        sums.numbers[leaf] = {
            cell: sum(numbers.get(one, 0) for one in some) for cell, some in within.items()
        }
        sums.unrated[leaf] = {cell for cell, some in within.items() if not lacking.isdisjoint(some)}
    return sums


def known_values(
    tables: Tables, ledger: str, cut: Cut, one: Slice, seen: Filters = ()
) -> frozenset[str]:
    """Every value a slice has in the records or in any period; '' stands for a missing one.

    `seen` filters by the rows that may be seen, where those are not all: then the values of any
    period.
    """

    def read() -> frozenset[str]:
        if tables.sight.rows:
            ask = Ask(cut, (one,), seen)
            condition, bound = ask.conditions(tables)
            relation = tables.rollup(ledger, ask.sliced)
            found = tables.con.execute(
                f"SELECT DISTINCT k0 FROM {relation} r WHERE TRUE{condition}", bound
            )
            return frozenset(row[0] for row in found.fetchall())
        sources = [f"SELECT k0 FROM {tables.rollup(ledger, replace(cut, slices=(one,)))} r"]
        relation = tables.slices.relation(ledger) if one.own else "account_ids"
        if one.column in columns_of(tables.con, relation):
            alias = "e" if one.own else "a"
            sources.append(f"SELECT {one.select()} FROM {relation} {alias}")
        rows = tables.con.execute(" UNION ".join(sources)).fetchall()
        return frozenset(row[0] for row in rows)

    return tables.remember(("values", ledger, cut, one), read)


def closing_days(tables: Tables, cut: Cut, first: date, last: date) -> list[tuple[date, date]]:
    """Each period's label and its closing day (the last day that counts in it)."""
    query = f"""SELECT period, least(closes_on, {day(cut.until)}) FROM periods
        WHERE grain = '{cut.grain}' AND period BETWEEN {day(first)} AND {day(last)}
        AND period <= {day(cut.until)}"""
    return tables.remember(query, lambda: sorted(tables.con.execute(query).fetchall()))


def read_values(
    tables: Tables, ask: Ask, column: LedgerColumn
) -> Mapping[Cell, list[tuple[Fraction, int]]]:
    """The values behind a median, ascending, each with how often it occurs."""
    if ask.currency and column.kind.is_money:
        return _converted_values(tables, ask, column)
    found: dict[Cell, list[tuple[Fraction, int]]] = defaultdict(list)
    for cell, value, times in _occurrences(tables, ask, column):
        found[cell].append((value, times))
    return found


def values_text(tables: Tables, ask: Ask, column: LedgerColumn) -> tuple[str, list[object]]:
    """`FROM` and `WHERE` of every value with its cell, and what is bound in them."""
    cut = ask.sliced
    entries = tables.entries(column.ledger, cut)
    counted = column.counted_by if column.kind.is_money else ""
    text = single_values(column.name, cut.slices, entries, cut.grain, counted=counted)
    condition, bound = ask.conditions(tables)
    inside = f"period BETWEEN {day(ask.first)} AND {day(ask.last)}{condition}"
    return f"FROM ({text}) r WHERE {inside}", bound


def _occurrences(
    tables: Tables, ask: Ask, column: LedgerColumn
) -> list[tuple[Cell, Fraction, int]]:
    text, bound = values_text(tables, ask, column)
    group = ", ".join(str(i + 1) for i in range(len(ask.by) + 1))
    rows = tables.con.execute(
        f"""SELECT period, {key_columns(len(ask.by))}value, count(*) {text}
        GROUP BY {group}, value ORDER BY value""",
        bound,
    ).fetchall()
    return [
        (
            (row[0], tuple(value or None for value in row[1:-2])),
            Fraction(int(row[-2]), SCALE[column.kind]),
            int(row[-1]),
        )
        for row in rows
    ]


def _converted_values(
    tables: Tables, ask: Ask, column: LedgerColumn
) -> Mapping[Cell, list[tuple[Fraction, int]]]:
    """Each value at its own day's cross rate, then gathered into the asked periods."""
    rates = day_rates(tables, ask.currency or "")
    daily = replace(ask, cut=replace(ask.cut, grain=Grain.DAY), first=date.min, last=date.max)
    found: dict[Cell, list[tuple[Fraction, int]]] = defaultdict(list)
    for (one, key), value, times in _occurrences(tables, daily, column):
        rate = rates.get(one)
        for label in tables.frame.calendar.labels_of(ask.cut.grain, one):
            if rate and ask.first <= label <= min(ask.last, ask.cut.until):
                found[label, key].append((value / rate, times))
    return {cell: sorted(values) for cell, values in found.items()}


def read_scores(tables: Tables, ask: Ask) -> Mapping[Cell, tuple[Fraction, int, int]]:
    """Engagement: the sum of the scores, the accounts scored, and those without a score."""
    cut = ask.sliced
    scores = tables.scores(cut)
    condition, bound = ask.conditions(tables)
    ranked = ", ".join(f"n_{signal}" for signal in SIGNALS)
    summed = ", ".join(f"sum(h_{signal})" for signal in SIGNALS)
    keys = key_columns(len(ask.by))
    group = ", ".join(str(i + 1) for i in range(len(ask.by) + 1 + len(SIGNALS)))
    rows = tables.con.execute(
        f"""SELECT period, {keys}{ranked}, {summed}, count(*) FROM (
            SELECT e.*, {select_keys(cut.slices)}a.account_id
            FROM {scores} e JOIN account_ids a ON a.account = e.account
        ) r WHERE period BETWEEN {day(ask.first)} AND {day(ask.last)}{condition}
        GROUP BY {group}""",
        bound,
    ).fetchall()
    width, wide = 1 + len(ask.by), len(SIGNALS)
    found: dict[Cell, tuple[Fraction, int, int]] = {}
    for row in rows:
        cell = (row[0], tuple(value or None for value in row[1:width]))
        total, scored, unscored = found.get(cell, (Fraction(0), 0, 0))
        sizes, ranks = row[width : width + wide], row[width + wide : width + 2 * wide]
        used = [(int(h), int(n)) for n, h in zip(sizes, ranks, strict=True) if n is not None]
        if used:
            common = lcm(*(n for _, n in used))
            percentiles = sum(h * (common // n) for h, n in used)
            total += Fraction(100 * percentiles, 2 * common * len(used))
            scored += row[-1]
        else:
            unscored += row[-1]
        found[cell] = (total, scored, unscored)
    return found
