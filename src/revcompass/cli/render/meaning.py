"""What a metric means and how it is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from revcompass.cli.render.entry import example_table
from revcompass.cli.render.heading import metric_name
from revcompass.cli.render.terminal import line, table
from revcompass.cli.render.view import View
from revcompass.desk.answers import Explanation
from revcompass.domain.metric import Benchmark, Change, Metric
from revcompass.domain.policy import POLICIES
from revcompass.glossary import Glossary
from revcompass.glossary.sections import example_line
from revcompass.words.labels import BETTER, GROUPS, REVIEWS, UNITS, label

if TYPE_CHECKING:
    from rich.console import RenderableType

_IN_FORCE = "●"
_OTHER = "○"


def meaning(
    view: View, explanation: Explanation, formula: str, names: Mapping[str, str]
) -> list[RenderableType]:
    """Meaning, formula, policies and their choices, examples, traps, benchmarks, related."""
    metric, say = explanation.metric, view.words.ui
    facts = (
        say(label(UNITS, metric.unit)),
        say(label(BETTER, metric.better)),
        say(label(GROUPS, metric.group)),
        say(label(REVIEWS, metric.review)),
    )
    parts: list[RenderableType] = [
        line((metric_name(view, metric), "bold"), ("  " + " · ".join(facts), "dim")),
        line(view.words.glossary(metric.means)),
    ]
    if metric.why:
        parts.append(line(view.words.glossary(metric.why)))
    parts += _titled(say("Formula"), [line(formula)])
    if explanation.policies:
        parts += _titled(say("How it is counted"), [_policies(view, explanation)])
    parts += _titled(say("Example"), _examples(view, metric))
    if metric.beware:
        parts += _titled(say("Beware"), [line(view.words.glossary(metric.beware))])
    if metric.benchmarks:
        parts += _titled(say("Benchmarks"), _benchmarks(view, metric))
    if metric.related:
        related = view.words.listed(names.get(other, other) for other in metric.related)
        parts += _titled(say("Related"), [line(related)])
    parts += [line(""), line((explanation.definition, "dim"))]
    parts += [line((_change(view, one), "dim")) for one in metric.history]
    return parts


def _change(view: View, change: Change) -> str:
    """What a version of the definition changed."""
    return view.words.ui(
        "Version {version}, since {since}: {what}",
        version=view.write.count(change.version),
        since=change.since,
        what=view.words.glossary(change.what),
    )


def _titled(title: str, content: list[RenderableType]) -> list[RenderableType]:
    return [line(""), line((title, "bold")), *content]


def _policies(view: View, explanation: Explanation) -> RenderableType:
    """Every choice of every policy that touches the metric; the dot marks the one in force."""
    grid = table(heads=False)
    grid.add_column(no_wrap=True)
    grid.add_column()
    for in_force in explanation.policies:
        grid.add_row(line((in_force.name, "bold")), "")
        for member in POLICIES[in_force.name]:
            chosen = member.code == in_force.choice
            number = f":{in_force.number}" if chosen and in_force.number is not None else ""
            mark = _IN_FORCE if chosen else _OTHER
            grid.add_row(
                f"  {mark} {member.code}{number}",
                line((view.words.glossary(member.means), "" if chosen else "dim")),
            )
    return grid


def _examples(view: View, metric: Metric) -> list[RenderableType]:
    """Each table once, with what the formula makes of it under which policies."""
    words = Glossary(view.words, view.write)
    parts: list[RenderableType] = []
    shown: tuple[object, ...] = ()
    for example in metric.examples:
        worked = words.worked(metric, example)
        if shown != (worked.heads, worked.rows):
            parts.append(example_table(worked))
            shown = (worked.heads, worked.rows)
        choices = view.words.listed(f"{name} = {code}" for name, code in example.policies.items())
        outcome = f"{view.words.arrow} {example_line(worked, view.words)}"
        parts.append(line(outcome, (f"  ({choices})" if choices else "", "dim")))
    return parts


def _benchmarks(view: View, metric: Metric) -> list[RenderableType]:
    return [
        line(view.words.glossary(mark.text), (f"  ({_source(mark)})", "dim"))
        for mark in metric.benchmarks
    ]


def _source(mark: Benchmark) -> str:
    return f"{mark.source}, {mark.year}" if mark.year else mark.source
