"""Records behind ledgers of what stands on a closing day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from revcompass.domain.formula import LedgerColumn
from revcompass.engine.readings.cells import SCALE, Ask
from revcompass.engine.readings.exchange import closing_quotes
from revcompass.engine.readings.query import closing_days
from revcompass.engine.rollups.standing import rate_join
from revcompass.engine.sql import day
from revcompass.engine.tables import Tables, is_frozen
from revcompass.engine.trace.parts import Part, filters


def standing_parts(
    tables: Tables,
    ask: Ask,
    terms: Iterable[tuple[int, LedgerColumn]],
    *,
    among: tuple[str, list[object]] | None = None,
    by_stage: bool = False,
) -> Iterator[Part]:
    """What each record adds on the closing day of one period.

    `among` is a select of accounts, with its bound values: only their records then. `by_stage`
    tells the stage of the day with each.
    """
    terms = list(terms)
    ledger, kind = terms[0][1].ledger, terms[0][1].kind
    condition, found = filters(tables, ask)
    bound: list[object] = [*found]
    if among:
        condition += f" AND e.account IN ({among[0]})"
        bound += among[1]
    stage = "e.stage" if by_stage else "NULL"
    summed = " + ".join(f"{factor} * e.{column.name}" for factor, column in terms)
    for label, closes in closing_days(tables, ask.cut, ask.first, ask.last):
        frozen, fixed = is_frozen(ledger, ask.cut), tables.fixed_rates(ledger, ask.cut)
        rows = tables.con.execute(
            f"""SELECT x.row, x.account_id, x.stage, x.value, r.rate FROM (
                SELECT e.row, a.account_id, {stage} AS stage, e.held_in, sum({summed}) AS value
                FROM {tables.entries(ledger, ask.sliced)} e
                LEFT JOIN account_ids a ON a.account = e.account
                WHERE e.day <= {day(closes)}{condition}
                GROUP BY 1, 2, 3, 4 HAVING sum({summed}) <> 0
            ) x {rate_join("x.held_in", day(closes), is_frozen=frozen, fixed=fixed)}
            ORDER BY x.row""",
            bound,
        ).fetchall()
        quote = closing_quotes(tables, ask).get(label) if ask.currency else Fraction(1)
        for row, account, on_stage, value, rate in rows:
            fields = (("stage", on_stage),) if by_stage else ()
            if not kind.is_money:
                yield Part(Fraction(int(value)), row, account, fields)
            elif quote:
                worth = Fraction(int(value) * int(rate or 0), SCALE[kind])
                yield Part(worth / quote, row, account, fields)
