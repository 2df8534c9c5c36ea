"""`revcompass explain`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from pathlib import Path

import click

from revcompass.cli import complete, house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json
from revcompass.domain.problem import usage_error
from revcompass.domain.words import N_


@click.command(
    cls=Command,
    help=N_(
        "Explain a metric: meaning, formula, policies with their choices and the one in force, "
        "example, traps, benchmarks, related metrics. Without a book: the defaults."
    ),
    examples=(
        "revcompass explain win_rate",
        "revcompass explain net_revenue_retention --book demo",
        "revcompass explain cac --json",
    ),
)
@click.argument("metric", metavar="METRIC", shell_complete=complete.metrics)
@options.book
@options.language
@options.forms(Form.JSON)
@click.pass_context
def explain(context: click.Context, /, metric: str, book: Path | None) -> None:
    """Explain a metric."""
    from revcompass.domain.asking import metric_names

    session = options.session_of(context)
    name, *others = metric_names([metric])
    if others:
        raise usage_error("one_metric_only", command="revcompass explain")
    answer = house.explanation(name, house.find_book(book))
    if options.form_of(context) is Form.JSON:
        write_json(session, house.document("explain", answer, session.words))
        return
    from revcompass.cli.render.meaning import meaning

    names = house.metric_names(session.words)
    formula = house.expression_in_words(answer.expression, session.words)
    session.show(*meaning(session.view(), answer, formula, names))
