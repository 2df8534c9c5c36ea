"""Answers of a desk over the sample company: twelve board metrics, 24 months, one slice.

`python -m benchmarks.answers BOOK` measures in a process of its own: a desk remembers what it has
read, so every time is that of a desk just opened.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from revcompass.catalogue.boards import KPIS, MOST_IMPORTANT
from revcompass.desk import Desk
from revcompass.domain.period import Grain
from revcompass.domain.question import Question

T = TypeVar("T")

METRICS = tuple(dict.fromkeys((*MOST_IMPORTANT, *KPIS)))
SLICE = "channel"
MONTHS = 24
TIMES = 9
MEANING = {
    "open": "open a desk",
    "ask": f"twelve metrics × {MONTHS} months × one slice",
    "again": "the same once more",
    "board": "open a desk and the board of a month",
}


def question(last: date) -> Question:
    """Every board metric by month and slice, for the 24 months that end with the last day's."""
    end = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    start = date(end.year - MONTHS // 12, end.month, 1)
    return Question(METRICS, Grain.MONTH, start, end, by=(SLICE,))


def measure(book: Path) -> dict[str, tuple[float, float]]:
    """Median seconds, CPU and wall, of what `MEANING` lists."""
    times: dict[str, list[tuple[float, float]]] = {what: [] for what in MEANING}

    def timed(what: str, job: Callable[[], T]) -> T:
        cpu, wall = time.process_time(), time.perf_counter()
        done = job()
        times[what].append((time.process_time() - cpu, time.perf_counter() - wall))
        return done

    for _ in range(TIMES + 1):
        desk = timed("open", lambda: Desk.open(book))
        asked = question(desk.data_as_of or date(2025, 12, 31))
        timed("ask", partial(desk.show, asked))
        timed("again", partial(desk.show, asked))
        desk.close()
        timed("board", lambda: Desk.open(book).board())
    return {
        what: (median(cpu for cpu, _ in took[1:]), median(wall for _, wall in took[1:]))
        for what, took in times.items()
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))))
