"""What stands below numbers: what they leave out, how fresh they are, what to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revcompass.cli.render.heading import Subject
from revcompass.cli.render.terminal import clean, line
from revcompass.cli.render.view import View
from revcompass.domain.problem import Problem
from revcompass.domain.question import Result
from revcompass.words.labels import LEFT_OUT, label

if TYPE_CHECKING:
    from rich.console import RenderableType


def metric_notes(view: View, subject: Subject) -> list[RenderableType]:
    """Notes on one metric: a period to date, records left out, attributes without history."""
    say, notes = view.words.ui, []
    flags = {flag for row in subject.result.rows for flag in row.flags}
    left_out = [
        f"{say(label(LEFT_OUT, reason))} {view.write.count(count)}"
        for reason, count in subject.result.left_out
        if count
    ]
    if left_out:
        notes.append(say("Left out: {reasons}.", reasons=", ".join(left_out)))
    if "current_attributes" in flags:
        notes.append(say("Accounts are grouped by their attributes of today."))
    return [line((note, "dim")) for note in notes]


def answer_notes(view: View, result: Result, where: str) -> list[RenderableType]:
    """Notes on the whole answer: how fresh, what was set aside, problems."""
    say = view.words.ui
    parts: list[RenderableType] = []
    if result.data_as_of is not None:
        day = view.write.date(result.data_as_of)
        fresh = say("Data as of {day}, snapshot {snapshot}.", day=day, snapshot=result.snapshot)
        parts.append(line((fresh, "dim")))
    set_aside = sum(counts.get("set_aside", 0) for counts in result.coverage.values())
    if set_aside:
        said = view.words.ngettext(
            "{count} record was set aside at the load: {command}",
            "{count} records were set aside at the load: {command}",
            set_aside,
            count=view.write.count(set_aside),
            command=f"revcompass problems{where}",
        )
        parts.append(line((said, "yellow")))
    parts += [line((problem_line(view, problem), "yellow")) for problem in result.problems]
    return parts


def problem_line(view: View, problem: Problem) -> str:
    """A problem's message and next step in one line."""
    message, next_step = view.words.problem_of(problem)
    return clean(f"{message} {next_step}".strip())


def next_command(view: View, command: str) -> RenderableType:
    """The next useful command."""
    return line((view.words.ui("Next:") + " ", "dim"), command)
