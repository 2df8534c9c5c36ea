"""`revcompass status`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from pathlib import Path

import click

from revcompass.cli import house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json
from revcompass.domain.words import N_


@click.command(
    cls=Command,
    help=N_("Show snapshots, sources, coverage and which metrics can be computed."),
    examples=("revcompass status acme", "revcompass status --json"),
)
@options.folder
@options.as_of
@options.language
@options.forms(Form.JSON)
@click.pass_context
def status(context: click.Context, /, folder: Path | None, as_of: str | None) -> None:
    """Show the state of a book."""
    session = options.session_of(context)
    desk = house.open_desk(house.book_folder(folder), as_of)
    answer = desk.status()
    if options.form_of(context) is Form.JSON:
        write_json(session, house.document("status", answer, session.words))
        return
    from revcompass.cli.render.notes import next_command
    from revcompass.cli.render.state import state

    view = session.view(house.calendar_of(desk))
    parts = state(view, answer, house.metric_names(session.words))
    where = f" --book {folder}" if folder else ""
    session.show(*parts, *next_command(view, f"revcompass show most_important kpis{where}"))
