"""The MRR movements of a growing company, beside a customer × month spine and a bare scan.

Every figure is that of a process of its own over the same store: the median of three rounds in
which the jobs take turns, or of one round where there is no spine to compare with. The spine is
what most models do: a row for every account and month, joined with what is in force at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.company import write_company
from benchmarks.measure import Cost, in_process, in_turn

SIZES = (100_000, 1_000_000, 10_000_000)
_SPINE_UP_TO = 1_000_000
_ROUNDS = 3


def measure(folder: Path, sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """Lines of a table: seconds, memory and ratios for each size."""
    yield "subscription periods | job   | wall s | CPU s | peak MB | spine ÷ ours (CPU, MB)"
    first: Cost | None = None
    for size in sizes:
        store = folder / f"{size}.duckdb"
        write_company(store, size)
        jobs = {job: partial(_run, job, store) for job in _jobs(size)}
        costs = in_turn(jobs, _ROUNDS if "spine" in jobs else 1)
        store.unlink()
        ours, spine = costs["ours"], costs.get("spine")
        if ours is not None and spine is not None and ours.found != spine.found:
            raise ValueError(f"{size}: the ledger and the spine differ")
        for job, cost in costs.items():
            yield _line(size, job, cost, ours)
        if ours is not None:
            first = first or ours
            growth, more = ours.cpu / first.cpu, size // sizes[0]
            yield f"{size:>20,} | {growth:.1f} × the CPU of {sizes[0]:,} ({more} × as many)"


def _jobs(size: int) -> tuple[str, ...]:
    return ("floor", "ours", "spine") if size <= _SPINE_UP_TO else ("floor", "ours")


def _run(job: str, store: Path) -> Cost | None:
    return in_process("benchmarks.job", job, str(store))


def _line(size: int, job: str, cost: Cost | None, ours: Cost | None) -> str:
    if cost is None:
        return f"{size:>20,} | {job:5} | more than ten minutes"
    figures = f"{size:>20,} | {job:5} | {cost.wall:6.2f} | {cost.cpu:5.2f} | {cost.peak:7.0f} |"
    if job == "spine" and ours is not None:
        return f"{figures} {cost.cpu / ours.cpu:.1f} ×, {cost.peak / ours.peak:.1f} ×"
    return figures
