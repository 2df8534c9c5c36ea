"""What a load would do, file by file and column by column."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from revcompass.cli.render.faultlist import fault_list
from revcompass.cli.render.loaded import coverage
from revcompass.cli.render.terminal import clean, line, table
from revcompass.cli.render.view import View
from revcompass.words.labels import READ_AS, label

if TYPE_CHECKING:
    from rich.console import RenderableType

    from revcompass.sources.check import CheckReport, FileCheck
    from revcompass.sources.unclaimed import SourceProposal

_EXAMPLES = 3
_EXAMPLE_SHOWN = 24


def checked(view: View, report: CheckReport) -> list[RenderableType]:
    """Per file how it is read and what each column becomes; then counts and problems."""
    parts: list[RenderableType] = []
    for file in report.files:
        parts += [*_file(view, file), line("")]
    for one in report.unclaimed:
        parts += [*_unclaimed(view, one), line("")]
    if report.tables:
        parts += [*coverage(view, view.words.ui("Would be loaded"), report.tables), line("")]
    if report.problems:
        return [*parts, *fault_list(view, report.problems, examples=_EXAMPLES)]
    if not report.tables:
        return [*parts, line(view.words.ui("Nothing would be loaded: no source is named."))]
    return [*parts, line((view.words.ui("Every check passed."), "green"))]


def _file(view: View, file: FileCheck) -> list[RenderableType]:
    say, grid = view.words.ui, table()
    for head in (say("Column"), say("Becomes"), say("Read as"), say("Examples")):
        grid.add_column(head, overflow="fold")
    for column in file.columns:
        listed = view.words.listed
        examples = listed(_short(example) for example in column.examples[:_EXAMPLES])
        becomes = listed(column.fills) or line((say("kept under its name"), "dim"))
        read_as = listed(say(label(READ_AS, kind)) for kind in column.read_as.split(", "))
        grid.add_row(clean(column.header), becomes, read_as, line((examples, "dim")))
    title = say("{file} → {table}", file=clean(file.file), table=file.table)
    form = view.words.listed(
        f'{key} = "{text}"' for key, text in asdict(file.proposed).items() if text
    )
    parts: list[RenderableType] = [line((title, "bold"), (f"  {clean(form)}", "dim")), grid]
    if file.suggested:
        pairs = view.words.listed(f'{name} = "{text}"' for name, text in file.suggested.items())
        hint = say("Perhaps meant: {columns}", columns=clean(pairs))
        parts.append(line((hint, "yellow")))
    return parts


def _unclaimed(view: View, one: SourceProposal) -> list[RenderableType]:
    """A file that no source reads, and settings to begin with."""
    say = view.words.ui
    title = say(
        "{file} is read by no source; it may hold {table}.",
        file=clean(one.file),
        table=one.proposal.table,
    )
    hint = say("To load it, put this into revcompass.toml and look it over:")
    settings = [line((clean(text), "dim")) for text in one.settings.rstrip().splitlines()]
    return [line((title, "bold")), line(hint), *settings]


def _short(example: str) -> str:
    text = clean(example)
    return text if len(text) <= _EXAMPLE_SHOWN else f"{text[: _EXAMPLE_SHOWN - 1]}…"
