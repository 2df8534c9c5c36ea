"""What columns of people's files are called, in six languages: to propose, never to read by.

`headers/<language>.csv` lists, for each canonical column, heads that files give it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from revcompass.words.glossary.folding import folded
from revcompass.words.languages import LANGUAGES

FOLDER = Path(__file__).parent / "headers"


def columns_called(header: str) -> tuple[str, ...]:
    """Names of the canonical columns a head may mean, in any language, its own name first.

    A name may stand in several tables; which table a file is for, the caller knows.

    >>> columns_called("Kundennummer"), columns_called("Date de début")
    (('account_id',), ('starts_on',))
    >>> columns_called("تاريخ الإغلاق"), columns_called("starts_on")
    (('closed_at',), ('starts_on',))
    """
    return _columns().get(folded(header), ())


@cache
def _columns() -> Mapping[str, tuple[str, ...]]:
    texts = [(FOLDER / f"{language}.csv").read_text(encoding="utf-8") for language in LANGUAGES]
    rows = [row for text in texts for row in csv.DictReader(text.splitlines())]
    found = {folded(row["column"]): {row["column"]: None} for row in rows}
    for row in rows:
        for header in row["headers"].split(";"):
            found.setdefault(folded(header), {})[row["column"]] = None
    return {header: tuple(columns) for header, columns in found.items()}
