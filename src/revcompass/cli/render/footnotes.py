"""Marks beside cells and the notes they point at."""

from __future__ import annotations

from collections.abc import Mapping

from revcompass.cli.render.view import View
from revcompass.domain.question import Row
from revcompass.words.labels import FLAGS, UNDEFINED, label

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Footnotes:
    """Numbers each distinct note in the order it first appears."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._numbers: dict[str, int] = {}

    def marks(self, row: Row, *, leave_out: frozenset[str] = frozenset()) -> str:
        """The raised numbers for a row's flags, or for why it has no value."""
        if row.value.number is None:
            return self._mark(UNDEFINED, row.value.undefined or "no_data")
        return " ".join(sorted(self._mark(FLAGS, f) for f in row.flags if f not in leave_out))

    def lines(self) -> list[str]:
        """One line per note."""
        return [f"{str(n).translate(_RAISED)} {note}" for note, n in self._numbers.items()]

    def _mark(self, labels: Mapping[str, str], code: str) -> str:
        note = self._view.words.ui(label(labels, code))
        number = self._numbers.setdefault(note, len(self._numbers) + 1)
        return str(number).translate(_RAISED)
