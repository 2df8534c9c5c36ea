"""What is offered to a buyer: a plan, seats, a price and how often it is paid."""

from collections.abc import Mapping
from dataclasses import dataclass

from revcompass.samples.dice import Dice

PRODUCT = "Ledger"
ADD_ON = "Archive"

PLANS = ("Start", "Team", "Scale")
"""The plans for companies, smallest first."""

PRICES: Mapping[str, Mapping[str, int]] = {
    "Solo": {"EUR": 12, "USD": 14, "GBP": 11},
    "Start": {"EUR": 29, "USD": 32, "GBP": 26},
    "Team": {"EUR": 39, "USD": 43, "GBP": 35},
    "Scale": {"EUR": 52, "USD": 57, "GBP": 46},
    "Archive": {"EUR": 9, "USD": 10, "GBP": 8},
}
"""Price of a seat for a month, in whole units of the currency."""

MONTHS_IN: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}

_PLAN_OF = {"b2c": "Solo", "smb": "Start", "mid": "Team", "enterprise": "Scale"}

_SEATS = {"b2c": 1.4, "smb": 9.0, "mid": 32.0, "enterprise": 98.0}
"""Median seats; the spread around it is log-normal."""

_INTERVALS: Mapping[str, Mapping[str, float]] = {
    "b2c": {"month": 0.8, "year": 0.2},
    "smb": {"month": 0.82, "quarter": 0.04, "year": 0.14},
    "mid": {"month": 0.52, "quarter": 0.10, "year": 0.38},
    "enterprise": {"month": 0.10, "quarter": 0.15, "year": 0.75},
}


@dataclass(frozen=True, slots=True)
class Offer:
    """The terms of a first subscription."""

    plan: str
    seats: int
    interval: str
    currency: str
    discount_percent: int
    discount_months: int
    """0 = the discount holds for ever."""

    @property
    def monthly(self) -> int:
        """Recurring minor units per month; a discount that ends takes nothing off."""
        off = self.discount_percent if self.discount_months == 0 else 0
        return monthly(self.plan, self.seats, self.interval, self.currency, off)


def unit_amount(plan: str, interval: str, currency: str) -> int:
    """Price of a seat per interval: a tenth off for a year, one unit a month off for a quarter.

    Always a multiple of the interval's months, so that a month's share is a whole number.
    """
    price = PRICES[plan][currency]
    off = {"month": 0, "quarter": 1, "year": -(-price // 10)}[interval]
    return (price - off) * MONTHS_IN[interval]


def monthly(plan: str, seats: int, interval: str, currency: str, percent_off: int) -> int:
    """Recurring minor units per month, exactly."""
    price = unit_amount(plan, interval, currency) // MONTHS_IN[interval]
    return seats * price * (100 - percent_off)


def draw_offer(desk: str, currency: str, dice: Dice) -> Offer:
    """Terms such as this kind of buyer gets."""
    seats = max(1, round(_SEATS[desk] * dice.spread(0.55)))
    interval = dice.weighted(_INTERVALS[desk])
    percent = dice.pick((5, 10, 15, 20)) if dice.chance(0.18) else 0
    months = dice.between(3, 6) if percent and dice.chance(0.6) else 0
    return Offer(_PLAN_OF[desk], seats, interval, currency, percent, months)
