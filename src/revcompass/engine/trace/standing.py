"""Records behind ledgers of what stands on a closing day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from revcompass.domain.formula import LedgerColumn
from revcompass.engine.readings.cells import Ask
from revcompass.engine.readings.exchange import closing_quotes
from revcompass.engine.readings.query import SCALE, closing_days
from revcompass.engine.rollups.standing import rate_join
from revcompass.engine.sql import day
from revcompass.engine.tables import Tables, is_frozen
from revcompass.engine.trace.parts import Part, filters


def standing_parts(
    tables: Tables, ask: Ask, terms: Iterable[tuple[int, LedgerColumn]], *, among: str = ""
) -> Iterator[Part]:
    """What each record adds on the closing day of one period.

    `among` is a select of accounts: only their records then.
    """
    terms = list(terms)
    ledger, kind = terms[0][1].ledger, terms[0][1].kind
    condition, bound = filters(ask)
    if among:
        condition += f" AND e.account IN ({among})"
    summed = " + ".join(f"{factor} * e.{column.name}" for factor, column in terms)
    for label, closes in closing_days(tables, ask.cut, ask.first, ask.last):
        frozen, fixed = is_frozen(ledger, ask.cut), tables.fixed_rates(ledger, ask.cut)
        rows = tables.con.execute(
            f"""SELECT x.row, x.account_id, x.value, r.rate FROM (
                SELECT e.row, a.account_id, e.held_in, sum({summed}) AS value
                FROM {tables.entries(ledger, ask.sliced)} e
                LEFT JOIN account_ids a ON a.account = e.account
                WHERE e.day <= {day(closes)}{condition}
                GROUP BY e.row, a.account_id, e.held_in HAVING sum({summed}) <> 0
            ) x {rate_join("x.held_in", day(closes), is_frozen=frozen, fixed=fixed)}
            ORDER BY x.row""",
            bound,
        ).fetchall()
        quote = closing_quotes(tables, ask).get(label) if ask.currency else Fraction(1)
        for row, account, value, rate in rows:
            if not kind.is_money:
                yield Part(Fraction(int(value)), row, account)
            elif quote:
                worth = Fraction(int(value) * int(rate or 0), SCALE[kind])
                yield Part(worth / quote, row, account)
