"""Where the SQL of the ledgers runs: DuckDB as it stands, another engine after translation.

A backend speaks as a DuckDB connection does, in the few words the engine uses; so DuckDB's own
connection is one, and nothing stands between it and the text. The other is `PostgreSQL`, imported
only where records live there.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pyarrow as pa


class Result(Protocol):
    """What a text gave."""

    @property
    def description(self) -> Sequence[Any] | None:
        """Of each column a sequence that begins with its name."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row; `None` after the last."""


class Backend(Protocol):
    """A connection the engine's texts can be given to."""

    def execute(self, text: str, bound: Sequence[object] = ..., /) -> Result:
        """Run one statement of the closed subset; `bound` are the values of its `?`."""

    def cursor(self) -> AbstractContextManager[Backend]:
        """The same tables for a while, apart from results that are still being read."""

    def register(self, name: str, rows: pa.Table, /) -> object:
        """Make rows readable under a name, on this connection only."""

    def unregister(self, name: str, /) -> object:
        """Take the name away again."""
