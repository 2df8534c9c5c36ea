"""The nearest known name: what "did you mean" offers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches


def plain(text: str) -> str:
    """A name without case, spaces and punctuation, so that spellings can be compared.

    >>> plain("GTX-Pro") == plain("gtxpro")
    True
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def nearest(text: str, names: Iterable[str]) -> str:
    """The known name that was most likely meant, or an empty text.

    >>> nearest("GTXPro", ["GTX Basic", "GTX Pro"])
    'GTX Pro'
    """
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(plain(name), name)
    same = by_plain.get(plain(text))
    if same is not None:
        return same if plain(text) else ""
    close = get_close_matches(plain(text), by_plain, 1)
    return by_plain[close[0]] if close else ""
