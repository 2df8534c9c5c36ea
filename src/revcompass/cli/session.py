"""What one run of the command line knows: language, streams, and what the terminal can show."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from revcompass.cli.voice import Voice
from revcompass.words.direction import own_text
from revcompass.words.translate import Translator

if TYPE_CHECKING:
    from rich.console import RenderableType

    from revcompass.cli.render.view import View
    from revcompass.domain.period import Calendar
    from revcompass.words.format import Formatter

_DEFAULT_WIDTH = 80


@dataclass
class Session:
    """Created once per run and handed to every command as click's `obj`."""

    voice: Voice = field(default_factory=Voice)

    @property
    def language(self) -> str:
        """The language of the answer."""
        return self.voice.language

    @property
    def words(self) -> Translator:
        """Says messages in the session's language."""
        return Translator(self.voice.form, digits=self.voice.digits)

    def writer(self, calendar: Calendar | None = None) -> Formatter:
        """Writes numbers and dates in the session's language and digits."""
        from revcompass.words.format import Formatter

        return Formatter(self.voice.form, self.voice.digits, calendar)

    def view(self, calendar: Calendar | None = None, stages: tuple[str, ...] = ()) -> View:
        """How answers are rendered: language, calendar, width, colour."""
        from revcompass.cli.render.view import View

        write = self.writer(calendar)
        return View(write, stages, width=self.width, lively=self.is_lively)

    @cached_property
    def is_lively(self) -> bool:
        """Whether stdout takes colour, bars and sparklines."""
        return _is_lively(sys.stdout.isatty)

    @cached_property
    def shows_progress(self) -> bool:
        """Whether stderr takes a progress bar."""
        return _is_lively(sys.stderr.isatty)

    @property
    def width(self) -> int:
        """Columns of the terminal; `COLUMNS` wins."""
        return shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).columns

    def show(self, *parts: RenderableType) -> None:
        """Print renderables to stdout."""
        from revcompass.cli.render.terminal import as_text

        text = as_text(
            parts,
            width=self.width,
            colour=self.is_lively,
            right_to_left=self.words.is_right_to_left,
        )
        self.write(text)

    def write(self, text: str) -> None:
        """Write data to stdout."""
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    def tell(self, text: str) -> None:
        """Write a message to stderr."""
        shown = own_text(text) if self.words.is_right_to_left else text
        sys.stderr.write(f"{shown}\n")


def _is_lively(isatty: Callable[[], bool]) -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or isatty()
