"""Accounts behind a mean engagement score."""

from __future__ import annotations

from fractions import Fraction

from revcompass.engine.ledgers.engagement import SIGNALS
from revcompass.engine.readings.cells import Ask
from revcompass.engine.sql import day
from revcompass.engine.tables import Tables
from revcompass.engine.trace.parts import Part, filters


def score_parts(tables: Tables, ask: Ask) -> list[Part]:
    """Every account with a score in one period, and its score (0-100)."""
    condition, bound = filters(tables, ask)
    signals = "".join(f", e.h_{signal}, e.n_{signal}" for signal in SIGNALS)
    rows = tables.con.execute(
        f"""SELECT a.record, a.account_id{signals}
        FROM {tables.scores(ask.sliced)} e JOIN account_ids a ON a.account = e.account
        WHERE e.period = {day(ask.first)}{condition} ORDER BY 2""",
        bound,
    ).fetchall()
    parts = []
    for record, account, *ranks in rows:
        used = [
            Fraction(int(rank), 2 * int(of))
            for rank, of in zip(ranks[::2], ranks[1::2], strict=True)
            if of is not None
        ]
        if used:
            parts.append(Part(100 * sum(used, Fraction(0)) / len(used), record, account))
    return parts
