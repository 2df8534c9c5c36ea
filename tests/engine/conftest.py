"""A server for tests that run the engine's SQL elsewhere than in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from sources.databases.servers import postgresql as running_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Mapping[str, str | int]]:
    """The keys to connect to a PostgreSQL server with; it runs while the tests do."""
    pytest.importorskip("sqlglot", reason="the extra revcompass[warehouse] is not installed")
    with running_postgresql() as keys:
        yield keys
