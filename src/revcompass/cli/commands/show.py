"""`revcompass show`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from revcompass.cli import complete, house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json, write_table
from revcompass.cli.session import Session
from revcompass.domain.period import Grain
from revcompass.domain.words import N_

if TYPE_CHECKING:
    from rich.console import RenderableType

    from revcompass.cli.render.view import View
    from revcompass.desk import Desk
    from revcompass.domain.question import Result


@click.command(
    cls=Command,
    help=N_(
        "Show one or more metrics. Without --from, --to and --period: the last 12 full periods and "
        "the running one. The boards most_important and kpis may be named like metrics."
    ),
    examples=(
        "revcompass show mrr",
        "revcompass show win_rate --by segment --grain quarter",
        "revcompass show customer_churn_rate --period 2026-Q3 --compare year_before",
        "revcompass show cac --by channel --where channel=referral,paid_search --csv",
        "revcompass show win_rate --policy win_rate_of=decided",
        "revcompass show most_important kpis",
    ),
)
@click.argument(
    "metrics", metavar="METRIC...", nargs=-1, required=True, shell_complete=complete.metrics
)
@options.book
@options.question
@options.language
@options.forms(Form.JSON, Form.CSV, Form.PLAIN)
@click.pass_context
def show(
    context: click.Context, /, metrics: Sequence[str], book: Path | None, **asked: Any
) -> None:
    """Answer a question."""
    from revcompass.domain.asking import Options, metric_names, read_question

    session, form = options.session_of(context), options.form_of(context)
    folder = house.book_folder(book)
    desk = house.open_desk(folder)
    typed, where = Options(**asked), f" --book {book}" if book else ""
    named, boards = metric_names(metrics), house.boards()
    whole = {name for name in named if name in boards}
    if form is Form.HUMAN and whole and typed == Options(period=typed.period):
        from revcompass.cli.boards import board_parts

        session.show(*board_parts(session, desk, named, typed.period))
        named = tuple(name for name in named if name not in whole)
        if not named:
            return
    calendar, language = house.calendar_of(desk), session.language
    question = read_question(house.expanded(named), typed, calendar, language)
    if form is Form.HUMAN:
        if question.compare is None and not question.by:
            question = replace(question, compare="previous")
        _show_metrics(session, desk, desk.show(question), where)
        return
    document = house.document("result", desk.show(question), session.words)
    if form is Form.JSON:
        write_json(session, document)
    else:
        from revcompass.words.comma import result_table

        write_table(session, form, result_table(document))


def _show_metrics(session: Session, desk: Desk, result: Result, where: str) -> None:
    from revcompass.cli.render.heading import Subject
    from revcompass.cli.render.metric import metric_parts
    from revcompass.cli.render.notes import answer_notes, next_command
    from revcompass.cli.render.terminal import line

    view = session.view(house.calendar_of(desk), desk.book.stages)
    parts: list[RenderableType] = []
    for found in result.results:
        formula = house.formula(found.metric, found.policies, session.words)
        subject = Subject(house.metric(found.metric), found, formula)
        parts += [*metric_parts(view, subject, result.question.compare), line("")]
    parts += answer_notes(view, result, where.replace(" --book", ""))
    session.show(*parts, *next_command(view, _trace_hint(view, result, where)))


def _trace_hint(view: View, result: Result, where: str) -> str:
    """The command that shows the records of the last full period with a value."""
    found = result.results[0]
    rows = [row for row in found.rows if row.value.number is not None]
    if not rows:
        return f"revcompass explain {found.metric}"
    full = [row for row in rows if not row.to_date] or rows
    code = view.write.calendar.code(full[-1].period)
    own = house.metric(found.metric).default_grain == found.grain
    rolling = found.grain is Grain.TRAILING_12_MONTHS and not own
    suffix = f" --grain {found.grain}" if rolling else ""
    of = dict(full[-1].slice).get("metric")  # a number of one metric opens, not of all
    one = f" --where metric={of}" if of else ""
    return f"revcompass trace {found.metric}{where}{one} --period {code}{suffix}"
