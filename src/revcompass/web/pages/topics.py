"""Pages about one subject: some metrics as cards, a few charts, and a table by slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from revcompass import catalogue
from revcompass.domain.period import Period
from revcompass.domain.question import MetricResult, Question
from revcompass.domain.words import N_
from revcompass.web import periods
from revcompass.web.cells import Card, Cell, card, cell
from revcompass.web.page import Chart, Page
from revcompass.web.pages import panels
from revcompass.web.pages.metric import Line

_HISTORY = 13


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


def revenue(page: Page) -> Mapping[str, Any]:
    """Recurring revenue: its movements, its history, what is kept, where it comes from."""
    filled, question, period = _begin(page)
    kept = ("net_revenue_retention", "gross_revenue_retention", "customer_churn_rate")
    names = ("mrr", "customers", "arpa", *kept)
    cards = _cards(page, question, period, names)
    by = page.asked.one("by", "segment")
    asked = replace(question, metrics=("mrr",), grain=None, period=period, by=(by,))
    offered = page.desk.slices_of("mrr")
    if by not in offered:
        by, asked = "", replace(asked, by=())
    answer = page.desk.show(asked).results[0]
    return {
        **filled,
        "cards": cards,
        "movements": panels.movements(page, question, period),
        "steps": _movement_table(page, question, period),
        "mrr": _history(page, question, period, "mrr"),
        "retention": _history(page, question, period, "net_revenue_retention"),
        "slices": [periods.Choice(one, one, one == by) for one in offered],
        "by": by,
        "sliced": panels.sliced(page, answer, asked, period) if by else None,
    }


def funnel(page: Page) -> Mapping[str, Any]:
    """From opportunity to won deal: stages, win rate, cycle, deal size."""
    filled, question, period = _begin(page)
    names = ("win_rate", "average_deal_size", "sales_cycle_length", "bookings")
    asked = replace(question, grain=None)
    return {
        **filled,
        "cards": _cards(page, question, period, names),
        "stages": panels.funnel(page, asked, period),
        "win_rate": _history(page, question, period, "win_rate"),
        "heads": [],
        **_table(page, asked, period, "segment", ("win_rate", *names[1:])),
    }


def _topic(page: Page, topic: Topic) -> Mapping[str, Any]:
    filled, question, period = _begin(page)
    asked = replace(question, grain=None)
    by_slice = replace(asked, metrics=(topic.bars,), period=period, by=(topic.by,))
    bars = page.desk.show(by_slice).results[0]
    return {
        **filled,
        "title": page.words.ui(topic.title),
        "about": page.words.ui(topic.about),
        "cards": _cards(page, question, period, topic.cards),
        "charts": [
            *(_history(page, question, period, name) for name in topic.over_time),
            panels.sliced(page, bars, by_slice, period),
        ],
        **_table(page, asked, period, topic.by, topic.table),
    }


def _begin(page: Page) -> tuple[dict[str, Any], Question, Period]:
    grain = periods.grain_of(page)
    period = periods.period_of(page, grain)
    question = replace(page.question, grain=grain, period=None, start=None, end=None, by=())
    filled = {
        "period": page.write.period(period),
        "grains": periods.grains(page, grain),
        "periods": periods.periods(page, grain, period),
    }
    return filled, question, period


def _cards(page: Page, question: Question, period: Period, names: Sequence[str]) -> list[Card]:
    asked = _until(page, replace(question, metrics=tuple(names), compare="previous"), period)
    found = page.desk.show(asked).results
    return [card(page, result, asked) for result in found if result.rows]


def _history(page: Page, question: Question, period: Period, name: str) -> Chart:
    asked = _until(page, replace(question, metrics=(name,), compare=None), period)
    return panels.history(page, name, page.desk.show(asked).results[0], asked)


def _until(page: Page, question: Question, period: Period) -> Question:
    """The periods that end with this one."""
    calendar = page.desk.calendar
    return replace(
        question,
        grain=period.grain,
        start=calendar.label_day(calendar.shift(period, 1 - _HISTORY)),
        end=calendar.label_day(calendar.shift(period, 1)),
    )


def _table(
    page: Page, question: Question, period: Period, by: str, names: Sequence[str]
) -> dict[str, Any]:
    """Metrics side by side, a line for each value of a slice."""
    asked = replace(question, metrics=tuple(names), period=period, by=(by,), compare=None)
    results = [r for r in page.desk.show(asked).results if any(row.slice for row in r.rows)]
    keys = {row.slice for result in results for row in result.rows if row.slice}
    return {
        "by": by,
        "heads": [page.name(catalogue.get(result.metric)) for result in results],
        "lines": [
            Line(
                key[0][1] or page.words.ui("(missing)"),
                tuple(_cell(page, result, key, asked) for result in results),
            )
            for key in sorted(keys, key=page.rows.slice_order)
        ],
    }


def _cell(page: Page, result: MetricResult, key: Any, question: Question) -> Cell:
    row = next((row for row in result.rows if row.slice == key), None)
    if row is None:
        return Cell("", is_number=False)
    return cell(page, catalogue.get(result.metric), result, row, question)


def _movement_table(page: Page, question: Question, period: Period) -> dict[str, Any]:
    """The movements of the last periods: a line for each kind, a column for each period."""
    calendar = page.desk.calendar
    asked = replace(
        _until(page, question, period),
        start=calendar.label_day(calendar.shift(period, -5)),
        metrics=("mrr",),
    )
    bridge = page.desk.bridge(asked)
    lines = []
    for movement, result in bridge.results:
        if not any(row.value.number for row in result.rows):
            continue
        texts = [
            page.rows.why_undefined(row)
            if row.value.number is None
            else page.write.money(
                row.value.number * (movement.sign or 1),
                result.currency or page.desk.book.currency,
                places=0,
                signed=movement.sign != 0,
            )
            for row in result.rows
        ]
        lines.append((page.words.ui(panels.NAMES[movement.column]), movement.sign == 0, texts))
    return {"heads": [page.write.period_short(p) for p in bridge.periods], "lines": lines}
