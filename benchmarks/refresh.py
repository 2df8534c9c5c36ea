"""Movements kept anew, and brought up to date after one account in a hundred changed.

`python -m benchmarks.refresh STORE BEFORE SLICE …` does one of the two in a process of its own
(BEFORE is empty for the first): sums and roll-ups by month, quarter and year, whole and by each
slice, from the prepared records on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from benchmarks.company import FRAME, LAST_DAY, write_company
from benchmarks.measure import in_process, report
from revcompass.domain.policy import PolicySet
from revcompass.engine.build import ROLLUPS_SQL, STORED_GRAINS, keep_rollups
from revcompass.engine.renewal import Renewal
from revcompass.engine.tables import Cut, Tables

_BELOW_UP_TO = 1_000_000
"""A slice below the account is dear: ten times as many periods would take an hour."""


def measure(folder: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    """Lines of a table: full build, refresh and ratio; below the account only for a million."""
    largest = max(sizes)
    yield from _compared(folder, largest, "segment")
    yield from _compared(folder, min(largest, _BELOW_UP_TO), "segment", "plan")


def _compared(folder: Path, periods: int, *slices: str) -> Iterator[str]:
    before, after = folder / "before.duckdb", folder / "after.duckdb"
    write_company(before, periods)
    write_company(after, periods, later=True)
    full = in_process("benchmarks.refresh", str(before), "", *slices)
    refresh = in_process("benchmarks.refresh", str(after), str(before), *slices)
    before.unlink()
    after.unlink()
    label = f"{periods:>20,} | {', '.join(('whole', *slices))}"
    for what, cost in (("full build", full), ("refresh", refresh)):
        if cost is None:
            yield f"{label} | {what:10} | more than ten minutes"
            return
        yield f"{label} | {what:10} | {cost.wall:6.2f} | {cost.cpu:5.2f} | {cost.peak:7.0f}"
    if full and refresh:
        yield f"{label} | {full.cpu / refresh.cpu:.1f} × less CPU, 1 % of accounts changed"


def _keep(con: duckdb.DuckDBPyConnection, before: Path | None, names: Sequence[str]) -> list[int]:
    con.execute(ROLLUPS_SQL)
    tables = Tables(con, FRAME)
    slices = [(), *((one,) for one in tables.slices.resolve("movements", names) or ())]
    cuts = [Cut(PolicySet(), LAST_DAY, grain, one) for grain in STORED_GRAINS for one in slices]
    keep_rollups(tables, "movements", cuts, Renewal(before))
    return list(con.execute("SELECT count(*), sum(closing) FROM stored_movements").fetchone() or ())


def main(store: str, before: str, *slices: str) -> None:
    """Do the one or the other on a prepared store."""
    with duckdb.connect(store) as con:
        report(lambda: _keep(con, Path(before) if before else None, slices))


if __name__ == "__main__":
    main(*sys.argv[1:])
