"""Plural forms: the header of every language against CLDR's categories, and Arabic in full."""

from __future__ import annotations

from gettext import c2py

import pytest
from babel import Locale

from revcompass.words.languages import LANGUAGES, Language

NUMBERS = (*range(130), 200, 211, 1000, 1_000_000, 2_000_000, 10_000_003)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
def test_the_pinned_rule_is_that_of_cldr(language: Language) -> None:
    rule, cldr = c2py(language.plural), Locale.parse(language.code).plural_form
    for number in NUMBERS:
        assert language.plurals[rule(number)] == cldr(number), number


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_category_has_a_number_like_it(language: Language) -> None:
    rule = c2py(language.plural)
    assert tuple(language.like) == language.plurals
    for category, number in language.like.items():
        assert language.plurals[rule(number)] == category


def test_arabic() -> None:
    arabic = LANGUAGES["ar"]
    rule = c2py(arabic.plural)
    expected = {
        0: "zero",
        1: "one",
        2: "two",
        3: "few",
        10: "few",
        11: "many",
        99: "many",
        100: "other",
        101: "other",
        102: "other",
        103: "few",
        111: "many",
        1000: "other",
    }
    assert {number: arabic.plurals[rule(number)] for number in expected} == expected
    assert arabic.plural_header.startswith("nplurals=6;")


def test_headers_that_other_tools_write_otherwise() -> None:
    assert LANGUAGES["ms"].plural_header == "nplurals=1; plural=0;"
    assert LANGUAGES["it"].plural_header.startswith("nplurals=3;")
    french = c2py(LANGUAGES["fr"].plural)
    assert [french(number) for number in (0, 1, 2, 1_000_000)] == [0, 0, 2, 1]
