"""Records behind ledgers whose rows happen on a day, or are made per period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from revcompass.domain.formula import LedgerColumn
from revcompass.engine.ledgers.time import in_period
from revcompass.engine.readings.cells import SCALE, Ask
from revcompass.engine.readings.exchange import day_rates
from revcompass.engine.sql import day
from revcompass.engine.tables import Tables
from revcompass.engine.trace.parts import Part, filters


def flow_parts(
    tables: Tables, ask: Ask, terms: Iterable[tuple[int, LedgerColumn]]
) -> Iterator[Part]:
    """The records behind a sum of a dated ledger's columns, in one period.

    An opportunity has a part per stage; a record spread over days is one part.
    """
    terms = list(terms)
    ledger, kind = terms[0][1].ledger, terms[0][1].kind
    condition, bound = filters(tables, ask)
    stage = "e.stage" if ledger == "stages" else "NULL"
    when = "e.day" if ask.currency and kind.is_money else "NULL"
    summed = " + ".join(f"{factor} * e.{column.name}" for factor, column in terms)
    rows = tables.con.execute(
        f"""SELECT e.row, a.account_id, {stage}, {when}, sum({summed})
        FROM {tables.entries(ledger, ask.sliced)} e {in_period("e.day", ask.cut.grain)}
        LEFT JOIN account_ids a ON a.account = e.account
        WHERE t.period = {day(ask.first)}{condition}
        GROUP BY 1, 2, 3, 4 HAVING sum({summed}) <> 0 ORDER BY 1, 3, 4""",
        bound,
    ).fetchall()
    quotes = day_rates(tables, ask.currency) if ask.currency and kind.is_money else None
    for row, account, in_stage, on, value in rows:
        contribution = Fraction(int(value), SCALE[kind])
        if quotes is not None:
            quote = quotes.get(on)
            if not quote:
                continue
            contribution /= quote
        fields = (("stage", in_stage),) if in_stage is not None else ()
        yield Part(contribution, row, account, fields)


def median_parts(tables: Tables, ask: Ask, column: LedgerColumn) -> list[Part]:
    """Every value a median is taken of; 0 is a value too."""
    condition, bound = filters(tables, ask)
    stage = "e.stage" if column.ledger == "stages" else "NULL"
    has = f"e.{column.counted_by} > 0" if column.kind.is_money else f"e.{column.name} IS NOT NULL"
    rows = tables.con.execute(
        f"""SELECT e.row, a.account_id, {stage}, e.day, e.{column.name}
        FROM {tables.entries(column.ledger, ask.sliced)} e {in_period("e.day", ask.cut.grain)}
        LEFT JOIN account_ids a ON a.account = e.account
        WHERE t.period = {day(ask.first)} AND {has}{condition} ORDER BY 1, 3, 4, 5""",
        bound,
    ).fetchall()
    quotes = day_rates(tables, ask.currency) if ask.currency and column.kind.is_money else None
    parts = []
    for row, account, in_stage, on, value in rows:
        quote = Fraction(1) if quotes is None else quotes.get(on)
        if quote:
            fields = (("stage", in_stage),) if in_stage is not None else ()
            contribution = Fraction(int(value), SCALE[column.kind]) / quote
            parts.append(Part(contribution, row, account, fields))
    return parts


def usage_parts(
    tables: Tables, ask: Ask, terms: Iterable[tuple[int, LedgerColumn]]
) -> Iterator[Part]:
    """What each account adds, on its first usage record of the period."""
    condition, bound = filters(tables, ask)
    summed = " + ".join(f"{factor} * e.{column.name}" for factor, column in terms)
    label, until = day(ask.first), day(ask.cut.until)
    rows = tables.con.execute(
        f"""WITH first_used AS (
            SELECT b.account, u.row, row_number() OVER (
                PARTITION BY b.account ORDER BY u.occurred_at NULLS FIRST, u.row NULLS FIRST
                ) AS place
            FROM usage u JOIN account_ids b ON b.account_id = u.account_id
            {in_period("u.occurred_at", ask.cut.grain)}
            WHERE t.period = {label} AND u.occurred_at <= {until}
        )
        SELECT f.row, a.account_id, {summed}
        FROM {tables.entries("usage", ask.sliced)} e
        JOIN account_ids a ON a.account = e.account
        JOIN first_used f ON f.account = e.account AND f.place = 1
        WHERE e.period = {label} AND {summed} <> 0{condition} ORDER BY 1""",
        bound,
    ).fetchall()
    for row, account, value in rows:
        yield Part(Fraction(int(value)), row, account)
