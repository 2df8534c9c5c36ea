"""One measured job over a store: `python -m benchmarks.job ours|spine|floor STORE`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

import duckdb

from benchmarks import spine
from benchmarks.company import FRAME, LAST_DAY
from benchmarks.measure import report
from revcompass.domain.money import RATE_SCALE, rate_factor
from revcompass.domain.period import Grain
from revcompass.domain.policy import PolicySet
from revcompass.engine.tables import Cut, Tables

_VALUED = RATE_SCALE * rate_factor(FRAME.currency)
"""What turns units of the book's own currency into valued amounts."""

Found = Sequence[int]


def ours(con: duckdb.DuckDBPyConnection) -> Found:
    """Spans, changes, facts, and the roll-ups by month and segment, and by month."""
    tables = Tables(con, FRAME)
    cut = Cut(PolicySet(), LAST_DAY, Grain.MONTH)
    by_segment = tuple(tables.slices.resolve("movements", ["segment"]) or ())
    sliced = Cut(cut.policies, cut.until, cut.grain, by_segment)
    made = {one: _sums(con, tables.rollup("movements", one)) for one in (sliced, cut)}
    totals = (made[cut], made[sliced])
    return [
        number // (1 if name.endswith("customers") else _VALUED)
        for total in totals
        for name, number in zip(spine.SUMMED, total, strict=True)
    ]


def the_spine(con: duckdb.DuckDBPyConnection) -> Found:
    """The same sums by way of every account and every month."""
    return [number for table in spine.build(con) for number in _sums(con, table)]


def floor(con: duckdb.DuckDBPyConnection) -> Found:
    """No ledger at all: the columns that both read, read and summed."""
    row = con.execute(
        """SELECT sum(account), sum(amount), count(interval), max(starts_on) - DATE '2000-01-01',
            max(ends_on) - DATE '2000-01-01' FROM subscription_rows"""
    ).fetchone()
    return row or ()


JOBS: Mapping[str, Callable[[duckdb.DuckDBPyConnection], Found]] = {
    "ours": ours,
    "spine": the_spine,
    "floor": floor,
}


def _sums(con: duckdb.DuckDBPyConnection, relation: str) -> Found:
    summed = ", ".join(f"sum({name})" for name in spine.SUMMED)
    return con.execute(f"SELECT {summed} FROM {relation} r").fetchone() or ()


def main(job: str, store: str) -> None:
    """Do one job on a store that nobody writes to."""
    with duckdb.connect(store, read_only=True) as con:
        report(lambda: JOBS[job](con))


if __name__ == "__main__":
    main(*sys.argv[1:])
