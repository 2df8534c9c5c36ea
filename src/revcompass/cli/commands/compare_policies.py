"""`revcompass compare-policies`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from revcompass.cli import complete, house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json
from revcompass.cli.values import WholeNumber
from revcompass.domain.problem import usage_error
from revcompass.domain.words import N_

_NAME = "revcompass compare-policies"
_SHOWN = 3


@click.command(
    "compare-policies",
    cls=Command,
    help=N_(
        "Show what each choice of each policy and what each preset gives for a metric in a period, "
        "beside the book's own number, and the records that make the difference."
    ),
    examples=(
        "revcompass compare-policies mrr --period 2026-09",
        "revcompass compare-policies clv --period 2026-Q3 --where segment=smb",
        "revcompass compare-policies win_rate --period 2026 --json",
    ),
)
@click.argument("metric", metavar="METRIC", shell_complete=complete.metrics)
@options.book
@options.of_question("grain", "period", "where", "currency", "as_of")
@click.option(
    "--limit",
    type=WholeNumber(),
    metavar="N",
    help=N_("At most so many records of each preset; without it 3 on a terminal, all in data."),
)
@options.language
@options.forms(Form.JSON)
@click.pass_context
def compare_policies(
    context: click.Context, /, metric: str, book: Path | None, limit: int | None, **asked: Any
) -> None:
    """Compare the ways a number can be counted."""
    from revcompass.domain.asking import Options, metric_names, traced

    session, form = options.session_of(context), options.form_of(context)
    typed = Options(**asked)
    if typed.period is None:
        raise usage_error("missing_option", option="--period", command=_NAME)
    desk = house.open_desk(house.book_folder(book))
    calendar, (name, *others) = house.calendar_of(desk), metric_names([metric])
    if others:
        raise usage_error("one_metric_only", command=_NAME)
    found = house.metric(name)
    question, period = traced(name, found.default_grain, typed, calendar, session.language)
    if limit is None and form is Form.HUMAN:
        limit = _SHOWN
    answer = desk.compare_policies(question, period, limit)
    if form is Form.JSON:
        write_json(session, house.document("compare_policies", answer, session.words))
        return
    from revcompass.cli.render.compared import compared

    session.show(*compared(session.view(calendar), answer, found))
