"""What one record adds to a number, and the conditions under which it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from revcompass.engine.readings.cells import Ask
from revcompass.engine.tables import Tables

Fields = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one record adds to a number: money in major units, days, or a count.

    `row` is the record's place in its canonical table (`None`: an account without a record);
    `fields` tell apart several parts of one record: the stage, or the month.
    """

    contribution: Fraction
    row: int | None
    account: str | None
    fields: Fields = ()


def merged(parts: Iterable[Part]) -> list[Part]:
    """One part per record (and fields); those that cancel are left out."""
    totals: dict[tuple[int | None, str | None, Fields], Fraction] = {}
    for part in parts:
        key, more = (part.row, part.account, part.fields), part.contribution
        totals[key] = totals[key] + more if key in totals else more
    return [Part(total, *key) for key, total in totals.items() if total]


def filters(tables: Tables, ask: Ask) -> tuple[str, list[str]]:
    """The filter on a ledger's rows `e` and their accounts `a`: its text and bound values."""
    ask.require_sight(tables)
    text, bound = "", list[str]()
    for one, values in ask.where:
        text += f" AND {one.select()} IN ({', '.join('?' for _ in values)})"
        bound += values
    return text, bound
