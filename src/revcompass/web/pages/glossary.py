"""Every word the product shows, explained, and found by any word for it in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from revcompass.glossary import Entry, Glossary, search
from revcompass.web.page import Page
from revcompass.words.glossary.term import THEMES, Theme

_FOUND = 30


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as it is listed."""

    id: str
    name: str
    short: str
    theme: str
    means: str
    formula: str
    is_reviewed: bool
    href: str
    related: tuple[tuple[str, str], ...]


def glossary(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    wanted = page.asked.one("q")
    words = Glossary(page.words, page.write)
    everything = list(words.entries())
    by_id = {entry.id: entry for entry in everything}
    found = [by_id[match.entry] for match in search(wanted, _FOUND)] if wanted else everything
    return {
        "wanted": wanted,
        "entries": [_item(page, entry) for entry in found],
        "all": len(everything),
    }


def _item(page: Page, entry: Entry) -> Item:
    return Item(
        id=entry.id,
        name=entry.term,
        short=entry.abbreviation or "",
        theme=page.words.glossary(THEMES[Theme(entry.group)]),
        means=entry.meaning,
        formula=entry.formula or "",
        is_reviewed=entry.reviewed,
        href=page.metric_link(entry.id) if entry.kind == "metric" else _anchor(page, entry.id),
        related=tuple((term, _anchor(page, other)) for other, term in entry.related[:6]),
    )


def _anchor(page: Page, entry: str) -> str:
    return f"{page.asked.link('/glossary')}#{entry}"
