"""The names of the months in the languages a source may declare, from CLDR."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from babel.dates import get_month_names

LOCALES = {
    "en": ("en",),
    "fr": ("fr", "fr_CA", "fr_CH"),
    "it": ("it",),
    "de": ("de", "de_AT"),
    "ms": ("ms",),
    "ar": ("ar", "ar_SA", "ar_EG", "ar_LB", "ar_MA", "ar_DZ", "ar_TN"),
}
ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_FURTHER = {"de": {"mrz": 3}}
_HAMZA = str.maketrans("أإآ", "ااا")


@cache
def month_names(language: str) -> dict[str, int]:
    """Names and abbreviations in small letters, without the point behind them → 1 … 12.

    What could be two months is left out.

    >>> month_names("fr")["févr"], month_names("de")["mrz"], "jui" in month_names("fr")
    (2, 3, False)
    """
    found: dict[str, set[int]] = {}
    for name, month in _names(language):
        found.setdefault(name, set()).add(month)
    longest = sorted(found, key=lambda name: (-len(name), name))
    return {name: min(found[name]) for name in longest if len(found[name]) == 1}


def _names(language: str) -> Iterator[tuple[str, int]]:
    widths, contexts = ("wide", "abbreviated"), ("format", "stand-alone")
    for width, context, locale in product(widths, contexts, LOCALES[language]):
        for month, text in get_month_names(width, context, locale).items():  # type: ignore[arg-type]
            name = text.lower().rstrip(".")
            yield name, month
            yield name.translate(_HAMZA), month
            if language != "ar" and width == "wide":
                yield name[:3], month
    yield from _FURTHER.get(language, {}).items()
