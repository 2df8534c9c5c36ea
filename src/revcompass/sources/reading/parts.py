"""Records whose columns are met as they are read: a name that comes later widens the table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from revcompass.domain.problem import RevcompassError, Where
from revcompass.sources.reading.format import LINE, Rejected

MOST_COLUMNS = 2_000
"""No table is wider; names that never end are values that were written as names."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows: where each begins, the texts of every column so far, and the rows rejected."""

    columns: tuple[str, ...]
    lines: Sequence[int]
    cells: list[pa.Array]
    rejected: list[Rejected]


class Parts(ABC):
    """A file being read. Everything is complete at the end.

    `lines` counts whatever must be accounted for, apart from the parser where there is a way;
    `header_lines` are those up to the header, with it.
    """

    def __init__(self, file: str) -> None:
        self.names = Names(file)
        self.lines = 0
        self.header_lines = 0
        self.blank_lines = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns met so far."""
        return self.names.columns

    @abstractmethod
    def __iter__(self) -> Iterator[Part]:
        """The file in parts."""


class Names:
    """The columns of a table in the order they are met; unique whatever their case."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._of: dict[str, str] = {}
        self._seen = {LINE: LINE}

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names so far."""
        return tuple(self._of.values())

    def __contains__(self, key: str) -> bool:
        return key in self._of

    def learn(self, keys: Iterable[str]) -> None:
        """Meet names; raises what `add` raises."""
        for key in keys:
            if key not in self._of:
                self.add(key, key, len(self._of) + 1)

    def add(self, key: str, name: str, place: int) -> None:
        """A further column: `key` finds its texts in a row, `place` names it if nothing else does.

        Raises `duplicate_header`, `too_many_columns`.
        """
        name = name.strip().strip("\ufeff").strip() or f"column_{place}"
        where = Where(file=self._file, column=name)
        if name.lower() in self._seen:
            other = self._seen[name.lower()]
            raise RevcompassError("duplicate_header", where=where, name=name, other=other)
        if len(self._of) >= MOST_COLUMNS:
            raise RevcompassError("too_many_columns", where=where, limit=MOST_COLUMNS)
        self._seen[name.lower()] = name
        self._of[key] = name

    def part(
        self, lines: Sequence[int], rows: Sequence[Mapping[str, str]], rejected: list[Rejected]
    ) -> Part:
        """A part of rows by name; raises what `learn` raises."""
        for row in rows:
            if not self._of.keys() >= row.keys():
                self.learn(row)
        cells = [pa.array([row.get(key, "") for row in rows], pa.string()) for key in self._of]
        return Part(self.columns, lines, cells, rejected)
