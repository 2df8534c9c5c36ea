"""The glossary to print: every entry of one language as one Markdown document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from revcompass.glossary.entries import Entry, WorkedExample
from revcompass.glossary.sections import (
    benchmark_lines,
    choice_line,
    example_line,
    facts,
    sections,
    text_of,
    title,
)
from revcompass.words.glossary.term import THEMES, Theme
from revcompass.words.translate import Translator


def markdown(entries: Iterable[Entry], words: Translator) -> str:
    """The document: contents, then the entries by theme; links go by id.

    Of a language that is written from right to left it is set so, for every reader of Markdown.
    """
    by_theme = [
        (words.glossary(THEMES[Theme(theme)]), list(found))
        for theme, found in groupby(entries, key=lambda entry: entry.group)
    ]
    lines = [f"# {words.ui('Glossary')}", ""]
    for theme, found in by_theme:
        links = words.comma.join(f"[{title(entry)}](#{entry.id})" for entry in found)
        lines += [f"**{theme}**: {links}", ""]
    for theme, found in by_theme:
        lines += [f"## {theme}", ""]
        for entry in found:
            lines += _entry(entry, words)
    text = "\n".join(lines).rstrip() + "\n"
    if words.is_right_to_left:
        return f'<div lang="{words.language}" dir="rtl">\n\n{text}\n</div>\n'
    return text


def _entry(entry: Entry, words: Translator) -> Iterator[str]:
    yield f'### <a id="{entry.id}"></a>{title(entry)}'
    yield ""
    yield f"*{' · '.join(facts(entry, words))}*"
    yield ""
    yield entry.meaning
    yield ""
    for section in sections(entry, words):
        yield f"**{section.title}**"
        yield ""
        yield from _content(entry, section.key, words)
        yield ""


def _content(entry: Entry, section: str, words: Translator) -> Iterator[str]:
    match section:
        case "example" if entry.example:
            yield from _example(entry.example)
            yield ""
            yield f"{words.arrow} {example_line(entry.example, words)}"
        case "policies":
            yield from _policies(entry, words)
        case "benchmarks":
            yield from (f"- {text}" for text in benchmark_lines(entry, words))
        case "columns":
            yield words.comma.join(f"`{name}`" for name in entry.columns)
        case "related":
            yield words.comma.join(f"[{term}](#{other})" for other, term in entry.related)
        case _:
            yield text_of(entry, section)


def _policies(entry: Entry, words: Translator) -> Iterator[str]:
    for policy in entry.policies:
        yield f"- `{policy.name}`: {policy.means}"
        for number, choice in enumerate(policy.choices):
            mark = "●" if choice.is_default else "○"
            yield f"  - {mark} `{choice.code}`: {choice_line(policy, number, words)}"


def _example(example: WorkedExample) -> Iterator[str]:
    yield "| " + " | ".join(("", *example.heads)) + " |"
    yield "|---|" + "---:|" * len(example.heads)
    for row in example.rows:
        yield "| " + " | ".join(row) + " |"
