"""Drawings made by other processes are the same, and made even where such a process dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from multiprocessing import active_children

import pytest

from revcompass.charts import render
from revcompass.domain.problem import RevcompassError

SPECS = [
    {"data": {"values": [{"a": n, "b": n * n}]}, "mark": mark, "encoding": {"x": {"field": "a"}}}
    for mark in ("bar", "point")
    for n in (1, 2)
]


@pytest.fixture(scope="module", autouse=True)
def _elsewhere() -> Iterator[None]:
    with render.drawing_elsewhere(1):
        yield


def test_they_draw_the_same() -> None:
    drawn = render.svgs(SPECS)
    assert len(set(drawn)) == len(SPECS)
    assert render.svgs(SPECS[::-1]) == drawn[::-1]
    assert render.png(SPECS[0]).startswith(b"\x89PNG")


def test_where_one_is_killed_others_follow() -> None:
    before = render.svgs(SPECS[:2])
    for child in active_children():
        if child.pid:
            os.kill(child.pid, signal.SIGKILL)
    assert render.svg({**SPECS[0], "width": 99}) != before[0]
    assert render.svgs(SPECS[2:]) == render.svgs(SPECS[2:])
    assert render.png(SPECS[0]).startswith(b"\x89PNG")


def test_what_kills_who_draws_it_is_refused_and_the_rest_drawn() -> None:
    """A null byte ends the process that draws it, whatever it is: so it must not be this one."""
    deadly = {**SPECS[0], "data": {"values": [{"a": "nul\x00"}]}}
    for draw in (render.svg, render.png):
        with pytest.raises(RevcompassError, match="not_drawn"):
            draw(deadly)
        assert render.svg({**SPECS[0], "width": 77}).startswith("<svg")


def test_here_and_elsewhere_are_the_same() -> None:
    there = render.svgs(SPECS)
    held = render._workers[:]
    render._workers.clear()
    try:
        assert render.svgs(SPECS) == there
    finally:
        render._workers.extend(held)
