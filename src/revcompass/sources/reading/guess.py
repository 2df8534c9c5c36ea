"""What a column of text seems to hold, from a sample. A guess is shown or pinned, never used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from babel.numbers import list_currencies

from revcompass.sources.money_signs import COMMON
from revcompass.sources.months import ENGLISH, LOCALES, month_names
from revcompass.sources.writing import APOSTROPHES, ARABIC_DIGITS, SPACES

_STRAYS = 0.1
"""Share of the samples that need not fit for a column to be more than text."""

_FEW = 4
"""From so many samples on, one may always be a stray: a short file has its typing errors too."""

_DISTINCT = 2_000
_EXAMPLES = 3


class Content(StrEnum):
    """What a column's text stands for."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    INSTANT = "instant"
    BOOLEAN = "boolean"
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """What a column seems to hold.

    `decimal` is "." or "," (`None`: the samples have no such sign, or both ways fit), `thousands`
    the sign between groups, `dates` a strptime pattern (`None` for ISO 8601), `language` that of
    its months, `signs` whether a number has the sign of a currency beside it. `samples` is the
    number of cells with text and `fitting` how many of them fit. Where `ambiguous`, `alternatives`
    are the decimal signs or the date patterns that fit equally well.
    """

    name: str
    kind: Content = Content.TEXT
    decimal: str | None = None
    thousands: str | None = None
    dates: str | None = None
    samples: int = 0
    fitting: int = 0
    examples: tuple[str, ...] = ()
    ambiguous: bool = False
    alternatives: tuple[str, ...] = ()
    language: str | None = None
    signs: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the samples, and how many of them it fits."""

    kind: Content
    fitting: int
    decimal: str | None = None
    thousands: str | None = None
    dates: str | None = None
    alternatives: tuple[str, ...] = ()
    language: str | None = None
    signs: bool = False


_LATIN = str.maketrans(f"{ARABIC_DIGITS}٫٬٪", f"{'0123456789' * 2}.,%")


def guess_column(name: str, cells: Iterable[str]) -> ColumnProposal:
    """Propose what a column holds.

    >>> guess_column("amount", ["1.234", "2.500", "999,90"]).decimal
    ','
    >>> guess_column("amount", ["1.234"]).alternatives
    ('.', ',')
    """
    written: Counter[str] = Counter()
    for cell in cells:
        text = cell.strip()
        if text and (text in written or len(written) < _DISTINCT):
            written[text] += 1
    samples = written.total()
    examples = tuple(text[:80] for text in list(written)[:_EXAMPLES])
    counts: Counter[str] = Counter()
    for text, count in written.items():
        counts[text if text.isascii() else text.translate(_LATIN)] += count
    if not samples:
        return ColumnProposal(name)
    for reader in (_booleans, _currencies, _iso, _patterns, _named, _integers, _decimals):
        reading = reader(counts)
        if reading is not None and _is_enough(reading.fitting, samples):
            return ColumnProposal(
                name,
                reading.kind,
                reading.decimal,
                reading.thousands,
                reading.dates,
                samples,
                reading.fitting,
                examples,
                bool(reading.alternatives),
                reading.alternatives,
                reading.language,
                reading.signs,
            )
    return ColumnProposal(name, samples=samples, fitting=samples, examples=examples)


def _is_enough(fitting: int, samples: int) -> bool:
    return samples - fitting <= max(_STRAYS * samples, 1 if samples >= _FEW else 0)


def _fitting(counts: Counter[str], fits: Callable[[str], object]) -> int:
    return sum(count for text, count in counts.items() if fits(text))


_BOOLEAN = frozenset(("true", "false", "yes", "no", "y", "n", "t", "f"))


def _booleans(counts: Counter[str]) -> _Reading:
    return _Reading(Content.BOOLEAN, _fitting(counts, lambda text: text.lower() in _BOOLEAN))


def _currencies(counts: Counter[str]) -> _Reading:
    known = list_currencies()
    return _Reading(Content.CURRENCY, _fitting(counts, lambda text: text in known))


_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]*)")


def _integers(counts: Counter[str]) -> _Reading | None:
    # A leading zero is the mark of an identifier: 00123 must stay as it is.
    if any(re.fullmatch(r"0[0-9]+", text) for text in counts):
        return None
    return _Reading(Content.INTEGER, _fitting(counts, _INTEGER.fullmatch))


_SIGNS = "|".join(re.escape(sign) for sign in sorted(COMMON, key=len, reverse=True) if sign != "R")
_SIGN = rf"(?:€|{_SIGNS}|[A-Z]{{3}})"
_CURRENCY_SIGN = rf"{_SIGN}?"
_GROUPERS = f"{APOSTROPHES}{SPACES}"


def _number(decimal: str) -> re.Pattern[str]:
    grouper = "," if decimal == "." else r"\."
    point = re.escape(decimal)
    grouped = rf"[1-9][0-9]{{0,2}}(?:([{_GROUPERS}]|{grouper})[0-9]{{3}})(?:\1[0-9]{{3}})*"
    whole = rf"(?:0|[1-9][0-9]*|{grouped})"
    number = rf"[+-]?{_CURRENCY_SIGN}\s?[+-]?{whole}(?:{point}[0-9]+)?\s?{_CURRENCY_SIGN}"
    return re.compile(number)


_NUMBERS = {".": _number("."), ",": _number(",")}


def _decimals(counts: Counter[str]) -> _Reading | None:
    fitting = {sign: _fitting(counts, pattern.fullmatch) for sign, pattern in _NUMBERS.items()}
    best = max(fitting.values())
    signs = tuple(sign for sign, count in fitting.items() if count == best)
    written = [text for text in counts if any(_NUMBERS[sign].fullmatch(text) for sign in signs)]
    if not any(re.search(r"[^0-9+-]", text) for text in written):
        return None
    told = any("." in text or "," in text for text in written)
    return _Reading(
        Content.DECIMAL,
        best,
        decimal=signs[0] if len(signs) == 1 else None,
        thousands=_thousands(counts, signs),
        alternatives=signs if told and len(signs) > 1 else (),
        signs=any(re.search(_SIGN, text) for text in written),
    )


def _thousands(counts: Counter[str], signs: Sequence[str]) -> str | None:
    """The sign between groups that is seen most, once the decimal sign is known."""
    if len(signs) > 1:
        return None
    matches = ((_NUMBERS[signs[0]].fullmatch(text), count) for text, count in counts.items())
    seen: Counter[str] = Counter()
    for match, count in matches:
        if match and match[1]:
            seen[match[1]] += count
    return seen.most_common(1)[0][0] if seen else None


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
    r"\s?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"
)


def _iso(counts: Counter[str]) -> _Reading:
    instants = _fitting(counts, _ISO_INSTANT.fullmatch)
    dates = _fitting(counts, lambda text: _ISO_DATE.fullmatch(text) and _fits(text, "%Y-%m-%d"))
    kind = Content.INSTANT if instants else Content.DATE
    return _Reading(kind, instants + dates)


_DAYS = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%d. %B %Y",
    "%d. %b %Y",
)
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
PATTERNS = tuple(day + time for time in _TIMES for day in _DAYS)
_COMPACT = re.compile(r"(19|20)[0-9]{6}")


def _fits(text: str, pattern: str) -> bool:
    if pattern == "%Y%m%d" and not _COMPACT.fullmatch(text):
        return False
    try:
        datetime.strptime(text, pattern)  # noqa: DTZ007 - only whether it can be read matters
    except ValueError:
        return False
    return True


_WORD = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")


def _named(counts: Counter[str]) -> _Reading | None:
    """Names of months in another language than English; the first language that fits best."""
    if not any(_WORD.search(text) for text in list(counts)[:20]):
        return None
    best: _Reading | None = None
    for language in LOCALES:
        if language != "en":
            english = _in_english(counts, language)
            found = _patterns(english) if english else None
            if found and (best is None or found.fitting > best.fitting):
                best = replace(found, language=language)
    return best


def _in_english(counts: Counter[str], language: str) -> Counter[str]:
    names = month_names(language)
    result: Counter[str] = Counter()
    for text, count in counts.items():
        found = _WORD.search(text)
        month = names.get(found[0].lower()) if found else None
        if found and month:
            rest = text[found.end() :].removeprefix(".")
            result[f"{text[: found.start()]}{ENGLISH[month - 1]}{rest}"] += count
    return result


def _patterns(counts: Counter[str]) -> _Reading | None:
    some = list(counts)[:20]
    likely = [pattern for pattern in PATTERNS if any(_fits(text, pattern) for text in some)]
    fitting = {pattern: _fitting(counts, partial(_fits, pattern=pattern)) for pattern in likely}
    if not fitting:
        return None
    best = max(fitting.values())
    equal = tuple(pattern for pattern, count in fitting.items() if count == best)
    # %b and %B read the same text in May: not two readings of one day.
    orders = {pattern.lower() for pattern in equal}
    alternatives = equal if len(orders) > 1 else ()
    kind = Content.INSTANT if "%H" in equal[0] or "%I" in equal[0] else Content.DATE
    dates = None if alternatives else equal[0]
    return _Reading(kind, best, dates=dates, alternatives=alternatives)
