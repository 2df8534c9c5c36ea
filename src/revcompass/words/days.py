"""Days as a language writes them."""

from __future__ import annotations

import datetime

from revcompass.words.numbers import Digits, in_digits, locale_of


def day_text(day: datetime.date, language: str, digits: Digits = "latn") -> str:
    """A day in the language's medium form.

    >>> day_text(datetime.date(2026, 8, 3), "de"), day_text(datetime.date(2026, 8, 3), "en")
    ('03.08.2026', 'Aug 3, 2026')
    """
    from babel.dates import format_date  # noqa: PLC0415 - start-up time

    return in_digits(format_date(day, "medium", locale=locale_of(language)), digits)


def day_in(text: object) -> datetime.date | None:
    """The day that an ISO text names; `None` for anything else.

    >>> day_in("2026-08-03"), day_in("03.08.2026"), day_in(None)
    (datetime.date(2026, 8, 3), None, None)
    """
    if isinstance(text, datetime.date):
        return text
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None
