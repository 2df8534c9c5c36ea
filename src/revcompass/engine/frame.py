"""What the engine must know of a book to build its ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from revcompass.domain.period import Calendar


@dataclass(frozen=True, slots=True)
class Frame:
    """The book's reporting currency, calendar, last day, funnel and constants."""

    currency: str
    calendar: Calendar
    data_as_of: date | None
    stages: tuple[str, ...] = ()
    gross_margin: Fraction | None = None
    minimum_n: int = 5
    slices: tuple[str, ...] = ()
