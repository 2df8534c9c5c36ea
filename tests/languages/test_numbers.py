"""Numbers, amounts, dates and periods in six languages: every known trap, one test each."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest

from languages.catalogues import forms
from revcompass.domain.metric import Better, Unit
from revcompass.domain.period import Calendar, Grain
from revcompass.words.format import Formatter
from revcompass.words.languages import LANGUAGES
from revcompass.words.numbers import Digits, own_digits
from revcompass.words.translate import Translator

F = Fraction
LATIN = {language: Formatter(language) for language in LANGUAGES}
INDIC = Formatter("ar", "arab")
AR = LATIN["ar"]

NBSP, NARROW, LRM, RLM, ALM = "\u00a0", "\u202f", "\u200e", "\u200f", "\u061c"
MIXED_DIGITS = re.compile("[0-9][٬٫]|[٠-٩][.,]")

every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_thousands_and_decimals() -> None:
    shown = {language: write.number(F(2469, 2), 1) for language, write in LATIN.items()}
    assert shown == {
        "en": "1,234.5",
        "fr": f"1{NARROW}234,5",
        "it": "1.234,5",
        "ms": "1,234.5",
        "ar": "1,234.5",
        "de": "1.234,5",
    }


def test_per_cent() -> None:
    shown = {language: write.share(F(-1, 8)) for language, write in LATIN.items()}
    assert shown == {
        "en": "-12.5%",
        "fr": f"-12,5{NBSP}%",  # CLDR's space, not the narrow one
        "it": "-12,5%",
        "ms": "-12.5%",
        "ar": f"{LRM}-12.5{LRM}%{LRM}",
        "de": f"-12,5{NBSP}%",
    }


def test_arabic_indic_digits_come_with_their_own_signs() -> None:
    assert INDIC.share(F(-1, 8)) == f"{ALM}-١٢٫٥٪{ALM}"
    assert INDIC.number(F(2469, 2), 1) == "١٬٢٣٤٫٥"
    assert INDIC.money(F(-2469, 2), "EUR") == f"{RLM}{ALM}-١٬٢٣٤{NBSP}€"
    assert INDIC.date(date(2026, 8, 3)) == f"٠٣{RLM}/٠٨{RLM}/٢٠٢٦"
    assert INDIC.money(F(1_234_567), "EUR", compact=True) == f"١٫٢{NBSP}مليون{NBSP}€"


@pytest.mark.parametrize("digits", ["latn", "arab"])
def test_digits_are_never_mixed(digits: Digits) -> None:
    write = Formatter("ar", digits)
    values = (F(0), F(1, 3), F(-5, 2), F(999), F(12_345), F(-1_234_567), F(2 * 10**9))
    for value in values:
        for text in (
            write.number(value, 2),
            write.share(value),
            write.money(value, "EUR"),
            write.money(value, "EUR", compact=True, signed=True),
            write.compact(value),
            write.days(value),
            write.ratio(value),
            write.date(date(2026, 8, 3)),
        ):
            assert not MIXED_DIGITS.search(text)
            assert bool(re.search("[٠-٩]", text)) <= (digits == "arab")
            assert bool(re.search("[0-9]", text)) <= (digits == "latn")


_CODES = re.compile(
    "`[^`]*`|\u2066[^\u2069]*[A-Za-z][^\u2069]*\u2069|\u2066[\\d:-]+\u2069|\\b[A-Za-z]+-?[0-9]+[A-Za-z]*"
)


def test_numbers_inside_our_sentences_are_in_the_digits_too() -> None:
    """All but what is typed or read by programs."""
    latin = re.compile("[0-9]")
    left = []
    for said in forms("ar"):
        if said.domain != "problems" and latin.search(said.text):
            text = own_digits(said.text, "arab")
            assert not re.search("[0-9][٬٫]|[٠-٩][.,][0-9٠-٩]", text), text
            assert own_digits(said.text, "latn") == said.text
            left += [text] if latin.search(_CODES.sub("", text)) else []
    assert not left
    words = Translator("ar", digits="arab")
    assert words.ui("12 months") == "١٢ شهرًا"
    assert (
        own_digits("UTF-8, B2B, ISO: 3:1, 2026-10-01", "arab") == "UTF-8, B2B, ISO: ٣:١, 2026-10-01"
    )


@pytest.mark.parametrize("text", ["2026-09", "٢٠٢٦-٠٩"])
def test_arabic_indic_digits_are_read_too(text: str) -> None:
    assert Calendar().parse(text).start == date(2026, 9, 1)


def test_amounts() -> None:
    shown = {language: write.money(F(-246_999, 200), "EUR") for language, write in LATIN.items()}
    assert shown == {
        "en": "-€1,235",
        "fr": f"-1{NARROW}235{NBSP}€",
        "it": f"-1.235{NBSP}€",
        "ms": "-€1,235",
        "ar": f"{RLM}{LRM}-1,235{NBSP}€",
        "de": f"-1.235{NBSP}€",
    }


def test_thousands_in_short_where_cldr_has_no_word_for_them() -> None:
    shown = {
        language: write.money(F(12_300), "EUR", compact=True) for language, write in LATIN.items()
    }
    assert shown == {
        "en": "€12.3K",
        "fr": f"12,3{NBSP}k{NBSP}€",
        "it": f"12,3{NBSP}mila{NBSP}€",
        "ms": "€12.3K",
        "ar": f"12.3{NBSP}ألف{NBSP}€",
        "de": f"12,3{NBSP}Tsd.{NBSP}€",
    }
    assert LATIN["de"].compact(-12_300) == f"-12,3{NBSP}Tsd."
    assert LATIN["it"].compact(F(12_300)) == f"12,3{NBSP}mila"


def test_millions_in_short() -> None:
    shown = {language: write.compact(1_234_567) for language, write in LATIN.items()}
    assert shown == {
        "en": "1.2M",
        "fr": f"1,2{NBSP}M",
        "it": f"1,2{NBSP}Mln",
        "ms": "1.2J",
        "ar": f"1.2{NBSP}مليون",
        "de": f"1,2{NBSP}Mio.",
    }


@pytest.mark.parametrize("language", ["de", "it"])
def test_the_step_from_thousands_to_millions(language: str) -> None:
    write = LATIN[language]
    assert write.compact(9_999) == "9.999"
    assert write.compact(10_000).startswith(f"10{NBSP}")
    assert write.compact(10_060).startswith(f"10,1{NBSP}")
    assert write.compact(999_949).startswith("999,9")
    assert write.compact(999_950).startswith(f"1{NBSP}M")


def test_quarters() -> None:
    day = Calendar().period_of(Grain.QUARTER, date(2026, 9, 1))
    shown = {language: write.period(day) for language, write in LATIN.items()}
    assert shown == {
        "en": "Q3 2026",
        "fr": "T3 2026",
        "it": "T3 2026",
        "ms": "Suku 3 2026",  # CLDR's S3 reads as a semester
        "ar": "الربع الثالث 2026",
        "de": "Q3 2026",
    }


@every_language
def test_a_fiscal_year_from_april(language: str) -> None:
    calendar = Calendar(fiscal_year_start=4)
    period = calendar.period_of(Grain.FISCAL_QUARTER, date(2026, 3, 31))
    assert (period.start, period.end) == (date(2026, 1, 1), date(2026, 4, 1))
    shown = Formatter(language, calendar=calendar).period(period)
    assert re.findall(r"\d+", shown) == ["4", "2026"]


def test_weeks_start_when_the_book_says_so() -> None:
    sunday = Calendar(week_start=6).period_of(Grain.WEEK, date(2026, 9, 23))
    assert (sunday.start, sunday.start.isoweekday()) == (date(2026, 9, 20), 7)
    monday = Calendar().period_of(Grain.WEEK, date(2026, 9, 23))
    assert monday.start == date(2026, 9, 21)


@every_language
def test_durations_are_words_of_ours(language: str) -> None:
    """Babel's long units fail in Arabic and Italian."""
    write = LATIN[language]
    for value in (F(0), F(1), F(2), F(3), F(11), F(100), F(3, 2)):
        for text in (write.days(value), write.months(value)):
            assert text
            assert "{" not in text


@every_language
def test_a_signed_duration_keeps_its_number(language: str) -> None:
    write = LATIN[language]
    for value in (F(1), F(-1), F(2), F(-2)):
        text = write.days(value, signed=True)
        assert re.search(rf"[+-]{abs(value)}", text), text


@every_language
def test_a_change_has_mark_sign_and_word(language: str) -> None:
    change = LATIN[language].change(F(-1, 100), None, Unit.SHARE, Better.LOWER)
    assert (change.mark, change.verdict) == ("▼", "better")
    assert "-1" in change.text
    assert change.word


def test_the_swiss_write_numbers_their_way() -> None:
    """A territory named in the book: its marks, the language's words."""
    shown = {}
    for form in ("de-CH", "fr_CH", "it-CH"):
        write = Formatter(form)
        assert write.language == write.words.language == form[:2]
        day, amount = date(2026, 8, 3), F(246_999, 200)
        shown[form] = (
            *(write.number(F(2469, 2), 1), write.share(F(-1, 8)), write.date(day)),
            *(write.money(amount, "CHF", places=2), write.money(F(12_300), "CHF", compact=True)),
            *(write.money(F(1_234_567), "CHF", compact=True), write.days(F(3, 2))),
        )
    assert shown == {
        "de-CH": (
            *("1’234.5", "-12.5%", "03.08.2026", f"CHF{NBSP}1’235.00"),
            *(f"12.3{NBSP}Tsd.{NBSP}CHF", f"1.2{NBSP}Mio.{NBSP}CHF", "1.5 Tage"),
        ),
        "fr_CH": (
            *(f"1{NARROW}234,5", "-12,5%", "3 août 2026", f"1{NARROW}235.00{NBSP}CHF"),
            *(f"12,3{NBSP}k{NBSP}CHF", f"1,2{NBSP}M{NBSP}CHF", "1,5 jour"),
        ),
        "it-CH": (
            *("1’234.5", "-12.5%", "3 ago 2026", f"CHF{NBSP}1’235.00"),
            *(f"12.3{NBSP}mila{NBSP}CHF", f"1.2{NBSP}Mln{NBSP}CHF", "1.5 giorni"),
        ),
    }


def test_a_territory_nobody_knows_is_left_aside() -> None:
    assert Formatter("de-XX").number(1234) == LATIN["de"].number(1234) == "1.234"


def _territories() -> list[str]:
    from babel.localedata import locale_identifiers  # noqa: PLC0415

    return sorted(t for t in locale_identifiers() if t.split("_")[0] in LANGUAGES and "_" in t)


@pytest.mark.parametrize("form", _territories())
def test_every_territory_writes_every_digit(form: str) -> None:
    for digits in ("latn", "arab") if form.startswith("ar") else ("latn",):
        write, own = Formatter(form, digits), Formatter(form[:2], digits)
        for text in (
            write.number(F(12_345_678, 10), 1),
            write.money(F(12_345_678, 10), "EUR", places=1),
            write.share(F(12_345_678, 1000), places=1),
        ):
            assert not MIXED_DIGITS.search(text)
            assert "".join(str(int(one)) for one in text if one.isdecimal()) == "12345678"
        assert write.days(F(3)) == own.days(F(3))
        assert ("٪" in write.share(F(1, 8))) == (digits == "arab")


@every_language
def test_ratios_have_no_space(language: str) -> None:
    assert re.fullmatch(r"3[.,]4:1", LATIN[language].ratio(F(17, 5)))
    assert LATIN[language].ratio(F(3)).replace("3.0", "3").replace("3,0", "3") == "3:1"
