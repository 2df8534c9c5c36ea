"""Books for the tests against other people's figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oracles.asking import Books, make_books


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Make and load books."""
    yield from make_books(tmp_path_factory)
