"""The records behind a combination of ledger sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from revcompass.domain.formula import Combination, LedgerColumn
from revcompass.domain.period import Grain, month_index, month_start
from revcompass.engine.readings.cells import Ask
from revcompass.engine.readings.query import closing_days
from revcompass.engine.tables import DATED, STANDING, Tables
from revcompass.engine.trace.flows import flow_parts, usage_parts
from revcompass.engine.trace.movements import movement_parts
from revcompass.engine.trace.parts import Part, merged
from revcompass.engine.trace.standing import standing_parts

TABLE_OF = {
    "movements": "subscriptions",
    "contracts": "subscriptions",
    "deals": "opportunities",
    "pipeline": "opportunities",
    "leads": "leads",
    "stages": "opportunities",
    "spend": "spend",
    "usage": "usage",
    "engagement": "accounts",
    "answers": "answers",
}
"""The canonical table whose records a ledger is made of."""

Terms = Sequence[tuple[int, LedgerColumn]]


def sum_parts(tables: Tables, ask: Ask, combination: Combination) -> list[Part]:
    """What each record adds to a combination, in the one period from `ask.first`.

    The parts add up to the combination exactly; records that add nothing are left out. A sum over
    monthly ledgers has a part per record and month, with the month among its fields.
    """
    windows: dict[int, list[tuple[int, LedgerColumn]]] = defaultdict(list)
    for factor, leaf in combination.terms:
        windows[leaf.months].append((factor, leaf.column))
    parts: list[Part] = []
    for months, terms in windows.items():
        parts += _monthly(tables, ask, terms, months) if months else _parts(tables, ask, terms)
    return merged(parts)


def _parts(tables: Tables, ask: Ask, terms: Terms) -> Iterator[Part]:
    ledger = terms[0][1].ledger
    if ledger == "movements":
        return movement_parts(tables, ask, terms)
    if ledger in STANDING:
        return standing_parts(tables, ask, terms)
    return (flow_parts if ledger in DATED else usage_parts)(tables, ask, terms)


def _monthly(tables: Tables, ask: Ask, terms: Terms, months: int) -> Iterator[Part]:
    for _, closes in closing_days(tables, ask.cut, ask.first, ask.last):
        end = month_index(closes)
        for month in map(month_start, range(end - months + 1, end + 1)):
            monthly = replace(ask, cut=replace(ask.cut, grain=Grain.MONTH), first=month, last=month)
            field = ("month", f"{month:%Y-%m}")
            for part in _parts(tables, monthly, terms):
                yield replace(part, fields=(*part.fields, field))
