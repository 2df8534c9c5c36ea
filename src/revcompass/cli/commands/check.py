"""`revcompass check`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from pathlib import Path

import click

from revcompass.cli import house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_json
from revcompass.domain.problem import ExitCode, Severity
from revcompass.domain.words import N_


@click.command(
    cls=Command,
    help=N_(
        "Say how each file would be read and each column understood, and what is wrong. Nothing is "
        "written but, with --pin, the formats found. Exit code 3 when a check failed."
    ),
    examples=("revcompass check acme", "revcompass check acme --pin", "revcompass check --json"),
)
@options.folder
@click.option("--pin", is_flag=True, help=N_("Write the formats found into revcompass.toml."))
@options.language
@options.forms(Form.JSON)
@click.pass_context
def check(context: click.Context, /, folder: Path | None, pin: bool) -> int:  # noqa: FBT001
    """Check a book's sources."""
    session = options.session_of(context)
    report, pinned = house.check_book(house.book_folder(folder), pin=pin)
    if options.form_of(context) is Form.JSON:
        write_json(session, house.document("check", report, session.words))
    else:
        from revcompass.cli.render.checked import checked
        from revcompass.cli.render.notes import next_command

        view, where = session.view(), f" {folder}" if folder else ""
        then = "load" if report.tables else "check"
        session.show(*checked(view, report), *next_command(view, f"revcompass {then}{where}"))
    for source in pinned:
        session.tell(session.words.ui("The format of {source} is pinned.", source=source))
    failed = any(problem.severity is Severity.ERROR for problem in report.problems)
    return ExitCode.CHECK_FAILED if failed else ExitCode.OK
