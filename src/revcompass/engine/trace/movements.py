"""Subscription rows behind sums of movements.

Opening and closing are what single rows hold on a day. A class of change belongs to an entity (or
its cell); its rows share it in proportion to their own change. Counts, pauses and changes counted
one by one belong to the entity: they stand on one row of it (`entities`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import ColumnKind, LedgerColumn
from revcompass.domain.policy import Netting
from revcompass.engine.readings.cells import SCALE, Ask
from revcompass.engine.readings.exchange import day_rates
from revcompass.engine.rollups.movements import GROSS
from revcompass.engine.slices import key_columns, same_keys, select_keys
from revcompass.engine.sql import day
from revcompass.engine.tables import Tables
from revcompass.engine.trace.entities import entity_values
from revcompass.engine.trace.parts import Part, filters
from revcompass.engine.trace.window import Window

_NET = {
    "new": 1,
    "expansion": 1,
    "reactivation": 1,
    "transfer": 1,
    "contraction": -1,
    "churn": -1,
}
_KEPT = {"opening": 1, "contraction": -1, "churn": -1}
_TRANSFER_CUSTOMERS = {
    "closing_customers": 1,
    "opening_customers": -1,
    "new_customers": -1,
    "churned_customers": 1,
    "reactivated_customers": -1,
}
_OF_ROWS = ("opening", "closing", "fx", *_NET)


def movement_parts(
    tables: Tables, ask: Ask, terms: Iterable[tuple[int, LedgerColumn]]
) -> Iterator[Part]:
    """The rows behind a sum of movement columns with whole-number factors, in one period."""
    terms = list(terms)
    window = Window.of(tables, ask)
    if window is None:
        return
    each_change = ask.cut.policies.choice(Netting) is Netting.EACH_CHANGE
    factors = _taken_apart(terms, each_change=each_change)
    kind = terms[0][1].kind
    opening, closing = _quotes(tables, ask, window, kind)
    of_rows = {column: factor for column, factor in factors.items() if column in _OF_ROWS}
    if of_rows:
        yield from _row_parts(tables, ask, window, of_rows, _Weights(window, opening, closing))
    of_entities = {column: n for column, n in factors.items() if column not in _OF_ROWS}
    for row, account, value in entity_values(tables, ask, window, of_entities):
        yield Part(value * opening / SCALE[kind], row, account)


def _taken_apart(terms: Iterable[tuple[int, LedgerColumn]], *, each_change: bool) -> dict[str, int]:
    """Factors of what rows and entities hold.

    `fx` is the effect of the rates on a row's closing. Where each change counts, changes at their
    own days' rates leave a rest (`delta` − their sum), which is an effect of the rates as well.
    """
    factors: Counter[str] = Counter()
    for factor, column in terms:
        match column.name:
            case "kept":
                simple: Mapping[str, int] = _KEPT
            case "transfer_customers":
                simple = _TRANSFER_CUSTOMERS
            case "fx_effect":
                rest = {"delta": 1, **{name: -sign for name, sign in _NET.items()}}
                simple = {"fx": 1, **(rest if each_change else {})}
            case name:
                simple = {name: 1}
        for name, times in simple.items():
            swapped = each_change and name in (*GROSS, "transfer")
            factors[f"gross_{name}" if swapped else name] += factor * times
    return {name: factor for name, factor in factors.items() if factor}


def _quotes(
    tables: Tables, ask: Ask, window: Window, kind: ColumnKind
) -> tuple[Fraction, Fraction]:
    """What an amount of the book's currency is multiplied by, at the opening and the closing.

    An amount without a rate counts nothing, as everywhere.
    """
    if not ask.currency or not kind.is_money:
        return Fraction(1), Fraction(1)
    rates = day_rates(tables, ask.currency)
    opening, closing = rates.get(window.opens_on), rates.get(window.closes_on)
    return (1 / opening if opening else Fraction(0)), (1 / closing if closing else Fraction(0))


@dataclass(slots=True)
class _Weights:
    """Major units per month for one native unit a year, by what its rate is looked up under."""

    window: Window
    opening_quote: Fraction
    closing_quote: Fraction

    def at(self, currency: str) -> tuple[Fraction, Fraction]:
        """At the opening rate, and at the closing rate."""
        scale = SCALE[ColumnKind.RECURRING]
        opening, closing = self.window.rates.get(currency, (None, None))
        return (
            Fraction(opening or 0, scale) * self.opening_quote,
            Fraction(closing or 0, scale) * self.closing_quote,
        )


def _row_parts(
    tables: Tables, ask: Ask, window: Window, factors: Mapping[str, int], weights: _Weights
) -> Iterator[Part]:
    """Per row: o native at the opening, c at the closing, and its share of the entity's class."""
    by_opening, by_closing = factors.get("opening", 0), factors.get("closing", 0)
    by_fx = factors.get("fx", 0)
    known: dict[str, tuple[Fraction, ...]] = {}
    for row, account, currency, o, c, value, delta in _rows(tables, ask, window, factors):
        if currency not in known:
            opening, closing = weights.at(currency)
            of_closing = by_closing * closing + by_fx * (closing - opening)
            of_opening = by_opening * opening
            known[currency] = (of_opening, of_closing, of_opening + of_closing, opening)
        of_opening, of_closing, unchanged, of_change = known[currency]
        total = c * unchanged if c == o else o * of_opening + c * of_closing
        if value and c != o:
            total += (c - o) * of_change * Fraction(value, delta)
        if total:
            yield Part(total, row, account)


def _rows(
    tables: Tables, ask: Ask, window: Window, factors: Mapping[str, int]
) -> list[tuple[int, str, str, int, int, int, int]]:
    """Rows that count at the opening or closing day, beside the classes of their cell."""
    cut = ask.sliced
    own = [one for one in cut.slices if one.own]
    condition, bound = filters(tables, ask)
    classes = " + ".join(f"{n} * e.{column}" for column, n in factors.items() if column in _NET)
    opens, closes = _counts_on(window.opens_on), _counts_on(window.closes_on)
    keys = key_columns(len(own))
    return tables.con.execute(
        f"""WITH held AS (
            SELECT e.row, e.entity, e.account, a.account_id, e.rated_as, {select_keys(own)}
                sum(CASE WHEN {opens} THEN e.annual ELSE 0 END) AS o,
                sum(CASE WHEN {closes} THEN e.annual ELSE 0 END) AS c
            FROM {tables.spans(cut)} e JOIN account_ids a ON a.account = e.account
            WHERE e.annual <> 0 AND (({opens}) OR ({closes})){condition}
            GROUP BY e.row, e.entity, e.account, a.account_id, {keys}e.rated_as
        ), classed AS (
            SELECT e.entity, e.account, {select_keys(own)}{classes or 0} AS value,
                e.closing - e.fx_effect - e.opening AS delta
            FROM {tables.facts(cut)[0]} e JOIN account_ids a ON a.account = e.account
            WHERE e.period = {day(window.label)}{condition}
        )
        SELECT h.row, h.account_id, h.rated_as, h.o, h.c, coalesce(f.value, 0),
            coalesce(f.delta, 0)
        FROM held h LEFT JOIN classed f
            ON f.entity = h.entity AND f.account = h.account{same_keys(len(own), "f", "h")}
        ORDER BY h.row""",
        [*bound, *bound],
    ).fetchall()


def _counts_on(when: date) -> str:
    return f"e.span_from <= {day(when)} AND (e.span_to IS NULL OR e.span_to > {day(when)})"
