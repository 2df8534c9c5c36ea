"""A share of what `make fuzz` asks: the API answers anything, as its document says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from companies import EXAMPLES
from serving.fuzz import Answered, ask, operations, served

INVENTED = operations()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A served sample company of its own: loads are started in it."""
    with served(Path(tmp_path_factory.mktemp("fuzzed")) / "book") as made:
        yield made


@pytest.mark.parametrize("name", INVENTED)
def test_whatever_is_asked_is_answered_as_described(client: TestClient, name: str) -> None:
    answered: Answered = Counter()
    ask(client, INVENTED[name], EXAMPLES or 20, answered)
    assert answered.total() > 0
