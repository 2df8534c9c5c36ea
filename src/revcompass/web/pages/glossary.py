"""Every word the product shows, explained, and found by any word for it in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from revcompass import catalogue
from revcompass.domain.problem import usage_error
from revcompass.glossary import Entry, Glossary, nearest, number_now, search
from revcompass.glossary.entries import EntryPolicy
from revcompass.glossary.sections import (
    benchmark_lines,
    choice_line,
    example_line,
    facts,
    sections,
    text_of,
    title,
)
from revcompass.glossary.subjects import subjects
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


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an entry; `text` where it is nothing but text."""

    key: str
    title: str
    text: str


def entry(page: Page) -> Mapping[str, Any]:
    """One entry in full, with the book's own number beside a metric."""
    name = page.path["entry"].lower().replace("-", "_")
    if name not in subjects():
        raise usage_error("no_such_term", text=page.path["entry"], did_you_mean=nearest(name))
    made = Glossary(page.words, page.write).entry(name)
    return {
        "entry": made,
        "title": title(made),
        "facts": facts(made, page.words),
        "sections": [
            Part(one.key, one.title, text_of(made, one.key)) for one in sections(made, page.words)
        ],
        "worked": example_line(made.example, page.words) if made.example else "",
        "policies": [_policy(page, policy) for policy in made.policies],
        "benchmarks": benchmark_lines(made, page.words),
        "related": [(term, _full(page, other)) for other, term in made.related],
        "comma": page.words.comma,
        "now": _now(page, name),
        "all": page.asked.link("/glossary"),
    }


def _policy(page: Page, policy: EntryPolicy) -> Mapping[str, Any]:
    choices = [
        {
            "code": one.code,
            "text": choice_line(policy, number, page.words),
            "is_default": one.is_default,
        }
        for number, one in enumerate(policy.choices)
    ]
    return {"term": policy.term, "name": policy.name, "means": policy.means, "choices": choices}


def _now(page: Page, name: str) -> Mapping[str, str] | None:
    now = number_now(name, page.desk.show)
    if now is None:
        return None
    metric = catalogue.get(name)
    value = page.write.value(now.value, metric.unit, now.currency, two_parts=metric.two_parts)
    said = page.words.ui("{period}: {value}", period=page.write.period(now.period), value=value)
    return {"text": said, "href": page.metric_link(name)}


def _full(page: Page, name: str) -> str:
    return page.asked.link(f"/glossary/{name}")


def _item(page: Page, entry: Entry) -> Item:
    return Item(
        id=entry.id,
        name=entry.term,
        short=entry.abbreviation or "",
        theme=page.words.glossary(THEMES[Theme(entry.group)]),
        means=entry.meaning,
        formula=entry.formula or "",
        is_reviewed=entry.reviewed,
        href=_full(page, entry.id),
        related=tuple((term, _anchor(page, other)) for other, term in entry.related[:6]),
    )


def _anchor(page: Page, entry: str) -> str:
    return f"{page.asked.link('/glossary')}#{entry}"
