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
        row = tables.con.execute(
            f"""SELECT sum(days), count(*) FROM (
                SELECT days, row_number() OVER (ORDER BY days NULLS LAST) AS place,
                    count(*) OVER () AS n
                FROM (SELECT e.won_cycle_days AS days FROM {tables.entries("deals", cut)} e) d
                WHERE days IS NOT NULL
            ) r WHERE 2 * place BETWEEN n AND n + 2"""
        ).fetchone()
        return Fraction(int(row[0]), row[1]) if row and row[1] else None

    return tables.remember(("median cycle", cut.policies, cut.until), read)


def _nearest_rank(tables: Tables, kind: str, cut: Cut) -> int | None:
    ledger, table, days = _DELAYS[kind]
    if not tables.has_rows(table):
        return None
    entries = tables.entries(ledger, cut)
    row = tables.con.execute(
        f"""SELECT min(days) FROM (
            SELECT days, row_number() OVER (ORDER BY days NULLS LAST) AS place,
                count(*) OVER () AS n
            FROM (SELECT {days} AS days FROM {entries} e) d WHERE days IS NOT NULL
        ) r WHERE 10 * place >= 9 * n"""
    ).fetchone()
    return None if row is None or row[0] is None else int(row[0])
