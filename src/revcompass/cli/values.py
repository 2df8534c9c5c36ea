"""How the text of an option or argument is read."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import click

from revcompass.domain.problem import usage_error

Where = tuple[tuple[str, tuple[str | None, ...]], ...]

_MISSING = frozenset({"", "-"})


class Named(click.ParamType[str]):
    """One of a few names; `-` may stand for `_`, and a slip suggests the nearest."""

    name = "name"

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002
        """All of them, for the help."""
        return "|".join(self.names)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """The name as it is known."""
        text = str(value).strip().lower().replace("-", "_")
        if text in self.names:
            return text
        raise usage_error(
            "bad_choice",
            option=param.opts[0] if param else "",
            value=str(value),
            choices=", ".join(self.names),
            did_you_mean=", ".join(get_close_matches(text, self.names, 1)),
        )

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[Any]:
        """Names that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self.names if name.startswith(incomplete)]


class WholeNumber(click.ParamType[int]):
    """A whole number from 1 on, or up to `most`."""

    name = "number"

    def __init__(self, most: int | None = None) -> None:
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ARG002
        """The number."""
        text = str(value).strip()
        if text.isdecimal() and 1 <= int(text) <= (self.most or int(text)):
            return int(text)
        raise usage_error("bad_number", option=param.opts[0] if param else "", value=text)


def listed(texts: Sequence[str]) -> tuple[str, ...]:
    """Repeated and comma-separated texts as one list, each once.

    >>> listed(["segment,plan", "plan", "owner"])
    ('segment', 'plan', 'owner')
    """
    parts = (part.strip() for text in texts for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def pairs(option: str, form: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """`NAME=VALUE` texts as pairs.

    >>> pairs("--policy", "NAME=CHOICE", ["week=52/12"])
    [('week', '52/12')]
    """
    found = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise usage_error("bad_pair", option=option, text=text, form=form)
        found.append((name.strip(), value.strip()))
    return found


def where(texts: Sequence[str]) -> Where:
    """`SLICE=VALUE[,VALUE]` texts; `-` or nothing is a missing value, quotes keep a comma.

    >>> where(["segment=smb,-", 'name="Ada, Inc."'])
    (('segment', ('smb', None)), ('name', ('Ada, Inc.',)))
    """
    values: dict[str, dict[str | None, None]] = {}
    for name, text in pairs("--where", "SLICE=VALUE[,VALUE]", texts):
        cells = next(csv.reader([text], skipinitialspace=True), []) or [""]
        asked = values.setdefault(name, {})
        for cell in cells:
            asked[None if cell.strip() in _MISSING else cell.strip()] = None
    return tuple((name, tuple(asked)) for name, asked in values.items())
