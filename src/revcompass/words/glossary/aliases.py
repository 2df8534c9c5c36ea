"""What else people call the entries, by language: for search only, never displayed.

`aliases/<language>.csv` holds synonyms, plurals and the slips of machine translations seen in the
wild; `reviewed` says whether the displayed term was found in use by professionals.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "aliases"


@dataclass(frozen=True, slots=True)
class Aliases:
    """The other words of one entry in one language."""

    words: tuple[str, ...] = ()
    reviewed: bool = False


@cache
def aliases(language: str) -> Mapping[str, Aliases]:
    """The other words of every entry that has some, by its id.

    >>> "churn" in aliases("en")["customer_churn_rate"].words
    True
    """
    text = (FOLDER / f"{language}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["id"]: Aliases(
            tuple(word for word in row["aliases"].split(";") if word), row["reviewed"] == "yes"
        )
        for row in rows
    }


def is_reviewed(entry: str, language: str) -> bool:
    """Whether the entry's term was found in use by professionals; English is the original."""
    return language == "en" or aliases(language).get(entry, Aliases()).reviewed
