"""The languages there are: one folder below `locale` each."""

from __future__ import annotations

from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
"""Where the catalogues are: `<language>/LC_MESSAGES/{ui,glossary,problems}.po` and `.mo`."""

DOMAINS = ("ui", "glossary", "problems")

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def available(folder: Path = LOCALE) -> tuple[str, ...]:
    """Codes of the languages, in alphabetical order.

    >>> "en" in available()
    True
    """
    return tuple(sorted(found.parent.name for found in folder.glob("*/LC_MESSAGES")))


def is_right_to_left(language: str) -> bool:
    """Whether the language is written from right to left.

    >>> is_right_to_left("ar"), is_right_to_left("de")
    (True, False)
    """
    return language.replace("_", "-").partition("-")[0] in _RIGHT_TO_LEFT
