"""A served sample company, and the ways in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from revcompass.desk.loading import load
from revcompass.desk.service import Service
from revcompass.samples import write_company
from revcompass.server.access import Access
from revcompass.server.app import make_app

PORT = 8017
ORIGIN = f"http://127.0.0.1:{PORT}"


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, date]:
    """A small sample company, loaded; not to be changed. Its folder and the day of the load."""
    folder = tmp_path_factory.mktemp("served") / "book"
    today = write_company(folder, accounts=60).as_of
    load(folder, today=today)
    return folder, today


@pytest.fixture
def copied(loaded: tuple[Path, date], tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(loaded[0], tmp_path / "book"))


def beside(book: Path, folder: Path) -> Path:
    """A folder with a book's snapshots, and room for people and a log of its own."""
    for one in book.iterdir():
        if one.name != "access":
            (folder / one.name).symlink_to(one)
    return folder


@pytest.fixture(scope="session")
def access() -> Access:
    """The door of the served books."""
    return Access.on_loopback(PORT)


@pytest.fixture
def visit(access: Access) -> Iterator[Callable[[Path], TestClient]]:
    """Serves a book; the client holds the token."""
    made: list[TestClient] = []

    def serve(folder: Path) -> TestClient:
        client = TestClient(
            make_app(Service(folder), access),
            base_url=ORIGIN,
            headers={"Authorization": f"Bearer {access.token}"},
            raise_server_exceptions=False,
            follow_redirects=False,
        )
        made.append(client)
        return client

    yield serve
    for client in made:
        client.close()


@pytest.fixture(scope="session")
def app(loaded: tuple[Path, date], access: Access) -> Starlette:
    """The served sample company."""
    return make_app(Service(loaded[0]), access)


@pytest.fixture
def stranger(app: Starlette) -> Iterator[TestClient]:
    """Somebody without the token."""
    with closing(TestClient(app, base_url=ORIGIN, follow_redirects=False)) as made:
        yield made


@pytest.fixture
def client(stranger: TestClient, access: Access) -> TestClient:
    """Somebody with it."""
    stranger.headers["Authorization"] = f"Bearer {access.token}"
    return stranger
