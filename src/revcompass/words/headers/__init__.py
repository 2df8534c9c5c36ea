"""What the columns of business files are called, in six languages, and what is meant by it.

`headers.csv` has a row for each canonical column and in it, by language, the headers seen for it.
They only serve to propose a mapping: nothing is ever mapped because of them alone.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from revcompass.words.glossary.folding import folded

_FILE = Path(__file__).with_name("headers.csv")


def meanings(header: str) -> tuple[str, ...]:
    """Names of the canonical columns that a header may stand for, the likeliest first.

    >>> meanings("Vertragsnummer"), meanings("Montant HT"), meanings("رقم العميل")
    (('subscription_id',), ('amount',), ('account_id',))
    >>> meanings("Favourite colour")
    ()
    """
    return _known().get(folded(header), ())


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = {row.pop("means"): row for row in csv.DictReader(file)}
    found: dict[str, dict[str, None]] = {folded(column): {column: None} for column in rows}
    for column, row in rows.items():
        for header in (one for text in row.values() for one in text.split(";") if one):
            found.setdefault(folded(header), {})[column] = None
    return {header: tuple(columns) for header, columns in found.items()}
