"""Rates of exchange: the last quote on or before a day."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import date

from revcompass.domain.money import RATE_SCALE, rate_factor
from revcompass.domain.policy import Fx, PolicySet
from revcompass.engine.plain.company import Company, day, text, whole


class Rates:
    """What one unit of a currency is worth in the reporting currency, day by day.

    `frozen_on`: the one day whose rates hold for every day.
    """

    def __init__(self, company: Company, frozen_on: date | None = None) -> None:
        self._reporting = company.currency
        self._frozen_on = frozen_on
        self._quotes: dict[str, list[tuple[date, int]]] = {}
        for row in company.rows("exchange_rates"):
            quoted_on, rate = day(row, "date"), whole(row, "rate")
            if quoted_on is not None and rate is not None:
                self._quotes.setdefault(text(row, "currency"), []).append((quoted_on, rate))
        for quotes in self._quotes.values():
            quotes.sort()

    def rate(self, currency: str, on: date) -> int | None:
        """The rate × 10⁸, or `None` where there is no quote yet."""
        if currency == self._reporting:
            return RATE_SCALE
        on = self._frozen_on or on
        quotes = self._quotes.get(currency, [])
        known = bisect_right(quotes, on, key=lambda quote: quote[0])
        return quotes[known - 1][1] if known else None

    def value(self, units: int, currency: str, on: date) -> int:
        """Units at the day's rate, on the one scale all currencies share; 0 without a rate."""
        return units * (self.rate(currency, on) or 0) * rate_factor(currency)


def movement_rates(company: Company, policies: PolicySet, native: str | None = None) -> Rates:
    """The rates movements are valued with: those of each day, or frozen at the newest day's.

    `native`: the one currency there is, where nothing is converted.
    """
    if native is not None:
        return Rates(replace(company, currency=native))
    frozen = policies.choice(Fx) is Fx.FROZEN_RATES
    return Rates(company, frozen_on=company.data_as_of if frozen else None)
