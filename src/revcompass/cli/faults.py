"""What is said when something goes wrong: message and next step on stderr, never a traceback."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from revcompass.cli.render.terminal import clean
from revcompass.domain.problem import Problem, RevcompassError, usage_error

if TYPE_CHECKING:
    from revcompass.cli.session import Session


def report(session: Session, problem: Problem) -> None:
    """Say a problem: where it is, what happened, what to do next."""
    message, next_step = session.words.problem_of(problem)
    place = place_of(problem.where.file, problem.where.line)
    session.tell(clean(f"{place}: {message}" if place else message))
    if next_step:
        session.tell(clean(next_step))


def place_of(file: str | None, line: int | None) -> str:
    """`file:line`, as editors take it.

    >>> place_of("deals.csv", 7)
    'deals.csv:7'
    """
    if file is None:
        return ""
    return file if line is None else f"{file}:{line}"


def of(error: Exception) -> RevcompassError:
    """Any exception as a problem a person can act on."""
    match error:
        case RevcompassError():
            return error
        case click.ClickException():
            return _of_click(error)
        case OSError():
            return RevcompassError(
                "system_error",
                path=str(error.filename or ""),
                reason=error.strerror or str(error),
            )
    return RevcompassError("internal_error", reason=f"{type(error).__name__}: {error}")


def _of_click(error: click.ClickException) -> RevcompassError:
    """Click's complaint as a problem of ours."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "revcompass"
    if isinstance(error, click.NoSuchOption):
        known = _options_of(context)
        near = get_close_matches(error.option_name, known, 1)
        return usage_error(
            "no_such_option",
            option=error.option_name,
            command=command,
            did_you_mean=", ".join(near),
        )
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return usage_error(
            "missing_argument", argument=error.param.human_readable_name, command=command
        )
    if isinstance(error, click.BadOptionUsage):
        return usage_error("option_needs_value", option=error.option_name, command=command)
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = error.param.opts[0] if error.param.opts else str(error.param.name)
        return usage_error("bad_option", option=name, reason=error.message, command=command)
    return usage_error("bad_usage", reason=error.format_message(), command=command)


def _options_of(context: click.Context | None) -> list[str]:
    if context is None:
        return []
    return [name for param in context.command.get_params(context) for name in param.opts]
