"""A cell's value as text: one way to write each, with nothing rounded."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def number_text(value: float) -> str:
    """A number without an exponent: the shortest digits that name it, a whole one without point.

    >>> number_text(1.1000000000000001), number_text(1e16), number_text(3.0)
    ('1.1', '10000000000000000', '3')
    """
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def percent_text(value: float) -> str:
    """A share shown as a percentage.

    >>> percent_text(0.125)
    '12.5%'
    """
    moved = format(Decimal(repr(value)).scaleb(2), "f")
    return (moved.rstrip("0").rstrip(".") if "." in moved else moved) + "%"


def moment_text(value: date | time | timedelta, number_format: str) -> str:
    """A day, a day with its time where the number format shows one, a time, or a length of time.

    >>> moment_text(datetime(2026, 9, 30), "dd/mm/yyyy")
    '2026-09-30'
    >>> moment_text(datetime(2026, 9, 30), "dd/mm/yyyy hh:mm")
    '2026-09-30T00:00:00'
    """
    if isinstance(value, timedelta):
        seconds = value // timedelta(seconds=1)
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, datetime) and value.time() == time() and not _shows_time(number_format):
        return value.date().isoformat()
    return value.isoformat()


def is_percent(number_format: str) -> bool:
    """Whether a number format shows a share as a percentage."""
    return "%" in number_format and "%" in _LITERAL.sub("", number_format)


def _shows_time(number_format: str) -> bool:
    return "h" in _LITERAL.sub("", number_format.split(";", maxsplit=1)[0]).lower()
