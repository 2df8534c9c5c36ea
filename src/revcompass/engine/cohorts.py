"""How long creation cohorts need to settle: nearest-rank 90th percentiles over the whole book."""

from __future__ import annotations

from fractions import Fraction

from revcompass.engine.tables import Cut, Tables

_DELAYS = {
    "decision": (
        "deals",
        "opportunities",
        "CASE WHEN e.role = 'closed' AND e.closed_at >= e.created_at"
        " THEN e.closed_at - e.created_at END",
    ),
    "conversion": (
        "leads",
        "leads",
        "CASE WHEN e.role = 'created' THEN e.converted_on - e.created_at END",
    ),
    "opportunity": (
        "leads",
        "leads",
        "CASE WHEN e.role = 'created' AND e.opened_on >= e.created_at"
        " THEN e.opened_on - e.created_at END",
    ),
}


def delay(tables: Tables, kind: str, cut: Cut) -> int | None:
    """Days within which nine of ten of a kind's outcomes came; `None` without any outcome.

    Kinds: `decision` (of a deal), `conversion` (of a lead), `opportunity` (from a lead).
    """
    return tables.remember(
        ("delay", kind, cut.policies, cut.until), lambda: _nearest_rank(tables, kind, cut)
    )


def median_cycle(tables: Tables, cut: Cut) -> Fraction | None:
    """The median sales cycle of all deals won by the last day, in days; `None` without any."""

    def read() -> Fraction | None:
        if not tables.has_rows("opportunities"):
            return None
        days = _occurring(tables, "e.won_cycle_days", tables.entries("deals", cut))
        n = sum(times for _, times in days)
        if not n:
            return None
        return Fraction(_at(days, (n + 1) // 2) + _at(days, n // 2 + 1), 2)

    return tables.remember(("median cycle", cut.policies, cut.until), read)


def _nearest_rank(tables: Tables, kind: str, cut: Cut) -> int | None:
    ledger, table, value = _DELAYS[kind]
    if not tables.has_rows(table):
        return None
    days = _occurring(tables, value, tables.entries(ledger, cut))
    n = sum(times for _, times in days)
    return _at(days, -(-9 * n // 10)) if n else None


def _occurring(tables: Tables, days: str, entries: str) -> list[tuple[int, int]]:
    """Each number of days that occurs, ascending, and how often: few numbers of many rows."""
    return tables.con.execute(
        f"""SELECT days, count(*) FROM (SELECT {days} AS days FROM {entries} e) d
        WHERE days IS NOT NULL GROUP BY days ORDER BY days NULLS LAST"""
    ).fetchall()


def _at(days: list[tuple[int, int]], rank: int) -> int:
    """The number at a rank (from 1)."""
    for number, times in days:
        rank -= times
        if rank <= 0:
            return number
    raise IndexError(rank)
