"""One account: its attributes, how its recurring revenue moved, and its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from revcompass.desk.answers import TraceRecord
from revcompass.domain.problem import usage_error
from revcompass.web.page import Page
from revcompass.web.pages.panels import NAMES

_LOSSES = ("contraction", "churn")
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A record as it is listed."""

    key: str
    place: str
    fields: tuple[tuple[str, str], ...]


def customer(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    wanted = page.asked.one("id")
    if not wanted:
        raise usage_error("missing_parameter", name="id")
    found = page.desk.lists.account(page.question, wanted)
    currency = page.desk.book.currency

    def money(amount: Fraction, *, signed: bool = False) -> str:
        return page.write.money(amount, currency, places=0, signed=signed)

    return {
        "name": found.name or found.id,
        "id": found.id,
        "attributes": tuple(found.attributes.items()),
        "movements": [
            (
                page.write.period(one.period),
                [
                    (
                        page.words.ui(NAMES[kind]),
                        money(-amount if kind in _LOSSES else amount, signed=True),
                    )
                    for kind, amount in one.movements
                ],
                money(one.closing),
            )
            for one in found.movements
        ],
        "tables": [
            (table, page.write.count(len(records)), [_listed(one) for one in records[:_SHOWN]])
            for table, records in found.records.items()
            if records
        ],
    }


def _listed(one: TraceRecord) -> Listed:
    place = "" if one.file is None else one.file if one.line is None else f"{one.file}:{one.line}"
    return Listed(one.key, place, tuple((name, text) for name, text in one.fields.items() if text))
