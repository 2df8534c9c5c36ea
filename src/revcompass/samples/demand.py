"""How interest in the product comes: month by month, and through which campaigns."""

from bisect import bisect_right
from datetime import date
from itertools import accumulate

from revcompass.samples.days import MONTHS, later, month_close, month_start
from revcompass.samples.dice import Dice

SEASON = (0.92, 1.0, 1.12, 1.0, 1.02, 0.95, 0.82, 0.75, 1.1, 1.12, 1.08, 0.8)
"""Demand by month of the year: quiet in August and December."""

MONTHLY_GROWTH = 0.02
"""Demand gained each month, as a share of the first month's."""


def campaign(channel: str, day: date) -> str:
    """The name of a channel's campaign in the quarter of the day."""
    return f"{channel}-{day.year}-q{(day.month + 2) // 3}"


def usual_demand(index: int) -> float:
    """Demand in a month by trend and season, the first month's trend being one."""
    return (1 + MONTHLY_GROWTH * index) * SEASON[index % 12]


class Demand:
    """How interest in the product is spread over the months."""

    def __init__(self, seed: int) -> None:
        dice = Dice(seed, "demand")
        weights = []
        for index in range(MONTHS):
            shock = 1 + 0.12 * max(-2.0, min(2.0, dice.normal()))
            elapsed = month_close(index).day / (month_start(index + 1) - month_start(index)).days
            weights.append(usual_demand(index) * shock * elapsed)
        self._total = sum(weights)
        self.share = [weight / self._total for weight in weights]
        self._reached = list(accumulate(self.share))

    def usual_share(self, index: int) -> float:
        """The share of all demand that a whole month could expect beforehand."""
        return usual_demand(index) / self._total

    def day(self, quantile: float) -> date:
        """The day by which this share of all demand has come."""
        index = min(bisect_right(self._reached, quantile), MONTHS - 1)
        before = self._reached[index] - self.share[index]
        part = max(0.0, min(0.9999, (quantile - before) / self.share[index]))
        return later(month_start(index), int(part * month_close(index).day))
