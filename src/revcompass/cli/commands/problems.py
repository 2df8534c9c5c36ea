"""`revcompass problems`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from pathlib import Path

import click

from revcompass.cli import house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json
from revcompass.domain.words import N_

_EXAMPLES = 10


@click.command(
    cls=Command,
    help=N_(
        "List what was wrong with the records of the last load: file, line, reason, next step."
    ),
    examples=("revcompass problems acme", "revcompass problems acme --json"),
)
@options.folder
@options.as_of
@options.language
@options.forms(Form.JSON)
@click.pass_context
def problems(context: click.Context, /, folder: Path | None, as_of: str | None) -> None:
    """List problems."""
    session = options.session_of(context)
    desk = house.open_desk(house.book_folder(folder), as_of)
    found = desk.problems()
    if options.form_of(context) is Form.JSON:
        write_json(session, house.document("problems", found, session.words))
        return
    from revcompass.cli.render.faultlist import fault_list
    from revcompass.cli.render.terminal import line

    if not found:
        session.show(line(session.words.ui("No problems: every record was loaded.")))
        return
    session.show(*fault_list(session.view(), found, examples=_EXAMPLES))
