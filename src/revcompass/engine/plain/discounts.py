"""Discounts: when one holds, and what it leaves of the price."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

from revcompass.domain.period import month_index, month_start
from revcompass.domain.policy import Discounts
from revcompass.engine.plain.company import Record, day, optional_text, quantity, text, whole

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_DAYS = {"day": 1, "week": 7}


def discount_window(row: Record, start: date, end: date, choice: Discounts) -> tuple[date, date]:
    """`[from, to)` in which the row's discount holds; empty where it does not count."""
    has_discount = row.get("discount_percent") or row.get("discount_amount")
    kind = discount_kind(row)
    counts = choice is Discounts.NET_ALL or (
        choice is Discounts.NET_RECURRING and kind == "forever"
    )
    if not has_discount or not counts:
        return start, start
    low = day(row, "discount_starts_on") or start
    high = day(row, "discount_ends_on")
    if high is None:
        high = after_first_interval(row, start) if kind == "once" else end
    return (low, high) if low < high else (start, start)


def discount_kind(row: Record) -> str:
    """The stated kind; without one, a discount with an end date is repeating, else forever."""
    stated = optional_text(row, "discount_kind")
    if stated is not None:
        return stated
    return "forever" if day(row, "discount_ends_on") is None else "repeating"


def discounted(base: Fraction, row: Record) -> Fraction:
    """Per cent first, then the amount, not below 0; a base below 0 takes no discount."""
    if base < 0:
        return base
    percent = Fraction(quantity(row, "discount_percent") or 0)
    amount = whole(row, "discount_amount") or 0
    return max(base * (1 - percent / 100) - amount, Fraction(0))


def after_first_interval(row: Record, start: date) -> date:
    """The first day after the row's first interval; a month later is clipped to the month's end."""
    count = whole(row, "interval_count")
    count = 1 if count is None else count
    interval = text(row, "interval")
    if interval in _DAYS:
        return start + timedelta(days=_DAYS[interval] * count)
    return months_later(start, _MONTHS[interval] * count)


def months_later(start: date, months: int) -> date:
    """The same day some months later, clipped to the month's end."""
    first = month_start(month_index(start) + months)
    return first.replace(day=min(start.day, monthrange(first.year, first.month)[1]))
