"""The first page: the boards as cards, what moved, and every metric in its group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from revcompass import catalogue
from revcompass.domain.metric import Group
from revcompass.domain.question import Question
from revcompass.web import periods
from revcompass.web.cells import Card, Cell, card, cell
from revcompass.web.page import Page
from revcompass.web.pages import panels
from revcompass.words.labels import GROUPS

TEMPLATE = "overview.html"


@dataclass(frozen=True, slots=True)
class Item:
    """A metric of a group, in a line."""

    name: str
    href: str
    cell: Cell


def overview(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    grain = periods.grain_of(page)
    period = periods.period_of(page, grain)
    question = replace(page.question, grain=grain, period=None, start=None, end=None, by=())
    board = page.desk.board(period)
    charted = page.desk.show(replace(question, metrics=("mrr", "cac"), compare=None)).results
    channels = page.desk.show(
        replace(question, metrics=("cac",), grain=None, period=period, by=("channel",))
    ).results[0]
    return {
        "period": page.write.period(period),
        "to_date": board.to_date,
        "grains": periods.grains(page, grain),
        "periods": periods.periods(page, grain, period),
        "boards": [(title, _cards(page, results, question)) for title, results in board.sections],
        "movements": panels.movements(page, question, period),
        "mrr": panels.history(page, "mrr", charted[0], question),
        "stages": panels.funnel(page, replace(question, grain=None), period),
        "channels": panels.sliced(page, channels, replace(question, grain=None), period),
        "groups": _groups(page, question, period),
    }


def _cards(page: Page, results: Any, question: Question) -> list[Card]:
    return [card(page, result, question) for result in results if result.rows]


def _groups(page: Page, question: Question, period: Any) -> list[tuple[str, str, list[Item]]]:
    """Every metric that is one number, in its group."""
    names = tuple(m.id for m in catalogue.METRICS.values() if not m.by)
    asked = replace(question, metrics=names, grain=None, period=period, compare="previous")
    items: dict[Group, list[Item]] = {group: [] for group in Group}
    for result in page.desk.show(asked).results:
        metric = catalogue.get(result.metric)
        for row in result.rows[-1:]:
            made = cell(page, metric, result, row, asked)
            href = page.metric_link(metric.id, ("grain", period.grain.value))
            items[metric.group].append(Item(page.name(metric), href, made))
    return [(g.value, page.words.ui(GROUPS[g]), found) for g, found in items.items()]
