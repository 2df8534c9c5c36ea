"""The big engine builds, DuckDB serves: roll-ups made where the records live, and only they copied.

A roll-up has a row per period and slice value, whatever the number of records; so what travels is
small. What needs single rows (medians, traces, slices that are not kept) is not served this way.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from revcompass.domain.policy import PolicySet
from revcompass.engine.backends import Backend
from revcompass.engine.build import build_rollups
from revcompass.engine.frame import Frame
from revcompass.engine.sql import name
from revcompass.engine.tables import rollup_columns

_LISTED = ("policy_key", "until", "ledger", "grain", "slice")
_KEYS = ("grain", "slice", "value", "period")


def build_where_records_live(
    remote: Backend, home: duckdb.DuckDBPyConnection, frame: Frame, policies: PolicySet
) -> None:
    """Build the book's roll-ups on the backend that has the canonical tables; copy them home.

    Args:
        remote: has the canonical tables under their names (`engine/backends/schema.py`); tables
            derived from them are made there and end with its session.
        home: gets `stored_rollups` and a `stored_…` table for each ledger, as a load makes them.
        frame: the book's currency, calendar, last day, funnel and slices.
        policies: those the roll-ups are built under.
    """
    build_rollups(remote, frame, policies)
    kept = remote.execute(f"SELECT {', '.join(_LISTED)} FROM stored_rollups").fetchall()
    _take_home(home, "stored_rollups", _LISTED, kept)
    for ledger in sorted({row[2] for row in kept}):
        sums = rollup_columns(ledger)
        columns = (*_KEYS, *sums)
        rows = remote.execute(f"SELECT {', '.join(columns)} FROM stored_{ledger}").fetchall()
        _take_home(home, f"stored_{ledger}", columns, rows, sums=frozenset(sums))


def _take_home(
    home: duckdb.DuckDBPyConnection,
    table: str,
    columns: tuple[str, ...],
    rows: list[tuple[object, ...]],
    sums: frozenset[str] = frozenset(),
) -> None:
    """Sums travel as text: no column of Arrow's holds whole numbers of 128 bits."""
    listed = zip(*rows, strict=True) if rows else ((),) * len(columns)
    arrays = {
        column: pa.array([None if one is None else str(one) for one in values])
        if column in sums
        else pa.array(values, pa.date32() if column in ("period", "until") else pa.string())
        for column, values in zip(columns, listed, strict=True)
    }
    home.register("travelled", pa.table(arrays))
    selected = ", ".join(
        f"CAST({name(column)} AS HUGEINT) AS {name(column)}" if column in sums else name(column)
        for column in columns
    )
    home.execute(f"CREATE TABLE {table} AS SELECT {selected} FROM travelled")
    home.unregister("travelled")
