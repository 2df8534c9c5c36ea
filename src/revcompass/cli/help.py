"""Commands whose help begins with examples and speaks the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import click

from revcompass.cli.session import Session
from revcompass.domain.problem import usage_error
from revcompass.domain.words import N_
from revcompass.words.direction import has_right_to_left, own_text
from revcompass.words.translate import Translator

_COLUMN_GAP = re.compile(r"(\n\s*| {2,})")

_HELP = N_("Show this help.")
_USAGE = N_("Usage:")
_EXAMPLES = N_("Examples:")
_OPTIONS = N_("Options:")
_COMMANDS = N_("Commands:")


class Command(click.Command):
    """A command with examples: pairs of command line and what it is for."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", {"allow_extra_args": True})
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def invoke(self, ctx: click.Context) -> Any:
        """Run; an argument too many is a usage error in our words."""
        if ctx.args:
            raise usage_error("extra_argument", argument=ctx.args[0], command=ctx.command_path)
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, usage, text, options."""
        words = _words(ctx)
        _write_examples(self.examples, words, formatter)
        _write_usage(self, ctx, words, formatter)
        formatter.write_paragraph()
        formatter.write_text(words.ui(self.help or ""))
        _write_options(self, ctx, words, formatter)
        _keep_columns(words, formatter)


class Group(click.Group):
    """Commands, each read when it is called; an unknown one suggests the nearest."""

    def __init__(
        self,
        *args: Any,
        offered: Mapping[str, str],
        read: Callable[[str], click.Command],
        examples: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """`offered`: every command's short help by its name; `read` gives the command."""
        super().__init__(*args, **kwargs)
        self.offered = offered
        self._read = read
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """In the order they are offered."""
        return list(self.offered)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, if it is offered."""
        return self._read(cmd_name) if cmd_name in self.offered else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first."""
        name = args[0]
        if name not in self.offered and not name.startswith("-"):
            near = ", ".join(get_close_matches(name, self.offered, 1))
            raise usage_error("no_such_command", name=name, did_you_mean=near)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, usage, text, commands, options."""
        words = _words(ctx)
        _write_examples(self.examples, words, formatter)
        _write_usage(self, ctx, words, formatter)
        formatter.write_paragraph()
        formatter.write_text(words.ui(self.help or ""))
        rows = [(name, words.ui(short_help)) for name, short_help in self.offered.items()]
        _write_section(words.ui(_COMMANDS), rows, formatter)
        _write_options(self, ctx, words, formatter)


def _words(ctx: click.Context) -> Translator:
    session = ctx.find_object(Session)
    return session.words if session else Translator()


def _write_examples(
    examples: Sequence[str], words: Translator, formatter: click.HelpFormatter
) -> None:
    if not examples:
        return
    formatter.write(f"{words.ui(_EXAMPLES)}\n")
    for example in examples:
        formatter.write(f"  {example}\n")
    formatter.write_paragraph()


def _write_usage(
    command: click.Command, ctx: click.Context, words: Translator, formatter: click.HelpFormatter
) -> None:
    pieces = words.number_line(" ".join(command.collect_usage_pieces(ctx)))
    formatter.write_usage(ctx.command_path, pieces, prefix=f"{words.ui(_USAGE)} ")


def _write_options(
    command: click.Command, ctx: click.Context, words: Translator, formatter: click.HelpFormatter
) -> None:
    rows = []
    for param in command.get_params(ctx):
        if isinstance(param, click.Option) and (record := param.get_help_record(ctx)):
            is_help = param is command.get_help_option(ctx)
            rows.append((record[0], words.ui(_HELP if is_help else param.help or "")))
    _write_section(words.ui(_OPTIONS), rows, formatter)


def _write_section(
    heading: str, rows: Sequence[tuple[str, str]], formatter: click.HelpFormatter
) -> None:
    """As click writes one, but the heading holds its own colon: languages space it differently."""
    formatter.write_paragraph()
    formatter.write(f"{heading}\n")
    with formatter.indentation():
        formatter.write_dl(rows)


def _keep_columns(words: Translator, formatter: click.HelpFormatter) -> None:
    """In right-to-left languages: each column's words kept apart from the next column's."""
    if not words.is_right_to_left:
        return
    pieces = _COLUMN_GAP.split(formatter.getvalue())
    formatter.buffer = [own_text(piece) if has_right_to_left(piece) else piece for piece in pieces]
