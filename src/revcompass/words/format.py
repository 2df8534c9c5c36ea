"""The one formatter: no other module writes a number, an amount or a date for a person."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from revcompass.domain.metric import Better, Unit
from revcompass.domain.money import minor_digits
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.words.days import day_text
from revcompass.words.languages import LANGUAGES, base_of
from revcompass.words.numbers import Digits, Numbers, locale_of, places_for, rounded
from revcompass.words.translate import Translator

Verdict = Literal["better", "worse", "same", "neutral"]

_CENTS_BELOW = 1000
_NO_CURRENCY = "XXX"
_SKELETONS = {Grain.MONTH: "yMMM", Grain.QUARTER: "yQQQ", Grain.YEAR: "y"}
_PATTERNS = {("ms", Grain.QUARTER): "'Suku' Q y"}
"""Where CLDR's form misleads: its Malay S3 reads as a semester."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change as a reader sees it: signed text, mark, word, and what it means."""

    text: str
    mark: str
    word: str
    verdict: Verdict


class Formatter:
    """Writes exact values in one language, or in a territory's form of it (`de-CH`).

    >>> Formatter("en").share(Fraction(1, 3)), Formatter("de-CH").number(12345)
    ('33.3%', '12’345')
    """

    def __init__(
        self, language: str = "en", digits: Digits = "latn", calendar: Calendar | None = None
    ) -> None:
        self.language, self._form = base_of(language), language
        self.calendar = calendar or Calendar()
        self.words = Translator(language, digits=digits)
        self._numbers = Numbers(language, digits)
        self._writers: dict[Unit, Callable[[Fraction], str]] = {
            Unit.SHARE: self.share,
            Unit.RATIO: self.ratio,
            Unit.DAYS: self.days,
            Unit.MONTHS: self.months,
            Unit.POINTS: self.points,
            Unit.SCORE: lambda value: self.number(value, 1),
            Unit.COUNT: self.count,
        }

    def value(
        self, value: Fraction, unit: Unit, currency: str | None = None, *, two_parts: bool = False
    ) -> str:
        """A metric's value by its unit; money needs its currency."""
        if unit is Unit.MONEY:
            return self.money(value, currency or _NO_CURRENCY)
        if unit is Unit.RATIO and not two_parts:
            return self.number(value, places_for(value, 1))
        return self._writers[unit](value)

    def number(self, value: Fraction | int, places: int = 0, *, signed: bool = False) -> str:
        """A number with so many decimal places."""
        return self._numbers.number(Fraction(value), places, signed=signed)

    def plain(self, value: Fraction) -> str:
        """A number with the decimals it has, at most four.

        >>> Formatter("en").plain(Fraction(41, 2)), Formatter("en").plain(Fraction(1000))
        ('20.5', '1,000')
        """
        return self._numbers.plain(value)

    def compact(self, value: Fraction | int, *, signed: bool = False) -> str:
        """A number in thousands, millions …, for an axis or a card; the full one stands beside it.

        >>> Formatter("de").compact(1_234_567), Formatter("it").compact(12_300)
        ('1,2\xa0Mio.', '12,3\xa0mila')
        """
        return self._numbers.compact(Fraction(value), signed=signed)

    def count(self, value: Fraction | int, *, signed: bool = False) -> str:
        """A count; one decimal where it is not whole."""
        value = Fraction(value)
        return self.number(value, int(value.denominator != 1), signed=signed)

    def money(
        self,
        value: Fraction,
        currency: str,
        *,
        places: int | None = None,
        compact: bool = False,
        signed: bool = False,
    ) -> str:
        """An amount in major units: cents below 1000, `places` where they are asked for.

        >>> Formatter("en").money(Fraction(2469, 2), "EUR")
        '€1,234'
        """
        if compact:
            return self._numbers.compact_money(value, currency, signed=signed)
        if places is None:
            whole = abs(value) >= _CENTS_BELOW or value.denominator == 1
            places = 0 if whole else minor_digits(currency)
        return self._numbers.money(value, currency, places, signed=signed)

    def share(self, value: Fraction, *, places: int | None = None, signed: bool = False) -> str:
        """A share in per cent: one decimal, more below one per cent, `places` where asked for."""
        if places is None:
            places = places_for(value * 100, 1)
        return self._numbers.percent(value, places, signed=signed)

    def ratio(self, value: Fraction, *, signed: bool = False) -> str:
        """How many to one.

        >>> Formatter("en").ratio(Fraction(17, 5))
        '3.4:1'
        """
        return f"{self.number(value, places_for(value, 1), signed=signed)}:{self.number(1)}"

    def points(self, value: Fraction) -> str:
        """Points from -100 to +100, always signed; one decimal where they are not whole.

        >>> Formatter("en").points(Fraction(30))
        '+30'
        """
        return self.number(value, int(value.denominator != 1), signed=True)

    def days(self, value: Fraction | int, *, signed: bool = False) -> str:
        """A number of days, with the word."""
        shown, like = self._amount_of(Fraction(value), signed=signed)
        return self.words.ngettext("{count} day", "{count} days", like, count=shown)

    def months(self, value: Fraction | int, *, signed: bool = False) -> str:
        """A number of months, with the word."""
        shown, like = self._amount_of(Fraction(value), signed=signed)
        return self.words.ngettext("{count} month", "{count} months", like, count=shown)

    def date(self, day: datetime.date) -> str:
        """A day, in the language's medium form."""
        return day_text(day, self._form, self._numbers.digits)

    def period(self, period: Period) -> str:
        """A period by its grain: a month, quarter, fiscal year, week or the 12 months to a month.

        >>> from datetime import date
        >>> Formatter("en").period(Calendar().period_of(Grain.QUARTER, date(2026, 9, 1)))
        'Q3 2026'
        """
        day, code = self.calendar.label_day(period), self.calendar.code(period)
        if period.grain is Grain.DAY:
            return self.date(day)
        if period.grain in _SKELETONS:
            return self._named(period.grain, day)
        if period.grain is Grain.TRAILING_12_MONTHS:
            return self.words.ui("12 months to {month}", month=self._named(Grain.MONTH, day))
        if period.grain is Grain.FISCAL_YEAR:
            return self.words.ui("FY{year}", year=self._numbers.in_digits(code[2:]))
        year, part = (self._numbers.in_digits(text) for text in code.split("-"))
        if period.grain is Grain.WEEK:
            return self.words.ui("W{week} {year}", week=part[1:].lstrip("0٠"), year=year)
        return self.words.ui("Q{quarter} FY{year}", quarter=part[1:], year=year[2:])

    def period_short(self, period: Period) -> str:
        """The same for the head of a column that already says 12 months."""
        if period.grain is Grain.TRAILING_12_MONTHS:
            return self._named(Grain.MONTH, self.calendar.label_day(period))
        return self.period(period)

    def change(
        self,
        change: Fraction,
        change_share: Fraction | None,
        unit: Unit,
        better: Better,
        currency: str | None = None,
    ) -> Change:
        """A difference with sign, mark and word; money and counts relative where that is known."""
        text = self._difference(change, change_share, unit, currency)
        say = self.words.ui
        if not change:
            return Change(text, "=", say("no change"), "same")
        mark = "▲" if change > 0 else "▼"
        if better is Better.NEITHER:
            return Change(text, mark, say("higher") if change > 0 else say("lower"), "neutral")
        if (change > 0) == (better is Better.HIGHER):
            return Change(text, mark, say("better"), "better")
        return Change(text, mark, say("worse"), "worse")

    def _difference(
        self, change: Fraction, change_share: Fraction | None, unit: Unit, currency: str | None
    ) -> str:
        if unit in (Unit.MONEY, Unit.COUNT) and change_share is not None:
            percent = change_share * 100
            return self._numbers.percent(change_share, places_for(percent, 1, 1), signed=True)
        if unit is Unit.MONEY:
            return self.money(change, currency or _NO_CURRENCY, signed=True)
        if unit is Unit.SHARE:
            points = self.number(change * 100, places_for(change * 100, 1, 1), signed=True)
            return self.words.ui("{number} pp", number=points)
        if unit is Unit.DAYS:
            return self.days(change, signed=True)
        if unit is Unit.MONTHS:
            return self.months(change, signed=True)
        whole = unit in (Unit.COUNT, Unit.POINTS) and change.denominator == 1
        return self.number(change, 0 if whole else places_for(change, 1, 1), signed=True)

    def _amount_of(self, value: Fraction, *, signed: bool) -> tuple[str, int]:
        """The number as shown, and a whole number that takes the same plural form."""
        places, language = int(value.denominator != 1), LANGUAGES[self.language]
        shown = self.number(value, places, signed=signed)
        category = locale_of(self.language).plural_form(rounded(abs(value), places))
        if signed and category in language.silent:
            return shown, language.like["other"]  # a form without the number would lose its sign
        if not places:
            return shown, abs(value.numerator)
        return shown, language.like[category]

    def _named(self, grain: Grain, day: datetime.date) -> str:
        """The month, quarter or year of a day."""
        from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - start-up time

        locale, pattern = locale_of(self._form), _PATTERNS.get((self.language, grain))
        if pattern:
            return self._numbers.in_digits(format_date(day, pattern, locale=locale))
        return self._numbers.in_digits(format_skeleton(_SKELETONS[grain], day, locale=locale))
