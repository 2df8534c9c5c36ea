"""Whole processes: the command line beside a Python that does nothing, in turn."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import typical

_TIMES = 7


def measure(book: Path) -> Iterator[str]:
    """Lines of a table: median wall milliseconds, and how many times the bare interpreter."""
    bare = _milliseconds("-c", "pass")
    commands = {
        "revcompass --help": ("-m", "revcompass", "--help"),
        "revcompass show mrr": ("-m", "revcompass", "show", "mrr", "--book", str(book)),
    }
    yield f"python -c pass: {bare:.0f} ms"
    for name, words in commands.items():
        took = _milliseconds(*words)
        yield f"{name}: {took:.0f} ms, {took / bare:.1f} × the bare interpreter"


def _milliseconds(*words: str) -> float:
    command = [sys.executable, *words]
    run = lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: E731
    return typical(run, _TIMES) * 1000
