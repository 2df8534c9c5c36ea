"""The company's calendar: when its records begin, where they stop, and the days between."""

from datetime import date, timedelta

from revcompass.samples.dice import Dice

FIRST_DAY = date(2023, 1, 1)
"""The first day of CRM, marketing and finance records."""

AS_OF = date(2026, 10, 17)
"""The day of the export: nothing later has happened yet."""

MONTHS = (AS_OF.year - FIRST_DAY.year) * 12 + AS_OF.month
"""Months of history, the running one included."""


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
