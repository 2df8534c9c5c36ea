"""What pages about a subject share: their periods, their cards, a line, a table by slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from revcompass import catalogue
from revcompass.domain.period import Period
from revcompass.domain.question import MetricResult, Question
from revcompass.web import periods
from revcompass.web.cells import Card, Cell, card, cell
from revcompass.web.page import Chart, Page
from revcompass.web.pages import panels
from revcompass.web.pages.metric import Line

_HISTORY = 13


def begin(page: Page) -> tuple[dict[str, Any], Question, Period]:
    """What the period controls show, the question without periods, and the period."""
    grain = periods.grain_of(page)
    period = periods.period_of(page, grain)
    question = replace(page.question, grain=grain, period=None, start=None, end=None, by=())
    filled = {
        "period": page.write.period(period),
        "grains": periods.grains(page, grain),
        "periods": periods.periods(page, grain, period),
    }
    return filled, question, period


def cards(page: Page, question: Question, period: Period, names: Sequence[str]) -> list[Card]:
    """A card for each metric of the period."""
    asked = until(page, replace(question, metrics=tuple(names), compare="previous"), period)
    found = page.desk.show(asked).results
    return [card(page, result, asked) for result in found if result.rows]


def history(page: Page, question: Question, period: Period, name: str) -> Chart:
    """A metric's line over the periods that end with this one."""
    asked = until(page, replace(question, metrics=(name,), compare=None), period)
    return panels.history(page, name, page.desk.show(asked).results[0], asked)


def until(page: Page, question: Question, period: Period) -> Question:
    """The periods that end with this one."""
    calendar = page.desk.calendar
    return replace(
        question,
        grain=period.grain,
        start=calendar.label_day(calendar.shift(period, 1 - _HISTORY)),
        end=calendar.label_day(calendar.shift(period, 1)),
    )


def table(
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
