"""Movements kept anew, and brought up to date after one account in a hundred changed.

`python -m benchmarks.refresh STORE [BEFORE]` does one of the two in a process of its own: sums and
roll-ups by month, quarter and year, whole and by one slice, from the prepared records on.
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


def measure(folder: Path, periods: int) -> Iterator[str]:
    """Lines of a table: the full build, the refresh, and their ratio."""
    before, after = folder / "before.duckdb", folder / "after.duckdb"
    write_company(before, periods)
    write_company(after, periods, later=True)
    full = in_process("benchmarks.refresh", str(before))
    refresh = in_process("benchmarks.refresh", str(after), str(before))
    before.unlink()
    after.unlink()
    for what, cost in (("full build", full), ("refresh", refresh)):
        if cost is None:
            yield f"{periods:>20,} | {what:10} | more than ten minutes"
            return
        yield f"{periods:>20,} | {what:10} | {cost.wall:6.2f} | {cost.cpu:5.2f} | {cost.peak:7.0f}"
    if full and refresh:
        yield f"{periods:>20,} | {full.cpu / refresh.cpu:.1f} × less CPU, 1 % of accounts changed"


def _keep(con: duckdb.DuckDBPyConnection, before: Path | None) -> Sequence[int]:
    con.execute(ROLLUPS_SQL)
    tables = Tables(con, FRAME)
    segment = tuple(tables.slices.resolve("movements", ["segment"]) or ())
    cuts = [
        Cut(PolicySet(), LAST_DAY, grain, slices)
        for grain in STORED_GRAINS
        for slices in ((), segment)
    ]
    keep_rollups(tables, "movements", cuts, Renewal(before))
    return con.execute("SELECT count(*), sum(closing) FROM stored_movements").fetchone() or ()


def main(store: str, before: str = "") -> None:
    """Do the one or the other on a prepared store."""
    with duckdb.connect(store) as con:
        report(lambda: _keep(con, Path(before) if before else None))


if __name__ == "__main__":
    main(*sys.argv[1:])
