"""A connection that reads what is there: what would make a table is left to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from revcompass.engine.backends import Backend, Result


@dataclass(frozen=True, slots=True)
class Limits:
    """What a desk may take: bytes of `memory` before its tables are spilled; whether it makes any.

    All desks over one snapshot share the memory, as the first one says; `None` is no limit.
    """

    memory: int | None = None
    makes_tables: bool = True


UNLIMITED = Limits()


class WouldBuildError(Exception):
    """A table would have to be made for this answer."""


class Light:
    """A backend that makes no tables; where one is needed it raises `WouldBuildError`."""

    def __init__(self, con: Backend) -> None:
        self._con = con

    def execute(self, text: str, bound: Sequence[object] = (), /) -> Result:
        """Run a statement, unless it makes a table."""
        if text.startswith("CREATE TEMP TABLE"):
            raise WouldBuildError
        return self._con.execute(text, bound)

    @contextmanager
    def cursor(self) -> Iterator[Backend]:
        """The same for a while."""
        with self._con.cursor() as cursor:
            yield Light(cursor)

    def register(self, name: str, rows: pa.Table, /) -> object:
        """As the connection does."""
        return self._con.register(name, rows)

    def unregister(self, name: str, /) -> object:
        """As the connection does."""
        return self._con.unregister(name)
