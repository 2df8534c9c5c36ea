"""`revcompass trace`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from revcompass.cli import complete, house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json, write_table
from revcompass.cli.values import Named, WholeNumber
from revcompass.domain.problem import usage_error
from revcompass.domain.words import N_

if TYPE_CHECKING:
    from revcompass.desk.answers import Side

_SHOWN = 20


@click.command(
    cls=Command,
    help=N_(
        "List the records a number is made of and what each adds to it. Their sum is the number's "
        "numerator (or denominator)."
    ),
    examples=(
        "revcompass trace mrr --period 2026-09",
        "revcompass trace customer_churn_rate --period 2026-Q3 --side denominator",
        "revcompass trace win_rate --period 2026-09 --where segment=smb --csv",
    ),
)
@click.argument("metric", metavar="METRIC", shell_complete=complete.metrics)
@options.book
@options.question
@click.option(
    "--side",
    type=Named(("numerator", "denominator")),
    metavar="numerator|denominator",
    default="numerator",
    help=N_("Which part of a share or ratio; without it the numerator."),
)
@click.option(
    "--limit",
    type=WholeNumber(),
    metavar="N",
    help=N_("At most so many records; without it 20 on a terminal, all in data."),
)
@options.language
@options.forms(Form.JSON, Form.CSV, Form.PLAIN)
@click.pass_context
def trace(
    context: click.Context,
    /,
    metric: str,
    book: Path | None,
    side: str,
    limit: int | None,
    **asked: Any,
) -> None:
    """Show the records behind a number."""
    from revcompass.domain.asking import Options, metric_names, traced

    session, form = options.session_of(context), options.form_of(context)
    typed = Options(**asked)
    if typed.period is None:
        raise usage_error("missing_option", option="--period", command="revcompass trace")
    desk = house.open_desk(house.book_folder(book))
    calendar, (name, *others) = house.calendar_of(desk), metric_names([metric])
    if others:
        raise usage_error("one_metric_only", command="revcompass trace")
    found = house.metric(name)
    language = session.language
    question, period = traced(name, found.default_grain, typed, calendar, language)
    if limit is None and form is Form.HUMAN:
        limit = _SHOWN
    answer = desk.trace(question, period, cast("Side", side), limit)
    if form is Form.HUMAN:
        from revcompass.cli.render.records import records

        view = session.view(calendar)
        session.show(*records(view, answer, session.words.glossary(found.name)))
        return
    document = house.document("trace", answer, session.words)
    if form is Form.JSON:
        write_json(session, document)
    else:
        from revcompass.words.comma import trace_table

        write_table(session, form, trace_table(document))
