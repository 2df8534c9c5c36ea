"""Time and memory of one job, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_MOST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and processor seconds of a job, peak memory of its process in MB, and what it found."""

    wall: float
    cpu: float
    peak: float
    found: tuple[int, ...] = ()


def in_process(module: str, *words: str) -> Cost | None:
    """Run `python -m module words` and read the cost it prints; `None` past ten minutes."""
    command = [sys.executable, "-m", module, *words]
    try:
        ran = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, timeout=_MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return None
    said = json.loads(ran.stdout)
    return Cost(said["wall"], said["cpu"], said["peak"], tuple(said["found"]))


def report(job: Callable[[], Sequence[int]]) -> None:
    """Do the job and print its cost for `in_process`."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = [int(number) for number in job()]
    cost = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": _peak(),
        "found": found,
    }
    sys.stdout.write(json.dumps(cost))


def _peak() -> float:
    """The most memory this process ever held, in MB; `ru_maxrss` would begin with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def typical(job: Callable[[], object], times: int) -> float:
    """The median wall time of a job in seconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        took.append(time.perf_counter() - start)
    return median(took)
