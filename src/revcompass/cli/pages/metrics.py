"""The reference page of the metrics, made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

from revcompass.catalogue import METRICS, policies_of
from revcompass.cli import house
from revcompass.domain.metric import Example, Group, Metric
from revcompass.domain.policy import PolicySet
from revcompass.words.labels import BETTER, GROUPS, REVIEWS, UNDEFINED, UNITS, label
from revcompass.words.translate import Translator

_INTRO = """\
# Metrics

Made from the catalogue by `make reference`; do not edit it by hand.

Every metric, as `revcompass explain METRIC` tells it for a book with the default policies. An
example is a ledger's rows and what the formula gives for them; the columns are described in
[ledgers.md](../ledgers.md).
"""


def metrics_page() -> str:
    """The whole page as Markdown."""
    lines = [_INTRO]
    for group in Group:
        members = [metric for metric in METRICS.values() if metric.group is group]
        links = ", ".join(f"[{metric.name}](#{metric.id})" for metric in members)
        lines.append(f"- **{label(GROUPS, group)}**: {links}")
    lines.append("")
    for metric in METRICS.values():
        lines += _metric(metric)
    return "\n".join(lines).rstrip() + "\n"


def _metric(metric: Metric) -> Iterator[str]:
    abbreviation = f" ({metric.abbreviation})" if metric.abbreviation else ""
    facts = (
        label(UNITS, metric.unit),
        label(BETTER, metric.better),
        label(REVIEWS, metric.review),
        f"version {metric.version}",
    )
    yield from (f"## `{metric.id}`", "", f"**{metric.name}{abbreviation}** · {' · '.join(facts)}")
    yield from ("", " ".join(text for text in (metric.means, metric.why) if text), "")
    yield from (f"Formula: {house.formula(metric.id, PolicySet(), Translator('en'))}", "")
    if applied := policies_of(metric):
        yield from (f"Policies: {', '.join(f'`{name}`' for name in applied)}", "")
    yield from _examples(metric)
    if metric.beware:
        yield from (f"Beware: {metric.beware}", "")
    for mark in metric.benchmarks:
        year = f", {mark.year}" if mark.year else ""
        yield from (f"Benchmark: {mark.text} ({mark.source}{year})", "")
    if metric.related:
        related = ", ".join(f"[{METRICS[other].name}](#{other})" for other in metric.related)
        yield from (f"Related: {related}", "")


def _examples(metric: Metric) -> Iterator[str]:
    """Each table once, with what it gives under which policies."""
    tables: dict[str, list[Example]] = {}
    for example in metric.examples:
        tables.setdefault(dedent(example.table).strip("\n").rstrip(), []).append(example)
    for rows, examples in tables.items():
        yield "```"
        yield from (line.rstrip() for line in rows.splitlines())
        yield from (f"→ {_outcome(example)}" for example in examples)
        yield from ("```", "")


def _outcome(example: Example) -> str:
    gives = UNDEFINED.get(example.gives, example.gives)
    given = {**example.policies, **example.constants}
    choices = ", ".join(f"{name} = {choice}" for name, choice in given.items())
    return f"{gives}  ({choices})" if choices else gives
