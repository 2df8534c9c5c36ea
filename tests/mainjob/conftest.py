"""Two real books, loaded by the command line once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mainjob.running import Ran, revcompass_run
from oracles.asking import SHARED, Asked, write_book
from revcompass.cli import house
from revcompass.desk import Desk
from revcompass.desk.loading import load
from sources.test_real_books import MAVEN, RAVENSTACK


@dataclass(frozen=True)
class RealBook(Asked):
    """A book loaded in another process, with what its first check and load said."""

    checked: Ran
    first: Ran


def _made(folder: Path, settings: str, needed: str) -> Iterator[RealBook]:
    if not (SHARED / "data" / needed).is_dir():
        pytest.skip(f"the files of {needed} may not be vendored and do not lie beside the project")
    write_book(folder, settings.format(shared=SHARED.as_posix()), {})
    checked = revcompass_run("check", folder, "--json")
    assert sorted(path.name for path in folder.iterdir()) == ["revcompass.toml"]
    first = revcompass_run("load", folder, "--json")
    assert first.code == 0, first.err
    report = load(folder, today=house.today())
    desk = Desk.open(folder)
    yield RealBook(folder, report, desk, checked, first)
    desk.close()


@pytest.fixture(scope="session")
def maven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealBook]:
    """The Maven CRM: 8,800 deals."""
    yield from _made(tmp_path_factory.mktemp("maven"), MAVEN, "maven_crm")


@pytest.fixture(scope="session")
def ravenstack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealBook]:
    """RavenStack: 500 accounts, 5,000 subscriptions, 25,000 records of usage."""
    yield from _made(tmp_path_factory.mktemp("ravenstack"), RAVENSTACK, "ravenstack")
