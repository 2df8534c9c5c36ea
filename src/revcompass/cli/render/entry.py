"""An entry of the glossary on a terminal, and the list of all entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from revcompass.cli.render.terminal import line, table
from revcompass.cli.render.view import View
from revcompass.glossary.entries import Entry, EntryPolicy, WorkedExample
from revcompass.glossary.sections import (
    NOT_REVIEWED,
    benchmark_lines,
    choice_line,
    example_line,
    facts,
    sections,
    text_of,
    title,
)
from revcompass.words.glossary.term import THEMES, Theme

if TYPE_CHECKING:
    from rich.console import RenderableType

_DEFAULT, _OTHER = "●", "○"
_MOST_POLICIES = 6


def entry_parts(view: View, entry: Entry, now: str = "") -> list[RenderableType]:
    """Everything there is to say; `now` is the book's own number, where one is open."""
    parts: list[RenderableType] = [
        line((title(entry), "bold"), ("  " + " · ".join(facts(entry, view.words)), "dim")),
        line(entry.meaning),
    ]
    if now:
        parts += [line(""), line((view.words.ui("Your number now"), "bold")), line(now)]
    for section in sections(entry, view.words):
        parts += [line(""), line((section.title, "bold")), *_content(view, entry, section.key)]
    return parts


def _content(view: View, entry: Entry, section: str) -> Iterator[RenderableType]:
    match section:
        case "example" if entry.example:
            yield example_table(entry.example)
            yield line(f"{view.words.arrow} {example_line(entry.example, view.words)}")
        case "policies":
            yield from _policies(view, entry)
        case "benchmarks":
            yield from (line(text) for text in benchmark_lines(entry, view.words))
        case "columns":
            yield line(view.words.listed(entry.columns))
        case "related":
            yield line(view.words.listed(term for _, term in entry.related))
        case _:
            yield line(text_of(entry, section))


def example_table(example: WorkedExample) -> RenderableType:
    """The rows of an example."""
    grid = table()
    grid.add_column("", no_wrap=True)
    for head in example.heads:
        grid.add_column(head, justify="right")
    for row in example.rows:
        grid.add_row(*row)
    return grid


def _policies(view: View, entry: Entry) -> Iterator[RenderableType]:
    """Every choice of the first policies; the dot marks the default."""
    grid = table(heads=False)
    grid.add_column(no_wrap=True)
    grid.add_column()
    for policy in entry.policies[:_MOST_POLICIES]:
        grid.add_row(line((policy.name, "bold")), policy.means)
        for number in range(len(policy.choices)):
            grid.add_row(*_choice(view, policy, number))
    yield grid
    if others := entry.policies[_MOST_POLICIES:]:
        names = [policy.name for policy in others]
        yield line((view.words.ui("Also: {names}", names=names), "dim"))


def _choice(view: View, policy: EntryPolicy, number: int) -> tuple[str, RenderableType]:
    choice = policy.choices[number]
    mark = _DEFAULT if choice.is_default else _OTHER
    style = "" if choice.is_default else "dim"
    return f"  {mark} {choice.code}", line((choice_line(policy, number, view.words), style))


def others_line(view: View, terms: Sequence[str]) -> list[RenderableType]:
    """What else was found, less well."""
    if not terms:
        return []
    said = view.words.ui("Found too: {terms}", terms=list(terms))
    return [line(""), line((said, "dim"))]


def contents(view: View, entries: Sequence[Entry]) -> list[RenderableType]:
    """All entries by theme: id and term."""
    say = view.words
    parts: list[RenderableType] = [line((say.ui("Glossary"), "bold"))]
    for theme, found in groupby(entries, key=lambda entry: entry.group):
        grid = table(heads=False)
        grid.add_column(no_wrap=True)
        grid.add_column()
        for entry in found:
            mark = () if entry.reviewed else ((f"  ({say.ui(NOT_REVIEWED)})", "dim"),)
            grid.add_row(line((entry.id, "dim")), line(title(entry), *mark))
        parts += [line(""), line((say.glossary(THEMES[Theme(theme)]), "bold")), grid]
    return parts
