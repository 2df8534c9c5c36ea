"""What the shell offers when the tab key is pressed: names and choices, read from little."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

import shlex
from collections.abc import Mapping
from os import environ
from pathlib import Path
from typing import Any

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete

from revcompass.cli import house
from revcompass.cli.session import Session

PROGRAM = "revcompass"
VARIABLE = "_REVCOMPASS_COMPLETE"
"""Where a shell says that it asks."""

SHELLS = ("bash", "zsh", "fish")

Offered = list[CompletionItem[str]]

_MOST = 500


def metrics(context: click.Context, _: click.Parameter, typed: str) -> Offered:
    """Ids of metrics, each with its name; where several may be asked for, boards too."""
    names = dict(house.metric_names(context.ensure_object(Session).words))
    if context.command.name == "show":
        names |= dict.fromkeys(house.boards(), "")
    return _listed(typed.replace("-", "_"), names)


def policies(_: click.Context, __: click.Parameter, typed: str) -> Offered:
    """`NAME=`, and then `NAME=CHOICE`."""
    from revcompass.domain.policy import POLICIES

    name, equals, _choice = typed.partition("=")
    if not equals:
        return _beginning(typed, {f"{known}=": "" for known in POLICIES})
    choices = list(POLICIES[name]) if name in POLICIES else []
    return _beginning(typed, {f"{name}={choice.code}": "" for choice in choices})


def presets(_: click.Context, __: click.Parameter, typed: str) -> Offered:
    """Names of presets."""
    return _beginning(typed, dict.fromkeys(house.presets(), ""))


def currencies(_: click.Context, __: click.Parameter, typed: str) -> Offered:
    """Codes of currencies."""
    from revcompass.domain.money import CURRENCIES

    return _beginning(typed.upper(), dict.fromkeys(sorted(CURRENCIES), ""))


def slices(context: click.Context, _: click.Parameter, typed: str) -> Offered:
    """Columns to slice by: those that all books know, and those of the book's settings."""
    return _listed(typed, dict.fromkeys(house.known_slices(_book(context)), ""))


def slice_values(context: click.Context, _: click.Parameter, typed: str) -> Offered:
    """`SLICE=`; values stand in the records, which are not read for a key press."""
    if "=" in typed:
        return []
    return _beginning(typed, {f"{name}=": "" for name in house.known_slices(_book(context))})


def sources(context: click.Context, _: click.Parameter, typed: str) -> Offered:
    """Names of the book's sources."""
    return _listed(typed, dict.fromkeys(house.source_names(_book(context)), ""))


def snapshots(context: click.Context, _: click.Parameter, typed: str) -> Offered:
    """Numbers of the snapshots kept, the newest first."""
    return _beginning(typed, dict.fromkeys(house.snapshot_labels(_book(context)), ""))


def folders(_: click.Context, __: click.Parameter, typed: str) -> Offered:
    """Whatever folders the shell knows."""
    return [CompletionItem(typed, type="dir")]


def timezones(_: click.Context, __: click.Parameter, typed: str) -> Offered:
    """Names of time zones."""
    from zoneinfo import available_timezones

    return _beginning(typed, dict.fromkeys(sorted(available_timezones()), ""))


def _beginning(typed: str, offered: Mapping[str, str]) -> Offered:
    fits = [(text, means) for text, means in offered.items() if text.startswith(typed)]
    return [CompletionItem(text, help=means or None) for text, means in fits[:_MOST]]


def _listed(typed: str, offered: Mapping[str, str]) -> Offered:
    """Of texts separated by commas only the last is completed."""
    before, comma, last = typed.rpartition(",")
    found = _beginning(last, offered)
    return [CompletionItem(f"{before}{comma}{item.value}", help=item.help) for item in found]


def _book(context: click.Context) -> Path | None:
    given = context.params.get("book") or context.params.get("folder")
    return house.find_book(given)


class _Bash(BashComplete):
    """Bash cuts words at `=`; the line is taken whole, and only what follows `=` is handed back."""

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' answer kind value
    answer=$(env COMP_LINE="${COMP_LINE:0:COMP_POINT}" %(complete_var)s=bash_complete $1)
    for answer in $answer; do
        IFS=',' read -r kind value <<< "$answer"
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            *) COMPREPLY+=("$value"); [[ $value == *= ]] && compopt -o nospace ;;
        esac
    done
    return 0
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def source(self) -> str:
        """The script; without asking which bash there is."""
        return self.source_template % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the last, and the last as far as it is typed."""
        line = environ.get("COMP_LINE", "")
        words = _split(line)
        last = words.pop() if words and not line[-1].isspace() else ""
        return words[1:], last

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Its kind, and what follows the last `=`."""
        value = str(item.value)
        head, equals, rest = value.partition("=")
        return (
            f"{item.type},{rest if rest else head + equals}" if equals else f"{item.type},{value}"
        )


def _split(line: str) -> list[str]:
    """The words of a line whose last quote may still be open."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:
        words.append(lexer.token)
    return words


_CLASSES = {"bash": _Bash, "zsh": ZshComplete, "fish": FishComplete}


def script(shell: str, group: click.Command) -> str:
    """The script that teaches a shell to ask."""
    return _CLASSES[shell](group, {}, PROGRAM, VARIABLE).source()


def answer(instruction: str, group: click.Command) -> str:
    """What a shell that asks (`bash_complete`) is told, one candidate per line."""
    shell = instruction.removesuffix("_complete")
    if shell not in _CLASSES:
        return ""
    return _CLASSES[shell](group, {"obj": Session()}, PROGRAM, VARIABLE).complete()
