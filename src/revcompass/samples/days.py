"""The company's calendar: when its records begin, where they stop, and the days between."""

from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate

from revcompass.samples.dice import Dice

FIRST_DAY = date(2023, 1, 1)
"""The first day of CRM, marketing and finance records."""

AS_OF = date(2026, 10, 17)
"""The day of the export: nothing later has happened yet."""

MONTHS = (AS_OF.year - FIRST_DAY.year) * 12 + AS_OF.month
"""Months of history, the running one included."""

SEASON = (0.92, 1.0, 1.12, 1.0, 1.02, 0.95, 0.82, 0.75, 1.1, 1.12, 1.08, 0.8)
"""Demand by month of the year: quiet in August and December."""

MONTHLY_GROWTH = 0.02
"""Demand gained each month, as a share of the first month's."""


def month_index(day: date) -> int:
    """The number of the day's month, counted from the first month of history."""
    return (day.year - FIRST_DAY.year) * 12 + day.month - 1


def month_start(index: int) -> date:
    """The first day of a month by its number."""
    return date(FIRST_DAY.year + index // 12, index % 12 + 1, 1)


def month_close(index: int) -> date:
    """The last day of a month, or the day of the export in the running month."""
    return min(AS_OF, month_start(index + 1) - timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the month's last day where there is no such day."""
    index = month_index(day) + months
    last = (month_start(index + 1) - timedelta(days=1)).day
    return month_start(index).replace(day=min(day.day, last))


def later(day: date, days: int) -> date:
    """The day so many days later."""
    return day + timedelta(days=days)


def working(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return later(day, max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def known(day: date | None) -> date | None:
    """The day if it has come by the export, else nothing."""
    return day if day is not None and day <= AS_OF else None


def instant(day: date, minute: int) -> str:
    """A UTC instant. Minutes stay between 05:00 and 20:59, so Berlin sees the same day."""
    return f"{day.isoformat()}T{minute // 60:02d}:{minute % 60:02d}:00Z"


def some_time(day: date, dice: Dice) -> str:
    """An instant in the working hours of the day."""
    return instant(day, dice.between(7 * 60, 16 * 60))


class Demand:
    """How interest in the product is spread over the months."""

    def __init__(self, seed: int) -> None:
        dice = Dice(seed, "demand")
        weights = []
        for index in range(MONTHS):
            shock = 1 + 0.12 * max(-2.0, min(2.0, dice.normal()))
            share = month_close(index).day / (month_start(index + 1) - month_start(index)).days
            trend = 1 + MONTHLY_GROWTH * index
            weights.append(trend * SEASON[index % 12] * shock * share)
        total = sum(weights)
        self.share = [weight / total for weight in weights]
        self._reached = list(accumulate(self.share))

    def day(self, quantile: float) -> date:
        """The day by which this share of all demand has come."""
        index = min(bisect_right(self._reached, quantile), MONTHS - 1)
        before = self._reached[index] - self.share[index]
        part = max(0.0, min(0.9999, (quantile - before) / self.share[index]))
        return later(month_start(index), int(part * month_close(index).day))
