"""`revcompass demo`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from pathlib import Path

import click

from revcompass.cli import house, options
from revcompass.cli.help import Command
from revcompass.cli.progress import progress_bar
from revcompass.cli.values import WholeNumber
from revcompass.domain.words import N_

_DEFAULT = Path("demo")


@click.command(
    cls=Command,
    help=N_(
        "Write the records of an invented company into a folder (./demo), load them and show the "
        "monthly review of its last full month. Safe to run again."
    ),
    examples=("revcompass demo", "revcompass demo /tmp/demo --accounts 2000"),
)
@click.argument("folder", metavar="DIR", default=_DEFAULT, type=click.Path(path_type=Path))
@click.option(
    "--accounts",
    metavar="N",
    type=WholeNumber(),
    default=400,
    help=N_("Size of the company in customers, past and present; without it 400."),
)
@options.language
@click.pass_context
def demo(context: click.Context, /, folder: Path, accounts: int) -> None:
    """Write, load and review the sample company."""
    session = options.session_of(context)
    day = house.write_demo(folder, accounts, session.words)
    with progress_bar(session) as progress:
        house.load_book(folder, today=day, progress=progress)
    desk = house.open_desk(folder)
    from revcompass.cli.boards import board_parts
    from revcompass.cli.render.notes import command_lines
    from revcompass.cli.render.terminal import line

    say, where = session.words.ui, f"--book {folder}"
    title = say("{name}: an invented company, every record made up", name=desk.book.name)
    looks = (
        (f"revcompass show customer_churn_rate --by segment {where}", N_("Who leaves?")),
        (f"revcompass show stage_conversion {where}", N_("Where do deals get lost?")),
        (f"revcompass show cac --by channel {where}", N_("Which channel is worth it?")),
        (f"revcompass explain win_rate {where}", N_("What does a number mean?")),
        (f"revcompass problems {folder}", N_("What was wrong with the records?")),
    )
    view = session.view(house.calendar_of(desk))
    guide = [part for command, asks in looks for part in command_lines(view, say(asks), command)]
    session.show(
        line((title, "bold")),
        *board_parts(session, desk),
        line(""),
        line((say("Where to look next"), "bold")),
        *guide,
    )
