"""Exact numbers as a locale writes them. Rounding is half-even, on the exact fraction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Literal

from revcompass.domain.money import half_even
from revcompass.words.languages import base_of, is_right_to_left

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

Digits = Literal["latn", "arab"]

DIGITS: Mapping[str, Digits] = {"latin": "latn", "arabic-indic": "arab"}
"""The digits one may ask for."""

_LEFT_TO_RIGHT_MARK, _RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"
_ARABIC_LETTER_MARK = "\u061c"
_THOUSANDS = {"de": ("Mio.", "Tsd."), "it": ("Mln", "mila")}
"""CLDR has no short form for thousands in these: its word for millions, and ours for thousands."""

_THOUSANDS_FROM, _MILLION = 10_000, 1_000_000
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_ARABIC_SIGNS = str.maketrans(".,%", "٫٬٪")
_CODE = re.compile("(`[^`]*`|\u2066(?:[^\u2069]*[A-Za-z][^\u2069]*|[^\u2069÷×+]*)\u2069)")
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_./:])(?<![A-Za-z0-9]-)\d+(?:[.,]\d+)*%?(?![A-Za-z0-9_/]|[.:-]\d)"
    r"|(?<=\d:)\d+(?![\d:])|(?<![\d:])\d+(?=:\d+(?![\d:]))"
)
# CLDR parts a currency's code from its digits ("CHF 5"); Babel does not.
_LETTER_BEFORE_DIGIT = re.compile(r"([^\W\d_])(\d)")
_MOST_PLACES = 6
_SPARE_DIGITS = 12  # Babel's patterns scale per cent and round again


def places_for(value: Fraction, usual: int, digits: int = 2) -> int:
    """Decimal places: the usual ones, more where fewer than `digits` digits would be left.

    >>> places_for(Fraction(12345, 1000), 1), places_for(Fraction(42, 10000), 1)
    (1, 4)
    """
    size = abs(value)
    if not size or size >= 1 or usual == 0:
        return usual
    places = usual
    while size * 10**places < 10 ** (digits - 1) and places < _MOST_PLACES:
        places += 1
    return places


def rounded(value: Fraction, places: int) -> Decimal:
    """The value at so many decimal places, exactly.

    >>> rounded(Fraction(1, 8), 2)
    Decimal('0.12')
    """
    scaled = half_even(value.numerator * 10**places, value.denominator)
    digits = tuple(int(digit) for digit in str(abs(scaled)))
    return Decimal((int(scaled < 0), digits, -places))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers for a language or a territory's form of it, with either script's digits.

    The sign is set here: in right-to-left scripts it stands behind a mark, so that the bidi
    algorithm leaves it where its readers expect it.
    """

    language: str
    digits: Digits = "latn"

    def number(self, value: Fraction, places: int = 0, *, signed: bool = False) -> str:
        """A plain number; `signed` writes + too."""
        made = rounded(abs(value), places)
        pattern = _with_places(locale_of(self.language).decimal_formats[None], places)
        return self._sign(value, made, signed=signed) + self._write(pattern, made)

    def plain(self, value: Fraction) -> str:
        """A number with the decimals it has, at most four."""
        places = next((n for n in range(4) if (value * 10**n).denominator == 1), 4)
        return self.number(value, places)

    def percent(self, value: Fraction, places: int, *, signed: bool = False) -> str:
        """A share in per cent, with `places` after the point of the percentage."""
        made = rounded(abs(value), places + 2)
        pattern = _with_places(locale_of(self.language).percent_formats[None], places)
        text = self._write(pattern, made).replace("%", self._percent_sign())
        return self._sign(value, made, signed=signed) + text

    def _percent_sign(self) -> str:
        """That of the digits: some Arab territories keep theirs beside Latin digits."""
        symbols = locale_of(base_of(self.language)).number_symbols.get(self.digits, {})
        return str(symbols.get("percentSign", "%"))

    def money(self, value: Fraction, currency: str, places: int, *, signed: bool = False) -> str:
        """An amount in major units with its currency's sign."""
        made = rounded(abs(value), places)
        pattern = _with_places(locale_of(self.language).currency_formats["standard"], places)
        return self._signed_money(value, made, self._write(pattern, made, currency), signed=signed)

    def compact_money(self, value: Fraction, currency: str, *, signed: bool = False) -> str:
        """An amount in thousands, millions …, with one decimal where it is not whole."""
        from babel.numbers import format_compact_currency  # noqa: PLC0415 - start-up time

        if abs(value) < self._short_from():
            return self.money(value, currency, 0, signed=signed)
        made, word = self._in_short(value)
        locale, digits = locale_of(self.language), self.digits
        text = format_compact_currency(
            made, currency, locale=locale, fraction_digits=1, numbering_system=digits
        )
        text = self.in_digits(text.replace(*word))
        return self._signed_money(value, made, text, signed=signed)

    def compact(self, value: Fraction, *, signed: bool = False) -> str:
        """A number in thousands, millions …, with one decimal where it is not whole."""
        from babel.numbers import format_compact_decimal  # noqa: PLC0415 - start-up time

        if abs(value) < self._short_from():
            return self.number(value, signed=signed)
        made, word = self._in_short(value)
        text = format_compact_decimal(
            made,
            locale=locale_of(self.language),
            fraction_digits=1,
            numbering_system=self.digits,
        )
        return self._sign(value, made, signed=signed) + self.in_digits(text.replace(*word))

    def _short_from(self) -> int:
        return _THOUSANDS_FROM if base_of(self.language) in _THOUSANDS else 1000

    def _in_short(self, value: Fraction) -> tuple[Decimal, tuple[str, str]]:
        """The size as CLDR has a short form for it, and what word of that to replace by which."""
        word, made = _THOUSANDS.get(base_of(self.language)), _near_million(rounded(abs(value), 0))
        if word is None or made >= _MILLION:
            return made, ("", "")
        return rounded(abs(value) / 1000, 1) * _MILLION, word

    def _signed_money(self, value: Fraction, made: Decimal, text: str, *, signed: bool) -> str:
        sign = self._sign(value, made, signed=signed)
        text = _LETTER_BEFORE_DIGIT.sub("\\1\xa0\\2", text, count=1)
        if text.startswith(_RIGHT_TO_LEFT_MARK):
            return _RIGHT_TO_LEFT_MARK + sign + text.removeprefix(_RIGHT_TO_LEFT_MARK)
        return sign + text

    def _write(self, pattern: NumberPattern, value: Decimal, currency: str | None = None) -> str:
        locale = locale_of(self.language)
        with localcontext() as context:
            context.prec = max(context.prec, len(value.as_tuple().digits) + _SPARE_DIGITS)
            text = pattern.apply(
                value,
                locale,
                currency=currency,
                currency_digits=False,
                numbering_system=self.digits,
            )
        signs = locale.number_symbols.get(self.digits, {})
        if currency and "currencyDecimal" in signs:  # Babel leaves it aside: Swiss amounts in fr
            text = text.replace(signs["decimal"], signs["currencyDecimal"])
        return self.in_digits(text)

    def in_digits(self, text: str) -> str:
        """A text with its digits in the chosen script."""
        return in_digits(text, self.digits)

    def _sign(self, value: Fraction, made: Decimal, *, signed: bool) -> str:
        if not made:
            return ""
        sign = "-" if value < 0 else "+" if signed else ""
        if not sign or not is_right_to_left(self.language):
            return sign
        # As CLDR has it: before Arabic-Indic digits the sign is read from the right.
        return (_ARABIC_LETTER_MARK if self.digits == "arab" else _LEFT_TO_RIGHT_MARK) + sign


def _near_million(made: Decimal) -> Decimal:
    """999,960 is a million when it is written with one decimal, not a thousand thousands."""
    return Decimal(_MILLION) if _MILLION - 50 <= made < _MILLION else made


def in_digits(text: str, digits: Digits) -> str:
    """A text with its digits in that script (Babel never converts them).

    >>> in_digits("Q3 2026", "arab")
    'Q٣ ٢٠٢٦'
    """
    return text.translate(_ARABIC_INDIC) if digits == "arab" else text


def own_digits(text: str, digits: Digits) -> str:
    """A sentence of ours with its numbers in that script; what is code keeps its digits.

    Code is what stands in backticks, beside Latin letters (`B2B`), or isolated without a sum.

    >>> own_digits("12 ÷ 4, 100%, 3:1, B2B, `v1 2`", "arab")
    '١٢ ÷ ٤, ١٠٠٪, ٣:١, B2B, `v1 2`'
    """
    if digits != "arab":
        return text
    parts = _CODE.split(text)
    parts[::2] = [_NUMBER.sub(_in_arabic, part) for part in parts[::2]]
    return "".join(parts)


def _in_arabic(number: re.Match[str]) -> str:
    return number[0].translate(_ARABIC_INDIC | _ARABIC_SIGNS)


@cache
def locale_of(language: str) -> Locale:
    """Babel's data for a language, in a territory's form where it knows the territory."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - start-up time

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(base_of(language))


def _with_places(pattern: NumberPattern, places: int) -> NumberPattern:
    made = copy(pattern)
    made.frac_prec = (places, places)
    return made
