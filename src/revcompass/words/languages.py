"""The languages the product speaks, and what no message can say about them.

Plural headers are pinned here: what Babel, Crowdin and others write for Arabic, Malay, French and
Italian differs, and a catalogue read with another's header says the wrong form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
"""Where the catalogues are: `<language>/LC_MESSAGES/{ui,glossary,problems}.po` and `.mo`."""

DOMAINS = ("ui", "glossary", "problems")


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    `name` is what it calls itself; `plurals` are the CLDR categories in the order of gettext's
    forms, `plural` the C expression that picks one, `like` a whole number of each category. Forms
    of `silent` categories may say the number in words alone. `comma` stands between listed things.
    """

    code: str
    name: str
    plurals: tuple[str, ...]
    plural: str
    like: Mapping[str, int]
    right_to_left: bool = False
    silent: frozenset[str] = frozenset()
    comma: str = ", "

    @property
    def plural_header(self) -> str:
        """The `Plural-Forms` header of its catalogues."""
        return f"nplurals={len(self.plurals)}; plural={self.plural};"


_ONE_OTHER = {"one": 1, "other": 2}
_ROMANCE = {"one": 1, "many": 1_000_000, "other": 2}
_ARABIC = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}

LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", ("one", "other"), "(n != 1)", _ONE_OTHER),
        Language(
            "fr",
            "Français",
            ("one", "many", "other"),
            "(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2",
            _ROMANCE,
        ),
        Language(
            "it",
            "Italiano",
            ("one", "many", "other"),
            "n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2",
            _ROMANCE,
        ),
        Language("ms", "Bahasa Melayu", ("other",), "0", {"other": 2}),
        Language(
            "ar",
            "العربية",
            ("zero", "one", "two", "few", "many", "other"),
            "n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10 ? 3"
            " : n % 100 >= 11 ? 4 : 5",
            _ARABIC,
            right_to_left=True,
            silent=frozenset(("zero", "one", "two")),
            comma="، ",
        ),
        Language("de", "Deutsch", ("one", "other"), "(n != 1)", _ONE_OTHER),
    )
}
"""Every language by its code, in the order they are offered."""


def available(folder: Path = LOCALE) -> tuple[str, ...]:
    """Codes of the languages that have catalogues, in alphabetical order.

    >>> "en" in available()
    True
    """
    return tuple(sorted(found.parent.name for found in folder.glob("*/LC_MESSAGES")))


def base_of(tag: str) -> str:
    """The language of a locale's name, in whatever spelling.

    >>> base_of("de_CH.UTF-8"), base_of("ar-EG"), base_of("C")
    ('de', 'ar', 'c')
    """
    return tag.replace("_", "-").partition(".")[0].partition("@")[0].partition("-")[0].lower()


def first_day_of_week(tag: str) -> int:
    """The day a week begins with in the territory a locale names; 0 = Monday, as without one.

    >>> first_day_of_week("ar-SA"), first_day_of_week("ar_EG.UTF-8"), first_day_of_week("ar")
    (6, 5, 0)
    """
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - start-up time

    locale = tag.replace("-", "_").partition(".")[0]
    if locale.lower() == base_of(tag):
        return 0
    try:
        return int(Locale.parse(locale).first_week_day)
    except (UnknownLocaleError, ValueError):
        return 0


def form_for(language: str, *tags: str) -> str:
    """How numbers and days are written in a language: as where the first tag of it says it is.

    >>> form_for("de", "fr-CH", "de", "de_CH"), form_for("it", "de-CH")
    ('de-CH', 'it')
    """
    plain = (tag.replace("_", "-").partition(".")[0].partition("@")[0] for tag in tags)
    return next((tag for tag in plain if base_of(tag) == language != tag.lower()), language)


def is_right_to_left(language: str) -> bool:
    """Whether the language is written from right to left.

    >>> is_right_to_left("ar"), is_right_to_left("de")
    (True, False)
    """
    known = LANGUAGES.get(base_of(language))
    return known is not None and known.right_to_left


def from_environment(environment: Mapping[str, str]) -> str | None:
    """The first language we speak that LC_ALL, LC_MESSAGES, LANG or LANGUAGE ask for.

    The first of the three that is set decides, as POSIX has it; `LANGUAGE` is a list of wishes,
    looked at when that one is a language we do not speak.

    >>> from_environment({"LC_ALL": "", "LANG": "fr_FR.UTF-8"})
    'fr'
    >>> from_environment({"LANG": "C"}) is None
    True
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if asked := environment.get(name, ""):
            if base_of(asked) in LANGUAGES:
                return base_of(asked)
            if base_of(asked) in ("c", "posix"):
                return None  # the user asked for no language: English
            break
    wishes = (base_of(wish) for wish in environment.get("LANGUAGE", "").split(":"))
    return next((wish for wish in wishes if wish in LANGUAGES), None)
