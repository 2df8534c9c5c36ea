"""One metric broken down: slices against periods, as many periods as fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revcompass.cli.render.footnotes import Footnotes
from revcompass.cli.render.heading import Subject
from revcompass.cli.render.series import change_cell, remarks
from revcompass.cli.render.terminal import clean, line, table
from revcompass.cli.render.view import View, money_places
from revcompass.domain.period import Period
from revcompass.domain.question import Row, SliceValues

if TYPE_CHECKING:
    from rich.console import RenderableType

_GAP = 2
_IN_HEAD = frozenset({"to_date", "current_attributes"})


def slices(view: View, subject: Subject) -> list[RenderableType]:
    """One period: value, change, n and remarks per slice. More: a column per period."""
    rows = subject.result.rows
    if len({row.period for row in rows}) == 1:
        return _one_period(view, subject)
    return _many_periods(view, subject)


def slice_value(view: View, value: str | None) -> str:
    """A slice's value; a missing one in words."""
    return view.words.ui("(missing)") if value is None else clean(value)


def _one_period(view: View, subject: Subject) -> list[RenderableType]:
    result, say = subject.result, view.words.ui
    has_change = any(row.compare is not None for row in result.rows)
    has_interval = view.width >= 76 and any(row.interval for row in result.rows)
    grid = table()
    for name, _ in result.rows[0].slice:
        grid.add_column(clean(name), overflow="fold")
    grid.add_column(say("Value"), justify="right", no_wrap=True)
    if has_change:
        grid.add_column(say("Change"), no_wrap=True)
    if has_interval:
        grid.add_column(say("Interval"), no_wrap=True)
    grid.add_column(say("n"), justify="right", no_wrap=True)
    grid.add_column("")
    places = money_places(result.rows, subject.metric)
    for row in sorted(result.rows, key=lambda row: view.slice_order(row.slice)):
        grid.add_row(
            *(slice_value(view, value) for _, value in row.slice),
            view.value(row, subject.metric, result, places),
            *([change_cell(view, subject, row)] if has_change else []),
            *([view.interval(row, subject.metric, result)] if has_interval else []),
            "" if row.n is None else view.write.count(row.n),
            line((remarks(view, row), "dim")),
        )
    return [line((view.write.period(result.rows[0].period), "bold")), grid]


def _many_periods(view: View, subject: Subject) -> list[RenderableType]:
    result, notes = subject.result, Footnotes(view)
    periods = sorted({row.period for row in result.rows})
    cells = {(row.slice, row.period): row for row in result.rows}
    keys = list(dict.fromkeys(row.slice for row in result.rows))
    keys.sort(key=view.slice_order)
    places = money_places(result.rows, subject.metric)
    shown = _that_fit(view, subject, periods, keys, places)
    grid = table()
    for name, _ in keys[0]:
        grid.add_column(clean(name), overflow="fold", max_width=view.width // 3)
    for period in shown:
        grid.add_column(_head(view, subject, period), justify="right", no_wrap=True)
    for key in keys:
        made = [_cell(view, subject, cells.get((key, period)), places, notes) for period in shown]
        grid.add_row(*(slice_value(view, value) for _, value in key), *made)
    parts: list[RenderableType] = [grid]
    parts += [line((note, "dim")) for note in notes.lines()]
    if len(shown) < len(periods):
        said = view.words.ui(
            "The last {shown} of {all} periods; --csv writes them all.",
            shown=len(shown),
            all=len(periods),
        )
        parts.append(line((said, "dim")))
    return parts


def _cell(
    view: View, subject: Subject, row: Row | None, places: int | None, notes: Footnotes
) -> str:
    if row is None:
        return ""
    text = view.value(row, subject.metric, subject.result, places)
    return text + notes.marks(row, leave_out=_IN_HEAD)


def _head(view: View, subject: Subject, period: Period) -> str:
    name = view.write.period_short(period)
    to_date = any(row.to_date for row in subject.result.rows if row.period == period)
    return f"{name}…" if to_date else name


def _that_fit(
    view: View,
    subject: Subject,
    periods: list[Period],
    keys: list[SliceValues],
    places: int | None,
) -> list[Period]:
    """The last periods whose columns fit beside the slices' columns; at least one."""
    left = view.width
    for index, (name, _) in enumerate(keys[0]):
        widest = max(len(slice_value(view, key[index][1])) for key in keys)
        left -= min(max(widest, len(name)), view.width // 3) + _GAP
    scratch = Footnotes(view)
    marks = max(len(scratch.marks(row, leave_out=_IN_HEAD)) for row in subject.result.rows)
    fitting: list[Period] = []
    for period in reversed(periods):
        texts = [
            view.value(row, subject.metric, subject.result, places)
            for row in subject.result.rows
            if row.period == period
        ]
        width = max(len(_head(view, subject, period)), *(len(text) + marks for text in texts))
        left -= width + _GAP
        if left < -_GAP and fitting:
            break
        fitting.insert(0, period)
    return fitting
