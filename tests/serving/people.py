"""The sample company, served to people who say who they are; the door has tests of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from revcompass.desk.service import Service
from revcompass.domain.viewer import Role, Sight, Viewer
from revcompass.server.access import Access
from revcompass.server.app import make_app

TEAM = "Key accounts"
SOME = Sight((("team", (TEAM,)),))
PEOPLE = {role.value: Viewer(role.value, role) for role in Role}
PEOPLE["some_rows"] = Viewer("some_rows", Role.ADMIN, SOME)


def recognise(_: str, token: str) -> Viewer | None:
    """Whoever a request says it is from."""
    return PEOPLE.get(token)


@pytest.fixture(scope="module")
def people(loaded: tuple[Path, date]) -> Iterator[TestClient]:
    """A client that is let in as whom its token names."""
    access = replace(Access.on_loopback(8017), recognise=recognise)
    app = make_app(Service(loaded[0]), access)
    with closing(TestClient(app, base_url="http://127.0.0.1:8017", follow_redirects=False)) as made:
        yield made
