"""A figure of docs/trust.md: what was tried how often, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Figure:
    """One row of the table: what is promised, how often it was tried, and every failure."""

    promise: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def check(self, what: str, *, holds: bool) -> None:
        """Count a trial; keep the name of one that failed."""
        self.tried += 1
        if not holds:
            self.failures.append(what)

    @property
    def row(self) -> str:
        """As a row of Markdown."""
        noted = "; ".join(self.notes)
        return f"| {self.promise} | {self.tried:,} | {len(self.failures)} | {noted} |"


Measure = Callable[[], Sequence[Figure]]
