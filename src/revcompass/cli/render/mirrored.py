"""Right-to-left text on a terminal: the first column stands at the right, and columns hold.

Terminals differ: some order a line as the bidi algorithm says, some do not, some guess the line's
direction. So nothing is left to them: columns are placed by spaces from left to right, in reversed
order, and every cell's text is isolated, so that no cell reorders another.
"""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from revcompass.words.direction import FIRST_STRONG, LEFT_TO_RIGHT, POP, RIGHT_TO_LEFT, own_text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.measure import Measurement
    from rich.segment import Segment
    from rich.table import Table
    from rich.text import Text

GAP = 2


def mirrored(part: RenderableType) -> RenderableType:
    """A line or a table as it is shown to readers of right-to-left scripts."""
    from rich.table import Table
    from rich.text import Text

    if isinstance(part, Table):
        return _table(part)
    return _Isolated(part) if isinstance(part, Text) else part


def _table(part: Table) -> Table:
    from rich.table import Table

    made = Table(
        box=None,
        pad_edge=False,
        show_header=part.show_header,
        header_style=part.header_style,
        padding=(0, 0, 0, GAP),
    )
    for column in reversed(part.columns):
        made.add_column(
            _cell(column.header),
            justify="right",
            no_wrap=column.no_wrap,
            ratio=column.ratio,
            max_width=column.max_width,
        )
    for row in zip(*(column.cells for column in reversed(part.columns)), strict=True):
        made.add_row(*map(_cell, row))
    return made


def _cell(cell: RenderableType) -> RenderableType:
    from rich.text import Text

    text = Text(cell) if isinstance(cell, str) else cell
    return _Isolated(text) if isinstance(text, Text) else text


@dataclass(frozen=True, slots=True)
class _Isolated:
    """Text at the right edge of its place, each line of it kept apart from its neighbours."""

    text: Text

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement.get(console, options, self.text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        from rich.segment import Segment

        width = options.max_width
        lines = self.text.wrap(console, width, overflow="fold", no_wrap=bool(options.no_wrap))
        for line in _balanced(lines):
            indent = len(line.plain) - len(line.plain.lstrip(" "))
            shown = line[indent:]
            before, after = _isolation(shown.plain)
            blank = max(width - shown.cell_len - indent, 0)
            yield Segment(" " * blank + before)
            yield from shown.render(console)
            yield Segment(after + " " * indent)
            yield Segment.line()


def _balanced(lines: Iterable[Text]) -> Iterator[Text]:
    """Wrapped lines, each of which closes the isolates it opens; the next line opens them again."""
    from rich.text import Text

    still_open: list[str] = []
    for line in lines:
        line.rstrip()
        before = "".join(still_open)
        for letter in line.plain:
            if letter in (FIRST_STRONG, LEFT_TO_RIGHT, RIGHT_TO_LEFT):
                still_open.append(letter)
            elif letter == POP and still_open:
                still_open.pop()
        yield Text.assemble(before, line, POP * len(still_open))


def _isolation(text: str) -> tuple[str, str]:
    """The characters to put around a line; none around an empty one."""
    if not text:
        return "", ""
    before, _, after = own_text(text).partition(text)
    return before, after
