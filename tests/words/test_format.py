"""The formatter: exact values in, text of a language out."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revcompass.domain.metric import Better, Unit
from revcompass.domain.period import Calendar, Grain
from revcompass.words.format import Formatter
from revcompass.words.numbers import places_for, rounded

F = Fraction
EN, DE, FR, AR = (Formatter(language) for language in ("en", "de", "fr", "ar"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EN.share(F(1, 3)), "33.3%"),
        (EN.share(F(1, 2), signed=True), "+50.0%"),
        (EN.share(F(0)), "0.0%"),
        (EN.share(F(42, 10_000)), "0.42%"),
        (EN.share(F(1, 20_000)), "0.0050%"),
        (EN.share(F(5, 4)), "125.0%"),
        (DE.share(F(-1, 8)), "-12,5\xa0%"),
        (FR.number(F(24691, 2), 2), "12\u202f345,50"),
        (EN.money(F(2469, 2), "EUR"), "€1,234"),
        (EN.money(F(1999, 4), "EUR"), "€499.75"),
        (EN.money(F(500), "EUR"), "€500"),
        (EN.money(F(1999, 4), "JPY"), "¥500"),
        (EN.money(F(1001, 4), "KWD"), "KWD\xa0250.250"),
        (EN.money(F(-5_000), "CHF"), "-CHF\xa05,000"),
        (EN.money(F(-5_000), "EUR"), "-€5,000"),
        (EN.money(F(5_000), "EUR", signed=True), "+€5,000"),
        (EN.money(F(1_234_567), "EUR", compact=True), "€1.2M"),
        (EN.money(F(999), "EUR", compact=True), "€999"),
        (DE.money(F(1_234_567), "EUR", compact=True), "1,2\xa0Mio.\xa0€"),
        (EN.money(F(10**30), "EUR"), "€1" + ",000" * 10),
        (EN.ratio(F(17, 5)), "3.4:1"),
        (EN.ratio(F(1, 40)), "0.025:1"),
        (EN.points(F(30)), "+30"),
        (EN.points(F(-61, 2)), "-30.5"),
        (EN.points(F(0)), "0"),
        (EN.count(1200), "1,200"),
        (EN.count(F(5, 2)), "2.5"),
        (EN.days(1), "1 day"),
        (EN.days(F(42)), "42 days"),
        (EN.days(F(3, 2)), "1.5 days"),
        (EN.months(12), "12 months"),
        (EN.date(date(2026, 9, 30)), "Sep 30, 2026"),
        (DE.date(date(2026, 9, 30)), "30.09.2026"),
        (EN.number(F(-1, 1000), 1), "0.0"),
    ],
)
def test_values(text: str, expected: str) -> None:
    assert text == expected


@pytest.mark.parametrize(
    ("unit", "value", "two_parts", "expected"),
    [
        (Unit.MONEY, F(1234), False, "€1,234"),
        (Unit.COUNT, F(7), False, "7"),
        (Unit.SHARE, F(1, 8), False, "12.5%"),
        (Unit.RATIO, F(17, 5), False, "3.4"),
        (Unit.RATIO, F(17, 5), True, "3.4:1"),
        (Unit.DAYS, F(30), False, "30 days"),
        (Unit.MONTHS, F(1), False, "1 month"),
        (Unit.SCORE, F(123, 2), False, "61.5"),
        (Unit.POINTS, F(9), False, "+9"),
    ],
)
def test_every_unit(unit: Unit, value: Fraction, two_parts: bool, expected: str) -> None:
    assert EN.value(value, unit, "EUR", two_parts=two_parts) == expected


@pytest.mark.parametrize(
    ("grain", "expected"),
    [
        (Grain.DAY, "Sep 20, 2026"),
        (Grain.WEEK, "W38 2026"),
        (Grain.MONTH, "Sep 2026"),
        (Grain.QUARTER, "Q3 2026"),
        (Grain.YEAR, "2026"),
        (Grain.FISCAL_QUARTER, "Q2 FY2027"),
        (Grain.FISCAL_YEAR, "FY2027"),
        (Grain.TRAILING_12_MONTHS, "12 months to Sep 2026"),
    ],
)
def test_periods(grain: Grain, expected: str) -> None:
    calendar = Calendar(fiscal_year_start=4)
    period = calendar.period_of(grain, date(2026, 9, 20))
    assert Formatter("en", calendar=calendar).period(period) == expected


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    period = Calendar().period_of(Grain.WEEK, date(2027, 1, 1))
    assert EN.period(period) == "W53 2026"


@pytest.mark.parametrize(
    ("change", "unit", "better", "expected"),
    [
        (F(1, 50), Unit.SHARE, Better.HIGHER, ("+2.0 pp", "▲", "better")),
        (F(1, 50), Unit.SHARE, Better.LOWER, ("+2.0 pp", "▲", "worse")),
        (F(-3), Unit.DAYS, Better.LOWER, ("-3 days", "▼", "better")),
        (F(-3), Unit.POINTS, Better.HIGHER, ("-3", "▼", "worse")),
        (F(1, 2), Unit.RATIO, Better.NEITHER, ("+0.5", "▲", "higher")),
        (F(-1, 2), Unit.MONTHS, Better.NEITHER, ("-0.5 months", "▼", "lower")),
        (F(100), Unit.MONEY, Better.HIGHER, ("+€100", "▲", "better")),
        (F(4), Unit.COUNT, Better.HIGHER, ("+4", "▲", "better")),
        (F(0), Unit.SHARE, Better.HIGHER, ("0.0 pp", "=", "no change")),
        (F(1, 10**6), Unit.SHARE, Better.HIGHER, ("+0.0001 pp", "▲", "better")),
    ],
)
def test_changes(
    change: Fraction, unit: Unit, better: Better, expected: tuple[str, str, str]
) -> None:
    made = EN.change(change, None, unit, better, "EUR")
    assert (made.text, made.mark, made.word) == expected


def test_money_and_counts_change_by_a_share_where_it_is_known() -> None:
    for unit in (Unit.MONEY, Unit.COUNT):
        made = EN.change(F(5), F(1, 20), unit, Better.HIGHER, "EUR")
        assert made.text == "+5.0%"


def test_a_sign_stays_before_its_number_in_arabic() -> None:
    assert AR.share(F(-1, 8)) == "\u200e-12.5\u200e%\u200e"
    assert AR.money(F(-5_000), "EUR") == "\u200f\u200e-5,000\xa0€"
    assert AR.points(F(30)) == "\u200e+30"


def test_arabic_indic_digits_come_with_their_own_separators() -> None:
    arab = Formatter("ar", "arab")
    assert arab.number(F(2469, 2), 1) == "١٬٢٣٤٫٥"
    mixed = re.compile(r"[0-9][٬٫]|[٠-٩][.,]")
    shown = (arab.share(F(1, 8)), arab.money(F(1234), "EUR"), arab.date(date(2026, 9, 30)))
    assert not any(mixed.search(text) or re.search(r"[0-9]", text) for text in shown)


@given(st.fractions(), st.integers(0, 9))
def test_rounding_is_exact(value: Fraction, places: int) -> None:
    made = F(rounded(value, places))
    assert abs(made - value) * 2 <= F(1, 10**places)


@given(st.fractions(min_value=F(1, 10**5), max_value=1))
def test_small_values_keep_two_digits(value: Fraction) -> None:
    shown = rounded(value, places_for(value, 1))
    assert shown >= F(9, 10) * value
