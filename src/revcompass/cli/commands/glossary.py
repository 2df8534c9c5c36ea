"""`revcompass glossary`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from revcompass.cli import house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json
from revcompass.cli.session import Session
from revcompass.domain.problem import usage_error
from revcompass.domain.words import N_

if TYPE_CHECKING:
    from revcompass.glossary import Entry, Glossary, Match


@click.command(
    cls=Command,
    help=N_(
        "Look a word up: a term, an abbreviation, another word for it, in any of the languages and "
        "with a slip or two. Without a word: all entries by group. Inside a book, your own number "
        "stands beside a metric."
    ),
    examples=(
        "revcompass glossary churn",
        'revcompass glossary "taux de réussite"',
        "revcompass glossary mrr --lang ar",
        "revcompass glossary --lang de --markdown",
    ),
)
@click.argument("term", metavar="[TERM]", nargs=-1)
@options.book
@click.option("--markdown", is_flag=True, help=N_("Write Markdown, to print or to publish."))
@options.language
@options.forms(Form.JSON)
@click.pass_context
def glossary(
    context: click.Context,
    /,
    term: tuple[str, ...],
    book: Path | None,
    markdown: bool,  # noqa: FBT001 - click hands flags over so
) -> None:
    """Look a word up."""
    from revcompass.glossary import Glossary

    session, form = options.session_of(context), options.form_of(context)
    if markdown and form is Form.JSON:
        raise usage_error("one_form_only", one="--json", other="--markdown")
    folder = house.find_book(book)
    asked = " ".join(term).strip()
    found = _found(session, asked) if asked else ()
    words = Glossary(session.words, session.writer())
    if markdown:
        _print(session, words, found)
    elif form is Form.JSON:
        _write(session, words, found, folder)
    elif asked:
        _show(session, words, found, folder)
    else:
        from revcompass.cli.render.entry import contents

        session.show(*contents(session.view(), list(words.entries())))


def _found(session: Session, asked: str) -> tuple[Match, ...]:
    """What the text may mean; answered in the language it is from, where none is stated."""
    from revcompass.glossary import nearest, search

    found = search(asked)
    if not found:
        raise usage_error("no_such_term", text=asked, did_you_mean=nearest(asked))
    best = found[0].languages
    if not session.voice.stated and "en" not in best:
        session.voice = replace(session.voice, language=best[0])
    return found


def _entries(words: Glossary, found: tuple[Match, ...]) -> list[Entry]:
    """Those found, or all where nothing was asked for."""
    return [words.entry(match.entry) for match in found] or list(words.entries())


def _print(session: Session, words: Glossary, found: tuple[Match, ...]) -> None:
    from revcompass.glossary.markdown import markdown

    session.write(markdown(_entries(words, found), words.words))


def _write(
    session: Session, words: Glossary, found: tuple[Match, ...], folder: Path | None
) -> None:
    from revcompass.glossary import best
    from revcompass.glossary.document import glossary_document

    answers = {name: house.number_now(folder, name) for name in best(found)} if folder else {}
    now = {name: answer[0] for name, answer in answers.items() if answer}
    write_json(session, glossary_document(_entries(words, found), now))


def _show(session: Session, words: Glossary, found: tuple[Match, ...], folder: Path | None) -> None:
    """The best match in full, with those that fit as well; the others by name."""
    from revcompass.cli.render.entry import entry_parts, others_line
    from revcompass.cli.render.terminal import line
    from revcompass.glossary import best

    view = session.view()
    same = best(found)
    for number, entry in enumerate(map(words.entry, same)):
        now = _now(session, entry, folder)
        session.show(*([line("")] if number else []), *entry_parts(view, entry, now))
    others = [words.term(match.entry) for match in found if match.entry not in same]
    session.show(*others_line(view, others))


def _now(session: Session, entry: Entry, folder: Path | None) -> str:
    """The book's own number, where a book is open and the entry is a metric."""
    answer = house.number_now(folder, entry.id) if folder else None
    if answer is None:
        return ""
    now, calendar = answer
    write, metric = session.writer(calendar), house.metric(entry.id)
    value = write.value(now.value, metric.unit, now.currency, two_parts=metric.two_parts)
    return session.words.ui("{period}: {value}", period=write.period(now.period), value=value)
