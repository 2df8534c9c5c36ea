"""A formula's sums read from the roll-ups: exact integers in, fractions in natural units out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from revcompass.domain.formula import LedgerColumn, SumOf
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Grain, month_index, month_start
from revcompass.engine.ledgers.engagement import SIGNALS
from revcompass.engine.prepare import columns_of
from revcompass.engine.readings.cells import SCALE, Ask, Cell, Filters, SliceKey, Sums
from revcompass.engine.readings.exchange import day_rates, in_currency
from revcompass.engine.rollups.flows import single_values
from revcompass.engine.slices import Slice, key_columns, select_keys
from revcompass.engine.sql import day
from revcompass.engine.tables import Cut, Tables

_Row = tuple[Any, ...]


@dataclass(slots=True)
class _Read:
    """The rows of a roll-up between two periods; none at first."""

    first: date = date.max
    last: date = date.min
    rows: list[_Row] = field(default_factory=list)


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
    held, flags = _held(ledger, gross=gross)
    rows = _rows(tables, ask, ledger, gross=gross)
    sums = Sums()
    width = 1 + len(ask.by)
    places = [
        (SumOf(c), width + held.index(c), [flags.index(f) for f in _touches(c)])
        for c in dict.fromkeys(columns)
    ]
    for row in rows:
        cell = (row[0], tuple(value or None for value in row[1:width]))
        missing = row[width + len(held) :]
        sums.numbers[cell] = {leaf: int(row[place] or 0) for leaf, place, _ in places}
        if any(missing):
            sums.unrated[cell] |= {
                leaf for leaf, _, used in places if any(missing[i] for i in used)
            }
    return sums


def _held(ledger: str, *, gross: bool) -> tuple[list[LedgerColumn], list[str]]:
    """The columns of a ledger's roll-up, and its counters of missing rates."""
    columns = [
        column
        for column in LEDGERS[ledger].columns().values()
        if gross or not column.name.startswith("gross_")
    ]
    return columns, sorted({flag for column in columns for flag in _touches(column)})


def _rows(tables: Tables, ask: Ask, ledger: str, *, gross: bool) -> Iterator[_Row]:
    """Those of the asked periods, summed."""
    key = ("rows", ledger, gross)
    return read_once(tables, key, ask, lambda wider: _read_rows(tables, wider, ledger, gross=gross))


def read_once(
    tables: Tables, key: tuple[object, ...], ask: Ask, read: Callable[[Ask], list[_Row]]
) -> Iterator[_Row]:
    """Rows of the asked periods, which they begin with; periods read before are not read again.

    Beside the asked ones the year before is read, for what reaches back: earlier periods, sums over
    months, comparisons.
    """
    always = replace(ask, first=date.min, last=date.max)
    found: _Read = tables.remember((*key, always), _Read)
    if not found.first <= ask.first <= ask.last <= found.last:
        first, last = min(ask.first, found.first), max(ask.last, found.last)
        wider = replace(ask, first=_a_year_before(first, ask.cut.grain), last=last)
        found.rows = read(wider)  # before the bounds, so that one that fails leaves nothing behind
        found.first, found.last = wider.first, wider.last
    return (row for row in found.rows if ask.first <= row[0] <= ask.last)


def _a_year_before(first: date, grain: Grain) -> date:
    """Where a year of periods is few rows."""
    if grain in (Grain.DAY, Grain.WEEK):
        return first
    return month_start(max(month_index(max(first, date(2, 1, 1))) - 12, 12))


def _read_rows(tables: Tables, ask: Ask, ledger: str, *, gross: bool) -> list[_Row]:
    """Period, slice values, sums and counters of every cell in which anything is recorded."""
    columns, flags = _held(ledger, gross=gross)
    relation = tables.rollup(ledger, ask.sliced, gross=gross)
    names = [*(column.name for column in columns), *flags]
    condition, bound = ask.conditions(tables)
    width = 1 + len(ask.by)
    inside = f"period BETWEEN {day(ask.first)} AND {day(ask.last)}{condition}"
    keys = key_columns(len(ask.by))
    if ask.sliced.slices == ask.by:  # a cell is a row
        query = f"SELECT period, {keys}{', '.join(names)} FROM {relation} r WHERE {inside}"
        rows = tables.con.execute(query, bound).fetchall()
        return [row for row in rows if any(row[width:])]
    summed = ", ".join(f"sum({one})" for one in names)
    recorded = " OR ".join(f"{one} <> 0" for one in names)
    group = ", ".join(str(i + 1) for i in range(width))
    return tables.con.execute(
        f"""SELECT period, {keys}{summed} FROM {relation} r WHERE {inside}
        GROUP BY {group} HAVING max(CASE WHEN {recorded} THEN 1 ELSE 0 END) = 1""",
        bound,
    ).fetchall()


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
    sums = Sums()
    for key, by_month in _by_key(monthly).items():
        for period, end in windows:
            cells = [by_month[i] for i in range(end - months + 1, end + 1) if i in by_month]
            for column in columns if cells else ():
                leaf, base = SumOf(column, months), SumOf(column)
                sums.numbers[period, key][leaf] = sum(n.get(base, 0) for n, _ in cells)
                if any(base in unrated for _, unrated in cells):
                    sums.unrated[period, key].add(leaf)
    return sums


_Month = tuple[Mapping[SumOf, int | Fraction], Collection[SumOf]]


def _by_key(monthly: Sums) -> dict[SliceKey, dict[int, _Month]]:
    """Each slice's months: their sums, and which of them touch a missing rate."""
    found: dict[SliceKey, dict[int, _Month]] = defaultdict(dict)
    for (month, key), numbers in monthly.numbers.items():
        found[key][month_index(month)] = (numbers, monthly.unrated.get((month, key), ()))
    return found


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
