"""Whole processes: the command line beside a Python that does nothing, in turn."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from benchmarks.measure import Cost, in_turn

_TIMES = 9


def measure(book: Path) -> Iterator[str]:
    """Lines of a table: median milliseconds, and how many times the bare interpreter.

    Modules are compiled before, as they are wherever the program is installed.
    """
    commands = {
        "python -c pass": ("-c", "pass"),
        "python -c 'import click'": ("-c", "import click"),
        "revcompass --help": ("-m", "revcompass", "--help"),
        "revcompass show mrr": ("-m", "revcompass", "show", "mrr", "--book", str(book)),
    }
    with TemporaryDirectory() as compiled:
        world = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        world.pop("PYTHONDONTWRITEBYTECODE", None)
        jobs = {name: partial(_run, words, world) for name, words in commands.items()}
        in_turn(jobs, 1)
        for name, cost in in_turn(jobs, _TIMES).items():
            if cost is not None:
                yield f"{name}: {cost.cpu * 1000:.0f} ms CPU, {cost.wall * 1000:.0f} ms"


def _run(words: tuple[str, ...], world: Mapping[str, str]) -> Cost:
    before, start = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL, env=world)
    wall, after = time.perf_counter() - start, getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peak=0.0)
