"""The served sample company in a real browser, on loopback, with every request watched."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from revcompass.desk.loading import load
from revcompass.desk.service import Service
from revcompass.samples import write_company
from revcompass.server.access import Access
from revcompass.server.app import make_app

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Watched:
    """A page of the browser, and what was seen of it besides."""

    page: Any
    origin: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def visit(self, path: str) -> None:
        """Open a path and wait until all has come."""
        self.page.goto(self.origin + path, wait_until="networkidle")


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Access]]:
    """A book served on a port of its own: its origin, and its door."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        access = Access.on_loopback(listening.getsockname()[1])
        app = make_app(Service(folder), access)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield access.origins[0], access
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Access]]:
    """The origin of a served sample company, and its door."""
    folder = tmp_path_factory.mktemp("browsed") / "book"
    load(folder, today=write_company(folder, accounts=120).as_of)
    with serving(folder) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium; without it the tests are skipped, but never where CI runs."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("chromium is missing: `make test` installs it")
        pytest.skip("chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - needed only here

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Any, site: tuple[str, Access]) -> Iterator[Callable[..., Watched]]:
    """Opens a window of some width and lets it in; further options are the browser's."""
    contexts: list[Any] = []
    origin, access = site

    def open_window(width: int = 1280, **options: Any) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        watched = Watched(context.new_page(), origin)
        page = watched.page
        page.on("console", lambda said: _complain(watched, said))
        page.on("pageerror", lambda fault: watched.complaints.append(str(fault)))
        page.on("request", lambda request: _look(watched, request.url))
        page.on("response", lambda answer: _refused(watched, answer))
        page.goto(f"{origin}/settings?token={access.token}", wait_until="networkidle")
        return watched

    yield open_window
    for context in contexts:
        context.close()


def _complain(watched: Watched, said: Any) -> None:
    if said.type in ("error", "warning"):
        watched.complaints.append(said.text)


def _refused(watched: Watched, answer: Any) -> None:
    if answer.status >= 400:
        watched.complaints.append(f"{answer.status} {answer.url}")


def _look(watched: Watched, url: str) -> None:
    found = urlsplit(url)
    if f"{found.scheme}://{found.netloc}" != watched.origin and found.scheme != "data":
        watched.outside.append(url)
