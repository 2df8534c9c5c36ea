"""One metric over time: a row per period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revcompass.cli.render.companions import companions_line
from revcompass.cli.render.heading import Subject
from revcompass.cli.render.sparkline import sparkline
from revcompass.cli.render.terminal import line, table
from revcompass.cli.render.view import STYLE, View, money_places
from revcompass.domain.question import Row
from revcompass.words.labels import COMPARE, FLAGS_SHORT, GRAINS, label

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_INTERVAL_FROM_WIDTH = 76


def series(view: View, subject: Subject, compare: str | None) -> list[RenderableType]:
    """The table, the sparkline and the companions of the last full period."""
    result, say = subject.result, view.words.ui
    rows = result.rows
    has_interval = view.width >= _INTERVAL_FROM_WIDTH and any(row.interval for row in rows)
    has_change = any(row.compare is not None for row in rows)
    grid = table()
    grid.add_column(say(label(GRAINS, result.grain)), no_wrap=True)
    grid.add_column(say("Value"), justify="right", no_wrap=True)
    if has_change:
        grid.add_column(say("Change"), no_wrap=True)
    if has_interval:
        grid.add_column(say("{level} interval", level=view.level(rows)), no_wrap=True)
    if any(row.n is not None for row in rows):
        grid.add_column(say("n"), justify="right", no_wrap=True)
    grid.add_column("")
    places = money_places(rows, subject.metric)
    for row in rows:
        cells: list[str | Text] = [
            view.write.period_short(row.period),
            view.value(row, subject.metric, result, places),
        ]
        if has_change:
            cells.append(change_cell(view, subject, row))
        if has_interval:
            cells.append(view.interval(row, subject.metric, result))
        if any(other.n is not None for other in rows):
            cells.append("" if row.n is None else view.write.count(row.n))
        cells.append(line((remarks(view, row), "dim")))
        grid.add_row(*cells)
    parts: list[RenderableType] = [grid]
    if has_change:
        against = say(label(COMPARE, compare or ""))
        parts.append(line((say("Change: {against}", against=against), "dim")))
    return [*parts, *_below(view, subject)]


def change_cell(view: View, subject: Subject, row: Row) -> Text:
    """Mark, signed change and word, coloured by what it means."""
    change = view.change(row, subject.metric, subject.result)
    if change is None:
        return line("")
    return line((f"{change.mark} {change.text} {change.word}", STYLE[change.verdict]))


def remarks(view: View, row: Row) -> str:
    """Why there is no value, or the row's flags (but what a note below says of all rows)."""
    if row.value.number is None:
        return view.why_undefined(row)
    own = [flag for flag in row.flags if flag != "current_attributes"]
    flags = [view.words.ui(label(FLAGS_SHORT, flag)) for flag in own]
    if row.to_date and "to_date" not in row.flags:
        flags.insert(0, view.words.ui(FLAGS_SHORT["to_date"]))
    return view.words.listed(flags)


def _below(view: View, subject: Subject) -> list[RenderableType]:
    parts: list[RenderableType] = []
    rows = subject.result.rows
    if view.lively and len(rows) > 1:
        drawn = sparkline([row.value.number for row in rows])
        parts.append(line((view.words.ui("Trend") + "  ", "dim"), drawn))
    full = [row for row in rows if not row.to_date] or list(rows)
    if full and full[-1].companions:
        period = view.write.period(full[-1].period)
        beside = companions_line(view, subject.metric, subject.result, full[-1])
        parts.append(
            line((view.words.ui("Beside it, {period}:", period=period), "dim"), " ", beside)
        )
    return parts
