"""Where to go: pages, metrics, entries of the glossary and accounts, by any word for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from revcompass.domain.words import N_
from revcompass.glossary import Glossary, search
from revcompass.web.menu import MENU
from revcompass.web.page import Page
from revcompass.words.glossary.folding import folded

_ENTRIES, _ACCOUNTS = 8, 8
_MORE = (
    ("/readiness", N_("What can this tell me about my company?")),
    ("/data/problems", N_("Problems of the last load")),
    ("/settings", N_("Settings")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: what it is, its name, its address, and what tells it from others."""

    kind: str
    name: str
    href: str
    detail: str = ""


def finding(page: Page) -> Mapping[str, Any]:
    """What the template lays out; without a word, the pages."""
    wanted = page.asked.one("q")
    return {"wanted": wanted, "places": tuple(_places(page, wanted))}


def _places(page: Page, wanted: str) -> Iterator[Place]:
    say = page.words.ui
    words = folded(wanted).split()
    for path, name in (*((path, name) for _, path, name in MENU), *_MORE):
        said = say(name)
        if page.asked.opens(path) and all(word in folded(said) for word in words):
            yield Place(say("page"), said, page.asked.link(path))
    if not wanted:
        return
    entries = Glossary(page.words, page.write)
    for match in search(wanted, _ENTRIES):
        entry = entries.entry(match.entry)
        if entry.kind == "metric":
            href = page.metric_link(entry.id)
            yield Place(say("metric"), entry.term, href, entry.abbreviation or "")
        else:
            href = page.asked.link(f"/glossary/{entry.id}")
            yield Place(say("entry of the glossary"), entry.term, href)
    if not page.asked.opens("/customer"):
        return
    for account, called in page.desk.lists.find_accounts(wanted, _ACCOUNTS):
        yield Place(say("account"), called or account, page.account_link(account), account)
