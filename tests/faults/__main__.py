"""`python -m faults [SHARE]`: the figures of docs/trust.md at full size, or a share of it."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from faults.dirty import dirty_files, one_bad_row, open_quote
from faults.figure import Figure
from faults.flips import flipped_bits
from faults.full_disk import disk_full, is_possible
from faults.loads import every_step, random_kills
from faults.mutated import defused, large_workbook, mutated_files
from faults.points import compiler
from faults.rearranged import any_threads, same_records

Run = Callable[[Path], Figure]


def figures(share: float) -> Iterator[Run]:
    """Each figure, of a size that fits the share asked for."""

    def times(count: int) -> int:
        return max(1, round(count * share))

    yield lambda folder: every_step(folder, "seam", share=share)
    if compiler():
        yield lambda folder: every_step(folder, "shim", share=share)
    yield lambda folder: random_kills(folder, times(500))
    if is_possible():
        yield disk_full
    yield lambda folder: flipped_bits(folder, times(500))
    yield same_records
    yield lambda folder: dirty_files(folder, times(40))
    yield lambda folder: one_bad_row(folder, times(1_000_000))
    yield lambda folder: open_quote(folder, times(1_000_000))
    yield lambda folder: any_threads(folder, times(200))
    yield lambda folder: mutated_files(folder, times(2000))
    yield defused
    yield lambda folder: large_workbook(folder, times(100_000))


def main() -> int:
    """Print the table as it is measured; 1 if anything failed."""
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    today = date.today().isoformat()  # noqa: DTZ011
    where = f"{platform.system()}, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    sys.stdout.write(f"Measured on {today}: {where}\n\n")
    sys.stdout.write(
        "| what is tried | times | failures | found | minutes |\n|---|--:|--:|---|--:|\n"
    )
    failures = []
    for run in figures(share):
        start = time.monotonic()
        with TemporaryDirectory(prefix="revcompass-faults-") as folder:
            figure = run(Path(folder))
        minutes = (time.monotonic() - start) / 60
        sys.stdout.write(f"{figure.row} {minutes:.1f} |\n")
        sys.stdout.flush()
        failures += [f"{figure.promise}: {failure}" for failure in figure.failures]
    sys.stdout.write("".join(f"\n{failure}" for failure in failures))
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
