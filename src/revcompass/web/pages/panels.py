"""Panels that several pages show: the movements of recurring revenue, the funnel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from revcompass import catalogue
from revcompass.charts.bars import Bar, bars
from revcompass.charts.look import Look, Size, Spec
from revcompass.charts.series import Subject, is_open, series
from revcompass.charts.ticks import Scale
from revcompass.charts.waterfall import Step, waterfall
from revcompass.desk.bridge import Bridge, Movement
from revcompass.domain.period import Period
from revcompass.domain.question import MetricResult, Question, Row
from revcompass.domain.words import N_
from revcompass.web.cells import Cell, cell
from revcompass.web.page import Chart, Line, Page
from revcompass.words.rows import money_places

NAMES = {
    "opening": N_("Opening"),
    "new": N_("New"),
    "expansion": N_("Expansion"),
    "reactivation": N_("Reactivation"),
    "contraction": N_("Contraction"),
    "churn": N_("Churn"),
    "transfer": N_("Transfer"),
    "fx_effect": N_("Exchange rates"),
    "closing": N_("Closing"),
}
_MOST_BARS = 15
_ALWAYS = ("opening", "new", "expansion", "contraction", "churn", "closing")


@dataclass(frozen=True, slots=True)
class Movements:
    """The bridge of one period: a chart and its table; `missing` says why there is none."""

    chart: Chart | None
    missing: str = ""


def movements(page: Page, question: Question, period: Period) -> Movements:
    """How recurring revenue came from the period's opening to its closing."""
    bridge = page.desk.bridge(
        replace(question, period=period, grain=period.grain, start=None, end=None)
    )
    rows = bridge.of(period)
    missing = next((row for _, row in rows if row.value.number is None), None)
    if missing or not rows:
        return Movements(None, page.rows.why_undefined(missing) if missing else "")
    steps = [
        _step(page, question, bridge, movement, row)
        for movement, row in rows
        if row.value.number or movement.column in _ALWAYS
    ]
    currency = bridge.results[0][1].currency or page.desk.book.currency
    metric = catalogue.get("mrr")
    lines = [
        Line(
            step.name,
            page.write.money(step.amount, currency, signed=not step.is_total),
            step.href,
            step.is_total,
        )
        for step in steps
    ]

    def draw(look: Look) -> tuple[Spec, Scale]:
        return waterfall(steps, metric, currency, look)

    return Movements(page.chart(page.words.ui("MRR movements"), draw, lines=lines))


def _step(page: Page, question: Question, bridge: Bridge, movement: Movement, row: Row) -> Step:
    amount = row.value.number or Fraction(0)
    href = ""
    if movement.metric and amount:
        href = page.records_link(movement.metric, row, question)
    if movement.column == "opening":
        earlier = page.desk.calendar.shift(bridge.periods[0], -1)
        href = page.records_link("mrr", replace(row, period=earlier), question)
    return Step(
        page.words.ui(NAMES[movement.column]),
        amount if movement.sign >= 0 else -amount,
        movement.sign == 0,
        href,
    )


def history(
    page: Page, metric_id: str, result: MetricResult, question: Question, size: Size = "wide"
) -> Chart:
    """A metric's line over time."""
    metric = catalogue.get(metric_id)
    subject = Subject(metric, result, lambda row: page.records_link(metric_id, row, question))
    lines = [] if size == "full" else _lines(page, result, result.rows[::-1], subject.href)
    made = page.chart(page.name(metric), lambda look: series(subject, look), size, lines)
    if not any(is_open(row) for row in result.rows if row.value.number is not None):
        return made
    return replace(made, note=page.words.ui("Hollow points may still change."))


def _lines(
    page: Page, result: MetricResult, rows: Sequence[Row], href: Callable[[Row], str]
) -> list[Line]:
    """The rows of a chart as a table: by slice where they have one, else by period."""
    metric = catalogue.get(result.metric)
    places = money_places(result.rows, metric)
    return [
        Line(
            slice_name(page, row) if row.slice else page.write.period(row.period),
            page.rows.value(row, metric, result, places),
            href(row) if row.value.number is not None else "",
        )
        for row in rows
    ]


def sliced(page: Page, result: MetricResult, question: Question, period: Period) -> Chart | None:
    """One period's slices as bars, in the funnel's order or longest first."""
    rows = _slices_of(page, result, period)
    if not rows:
        return None
    metric = catalogue.get(result.metric)

    def href(row: Row) -> str:
        return page.records_link(metric.id, row, question)

    made, lines = _bars(page, rows, href), _lines(page, result, rows, href)

    def draw(look: Look) -> tuple[Spec, Scale]:
        return bars(made, metric, result.currency, look)

    return page.chart(page.name(metric), draw, lines=lines)


def sliced_spec(page: Page, result: MetricResult, period: Period, look: Look) -> Spec:
    """The same as a specification, without links."""
    made = _bars(page, _slices_of(page, result, period), lambda _: "")
    return bars(made, catalogue.get(result.metric), result.currency, look)[0]


def _slices_of(page: Page, result: MetricResult, period: Period) -> list[Row]:
    rows = [r for r in result.rows if r.period == period and r.value.number is not None]
    if catalogue.get(result.metric).by:
        return sorted(rows, key=lambda row: page.rows.slice_order(row.slice))
    return sorted(rows, key=lambda row: (-(row.value.number or 0), slice_name(page, row)))


def _bars(page: Page, rows: list[Row], href: Callable[[Row], str]) -> list[Bar]:
    return [
        Bar(slice_name(page, row), row.value.number or Fraction(0), href(row))
        for row in rows[:_MOST_BARS]
    ]


def slice_name(page: Page, row: Row) -> str:
    """A slice's values; a missing one in words."""
    missing = page.words.ui("(missing)")
    return " · ".join(missing if value is None else value for _, value in row.slice)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel: how many reached it, went on, were lost, and how long it took."""

    name: str
    reached: str
    share: int
    went_on: Cell
    lost: Cell
    days: Cell


def funnel(page: Page, question: Question, period: Period) -> tuple[Stage, ...]:
    """The stages of opportunities created in a period, each with the one before it as its base."""
    names = ("stage_conversion", "stage_drop_off", "time_in_stage")
    asked = replace(question, metrics=names, period=period, by=(), compare=None)
    answers = page.desk.show(asked).results
    rows = {
        (result.metric, row.slice): (result, row)
        for result in answers
        for row in result.rows
        if row.slice
    }
    stages = sorted({s for _, s in rows}, key=page.rows.slice_order)
    counts = [_reached(rows.get((names[0], stage))) for stage in stages]
    most = max(counts, default=0)
    found = []
    for stage, count in zip(stages, counts, strict=True):
        cells = [_stage_cell(page, name, rows.get((name, stage)), asked) for name in names]
        share = count * 100 // most if most else 0
        name = stage[0][1] or page.words.ui("(missing)")
        found.append(Stage(name, page.write.count(count), share, *cells))
    return tuple(found)


def _reached(found: tuple[MetricResult, Row] | None) -> int:
    return found[1].n or 0 if found else 0


def _stage_cell(
    page: Page, name: str, found: tuple[MetricResult, Row] | None, question: Question
) -> Cell:
    if found is None:
        return Cell("", is_number=False)
    return cell(page, catalogue.get(name), found[0], found[1], question)
