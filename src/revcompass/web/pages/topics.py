"""Pages about one subject: some metrics as cards, a few charts, and a table by slice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from revcompass.domain.words import N_
from revcompass.web.page import Page
from revcompass.web.pages import panels, shared


@dataclass(frozen=True, slots=True)
class Topic:
    """What a page is about: metrics as cards, one of them over time, others by a slice."""

    title: str
    about: str
    cards: tuple[str, ...]
    over_time: tuple[str, ...]
    by: str
    table: tuple[str, ...]
    bars: str


LEADS = Topic(
    N_("Leads and channels"),
    N_("Where customers come from, what each channel costs, and what it brings."),
    ("leads", "sales_qualified_leads", "lead_conversion_rate", "cac", "cac_payback_period"),
    ("leads",),
    "channel",
    ("leads", "lead_conversion_rate", "acquisition_spend", "new_customers", "cac"),
    "cac",
)
ENGAGEMENT = Topic(
    N_("Engagement"),
    N_("Whether customers use what they pay for."),
    ("engagement_score", "active_users", "active_accounts", "stickiness"),
    ("active_users",),
    "segment",
    ("active_accounts", "active_users", "stickiness", "customer_churn_rate"),
    "active_users",
)
SURVEY = Topic(
    N_("Survey"),
    N_("What employees and customers answer. Groups too small to stay anonymous are withheld."),
    ("enps", "nps", "promoters", "passives", "detractors"),
    ("enps",),
    "team",
    ("enps", "promoters", "passives", "detractors"),
    "enps",
)


def leads(page: Page) -> Mapping[str, Any]:
    """Leads, spend and channels."""
    return _topic(page, LEADS)


def engagement(page: Page) -> Mapping[str, Any]:
    """Use of the product."""
    return _topic(page, ENGAGEMENT)


def survey(page: Page) -> Mapping[str, Any]:
    """Employees' and customers' answers."""
    return _topic(page, SURVEY)


def _topic(page: Page, topic: Topic) -> Mapping[str, Any]:
    filled, question, period = shared.begin(page)
    asked = replace(question, grain=None)
    by_slice = replace(asked, metrics=(topic.bars,), period=period, by=(topic.by,))
    bars = page.desk.show(by_slice).results[0]
    return {
        **filled,
        "title": page.words.ui(topic.title),
        "about": page.words.ui(topic.about),
        "cards": shared.cards(page, question, period, topic.cards),
        "charts": [
            *(shared.history(page, question, period, name) for name in topic.over_time),
            panels.sliced(page, bars, by_slice, period),
        ],
        **shared.table(page, asked, period, topic.by, topic.table),
    }
