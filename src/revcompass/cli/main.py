"""The command line: `revcompass`."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from revcompass import __version__
from revcompass.cli import complete, options
from revcompass.cli.commands import COMMANDS, command
from revcompass.cli.help import Group
from revcompass.cli.session import Session
from revcompass.cli.voice import voice
from revcompass.domain.problem import ExitCode
from revcompass.domain.words import N_

_DEBUG = "REVCOMPASS_DEBUG"

_INTERRUPTED = 130
_BROKEN_PIPE = 141


@click.group(
    cls=Group,
    invoke_without_command=True,
    offered=COMMANDS,
    read=command,
    help=N_("Every B2B sales metric, exact, with its definition and the records behind it."),
    examples=(
        "revcompass demo",
        "revcompass show mrr --book demo",
        "revcompass show win_rate --by segment --grain quarter",
        "revcompass explain customer_churn_rate",
    ),
)
@options.language
@click.version_option(__version__, message="%(prog)s %(version)s", help=N_("Show the version."))
@click.pass_context
def group(context: click.Context) -> None:
    """All commands; without one, the help."""
    if context.invoked_subcommand is None:
        options.session_of(context).write(context.get_help())


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    session = Session(voice(arguments, os.environ, Path.cwd()))
    try:
        code = _invoke(session, arguments)
        sys.stdout.flush()
    except click.exceptions.Exit as finished:
        return finished.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return _BROKEN_PIPE
    except Exception as error:
        from revcompass.cli import faults

        fault = faults.of(error)
        if fault.problem.code == "internal_error" and os.environ.get(_DEBUG):
            raise
        faults.report(session, fault.problem)
        return fault.exit_code
    return code


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def _invoke(session: Session, arguments: Sequence[str]) -> int:
    if instruction := os.environ.get(complete.VARIABLE):
        with suppress(Exception):  # a key press must not print a complaint into the line
            session.write(complete.answer(instruction, group))
        return ExitCode.OK
    with group.make_context(complete.PROGRAM, list(arguments), obj=session) as context:
        return group.invoke(context) or ExitCode.OK


def _silence_stdout() -> None:
    """Keep the interpreter from complaining about the closed pipe when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
