"""`revcompass init`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from revcompass.cli import complete, house, options
from revcompass.cli.help import Command
from revcompass.cli.values import WholeNumber
from revcompass.domain.words import N_


@click.command(
    cls=Command,
    help=N_("Make a book in a folder. Files already there stay; --force overwrites the settings."),
    examples=(
        "revcompass init acme --currency EUR --timezone Europe/Berlin",
        "revcompass init acme --fiscal-year-start 4",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--currency",
    metavar="CODE",
    default="EUR",
    shell_complete=complete.currencies,
    help=N_("Reporting currency (ISO 4217)."),
)
@click.option(
    "--timezone",
    metavar="ZONE",
    default="UTC",
    shell_complete=complete.timezones,
    help=N_("Reporting time zone, as Europe/Berlin."),
)
@click.option(
    "--fiscal-year-start",
    metavar="MONTH",
    type=WholeNumber(12),
    default=1,
    help=N_("First month of the fiscal year, 1 to 12."),
)
@click.option("--force", is_flag=True, help=N_("Overwrite a revcompass.toml that is there."))
@options.language
@click.pass_context
def init(context: click.Context, /, folder: Path, **settings: Any) -> None:
    """Make a book."""
    session = options.session_of(context)
    path = house.init_book(folder, session.words, **settings)
    say = session.words.ui
    session.write(say("{file} is written: name your files in it.", file=path))
    session.write(say("Next: {command}", command=f"revcompass check {folder}"))
