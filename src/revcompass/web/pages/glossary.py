"""Every metric with its meaning, searchable by name, abbreviation and words of the meaning."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from revcompass import catalogue
from revcompass.domain.metric import Metric
from revcompass.web.page import Page
from revcompass.words.labels import GROUPS


@dataclass(frozen=True, slots=True)
class Entry:
    """A metric as an entry."""

    id: str
    name: str
    short: str
    group: str
    means: str
    href: str


def glossary(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    wanted = page.asked.one("q")
    entries = [_entry(page, metric) for metric in catalogue.METRICS.values()]
    found = [entry for entry in entries if _matches(entry, wanted)]
    found.sort(key=lambda entry: (not _begins(entry, wanted), _plain(entry.name)))
    return {"wanted": wanted, "entries": found, "all": len(entries)}


def _entry(page: Page, metric: Metric) -> Entry:
    return Entry(
        metric.id,
        page.name(metric),
        metric.abbreviation or "",
        page.words.ui(GROUPS[metric.group]),
        page.words.glossary(metric.means),
        page.metric_link(metric.id),
    )


def _matches(entry: Entry, wanted: str) -> bool:
    text = _plain(" ".join((entry.name, entry.short, entry.id.replace("_", " "), entry.means)))
    return all(word in text for word in _plain(wanted).split())


def _begins(entry: Entry, wanted: str) -> bool:
    return any(_plain(text).startswith(_plain(wanted)) for text in (entry.name, entry.short))


def _plain(text: str) -> str:
    """Without case and marks, so that é finds e."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if unicodedata.category(c) != "Mn")
