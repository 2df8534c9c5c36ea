"""`python -m benchmarks [PERIODS…]`: every measurement in one run, as one page of text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import answers, ledgers, processes
from revcompass.desk import load
from revcompass.samples import write_company

_ACCOUNTS = 400


def lines(folder: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    """The page, line by line."""
    yield "Movements by month, whole and by one slice, from spans to roll-up"
    yield from ledgers.measure(folder, sizes)
    book = folder / "sample"
    load(book, today=write_company(book, accounts=_ACCOUNTS).as_of)
    yield ""
    yield f"The sample company ({_ACCOUNTS} accounts), median of {answers.TIMES}"
    for what, seconds in answers.measure(book).items():
        yield f"{answers.MEANING[what]}: {seconds * 1000:.0f} ms"
    yield from processes.measure(book)


def main() -> None:
    """Print the page as it is measured."""
    sizes = tuple(int(word) for word in sys.argv[1:]) or ledgers.SIZES
    sys.stdout.write(f"Measured on {date.today().isoformat()}\n")  # noqa: DTZ011
    with TemporaryDirectory() as folder:
        for line in lines(Path(folder), sizes):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
