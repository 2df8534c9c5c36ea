"""`python -m benchmarks [PERIODS …]`: every measurement in one run, as one page of text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import answers, ledgers, processes, refresh
from revcompass.desk.loading import load
from revcompass.samples import write_company

_ACCOUNTS = 400


def lines(folder: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    """The page, line by line."""
    yield "Movements by month, whole and by one slice, from spans to roll-up"
    yield from ledgers.measure(folder, sizes)
    yield ""
    yield "The same kept by month, quarter and year, then brought up to date"
    yield from refresh.measure(folder, sizes)
    book = folder / "sample"
    load(book, today=write_company(book, accounts=_ACCOUNTS).as_of)
    yield ""
    yield f"The sample company ({_ACCOUNTS} accounts), median of {answers.TIMES}"
    for what, (cpu, wall) in answers.measure(book).items():
        yield f"{answers.MEANING[what]}: {cpu * 1000:.0f} ms CPU, {wall * 1000:.0f} ms"
    yield from processes.measure(book)


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the ledgers beside a customer × month spine and a bare scan, the "
        "answers of a desk over the sample company, and whole commands. Needs about 3 GB of memory "
        "and 2 GB of disk; ten minutes on two cores. What the figures mean: docs/speed.md.",
    )
    asked.add_argument(
        "periods",
        nargs="*",
        type=int,
        default=ledgers.SIZES,
        metavar="PERIODS",
        help="subscription periods to measure the ledgers with"
        f" (default: {' '.join(map(str, ledgers.SIZES))})",
    )
    return asked.parse_args()


def main() -> None:
    """Print the page as it is measured."""
    sizes = tuple(_arguments().periods)
    sys.stdout.write(f"Measured on {date.today().isoformat()}\n")  # noqa: DTZ011
    with TemporaryDirectory() as folder:
        for line in lines(Path(folder), sizes):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
