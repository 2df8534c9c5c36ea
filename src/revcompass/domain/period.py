"""Grains, periods and the book's calendar. Periods are half-open: [start, end)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from revcompass.domain.problem import usage_error

_DAY = timedelta(days=1)


class Grain(StrEnum):
    """The length of a period. Fiscal years and quarters follow the book's `fiscal_year_start`."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_YEAR = "fiscal_year"
    TRAILING_12_MONTHS = "trailing_12_months"

    @property
    def months(self) -> int | None:
        """Months in the grain; `None` for days and weeks."""
        return _MONTHS.get(self)

    @property
    def chains(self) -> bool:
        """Whether one period's close is the next one's opening."""
        return self is not Grain.TRAILING_12_MONTHS


_MONTHS = {
    Grain.MONTH: 1,
    Grain.QUARTER: 3,
    Grain.YEAR: 12,
    Grain.FISCAL_QUARTER: 3,
    Grain.FISCAL_YEAR: 12,
    Grain.TRAILING_12_MONTHS: 12,
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open range of days and the grain it was cut by."""

    start: date
    end: date
    grain: Grain

    @property
    def last_day(self) -> date:
        """The last day inside."""
        return self.end - _DAY

    @property
    def opens_on(self) -> date:
        """The day whose close is this period's opening."""
        return self.start - _DAY

    @property
    def days(self) -> int:
        """Days inside."""
        return (self.end - self.start).days


def month_index(day: date) -> int:
    """Months since year 0, so that months can be counted and shifted.

    >>> month_index(date(2026, 9, 30)) - month_index(date(2025, 10, 1))
    11
    """
    return day.year * 12 + day.month - 1


def month_start(index: int) -> date:
    """The first day of the month with that `month_index`."""
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a book cuts time: first month of its fiscal year, first day of its week (0 = Monday)."""

    fiscal_year_start: int = 1
    week_start: int = 0

    def period_of(self, grain: Grain, day: date) -> Period:
        """The period of `grain` that contains the day (trailing 12 months: ends with its month).

        >>> Calendar(4).period_of(Grain.FISCAL_YEAR, date(2026, 3, 31)).start
        datetime.date(2025, 4, 1)
        """
        if grain is Grain.DAY:
            return Period(day, day + _DAY, grain)
        if grain is Grain.WEEK:
            start = day - timedelta(days=(day.weekday() - self.week_start) % 7)
            return Period(start, start + timedelta(days=7), grain)
        index = month_index(day)
        if grain is Grain.TRAILING_12_MONTHS:
            return Period(month_start(index - 11), month_start(index + 1), grain)
        length = _MONTHS[grain]
        first = self.fiscal_year_start - 1 if grain in _FISCAL else 0
        start_index = index - (index - first) % length
        return Period(month_start(start_index), month_start(start_index + length), grain)

    def shift(self, period: Period, steps: int) -> Period:
        """The period `steps` later (negative: earlier)."""
        if period.grain in (Grain.DAY, Grain.WEEK):
            moved = timedelta(days=period.days * steps)
            return Period(period.start + moved, period.end + moved, period.grain)
        length = 1 if period.grain is Grain.TRAILING_12_MONTHS else _MONTHS[period.grain]
        return Period(
            month_start(month_index(period.start) + length * steps),
            month_start(month_index(period.end) + length * steps),
            period.grain,
        )

    def year_before(self, period: Period) -> Period:
        """The same period a year earlier (weeks: 52 weeks; 29 February: 28 February)."""
        if period.grain is Grain.WEEK:
            return self.shift(period, -52)
        if period.grain is Grain.DAY:
            leap = (period.start.month, period.start.day) == (2, 29)
            day = period.start.replace(
                year=period.start.year - 1, day=28 if leap else period.start.day
            )
            return self.period_of(Grain.DAY, day)
        back = 12 if period.grain is Grain.TRAILING_12_MONTHS else 12 // _MONTHS[period.grain]
        return self.shift(period, -back)

    def between(self, grain: Grain, start: date, end: date) -> Iterator[Period]:
        """Periods that start (trailing 12 months: whose last month starts) in [start, end)."""
        period = self.period_of(grain, start)
        while self.label_day(period) < end:
            if self.label_day(period) >= start:
                yield period
            period = self.shift(period, 1)

    def label_day(self, period: Period) -> date:
        """The day a period is listed under: its start, for trailing 12 months its last month's."""
        if period.grain is Grain.TRAILING_12_MONTHS:
            return month_start(month_index(period.end) - 1)
        return period.start

    def labels_of(self, grain: Grain, day: date) -> list[date]:
        """The labels of every period of the grain that holds the day (twelve where they overlap).

        >>> len(Calendar().labels_of(Grain.TRAILING_12_MONTHS, date(2026, 9, 30)))
        12
        """
        period = self.period_of(grain, day)
        steps = range(1 if grain.chains else 12)
        return [self.label_day(self.shift(period, step)) for step in steps]

    def fiscal_year_of(self, day: date) -> int:
        """The fiscal year is named for the calendar year it ends in.

        >>> [Calendar(4).fiscal_year_of(date(2026, month, 1)) for month in (3, 4)]
        [2026, 2027]
        """
        return self.period_of(Grain.FISCAL_YEAR, day).last_day.year

    def own(self, grain: Grain) -> Grain:
        """`quarter` and `year` as this book means them: fiscal where its year is."""
        return _OWN.get(grain, grain) if self.fiscal_year_start != 1 else grain

    def code(self, period: Period) -> str:
        """The text `--period` takes for this period.

        >>> c = Calendar(4); c.code(c.period_of(Grain.FISCAL_QUARTER, date(2026, 4, 1)))
        'FY2027-Q1'
        """
        day = self.label_day(period)
        if period.grain is Grain.DAY:
            return day.isoformat()
        if period.grain is Grain.WEEK:
            year, week, _ = (day + timedelta(days=(3 - day.weekday()) % 7)).isocalendar()
            return f"{year}-W{week:02d}"
        if period.grain is Grain.YEAR:
            return f"{day.year:04d}"
        if period.grain is Grain.QUARTER:
            return f"{day.year:04d}-Q{(day.month + 2) // 3}"
        if period.grain in _FISCAL:
            name = f"FY{self.fiscal_year_of(day)}"
            quarter = (day.month - self.fiscal_year_start) % 12 // 3 + 1
            return name if period.grain is Grain.FISCAL_YEAR else f"{name}-Q{quarter}"
        return f"{day.year:04d}-{day.month:02d}"

    def parse(self, text: str) -> Period:
        """The period a code names, of the years 1900 to 2199; raises the usage error `bad_period`.

        >>> Calendar().parse("2026-Q3").start
        datetime.date(2026, 7, 1)
        """
        for pattern, grain in _CODES:
            if match := re.fullmatch(pattern, text.strip(), re.IGNORECASE):
                try:
                    found = self._from_match(grain, [int(part) for part in match.groups()])
                except (ValueError, OverflowError):
                    break
                if _FIRST_YEAR <= found.start.year <= _LAST_YEAR:
                    return found
        raise usage_error("bad_period", text=text)

    def _from_match(self, grain: Grain, parts: list[int]) -> Period:
        year, rest = parts[0], parts[1:]
        if grain is Grain.WEEK:
            day = date.fromisocalendar(year, rest[0], 4)
        elif grain in _FISCAL:
            months = 3 * (rest[0] - 1) if rest else 0
            started = year if self.fiscal_year_start == 1 else year - 1
            day = month_start(month_index(date(started, self.fiscal_year_start, 1)) + months)
        elif grain is Grain.QUARTER:
            day = date(year, 3 * rest[0] - 2, 1)
        else:
            day = date(year, *([*rest, 1, 1][:2]))
        return self.period_of(grain, day)


_FIRST_YEAR, _LAST_YEAR = 1900, 2199
"""Beyond these a slip is likelier than a question, and days to count from them run out."""

_FISCAL = (Grain.FISCAL_QUARTER, Grain.FISCAL_YEAR)
_OWN = {Grain.QUARTER: Grain.FISCAL_QUARTER, Grain.YEAR: Grain.FISCAL_YEAR}
_CODES = (
    (r"FY(\d{4})", Grain.FISCAL_YEAR),
    (r"FY(\d{4})-?Q([1-4])", Grain.FISCAL_QUARTER),
    (r"(\d{4})", Grain.YEAR),
    (r"(\d{4})-?Q([1-4])", Grain.QUARTER),
    (r"(\d{4})-?W(\d{1,2})", Grain.WEEK),
    (r"(\d{4})-(\d{1,2})", Grain.MONTH),
    (r"(\d{4})-(\d{1,2})-(\d{1,2})", Grain.DAY),
)
