"""Text that keeps its order beside text of the other direction.

Numbers carry marks of their own (`numbers.py`); what stands here is for words, names and commands.
The direction of our own sentences comes from the language, never from their first letter: an
Arabic sentence that begins with "MRR" is still Arabic.
"""

from __future__ import annotations

import unicodedata

FIRST_STRONG, LEFT_TO_RIGHT, RIGHT_TO_LEFT, POP = "\u2068", "\u2066", "\u2067", "\u2069"
MARKS = frozenset("\u200e\u200f\u061c\u2066\u2067\u2068\u2069")
"""Characters that order text and take no place."""


def has_right_to_left(text: str) -> bool:
    """Whether any letter of the text is written from right to left.

    >>> has_right_to_left("MRR الجديد"), has_right_to_left("MRR")
    (True, False)
    """
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def placed(text: str, *, right_to_left: bool) -> str:
    """A name, a code or a phrase inside a sentence of the given direction.

    In a right-to-left sentence a text with right-to-left letters is taken as ours, whatever it
    begins with; anything else keeps its own direction. Numbers carry their marks already; a day
    as 2026-09-30 has none, and after Arabic letters its parts would change places.

    >>> placed("Acme Inc.", right_to_left=True) == "\u2068Acme Inc.\u2069"
    True
    >>> placed("Acme Inc.", right_to_left=False)
    'Acme Inc.'
    >>> placed("2026-09-30", right_to_left=True) == left_to_right("2026-09-30")
    True
    """
    if right_to_left and has_right_to_left(text):
        return f"{RIGHT_TO_LEFT}{text}{POP}"
    if right_to_left:
        has_letters = any(letter.isalpha() for letter in text)
        if not has_letters and "-" in text and MARKS.isdisjoint(text):
            return left_to_right(text)
        return f"{FIRST_STRONG}{text}{POP}" if has_letters else text
    return f"{FIRST_STRONG}{text}{POP}" if has_right_to_left(text) else text


def left_to_right(text: str) -> str:
    """A command, a file, a calculation: kept from left to right."""
    return f"{LEFT_TO_RIGHT}{text}{POP}"


def own_text(text: str) -> str:
    """A cell or line of ours in a right-to-left language; commands and codes stay as they are.

    >>> own_text("MRR الجديد") == "\\u2067MRR الجديد\\u2069"
    True
    """
    if has_right_to_left(text) or not any(letter.isalpha() for letter in text):
        return f"{RIGHT_TO_LEFT}{text}{POP}"
    return left_to_right(text)
