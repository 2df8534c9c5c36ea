"""What a store brings along for those who open it: tables, roll-ups, and which columns are filled.

Read once, when it is opened: each question to the database costs more than its few rows do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date

from revcompass.engine.backends import Backend


@dataclass(frozen=True, slots=True)
class Kept:
    """The tables of a store, and the roll-ups among them.

    `rollups` are ledger, grain and slice ('' for the whole) of each, all of them under the policies
    of `policy_key` up to a day.
    """

    tables: frozenset[str]
    policy_key: str = ""
    until: date | None = None
    rollups: frozenset[tuple[str, str, str]] = frozenset()

    def slices(self, ledger: str) -> tuple[str, ...]:
        """The slices of a ledger whose sums are kept, by name."""
        return tuple(sorted({one for of, _, one in self.rollups if of == ledger and one}))


def read_kept(con: Backend) -> Kept:
    """What a store has; no roll-ups where none were made yet."""
    rows = con.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
    ).fetchall()
    tables = frozenset(row[0] for row in rows)
    if "stored_rollups" not in tables:
        return Kept(tables)
    rows = con.execute(
        "SELECT policy_key, until, ledger, grain, slice FROM stored_rollups"
    ).fetchall()
    if not rows:
        return Kept(tables)
    return Kept(tables, rows[0][0], rows[0][1], frozenset((r[2], r[3], r[4]) for r in rows))


def read_filled(con: Backend) -> Mapping[str, Set[str]]:
    """By table with any record, the columns that hold a value in one, as the load noted."""
    found: dict[str, set[str]] = defaultdict(set)
    for table, column in con.execute("SELECT * FROM filled_columns").fetchall():
        found[table].add(column)
    return dict(found)
