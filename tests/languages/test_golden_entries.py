"""Five entries in every finished language, as a file that a reader can judge.

`golden/<language>.txt` is written anew by
`PYTHONPATH=tests python -m languages.test_golden_entries`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from languages.catalogues import FINISHED
from revcompass.cli.render.entry import entry_parts
from revcompass.cli.render.terminal import as_text, line
from revcompass.cli.render.view import View
from revcompass.glossary import Glossary
from revcompass.words.format import Formatter
from revcompass.words.translate import Translator

ENTRIES = ("mrr", "customer_churn_rate", "win_rate", "lead", "cycle_start")
GOLDEN = Path(__file__).parent / "golden"
_WIDTH = 90


def entries(language: str) -> str:
    """The entries as a terminal shows them."""
    words, write = Translator(language), Formatter(language)
    view, glossary = View(write, width=_WIDTH), Glossary(words, write)
    parts = [
        part
        for name in ENTRIES
        for part in (*entry_parts(view, glossary.entry(name)), line("─" * _WIDTH))
    ]
    return as_text(parts, width=_WIDTH, colour=False, right_to_left=words.is_right_to_left)


@pytest.mark.parametrize("language", FINISHED)
def test_entries_are_those_that_were_read(language: str) -> None:
    assert entries(language) == (GOLDEN / f"{language}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for finished in FINISHED:
        (GOLDEN / f"{finished}.txt").write_text(entries(finished), encoding="utf-8")
