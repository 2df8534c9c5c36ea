"""The example of docs/how-to/your-own-data.md, typed along."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from project.documents import ROOT, blocks
from revcompass.cli.main import run

PAGE = (ROOT / "docs" / "how-to" / "your-own-data.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def commands() -> list[list[str]]:
    return [
        line.split()
        for body in blocks(PAGE)
        for line in re.findall(r"^revcompass (.+)$", body, re.MULTILINE)
    ]


def test_the_page_shows_what_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = next(body for body in blocks(PAGE) if body.startswith("Vertrag;"))
    settings, pinned = blocks(PAGE, "toml")
    make, *others = commands()
    assert run(make) == 0
    (folder / "acme" / "billing").mkdir()
    (folder / "acme" / "billing" / "2026.csv").write_text(records, encoding="utf-8")
    with (folder / "acme" / "revcompass.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{settings}")
    for command in others:
        expected = (0, 3) if command[0] == "check" else (0,)
        assert run(command) in expected, command
    printed = capsys.readouterr().out
    shown = [b for b in blocks(PAGE) if not b.startswith(("revcompass ", "Vertrag;"))]
    assert len(shown) == 2
    for body in shown:
        assert body in printed
    written = tomllib.loads((folder / "acme" / "revcompass.toml").read_text(encoding="utf-8"))
    assert written["source"][0]["format"] == tomllib.loads(pinned)["format"]


def test_the_readme_shows_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test_the_page_shows_what_is_printed(folder, capsys)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    show = next(line for line in readme.splitlines() if line.startswith("revcompass show mrr"))
    assert run(show.split()[1:]) == 0
    (loaded,) = [body for body in blocks(readme) if body.startswith("Snapshot")]
    (series,) = [body for body in blocks(readme) if body.startswith("Monthly recurring")]
    assert loaded in PAGE
    assert series in capsys.readouterr().out
    (settings,) = blocks(readme, "toml")
    assert settings in PAGE
