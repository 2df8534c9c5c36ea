"""Names and texts as SQL: identifiers quoted, literals escaped. Values of users are bound."""

from __future__ import annotations

from collections.abc import Iterable

SPACE = " \t\r\n\u00a0\ufeff"


def name(identifier: str) -> str:
    """A quoted identifier.

    >>> print(name('of "it" all'))
    "of ""it"" all"
    """
    return '"' + identifier.replace('"', '""') + '"'


def names(identifiers: Iterable[str]) -> str:
    """Quoted identifiers with commas between."""
    return ", ".join(name(identifier) for identifier in identifiers)


def text(value: str) -> str:
    """A quoted literal.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """Quoted literals with commas between, for `IN (…)`."""
    return ", ".join(text(value) for value in values)


def trimmed(expression: str) -> str:
    """Without white space at either end."""
    return f"trim({expression}, {text(SPACE)})"


def plain(expression: str) -> str:
    """Without case, spaces and punctuation (as `suggest.plain`)."""
    return rf"regexp_replace(lower({expression}), '[^\p{{L}}\p{{N}}]', '', 'g')"
