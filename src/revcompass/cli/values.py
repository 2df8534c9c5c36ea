"""How the text of an option or argument is read."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from revcompass.domain.problem import usage_error


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
        from revcompass.domain.asking import one_of

        return one_of(param.opts[0] if param else "", str(value), self.names) or ""

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
    """A whole number from 1 to `most`."""

    name = "number"

    def __init__(self, most: int = 10**9) -> None:
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ARG002
        """The number."""
        text = str(value).strip()
        if text.isdecimal() and len(text) <= 10 and 1 <= int(text) <= self.most:
            return int(text)
        option = param.opts[0] if param else ""
        raise usage_error("bad_number", option=option, value=text, least=1, most=self.most)
