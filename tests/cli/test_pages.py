"""The reference is what the program says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from revcompass.catalogue import METRICS
from revcompass.cli.commands import COMMANDS, command
from revcompass.cli.pages import PAGES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_not_stale(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), "run: make reference"


def test_nothing_is_left_out() -> None:
    metrics, commands = PAGES["metrics.md"](), PAGES["commands.md"]()
    assert all(f"\n## `{name}`\n" in metrics for name in METRICS)
    assert all(f"\n## {name}\n" in commands for name in COMMANDS)
    options = {
        option
        for name in COMMANDS
        for parameter in command(name).params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert all(option in commands for option in options)
