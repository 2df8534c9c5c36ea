"""The review of one period: every metric of the boards in a line or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from revcompass.cli.render.heading import Subject, metric_name
from revcompass.cli.render.series import change_cell
from revcompass.cli.render.sparkline import sparkline
from revcompass.cli.render.terminal import line, table
from revcompass.cli.render.view import View, money_places
from revcompass.desk.answers import Board
from revcompass.domain.metric import Metric
from revcompass.domain.question import Row
from revcompass.words.labels import FLAGS_SHORT, label

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_TARGET_FROM_WIDTH = 72
_MONTHS_SHOWN = 12


def board(
    view: View, asked: Board, metrics: Mapping[str, Metric], titles: tuple[str, ...] = ()
) -> list[RenderableType]:
    """The board's sections (only those of `titles`, if any are named)."""
    say = view.words.ui
    sections = [(t, results) for t, results in asked.sections if not titles or t in titles]
    has_target = view.width >= _TARGET_FROM_WIDTH and any(
        row.target for _, results in sections for result in results for row in result.rows[-1:]
    )
    heading = view.write.period(asked.period)
    if asked.to_date:
        heading += f", {say(FLAGS_SHORT['to_date'])}"
    grid = table()
    grid.add_column(line((heading, "bold not dim")), ratio=1, overflow="fold")
    grid.add_column(say("Value"), justify="right", no_wrap=True)
    grid.add_column(say("Change"))
    if has_target:
        grid.add_column(say("Target"))
    if view.lively:
        grid.add_column(say("12 months"), no_wrap=True)
    for title, results in sections:
        grid.add_row("")
        grid.add_row(line((say(title), "bold")))
        for result in results:
            subject = Subject(metrics[result.metric], result, "")
            grid.add_row(*_cells(view, subject, has_target=has_target))
    return [grid]


def _cells(view: View, subject: Subject, *, has_target: bool) -> list[str | Text]:
    metric, result = subject.metric, subject.result
    name = line(metric_name(view, metric))
    if not result.rows:
        return [name]
    row = result.rows[-1]
    for remark in _remarks(view, subject, row, with_target=not has_target):
        name.append(f"\n  {remark}", "dim")
    cells: list[str | Text] = [name, view.value(row, metric, result, money_places([row], metric))]
    if row.value.number is None:
        why = view.words.ui("not defined: {why}", why=view.why_undefined(row))
        cells.append(line((why, "dim")))
    else:
        cells.append(change_cell(view, subject, row))
    if has_target:
        cells.append(_target(view, subject, row))
    if view.lively:
        cells.append(sparkline([past.value.number for past in result.rows[-_MONTHS_SHOWN:]]))
    return cells


def _remarks(view: View, subject: Subject, row: Row, *, with_target: bool) -> list[str]:
    found = []
    if interval := view.interval(row, subject.metric, subject.result):
        found.append(f"{view.level([row])}: {interval}")
    flags = [view.words.ui(label(FLAGS_SHORT, flag)) for flag in row.flags if flag != "to_date"]
    if flags and row.value.number is not None:
        found.append(view.words.listed(flags))
    if with_target and row.target is not None:
        found.append(f"{view.words.ui('Target')} {_target(view, subject, row)}")
    return found


def _target(view: View, subject: Subject, row: Row) -> str:
    """The target, and how far it was reached."""
    if row.target is None:
        return ""
    metric = subject.metric
    value = view.write.value(
        row.target.value,
        metric.unit,
        row.currency or subject.result.currency,
        two_parts=metric.two_parts,
    )
    if row.target.attainment is None:
        return value
    reached = view.write.share(row.target.attainment)
    text = view.words.ui("{share} of {target}", share=reached, target=value)
    met = {True: "✓", False: "✗"}.get(row.target.met, "") if row.target.met is not None else ""
    return f"{text} {met}".strip()
