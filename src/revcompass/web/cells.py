"""Rows of answers as a template shows them: cards, table cells, remarks. Texts only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from revcompass import catalogue
from revcompass.charts.sparkline import last_point, sparkline
from revcompass.domain.metric import Metric
from revcompass.domain.period import Period
from revcompass.domain.question import MetricResult, Question, Row
from revcompass.web.page import Page
from revcompass.words.format import Change
from revcompass.words.labels import FLAGS_SHORT, label
from revcompass.words.rows import money_places

_FULL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number in a table: its text, the records it leads to, its change and its remarks."""

    text: str
    href: str = ""
    change: Change | None = None
    interval: str = ""
    n: str = ""
    remarks: tuple[str, ...] = ()
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Goal:
    """A target: how far it was reached, in words and as a share of the bar."""

    text: str
    filled: int
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Card:
    """A metric of one period on a board."""

    name: str
    short: str
    href: str
    cell: Cell
    level: str
    against: str
    goal: Goal | None
    benchmark: str
    spark: str
    spark_end: tuple[str, str] | None


def cell(page: Page, metric: Metric, result: MetricResult, row: Row, question: Question) -> Cell:
    """A row as a table's cell."""
    if row.value.number is None:
        return Cell(
            page.rows.value(row, metric, result, None),
            remarks=(page.rows.why_undefined(row),),
            is_number=False,
        )
    places = money_places(result.rows, metric)
    return Cell(
        text=page.rows.value(row, metric, result, places),
        href=page.records_link(metric.id, row, question),
        change=page.rows.change(row, metric, result),
        interval=page.rows.interval(row, metric, result),
        n="" if row.n is None else page.write.count(row.n),
        remarks=remarks(page, row),
    )


def remarks(page: Page, row: Row) -> tuple[str, ...]:
    """The row's flags in a word or two each."""
    flags = [flag for flag in row.flags if flag != "current_attributes"]
    if row.to_date and "to_date" not in flags:
        flags.insert(0, "to_date")
    return tuple(page.words.ui(label(FLAGS_SHORT, flag)) for flag in flags)


def card(page: Page, result: MetricResult, question: Question) -> Card:
    """The last row of a metric's history as a card."""
    metric, row = catalogue.get(result.metric), result.rows[-1]
    history = [one.value.number for one in result.rows]
    reverse = page.asked.preferences.chart_direction == "rtl"
    one = replace(result, rows=(row,))
    return Card(
        name=page.name(metric),
        short=metric.abbreviation or "",
        href=page.metric_link(metric.id, ("grain", result.grain.value)),
        cell=cell(page, metric, one, row, question),
        level=page.rows.level([row]) if row.interval else "",
        against=page.write.period(row.compare.period) if row.compare else "",
        goal=goal(page, metric, result, row),
        benchmark=page.words.glossary(metric.benchmarks[0].text) if metric.benchmarks else "",
        spark=sparkline(history, reverse=reverse),
        spark_end=last_point(history, reverse=reverse),
    )


def goal(page: Page, metric: Metric, result: MetricResult, row: Row) -> Goal | None:
    """The target in force, if there is one."""
    target = row.target
    if target is None:
        return None
    value = page.write.value(
        target.value, metric.unit, row.currency or result.currency, two_parts=metric.two_parts
    )
    if target.attainment is None:
        return Goal(value, 0, None)
    reached = page.write.share(target.attainment)
    text = page.words.ui("{share} of {target}", share=reached, target=value)
    return Goal(text, int(max(Fraction(0), min(target.attainment, _FULL)) * 100), target.met)


def by_period(results: Sequence[MetricResult], period: Period) -> dict[str, Row]:
    """The one row of each metric in a period."""
    return {result.metric: row for result in results for row in result.rows if row.period == period}
