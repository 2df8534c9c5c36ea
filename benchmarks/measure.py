"""Time and memory of a job: in a process of its own, or as often as a median needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
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
        "peak": peak_memory(),
        "found": found,
    }
    sys.stdout.write(json.dumps(cost))


def peak_memory(pid: int | str = "self") -> float:
    """The most memory a process ever held, in MB; `ru_maxrss` would begin with its parent's."""
    return memory(pid, "VmHWM")


def memory(pid: int | str, what: str = "VmRSS") -> float:
    """What a process holds now, in MB; `what` is a line of its status."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024


@contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """Meanwhile what a process holds, each second, in MB."""
    seen, stop = [memory(pid)], threading.Event()

    def watch() -> None:
        while not stop.wait(1):
            seen.append(memory(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def in_turn(jobs: Mapping[str, Callable[[], Cost | None]], times: int) -> dict[str, Cost | None]:
    """The median cost of each job, all of them run one after the other so many times.

    Whatever else the machine does then falls on all of them. `None` where a job took too long.
    """
    rounds = [{name: job() for name, job in jobs.items()} for _ in range(times)]
    return {name: _middle([one[name] for one in rounds]) for name in jobs}


def _middle(costs: Sequence[Cost | None]) -> Cost | None:
    found = [cost for cost in costs if cost is not None]
    if len(found) < len(costs):
        return None
    if len({cost.found for cost in found}) > 1:
        raise ValueError("one job, several results")
    return Cost(
        wall=median(cost.wall for cost in found),
        cpu=median(cost.cpu for cost in found),
        peak=median(cost.peak for cost in found),
        found=found[0].found,
    )


def processor_seconds(pid: int) -> float:
    """Processor seconds that a process and those it started have used."""
    own = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    used = (int(own[11]) + int(own[12])) / os.sysconf("SC_CLK_TCK")
    return used + sum(processor_seconds(child) for child in children(pid))


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text(encoding="ascii").split()]


def open_files(pid: int) -> list[str]:
    """What a process has open, by name; one that is gone ends with `(deleted)`."""
    found = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            found.append(str(one.readlink()))
    return found
