"""From renderables to text of a given width."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

import re
from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING, Any

from revcompass.cli.render.mirrored import mirrored

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_HELD = {0x00A0: "\ue000", 0x202F: "\ue001"}
"""Spaces at which no line may break, and what stands for them while rich, for which every white
space is a place to break, lays a text out."""

_FREED = {ord(held): space for space, held in _HELD.items()}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def as_text(
    parts: Iterable[RenderableType], *, width: int, colour: bool, right_to_left: bool = False
) -> str:
    """What a terminal of that width shows, without trailing blanks."""
    from rich.console import Console

    stream = StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        for column in getattr(part, "columns", ()):
            column.overflow = "fold"  # a cut number would read as another number
        console.print(mirrored(part) if right_to_left else part)
    shown = stream.getvalue().translate(_FREED)
    return "\n".join(line.rstrip() for line in shown.split("\n"))


def clean(text: object) -> str:
    """Text of the user's records without control characters, which could steer the terminal.

    >>> clean("a\\x1b[2Jb")
    'a�[2Jb'
    """
    return _CONTROLS.sub("\ufffd", str(text))


def line(*parts: str | tuple[str, str]) -> Text:
    """A line of text; a part may carry a style."""
    from rich.text import Text

    return Text.assemble(*(_held(part) for part in parts))


def _held(part: str | tuple[str, str]) -> str | tuple[str, str]:
    return part.translate(_HELD) if isinstance(part, str) else (part[0].translate(_HELD), part[1])


def table(*, heads: bool = True) -> Table:
    """A table without rules, as wide as its content."""
    from rich.table import Table

    class HoldingTable(Table):
        def add_row(self, *cells: RenderableType | None, **more: Any) -> None:
            super().add_row(
                *(c.translate(_HELD) if isinstance(c, str) else c for c in cells), **more
            )

    return HoldingTable(
        box=None, pad_edge=False, show_header=heads, header_style="dim", padding=(0, 2, 0, 0)
    )
