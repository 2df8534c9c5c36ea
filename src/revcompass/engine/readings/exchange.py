"""Another currency than the book's: every amount at its own day's cross rate, an exact fraction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import LedgerColumn, SumOf
from revcompass.domain.ledgers import Movements
from revcompass.domain.money import RATE_SCALE, rate_factor
from revcompass.domain.period import Grain
from revcompass.engine.readings.cells import Ask, Sums
from revcompass.engine.sql import day
from revcompass.engine.tables import STANDING, Tables

Read = Callable[[Tables, Ask, str, Sequence[LedgerColumn]], Sums]

_FLOW = (Movements.new, Movements.expansion, Movements.reactivation, Movements.transfer)
_LOSS = (Movements.contraction, Movements.churn)


def in_currency(
    tables: Tables, ask: Ask, ledger: str, columns: Sequence[LedgerColumn], read: Read
) -> Sums:
    """Sums in `ask.currency`: movements at their period's rates, other amounts at their day's."""
    if ledger == "movements":
        return _movements(tables, ask, columns, read)
    if ledger in STANDING:
        return _standing(tables, ask, ledger, columns, read)
    return _by_day(tables, ask, ledger, columns, read)


def _movements(tables: Tables, ask: Ask, columns: Sequence[LedgerColumn], read: Read) -> Sums:
    """Opening and movements at the opening day's rate, the closing at the closing day's.

    What is left over is the effect of the rates, so that the bridge closes in this currency too.
    """
    plain = replace(ask, currency=None)
    base = (Movements.opening, Movements.closing, *_FLOW, *_LOSS)
    sums = read(tables, plain, "movements", list(dict.fromkeys([*columns, *base]))).copy()
    rates = _period_rates(tables, ask)
    for (period, key), numbers in sums.numbers.items():
        opening_rate, closing_rate = rates.get(period, (None, None))
        for leaf in numbers:
            if not leaf.column.kind.is_money:
                continue
            rate = closing_rate if leaf.column is Movements.closing else opening_rate
            if numbers[leaf] and rate is None:
                sums.unrated[period, key].add(leaf)
            elif rate:
                numbers[leaf] /= rate
        effect = SumOf(Movements.fx_effect)
        if any(sums.is_unrated((period, key), SumOf(column)) for column in base):
            sums.unrated[period, key].add(effect)
        elif effect in numbers:
            moved = sum(numbers[SumOf(c)] for c in _FLOW) - sum(numbers[SumOf(c)] for c in _LOSS)
            opening, closing = numbers[SumOf(Movements.opening)], numbers[SumOf(Movements.closing)]
            numbers[effect] = closing - opening - moved
    return sums


def _standing(
    tables: Tables, ask: Ask, ledger: str, columns: Sequence[LedgerColumn], read: Read
) -> Sums:
    """What stands on a closing day, at that day's rate."""
    sums = read(tables, replace(ask, currency=None), ledger, columns).copy()
    rates = closing_quotes(tables, ask)
    for (period, key), numbers in sums.numbers.items():
        rate = rates.get(period)
        for leaf in numbers:
            if not leaf.column.kind.is_money:
                continue
            if numbers[leaf] and rate is None:
                sums.unrated[period, key].add(leaf)
            elif rate:
                numbers[leaf] /= rate
    return sums


def closing_quotes(tables: Tables, ask: Ask) -> dict[date, Fraction | None]:
    """The quote of the asked currency on each period's closing day."""
    return {period: closing for period, (_, closing) in _period_rates(tables, ask).items()}


def _by_day(
    tables: Tables, ask: Ask, ledger: str, columns: Sequence[LedgerColumn], read: Read
) -> Sums:
    """Days first, each at its rate, then summed into the asked periods."""
    calendar, grain = tables.frame.calendar, ask.cut.grain
    daily = replace(
        ask, currency=None, cut=replace(ask.cut, grain=Grain.DAY), first=date.min, last=date.max
    )
    found = read(tables, daily, ledger, columns)
    rates = day_rates(tables, ask.currency or "")
    sums = Sums()
    for (one, key), numbers in found.numbers.items():
        for label in calendar.labels_of(grain, one):
            if not ask.first <= label <= min(ask.last, ask.cut.until):
                continue
            for leaf, number in numbers.items():
                rate = rates.get(one)
                there = sums.numbers[label, key]
                is_money = leaf.column.kind.is_money
                if is_money and number and rate is None:
                    sums.unrated[label, key].add(leaf)
                    continue
                there[leaf] = there.get(leaf, 0) + (number / rate if is_money and rate else number)
            sums.unrated[label, key] |= found.unrated.get((one, key), set())
    return sums


def _quote(rate: int | None, currency: str) -> Fraction | None:
    return None if rate is None else Fraction(rate, RATE_SCALE * rate_factor(currency))


def day_rates(tables: Tables, currency: str) -> dict[date, Fraction | None]:
    """The currency's quote in the reporting currency, by day."""
    rows = tables.con.execute(
        "SELECT day, rate FROM daily_rates WHERE currency = ?", [currency]
    ).fetchall()
    return {row[0]: _quote(row[1], currency) for row in rows}


def _period_rates(tables: Tables, ask: Ask) -> dict[date, tuple[Fraction | None, Fraction | None]]:
    currency = ask.currency or ""
    rows = tables.con.execute(
        f"""SELECT p.period, o.rate, c.rate FROM periods p
        LEFT JOIN daily_rates o ON o.currency = ? AND o.day = p.opens_on
        LEFT JOIN daily_rates c ON c.currency = ?
            AND c.day = least(p.closes_on, {day(ask.cut.until)})
        WHERE p.grain = ?""",
        [currency, currency, ask.cut.grain.value],
    ).fetchall()
    return {row[0]: (_quote(row[1], currency), _quote(row[2], currency)) for row in rows}


def rated_currencies(tables: Tables, own: str) -> tuple[str, ...]:
    """The book's own currency, then every other that has a rate of exchange."""
    rows = tables.con.execute(
        "SELECT DISTINCT currency FROM exchange_rates ORDER BY currency"
    ).fetchall()
    return (own, *(row[0] for row in rows if row[0] != own))
