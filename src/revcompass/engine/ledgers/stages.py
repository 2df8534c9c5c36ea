"""Stages: opportunity × stage of the funnel, in its creation period. Rules: docs/ledgers.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from revcompass.domain import policy as p
from revcompass.engine.sql import Days, Step, among, day, names


def entry_steps(
    policies: p.PolicySet,
    cut: date,
    stages: Sequence[str],
    columns: Sequence[str],
    days: Days | None = None,
) -> list[Step]:
    """The steps that end in `entries`: one row per opportunity and stage reached.

    `columns` are those of the opportunities; their own stage makes room for the stage reached.
    `days` leaves out what was not created on them.
    """
    return [
        Step("funnel", funnel_rows(stages)),
        Step("decided", _decided(cut, columns, days)),
        Step("visits", _visits(cut, days)),
        Step("furthest", _furthest(policies)),
        Step("reached", _reached(policies)),
        Step("stays", _stays(cut)),
        Step("entries", _entries()),
    ]


def funnel_rows(stages: Sequence[str]) -> str:
    """The stages of the book with their places; no row where it states none."""
    if not stages:
        return "SELECT 0 AS place, '' AS stage WHERE FALSE"
    rows = ", ".join(
        f"({i}, '{stage.replace(chr(39), chr(39) * 2)}')" for i, stage in enumerate(stages)
    )
    return f"SELECT * FROM (VALUES {rows}) AS f(place, stage)"


def _decided(cut: date, columns: Sequence[str], days: Days | None) -> str:
    created = f" AND {among('o.created_at', days)}" if days else ""
    return f"""
    SELECT {names((one for one in columns if one != "stage"), "o.")}o.stage AS own_stage, a.account,
        CASE WHEN o.outcome IN ('won', 'lost', 'no_decision')
            AND (o.closed_at IS NULL OR o.closed_at <= {day(cut)})
            THEN o.outcome ELSE 'open' END AS fate
    FROM opportunities o LEFT JOIN account_ids a ON a.account_id = o.account_id
    WHERE o.created_at <= {day(cut)}{created}"""


def _visits(cut: date, days: Days | None) -> str:
    """Stage history up to the last day; the opportunity's own stage where there is none at all.

    A stage the funnel does not know has no place; it ends the visit before it all the same.
    """
    decided = "s.opportunity_id IN (SELECT opportunity_id FROM decided)"
    return f"""
    SELECT s.opportunity_id, f.place, s.entered_at, s.entered_at_day, s.row
    FROM stage_changes s LEFT JOIN funnel f ON f.stage = s.stage
    WHERE s.entered_at_day <= {day(cut)}{f" AND {decided}" if days else ""}
    UNION ALL
    SELECT d.opportunity_id, f.place, NULL, NULL, d.row
    FROM decided d JOIN funnel f ON f.stage = d.own_stage
    WHERE NOT EXISTS (
        SELECT 1 FROM stage_changes s WHERE s.opportunity_id = d.opportunity_id)"""


def _furthest(policies: p.PolicySet) -> str:
    last = policies.choice(p.StageBackward) is p.StageBackward.LAST
    pick = "max(CASE WHEN v.latest = 1 THEN v.place END)" if last else "max(v.place)"
    return f"""
    SELECT d.opportunity_id,
        CASE WHEN d.fate = 'won' THEN (SELECT max(place) FROM funnel) ELSE {pick} END AS furthest
    FROM decided d LEFT JOIN (
        SELECT v.*, row_number() OVER (
            PARTITION BY v.opportunity_id
            ORDER BY v.entered_at DESC NULLS LAST, v.place DESC NULLS LAST) AS latest
        FROM visits v WHERE v.place IS NOT NULL
    ) v ON v.opportunity_id = d.opportunity_id
    GROUP BY d.opportunity_id, d.fate"""


def _reached(policies: p.PolicySet) -> str:
    """Which stages an opportunity has reached, by the order policy."""
    order = policies.choice(p.StageOrder)
    visited = """EXISTS (SELECT 1 FROM visits v
            WHERE v.opportunity_id = d.opportunity_id AND v.place = f.place)"""
    if order is p.StageOrder.FILL_SKIPPED:
        test = "f.place <= u.furthest"
    elif order is p.StageOrder.ANY_ORDER:
        test = visited
    else:
        test = """(SELECT count(DISTINCT v.place) FROM visits v
            WHERE v.opportunity_id = d.opportunity_id AND v.place <= f.place) = f.place + 1"""
    return f"""
    SELECT d.opportunity_id, f.place, f.stage, u.furthest
    FROM decided d JOIN furthest u ON u.opportunity_id = d.opportunity_id CROSS JOIN funnel f
    WHERE d.fate = 'won' OR {test}"""


def _stays(cut: date) -> str:
    """Visits that ended: by the next visit, or by closing."""
    return f"""
    SELECT x.opportunity_id, x.place, x.left_on - x.entered_at_day AS stage_days
    FROM (
        SELECT v.opportunity_id, v.place, v.entered_at_day,
            coalesce(lead(v.entered_at_day) OVER (
                PARTITION BY v.opportunity_id
                ORDER BY v.entered_at NULLS FIRST, v.place NULLS FIRST),
                CASE WHEN d.fate <> 'open' AND d.closed_at <= {day(cut)} THEN d.closed_at END)
                AS left_on
        FROM visits v JOIN decided d ON d.opportunity_id = v.opportunity_id
        WHERE v.entered_at_day IS NOT NULL
    ) x WHERE x.place IS NOT NULL AND x.left_on >= x.entered_at_day"""


def _entries() -> str:
    zero = "CAST(0 AS HUGEINT)"
    value = "CAST(coalesce(d.amount, 0) AS HUGEINT) * coalesce(m.rate, 0)"
    dropped = "d.fate IN ('lost', 'no_decision') AND r.place = q.last_reached"
    return f"""
    SELECT d.*, r.stage, d.created_at AS day, 1 AS entered,
        CASE WHEN q.last_reached > r.place
            OR (d.fate = 'won' AND r.place = (SELECT max(place) FROM funnel)) THEN 1 ELSE 0 END
            AS advanced,
        CASE WHEN {dropped} THEN 1 ELSE 0 END AS dropped,
        CASE WHEN {dropped} THEN {value} ELSE {zero} END AS dropped_amount,
        CAST(NULL AS BIGINT) AS stage_days, 0 AS visits,
        CASE WHEN {dropped} AND d.amount <> 0 AND m.rate IS NULL THEN 1 ELSE 0 END AS unrated
    FROM reached r
    JOIN decided d ON d.opportunity_id = r.opportunity_id
    JOIN (SELECT opportunity_id, max(place) AS last_reached FROM reached GROUP BY opportunity_id) q
        ON q.opportunity_id = r.opportunity_id
    LEFT JOIN daily_rates m ON m.currency = d.currency AND m.day = d.created_at
    UNION ALL
    SELECT d.*, f.stage, d.created_at, 0, 0, 0, {zero}, s.stage_days, 1, 0
    FROM stays s JOIN decided d ON d.opportunity_id = s.opportunity_id
    JOIN funnel f ON f.place = s.place"""
