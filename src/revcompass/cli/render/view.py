"""How an answer is rendered: the language, the formatter, the width and what the terminal takes."""

from __future__ import annotations

from dataclasses import dataclass

from revcompass.words.rows import NOTHING, RowWriter, money_places
from revcompass.words.translate import Translator

STYLE = {"better": "green", "worse": "red", "same": "", "neutral": ""}


@dataclass(frozen=True, slots=True)
class View(RowWriter):
    """Passed to every renderer. `lively` = colour, bars and sparklines are wanted."""

    width: int = 80
    lively: bool = False

    @property
    def words(self) -> Translator:
        """Says messages in the formatter's language."""
        return self.write.words


__all__ = ["NOTHING", "STYLE", "View", "money_places"]
