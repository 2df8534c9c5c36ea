"""The reference page of the commands, made from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator

import click

from revcompass.cli.commands import COMMANDS, command
from revcompass.cli.help import Command
from revcompass.domain.problem import ExitCode

_INTRO = """\
# Commands

Made from the command line by `make reference`; do not edit it by hand.

`revcompass COMMAND --help` says the same in the terminal. Inside a book's folder `DIR` and `--book`
may be left out. With `--json` a command writes one of the [JSON documents](json.md).
"""
_EXITS = {
    ExitCode.OK: "all is well",
    ExitCode.FAILURE: "it did not work; what happened is on standard error",
    ExitCode.USAGE: "the command or the settings are not understood",
    ExitCode.CHECK_FAILED: "`check` found records that would be set aside, or worse",
    ExitCode.TARGET_MISSED: "a target was missed",
}


def commands_page() -> str:
    """The whole page as Markdown."""
    lines = [_INTRO, "| command | what it does |", "|---|---|"]
    lines += [f"| [`{name}`](#{name}) | {means} |" for name, means in COMMANDS.items()]
    lines.append("")
    for name in COMMANDS:
        lines += _command(name, command(name))
    lines += ["## Exit codes", "", "| code | meaning |", "|--:|---|"]
    lines += [f"| {code} | {means} |" for code, means in _EXITS.items()]
    return "\n".join(lines) + "\n"


def _command(name: str, of: click.Command) -> Iterator[str]:
    with click.Context(of, info_name=f"revcompass {name}") as context:
        usage = " ".join(["revcompass", name, *of.collect_usage_pieces(context)])
        options = [
            record
            for parameter in of.get_params(context)
            if isinstance(parameter, click.Option)
            and "--help" not in parameter.opts
            and (record := parameter.get_help_record(context))
        ]
    yield from (f"## {name}", "", str(of.help), "", "```", usage)
    if isinstance(of, Command):
        yield from ("", *of.examples)
    yield from ("```", "")
    if options:
        yield from ("| option | what it does |", "|---|---|")
        for written, means in options:
            yield f"| {_cell(f'`{written}`')} | {_cell(means)} |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
