"""What stands below numbers: what they leave out, how fresh they are, what to ask next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from revcompass.cli.render.heading import Subject
from revcompass.cli.render.terminal import clean, line
from revcompass.cli.render.view import View
from revcompass.domain.problem import Problem
from revcompass.domain.question import Result
from revcompass.words.labels import LEFT_OUT, label

_INDENT = 2
_CONTINUED = 3

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
        notes.append(say("Left out: {reasons}.", reasons=left_out))
    if "current_attributes" in flags:
        notes.append(say("Accounts are grouped by their attributes of today."))
    return [line((note, "dim")) for note in notes]


def answer_notes(view: View, result: Result, folder: str) -> list[RenderableType]:
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
            command=f"revcompass problems{folder}",
        )
        parts.append(line((said, "yellow")))
    parts += [line((problem_line(view, problem), "yellow")) for problem in result.problems]
    return parts


def problem_line(view: View, problem: Problem) -> str:
    """A problem's message and next step in one line."""
    message, next_step = view.words.problem_of(problem)
    return clean(f"{message} {next_step}".strip())


def next_command(view: View, command: str) -> list[RenderableType]:
    """The next useful command."""
    said = view.words.ui("Next:")
    if len(said) + 1 + len(command) <= view.width:
        return [line((f"{said} ", "dim"), command)]
    return command_lines(view, said, command)


def command_lines(view: View, said: str, command: str) -> list[RenderableType]:
    """What a command is for, and the command; a long one is continued so that it can be copied."""
    rows = [""]
    for word in re.split(r" (?=--)", command):
        if rows[-1] and len(rows[-1]) + len(word) + _INDENT + _CONTINUED > view.width:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    shown = " \\\n".join(" " * _INDENT + row for row in rows)
    return [line((said, "dim")), line(shown)]
