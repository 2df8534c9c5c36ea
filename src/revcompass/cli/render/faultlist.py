"""Problems of records, grouped by what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from revcompass.cli.faults import place_of
from revcompass.cli.render.terminal import clean, line
from revcompass.cli.render.view import View
from revcompass.domain.problem import Problem, Severity

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_VALUE_SHOWN = 60


def fault_list(
    view: View, problems: Iterable[Problem], *, examples: int = 1
) -> list[RenderableType]:
    """Per code: how many records, the first places with their message, the next step."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.code, []).append(problem)
    return [part for code, group in groups.items() for part in _group(view, code, group, examples)]


def _group(view: View, code: str, group: Sequence[Problem], examples: int) -> list[RenderableType]:
    rows = sum(problem.rows for problem in group)
    counted = view.words.ngettext(
        "{count} record", "{count} records", rows, count=view.write.count(rows)
    )
    parts: list[RenderableType] = [
        line((code, _STYLE[group[0].severity]), (f"  {counted}", "dim")),
        *(_example(view, problem) for problem in group[:examples]),
    ]
    if len(group) > examples > 1:
        more = view.words.ui("… and {count} more", count=view.write.count(len(group) - examples))
        parts.append(line((f"  {more}", "dim")))
    _, next_step = view.words.problem_of(group[0])
    if next_step:
        parts.append(line((f"  {view.words.arrow} ", "dim"), clean(next_step)))
    return parts


def _example(view: View, problem: Problem) -> RenderableType:
    where = problem.where
    place = clean(place_of(where.file, where.line))
    message, _ = view.words.problem_of(problem)
    text = f"{place}: {clean(message)}" if place else clean(message)
    found = [clean(where.column)] if where.column else []
    found += [_short(where.value)] if where.value is not None else []
    return line(f"  {text}", (f"  [{' = '.join(found)}]" if found else "", "dim"))


def _short(value: str) -> str:
    text = clean(value)
    return text if len(text) <= _VALUE_SHOWN else f"{text[: _VALUE_SHOWN - 1]}…"
