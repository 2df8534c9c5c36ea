"""The glossary as data: `revcompass.glossary/1`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from revcompass.domain.money import decimal_text
from revcompass.glossary.entries import Entry
from revcompass.glossary.now import NumberNow

Document = dict[str, Any]


def glossary_document(
    entries: Iterable[Entry], now: Mapping[str, NumberNow | None] | None = None
) -> Document:
    """The entries, in the order given (best match first); `now` holds a book's numbers by entry."""
    made = [_entry(entry, (now or {}).get(entry.id)) for entry in entries]
    return {"schema": "revcompass.glossary/1", "entries": made}


def _entry(entry: Entry, now: NumberNow | None) -> Document:
    related = [{"id": other, "term": term} for other, term in entry.related]
    return {**asdict(entry), "related": related, "now": _now(now) if now else None}


def _now(now: NumberNow) -> Document:
    return {
        "from": now.period.start.isoformat(),
        "to": now.period.end.isoformat(),
        "value": decimal_text(now.value),
        "currency": now.currency,
    }
