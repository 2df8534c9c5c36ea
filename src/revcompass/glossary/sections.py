"""An entry as titled sections: one order and one wording for terminal, Markdown and pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from revcompass.domain.words import N_
from revcompass.glossary.entries import Entry, EntryBenchmark, EntryPolicy, WorkedExample
from revcompass.words.glossary.term import THEMES, Theme
from revcompass.words.labels import AIMS, BETTER, REVIEWS, UNITS, label
from revcompass.words.translate import Translator

NOT_REVIEWED = N_("translation not yet reviewed")
_TITLES = {
    "why": N_("Why it matters"),
    "formula": N_("Formula"),
    "example": N_("Example"),
    "policies": N_("How it is counted"),
    "beware": N_("Beware"),
    "benchmarks": N_("Benchmarks"),
    "in_b2c": N_("In business with consumers (B2C)"),
    "columns": N_("Columns"),
    "related": N_("Related"),
}
_NO_BENCHMARK = N_("None from a source worth naming.")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an entry; `key` names it for links, whatever the language."""

    key: str
    title: str


def title(entry: Entry) -> str:
    """The term with its abbreviation, where that is not already in it."""
    short = entry.abbreviation
    return f"{entry.term} ({short})" if short and short not in entry.term else entry.term


def facts(entry: Entry, words: Translator) -> tuple[str, ...]:
    """Group, unit, better direction, aim and reviews, each in a word or two."""
    said = [words.glossary(THEMES[Theme(entry.group)])]
    if entry.unit and entry.better and entry.aim:
        said.append(words.ui(label(UNITS, entry.unit)))
        said.append(words.ui(label(BETTER, entry.better)))
        said.append(words.ui(label(AIMS, entry.aim)))
    said += [words.ui(label(REVIEWS, review)) for review in entry.reviews]
    if not entry.reviewed:
        said.append(words.ui(NOT_REVIEWED))
    return tuple(said)


def sections(entry: Entry, words: Translator) -> Iterator[Section]:
    """The sections the entry has, in their order."""
    has = {
        "why": bool(entry.why),
        "formula": entry.formula is not None,
        "example": entry.example is not None,
        "policies": bool(entry.policies),
        "beware": bool(entry.beware),
        "benchmarks": entry.kind == "metric",
        "in_b2c": bool(entry.in_b2c),
        "columns": bool(entry.columns),
        "related": bool(entry.related),
    }
    return (Section(key, words.ui(said)) for key, said in _TITLES.items() if has[key])


def text_of(entry: Entry, section: str) -> str:
    """What stands in a section that is plain text; empty for the others."""
    texts = {
        "why": entry.why,
        "formula": entry.formula or "",
        "beware": entry.beware,
        "in_b2c": entry.in_b2c,
    }
    return texts.get(section, "")


def benchmark_lines(entry: Entry, words: Translator) -> tuple[str, ...]:
    """Each yardstick with its source, or that there is none."""
    return tuple(_benchmark(mark) for mark in entry.benchmarks) or (words.ui(_NO_BENCHMARK),)


def _benchmark(mark: EntryBenchmark) -> str:
    source = f"{mark.source}, {mark.year}" if mark.year else mark.source
    return f"{mark.text} ({source})"


def example_line(example: WorkedExample, words: Translator) -> str:
    """The formula with the example's numbers, and the result."""
    steps, gives = example.steps, example.gives
    return words.number_line(f"{steps} = {gives}") if steps and steps != gives else gives


def choice_line(policy: EntryPolicy, number: int, words: Translator) -> str:
    """A choice: its code, what it means, and what the example gives under it."""
    choice = policy.choices[number]
    if choice.gives is None:
        return choice.means
    return words.ui("{meaning} (in the example: {value})", meaning=choice.means, value=choice.gives)
