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

    `lasting` are those that outlive the session: none, where records live elsewhere. `rollups` are
    ledger, grain and slice ('' for the whole) of each, all of them under the policies of
    `policy_key` up to a day.
    """

    tables: frozenset[str]
    lasting: frozenset[str]
    policy_key: str = ""
    until: date | None = None
    rollups: frozenset[tuple[str, str, str]] = frozenset()

    def slices(self, ledger: str) -> tuple[str, ...]:
        """The slices of a ledger whose sums are kept, by name."""
        return tuple(sorted({one for of, _, one in self.rollups if of == ledger and one}))


def read_kept(con: Backend) -> Kept:
    """What a store has; no roll-ups where none were made yet."""
    rows = con.execute(
        "SELECT table_name, table_type FROM information_schema.tables"
        " WHERE table_schema = current_schema()"
    ).fetchall()
    tables = frozenset(name for name, _ in rows)
    lasting = frozenset(name for name, kind in rows if kind == "BASE TABLE")
    if "stored_rollups" not in tables:
        return Kept(tables, lasting)
    rows = con.execute(
        "SELECT policy_key, until, ledger, grain, slice FROM stored_rollups"
    ).fetchall()
    if not rows:
        return Kept(tables, lasting)
    return Kept(
        tables, lasting, rows[0][0], rows[0][1], frozenset((r[2], r[3], r[4]) for r in rows)
    )


def read_filled(con: Backend) -> Mapping[str, Set[str]]:
    """By table with any record, the columns that hold a value in one, as the load noted."""
    found: dict[str, set[str]] = defaultdict(set)
    for table, column in con.execute("SELECT * FROM filled_columns").fetchall():
        found[table].add(column)
    return dict(found)
