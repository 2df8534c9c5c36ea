"""Spend: what was spent, spread evenly over its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from revcompass.domain.ledgers import Spend
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, Record, closing_day, day, text, whole
from revcompass.engine.plain.rates import Rates
from revcompass.engine.plain.slices import slicer
from revcompass.engine.plain.sums import UNRATED, Sums, Table


def build(
    company: Company,
    period: Period,
    policies: PolicySet,  # noqa: ARG001 - no policy changes spend; all builders are called alike
    by: tuple[str, ...],
    cut: date,
) -> Table:
    """The ledger of one period."""
    sums = Sums(Spend)
    slice_of = slicer(company, "spend", by)
    rates = Rates(company)
    last = closing_day(period, cut)
    for row in company.rows("spend"):
        where, currency, category = slice_of(row), text(row, "currency"), text(row, "category")
        inside = [(on, units) for on, units in daily(row) if period.start <= on <= last]
        for on, units in inside:
            amount = rates.value(units, currency, on)
            sums.add(where, total=amount, **{UNRATED: int(rates.rate(currency, on) is None)})
            if category != "other":
                sums.add(where, **{category: amount})
            if category in ("sales", "marketing") and row.get("kind") == "programme":
                sums.add(where, programme=amount)
        begins, _ = next(daily(row))
        sums.add(where, rows=int(period.start <= begins <= last))
    return sums.table()


def daily(row: Record) -> Iterator[tuple[date, int]]:
    """Each day's units: the whole on `date`, or cumulative floors over `[from, to)`."""
    units = whole(row, "amount") or 0
    on, start, end = day(row, "date"), day(row, "from"), day(row, "to")
    if on is not None:
        yield on, units
    elif start is not None:
        count = 1 if end is None else max((end - start).days, 1)
        for k in range(1, count + 1):
            share = units * k // count - units * (k - 1) // count
            yield start + timedelta(days=k - 1), share
