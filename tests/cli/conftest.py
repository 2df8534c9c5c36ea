"""A command line over a fake desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.fake import FakeDesk, Ran, Run, book_in
from revcompass.cli import house
from revcompass.cli.main import run


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """80 columns, and nothing of the developer's terminal."""
    monkeypatch.setenv("COLUMNS", "80")
    speech = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")
    for name in ("FORCE_COLOR", "NO_COLOR", "REVCOMPASS_DEBUG", "TERM", *speech):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process."""

    def invoke(*arguments: str) -> Ran:
        code = run(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return invoke


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeDesk:
    """The desk every command gets, and a book's folder to stand in."""
    made = FakeDesk()
    monkeypatch.setattr(house, "open_desk", lambda folder, as_of=None: made)  # noqa: ARG005
    monkeypatch.chdir(book_in(tmp_path / "book"))
    return made
