"""Another currency than the book's: every amount at its own day's cross rate, an exact fraction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import LedgerColumn, SumOf
from revcompass.domain.ledgers import Movements
from revcompass.domain.money import RATE_SCALE, rate_factor
from revcompass.domain.period import Grain
from revcompass.engine.readings.cells import Ask, Cell, Sums
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
    rates = _period_rates(tables, ask)

    def rate(column: LedgerColumn, period: date) -> Fraction | None:
        opening, closing = rates.get(period, (None, None))
        return closing if column is Movements.closing else opening

    base = [Movements.opening, Movements.closing, *_FLOW, *_LOSS]
    sums = _divided(read(tables, plain, "movements", list(dict.fromkeys([*columns, *base]))), rate)
    if Movements.fx_effect in columns:
        left_over = Movements.closing.sum() - Movements.opening.sum()
        for column in _FLOW:
            left_over -= column.sum()
        for column in _LOSS:
            left_over += column.sum()
        effect = SumOf(Movements.fx_effect)
        number = sums.number(left_over)
        sums.numbers[effect] = {cell: number(cell) for cell in sums.cells}
        of = (Movements.fx_effect, *base)
        sums.unrated[effect] = {c for one in of for c in sums.unrated.get(SumOf(one), ())}
    return sums


def _divided(sums: Sums, rate: Callable[[LedgerColumn, date], Fraction | None]) -> Sums:
    """Amounts over the rate of their column in their period; those that lack one count nothing."""
    made = Sums(sums.cells, {**sums.numbers}, {**sums.unrated})
    for leaf, numbers in sums.numbers.items():
        if not leaf.column.kind.is_money:
            continue
        rates = {cell: rate(leaf.column, cell[0]) for cell in sums.cells if numbers.get(cell)}
        made.numbers[leaf] = {cell: numbers[cell] / one for cell, one in rates.items() if one}
        lacking = {cell for cell, one in rates.items() if one is None}
        made.unrated[leaf] = lacking | sums.unrated.get(leaf, set())
    return made


def _standing(
    tables: Tables, ask: Ask, ledger: str, columns: Sequence[LedgerColumn], read: Read
) -> Sums:
    """What stands on a closing day, at that day's rate."""
    rates = closing_quotes(tables, ask)
    sums = read(tables, replace(ask, currency=None), ledger, columns)
    return _divided(sums, lambda _, period: rates.get(period))


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
    days = _divided(found, lambda _, one: rates.get(one))
    cells: dict[Cell, list[Cell]] = defaultdict(list)
    for one, key in found.cells:
        for label in calendar.labels_of(grain, one):
            if ask.first <= label <= min(ask.last, ask.cut.until):
                cells[label, key].append((one, key))
    return Sums(
        set(cells),
        {
            leaf: {cell: sum(numbers.get(one, 0) for one in some) for cell, some in cells.items()}
            for leaf, numbers in days.numbers.items()
        },
        {
            leaf: {cell for cell, some in cells.items() if not lacking.isdisjoint(some)}
            for leaf, lacking in days.unrated.items()
        },
    )


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
