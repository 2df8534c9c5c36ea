"""`revcompass load`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from revcompass.cli import complete, house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json
from revcompass.cli.progress import progress_bar
from revcompass.domain.asking import listed
from revcompass.domain.words import N_


@click.command(
    cls=Command,
    help=N_(
        "Load the sources of a book into a new snapshot: everything is published, or nothing. "
        "Loading the same files again changes nothing. Records that cannot be used are set aside "
        "and listed with file, line and reason."
    ),
    examples=(
        "revcompass load acme",
        "revcompass load acme --source billing",
        "revcompass load --json",
    ),
)
@options.folder
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME",
    shell_complete=complete.sources,
    help=N_("Read only this source anew; the others stay as they were loaded last."),
)
@options.language
@options.forms(Form.JSON)
@click.pass_context
def load(context: click.Context, /, folder: Path | None, sources: Sequence[str]) -> None:
    """Load a book."""
    session = options.session_of(context)
    place = house.book_folder(folder)
    with progress_bar(session) as progress:
        report = house.load_book(
            place, today=house.today(), only=listed(sources), progress=progress
        )
    if options.form_of(context) is Form.JSON:
        write_json(session, house.document("load", report, session.words))
        return
    from revcompass.cli.render.loaded import loaded
    from revcompass.cli.render.notes import next_command

    view, where = session.view(), f" {folder}" if folder else ""
    then = "problems" if report.problems else "status"
    session.show(*loaded(view, report), *next_command(view, f"revcompass {then}{where}"))
