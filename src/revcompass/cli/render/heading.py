"""What stands above a metric's numbers: name, unit, meaning, formula, policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from revcompass.cli.render.terminal import line
from revcompass.cli.render.view import View
from revcompass.domain.metric import Metric
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.question import MetricResult
from revcompass.words.labels import BETTER, UNITS, label

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True, slots=True)
class Subject:
    """A metric with the numbers asked for, and its formula in the reader's words."""

    metric: Metric
    result: MetricResult
    formula: str


def heading(view: View, subject: Subject) -> list[RenderableType]:
    """Name and unit, meaning, formula, and every policy that is not the default."""
    metric, say = subject.metric, view.words.ui
    unit = subject.result.currency or say(label(UNITS, metric.unit))
    facts = f"{unit} · {say(label(BETTER, metric.better))}"
    parts: list[RenderableType] = [
        line((metric_name(view, metric), "bold"), ("  " + facts, "dim")),
        line(view.words.glossary(metric.means)),
    ]
    if subject.formula:
        parts.append(line((f"= {subject.formula}", "dim")))
    changed = not_default(view, subject.result.policies, subject.result.applied)
    if changed:
        parts.append(line((say("Not the default:") + " ", "dim"), view.words.listed(changed)))
        parts.append(
            line((say("See: {command}", command=f"revcompass explain {metric.id}"), "dim"))
        )
    return parts


def metric_name(view: View, metric: Metric) -> str:
    """The name, with its abbreviation where it has one."""
    name = view.words.glossary(metric.name)
    short = metric.abbreviation
    return f"{name} ({short})" if short and short not in name else name


def not_default(view: View, policies: PolicySet, applied: tuple[str, ...]) -> list[str]:
    """Policies that touch the number and are not on their default, with what they mean."""
    found = []
    for name in applied:
        choice = policies[name]
        if choice.member is not POLICIES[name].default():
            found.append(f"{name} = {choice} ({view.words.glossary(choice.member.means)})")
    return found
