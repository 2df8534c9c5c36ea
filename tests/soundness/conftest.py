"""Books and a command line for the tests of soundness."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from oracles.asking import make_books
from revcompass.desk import Desk
from revcompass.desk.loading import load
from revcompass.samples import write_company
from soundness import telling


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[telling.Told]:
    """Make and load toy books."""
    for books in make_books(tmp_path_factory):
        yield telling.told(books)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[telling.Book]:
    """The sample company: every table, some of it spoiled, October 2026 running."""
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, accounts=20)
    report = load(folder, today=date(2026, 10, 20))
    desk = Desk.open(folder)
    yield telling.Book(folder, report, desk)
    desk.close()


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> telling.Cli:
    """Runs a command line in this process, in a plain terminal of 100 columns."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    return telling.run_cli(capsys)
