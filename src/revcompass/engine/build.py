"""What a load adds to the canonical tables: derived tables, and the book's own roll-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import duckdb

from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Grain
from revcompass.domain.policy import Fx, PolicySet
from revcompass.domain.problem import RevcompassError
from revcompass.domain.records import TABLES
from revcompass.engine.backends import Backend
from revcompass.engine.frame import Frame
from revcompass.engine.prepare import columns_of, prepare
from revcompass.engine.records import note_filled_columns
from revcompass.engine.renewal import Renewal, sum_up
from revcompass.engine.rollups import sums
from revcompass.engine.slices import Slice
from revcompass.engine.tables import Cut, Tables

STORED_GRAINS = (Grain.MONTH, Grain.QUARTER, Grain.YEAR)
ROLLUPS_SQL = """
CREATE TABLE stored_rollups (
    policy_key VARCHAR, until DATE, ledger VARCHAR, grain VARCHAR, slice VARCHAR)"""
"""What is stored, under which policies and up to which day."""

_WHOLE = {"movements": (Grain.TRAILING_12_MONTHS,), "contracts": STORED_GRAINS}
"""Dear to make and on the first page: kept as well, but not by slice."""

_MOST_VALUES = 1000
STORED = ("movements", "deals", "pipeline", "leads", "stages", "spend", "usage", "answers")

Progress = Callable[[str, float], None]


def build_rollups(
    con: Backend,
    frame: Frame,
    policies: PolicySet,
    progress: Progress | None = None,
    renewal: Renewal | None = None,
) -> None:
    """Derive what ledgers need and keep the book's own roll-ups, by month, quarter and year.

    `renewal` lets movements be brought up to date, now from an earlier snapshot or by a later load.
    """
    prepare(con, frame)
    note_filled_columns(con)
    con.execute(ROLLUPS_SQL)
    if frame.data_as_of is None:
        return
    tables = Tables(con, frame, keeps=True)
    grains = dict.fromkeys(frame.calendar.own(grain) for grain in STORED_GRAINS)
    ledgers = [one for one in STORED if _is_loaded(tables, one)]
    if policies.choice(Fx) is Fx.NEVER_CONVERT and "movements" in ledgers:
        ledgers.remove("movements")  # each currency has its own, made when it is asked for
    for done, ledger in enumerate(ledgers):
        if progress:
            progress(ledger, done / len(ledgers))
        slices = [(), *((one,) for one in _kept_slices(tables, ledger))]
        cuts = [Cut(policies, frame.data_as_of, grain, one) for grain in grains for one in slices]
        keep_rollups(tables, ledger, cuts, renewal)
    for ledger, several in _WHOLE.items():
        if ledger in (*ledgers, "contracts") and _is_loaded(tables, ledger):
            cuts = [Cut(policies, frame.data_as_of, frame.calendar.own(one)) for one in several]
            _store(tables, ledger, list(dict.fromkeys(cuts)))
    if "pipeline" in ledgers:
        last = Cut(policies, frame.data_as_of, days=(frame.data_as_of, frame.data_as_of))
        tables.entries("pipeline", last)  # what is open now: asked for one by one on many pages
    if _is_loaded(tables, "engagement"):
        slices = [(), *((one,) for one in _kept_slices(tables, "engagement"))]
        cuts = [Cut(policies, frame.data_as_of, slices=one) for one in slices]
        keep_rollups(tables, "engagement", cuts)  # by month only: ranks are made anew for a grain


def keep_rollups(
    tables: Tables, ledger: str, cuts: Sequence[Cut], renewal: Renewal | None = None
) -> None:
    """Store a ledger's roll-ups of all its grains, whole and by single slices, and note them."""
    if ledger == "movements" and sums.are_kept(cuts[0].policies):
        _sum_up(tables, cuts, renewal)
    _store(tables, ledger, cuts)


def _store(tables: Tables, ledger: str, cuts: Sequence[Cut]) -> None:
    for grain in dict.fromkeys(cut.grain for cut in cuts):
        tables.store(ledger, grain, [cut for cut in cuts if cut.grain is grain])
    for c in cuts:
        tables.con.execute(
            "INSERT INTO stored_rollups VALUES (?, ?, ?, ?, ?)",
            [c.policies.ledger_key(), c.until, ledger, c.grain.value, c.slice_name],
        )


def _sum_up(tables: Tables, cuts: Sequence[Cut], renewal: Renewal | None) -> None:
    """Keep the sums of movements: those of an earlier snapshot made good, or all anew."""
    for statement in sums.create_texts():
        tables.con.execute(statement)
    if not (renewal and renewal.apply(tables, cuts)):
        sum_up(tables, cuts)


def verify_bridge(con: duckdb.DuckDBPyConnection) -> None:
    """Refuse a snapshot whose MRR bridge does not close, in any period and slice, to the digit."""
    if "stored_movements" not in {
        row[0] for row in con.execute("SELECT table_name FROM information_schema.tables").fetchall()
    }:
        return
    row = con.execute(
        """SELECT grain, slice, value, period FROM stored_movements
        WHERE unrated = 0 AND opening_unrated = 0 AND closing_unrated = 0
            AND (closing <> opening + new + expansion - contraction - churn + reactivation
                + transfer + fx_effect
            OR closing_customers <> opening_customers + new_customers - churned_customers
                + reactivated_customers + transfer_customers)
        LIMIT 1"""
    ).fetchone()
    if row:
        raise RevcompassError(
            "bridge_open", grain=row[0], slice=row[1], slice_value=row[2], period=str(row[3])
        )


def _is_loaded(tables: Tables, ledger: str) -> bool:
    if ledger == "stages" and not tables.frame.stages:
        return False
    return all(tables.has_rows(table) for table in LEDGERS[ledger].tables)


def _kept_slices(tables: Tables, ledger: str) -> Iterator[Slice]:
    """Canonical slices and those the book names, where they have values, but not too many."""
    canonical = {name for table in TABLES.values() for name in table.sliceable} | {"stage"}
    wanted = canonical | {"acquisition_channel"} | set(tables.frame.slices)
    for name, one in tables.slices.offered(ledger).items():
        if name in wanted and 0 < _distinct(tables, ledger, one) <= _MOST_VALUES:
            yield one


def _distinct(tables: Tables, ledger: str, one: Slice) -> int:
    if one.column == "stage":
        return len(tables.frame.stages)
    relation = tables.slices.relation(ledger) if one.own else "account_ids"
    if one.column not in columns_of(tables.con, relation):
        return 0
    column = '"' + one.column.replace('"', '""') + '"'
    row = tables.con.execute(f"SELECT count(DISTINCT {column}) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
