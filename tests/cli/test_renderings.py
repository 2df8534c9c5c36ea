"""What a person sees, at 80 and at 60 columns, held against files a person can read.

After a change on purpose: `REVCOMPASS_WRITE_GOLDEN=1 pytest tests/cli/test_renderings.py`, and read
the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.fake import FakeDesk, Run, board, mrr_by_segment, win_rate
from revcompass import catalogue
from revcompass.cli import house
from revcompass.cli.render.board import board as board_parts
from revcompass.cli.render.heading import Subject
from revcompass.cli.render.meaning import meaning
from revcompass.cli.render.metric import metric_parts
from revcompass.cli.render.terminal import as_text, line
from revcompass.cli.render.view import View
from revcompass.domain.question import MetricResult
from revcompass.words.format import Formatter
from revcompass.words.translate import Translator

GOLDEN = Path(__file__).parent / "golden"
WORDS = Translator("en")


def _metric(view: View, result: MetricResult) -> str:
    formula = house.formula(result.metric, result.policies, WORDS)
    subject = Subject(catalogue.get(result.metric), result, formula)
    return as_text(metric_parts(view, subject, "previous"), width=view.width, colour=False)


def _board(view: View) -> str:
    metrics = {r.metric: catalogue.get(r.metric) for _, s in board().sections for r in s}
    return as_text(board_parts(view, board(), metrics), width=view.width, colour=False)


def _meaning(view: View) -> str:
    answer = FakeDesk().explain("mrr_growth_rate")
    parts = meaning(view, answer, "growth ÷ opening", house.metric_names(WORDS))
    return as_text(parts, width=view.width, colour=False)


RENDERINGS: dict[str, Callable[[View], str]] = {
    "series": lambda view: _metric(view, win_rate()),
    "slices": lambda view: _metric(view, mrr_by_segment()),
    "board": _board,
    "meaning": _meaning,
}


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("name", RENDERINGS)
def test_rendering_is_the_one_that_was_read(name: str, width: int) -> None:
    view = View(Formatter("en"), width=width, lively=True)
    shown = RENDERINGS[name](view)
    path = GOLDEN / f"{name}_{width}.txt"
    if os.environ.get("REVCOMPASS_WRITE_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    assert max(len(line) for line in shown.split("\n")) <= width


@pytest.mark.parametrize("width", [80, 60, 40])
@pytest.mark.parametrize("name", RENDERINGS)
def test_nothing_is_wider_than_the_terminal(name: str, width: int) -> None:
    view = View(Formatter("en"), width=width, lively=False)
    assert max(len(line) for line in RENDERINGS[name](view).split("\n")) <= width


def test_a_name_cannot_steer_the_terminal() -> None:
    view = View(Formatter("en"), width=80)
    assert "\x1b" not in _metric(view, mrr_by_segment())


def test_examples_are_worked_out_in_the_words_and_numbers_of_the_language(cli: Run) -> None:
    out = cli("explain", "pipeline_velocity", "--lang", "de").out
    assert "→ 40 × 0,25 × 6.000 ÷ 30 = 2.000" in out
    assert "average_deal_size |" not in out
    assert "no_data" not in out


def test_a_line_never_breaks_at_a_space_that_holds() -> None:
    """French sets one before a colon and a per cent sign."""
    words = line("efficience\u00a0: à quel coût le but est atteint, 25,0\u00a0% ou 12\u202f345")
    for width in range(12, 60):
        shown = as_text([words], width=width, colour=False)
        assert not [one for one in shown.split("\n") if one.lstrip()[:1] in (":", "%", "345")]
        assert "efficience\u00a0:" in shown
        assert "12\u202f345" in shown
