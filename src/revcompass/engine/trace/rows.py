"""Records behind what is read from a ledger's rows because it is no sum over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from revcompass.domain.formula import Distinct, Largest, RowReading, Weighted
from revcompass.engine.ledgers.time import in_period
from revcompass.engine.readings.cells import Ask
from revcompass.engine.readings.rows import largest_accounts, stage_rates, summed
from revcompass.engine.sql import day, name
from revcompass.engine.tables import Tables
from revcompass.engine.trace.parts import Part, filters, merged
from revcompass.engine.trace.standing import standing_parts


def row_parts(tables: Tables, ask: Ask, node: RowReading) -> list[Part]:
    """What each record adds, in the one period from `ask.first`; the parts add up to the value."""
    match node:
        case Largest(column):
            text, bound = largest_accounts(tables, ask, node)
            among = (f"SELECT account FROM ({text}) chosen", bound)
            return merged(standing_parts(tables, ask, [(1, column)], among=among))
        case Distinct():
            return list(_distinct(tables, ask, node))
        case Weighted(column):
            rates = stage_rates(tables, ask)
            parts = standing_parts(tables, ask, [(1, column)], by_stage=True)
            weighted = [
                replace(part, contribution=part.contribution * rates[ask.first, stage])
                for part in parts
                if (ask.first, stage := part.fields[0][1]) in rates
            ]
            return merged(weighted)


def _distinct(tables: Tables, ask: Ask, node: Distinct) -> Iterator[Part]:
    """Every value once, on the first record that has it."""
    condition, bound = filters(tables, ask)
    rows = tables.con.execute(
        f"""SELECT x.row, x.account_id, x.value FROM (
            SELECT e.row, a.account_id, e.{name(node.slice)} AS value, row_number() OVER (
                PARTITION BY e.{name(node.slice)} ORDER BY e.row NULLS LAST) AS place
            FROM {tables.entries(node.ledger, ask.sliced)} e
            {in_period("e.day", ask.cut.grain)}
            LEFT JOIN account_ids a ON a.account = e.account
            WHERE t.period = {day(ask.first)} AND {summed(node.among)} <> 0
                AND e.{name(node.slice)} IS NOT NULL{condition}
        ) x WHERE x.place = 1 ORDER BY x.row""",
        bound,
    ).fetchall()
    for row, account, value in rows:
        yield Part(Fraction(1), row, account, ((node.slice, value),))
