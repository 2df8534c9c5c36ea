"""What is read from a ledger's rows because it is no sum over them, in natural units by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import Combination, Distinct, Largest, RowReading, SumOf, Weighted
from revcompass.engine.ledgers.time import in_period
from revcompass.engine.readings.cells import SCALE, Ask, Cell
from revcompass.engine.readings.exchange import closing_quotes
from revcompass.engine.readings.query import closing_days, read_sums
from revcompass.engine.rollups.standing import rate_join
from revcompass.engine.slices import Slice, account_left_join, key_columns, select_keys
from revcompass.engine.sql import day, name
from revcompass.engine.tables import Tables, is_frozen

STAGE = Slice("stage", own=True)
_AT_ONCE = 4  # periods whose accounts are ranked together: of many, memory would not hold them
_RANKED = 10


def read_rows(tables: Tables, ask: Ask, node: RowReading) -> Mapping[Cell, Fraction]:
    """The value in every cell that has one."""
    match node:
        case Largest():
            return _largest(tables, ask, node)
        case Distinct():
            return _distinct(tables, ask, node)
        case Weighted():
            return _weighted(tables, ask, node)


def _largest(tables: Tables, ask: Ask, node: Largest) -> Mapping[Cell, Fraction]:
    quotes = closing_quotes(tables, ask) if ask.currency else {}
    found: dict[Cell, Fraction] = {}
    for cell, values in _ranked(tables, ask, node).items():
        quote = quotes.get(cell[0]) if ask.currency else Fraction(1)
        if quote:
            total = sum(values[: node.accounts])
            found[cell] = Fraction(total, SCALE[node.column.kind]) / quote
    return found


def _ranked(tables: Tables, ask: Ask, node: Largest) -> Mapping[Cell, list[int]]:
    """The largest sums by cell, largest first; read once for all who ask of a few of them."""
    most = replace(node, accounts=max(node.accounts, _RANKED))

    def read() -> Mapping[Cell, list[int]]:
        found: defaultdict[Cell, list[int]] = defaultdict(list)
        labels = [label for label, _ in closing_days(tables, ask.cut, ask.first, ask.last)]
        for few in (labels[i : i + _AT_ONCE] for i in range(0, len(labels), _AT_ONCE)):
            text, bound = largest_accounts(tables, replace(ask, first=few[0], last=few[-1]), most)
            for period, *key, _, value in tables.con.execute(text, bound).fetchall():
                found[period, tuple(k or None for k in key)].append(int(value or 0))
        return {cell: sorted(values, reverse=True) for cell, values in found.items()}

    return tables.remember(("largest", most, ask), read)


def largest_accounts(tables: Tables, ask: Ask, node: Largest) -> tuple[str, list[object]]:
    """A select of period, slices, account and value: the accounts with the largest sums.

    Accounts of equal sums come in code-point order; where nothing runs any more, none is listed.
    """
    column, cut = node.column, ask.sliced
    keys = key_columns(len(ask.by))
    condition, bound = ask.conditions(tables)
    frozen, fixed = is_frozen(column.ledger, cut), tables.fixed_rates(column.ledger, cut)
    rates = rate_join("v.held_in", "v.closes_on", is_frozen=frozen, fixed=fixed)
    text = f"""SELECT y.period, {key_columns(len(ask.by), "y.")}y.account, y.value FROM (
        SELECT w.*, row_number() OVER (PARTITION BY {keys}period
            ORDER BY value DESC NULLS LAST, account NULLS LAST) AS place
        FROM (
            SELECT v.period, {key_columns(len(ask.by), "v.")}v.account,
                sum(CAST(v.level AS HUGEINT) * coalesce(r.rate, 0)) AS value
            FROM (
                SELECT p.period, p.closes_on, {key_columns(len(ask.by), "e.")}e.account, e.held_in,
                    sum(e.amount) AS level
                FROM (
                    SELECT period, least(closes_on, {day(cut.until)}) AS closes_on FROM periods
                    WHERE grain = '{cut.grain}' AND period BETWEEN {day(ask.first)}
                        AND {day(min(ask.last, cut.until))}
                ) p JOIN (
                    SELECT e.account, e.day, e.held_in, {select_keys(cut.slices)}
                        e.{column.name} AS amount
                    FROM {tables.entries(column.ledger, cut)} e {account_left_join(cut.slices)}
                    WHERE e.{column.name} <> 0
                ) e ON e.day <= p.closes_on
                WHERE e.account IS NOT NULL{condition}
                GROUP BY p.period, p.closes_on, {key_columns(len(ask.by), "e.")}e.account, e.held_in
            ) v {rates}
            GROUP BY v.period, {key_columns(len(ask.by), "v.")}v.account
        ) w WHERE w.value <> 0
    ) y WHERE y.place <= {node.accounts}"""
    return text, bound


def _distinct(tables: Tables, ask: Ask, node: Distinct) -> Mapping[Cell, Fraction]:
    cut = ask.sliced
    condition, bound = ask.conditions(tables)
    rows = tables.con.execute(
        f"""SELECT period, {key_columns(len(ask.by))}count(DISTINCT value) FROM (
            SELECT t.period, {select_keys(cut.slices)}e.{name(node.slice)} AS value
            FROM {tables.entries(node.ledger, cut)} e {in_period("e.day", cut.grain)}
            {account_left_join(cut.slices)}
            WHERE {summed(node.among)} <> 0 AND e.{name(node.slice)} IS NOT NULL
        ) r WHERE period BETWEEN {day(ask.first)} AND {day(ask.last)}{condition}
        GROUP BY {_group(ask)}""",
        bound,
    ).fetchall()
    return {
        (period, tuple(one or None for one in key)): Fraction(int(count))
        for period, *key, count in rows
    }


def summed(combination: Combination) -> str:
    """A combination of one ledger's columns, row by row."""
    terms = " + ".join(f"{times} * e.{leaf.column.name}" for times, leaf in combination.terms)
    return f"({terms})"


def _weighted(tables: Tables, ask: Ask, node: Weighted) -> Mapping[Cell, Fraction]:
    """Read once more by stage, then each stage's amount times its rate."""
    by_stage = replace(ask, by=(*(one for one in ask.by if one != STAGE), STAGE))
    leaf = SumOf(node.column)
    sums = read_sums(tables, by_stage, [leaf])
    rates = stage_rates(tables, ask)
    names = [*by_stage.by]
    found: defaultdict[Cell, Fraction] = defaultdict(Fraction)
    for period, key in sums.cells:
        values = dict(zip(names, key, strict=True))
        cell = (period, tuple(values[one] for one in ask.by))
        found[cell] += sums.of((period, key), leaf) * rates.get(
            (period, values[STAGE]), Fraction(0)
        )
    return found


def stage_rates(tables: Tables, ask: Ask) -> Mapping[tuple[date, str | None], Fraction]:
    """By period and stage: the share won of the deals decided by its close that reached it."""
    return dict(_stage_rates(tables, ask))


def _stage_rates(tables: Tables, ask: Ask) -> Iterator[tuple[tuple[date, str | None], Fraction]]:
    if not tables.frame.stages:
        return
    cut = replace(ask.cut, slices=(), days=None)
    rows = tables.con.execute(
        f"""SELECT p.period, e.stage, sum(CASE WHEN e.fate = 'won' THEN 1 ELSE 0 END), count(*)
        FROM periods p JOIN {tables.entries("stages", cut)} e
            ON e.closed_at <= p.closes_on AND e.closed_at <= {day(cut.until)}
        WHERE p.grain = '{cut.grain}' AND p.period BETWEEN {day(ask.first)} AND {day(ask.last)}
            AND p.period <= {day(cut.until)} AND e.entered = 1 AND e.fate <> 'open'
        GROUP BY p.period, e.stage"""
    ).fetchall()
    for period, stage, won, decided in rows:
        yield (period, stage), Fraction(int(won), int(decided))


def _group(ask: Ask) -> str:
    return ", ".join(str(i + 1) for i in range(len(ask.by) + 1))
