"""Pipeline: opportunities that are open, with the stage and amount of the day.

Made of edges: what a deal adds on the day it opens, moves or changes its amount, and takes away
again; what stands on a closing day is their sum (engine/rollups/standing). Rules: docs/ledgers.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from revcompass.engine.ledgers.stages import funnel_rows
from revcompass.engine.sql import Days, Step, day, name

_DECIDED = "coalesce(o.outcome, 'open') IN ('won', 'lost', 'no_decision')"


def entry_steps(
    cut: date, stages: Sequence[str], columns: Sequence[str], days: Days | None = None
) -> list[Step]:
    """The steps that end in `entries`; `columns` are those of `opportunities`.

    `days` leaves out deals that are open on none of them: their edges add up to nothing there.
    """
    return [
        Step("funnel", funnel_rows(stages)),
        Step("lives", _lives(cut, days)),
        Step("changes", _changes(cut)),
        Step("states", _states()),
        Step("entries", _entries(cut, columns)),
    ]


def _lives(cut: date, days: Days | None) -> str:
    """From when to when each deal is open; one decided on an unknown day never is."""
    alive = (
        f"""
        AND o.created_at <= {day(days[1])} AND (NOT {_DECIDED} OR o.closed_at >= {day(days[0])})"""
        if days
        else ""
    )
    return f"""
    SELECT o.row, o.opportunity_id, o.created_at AS open_from, {_DECIDED} AS is_decided,
        CASE WHEN {_DECIDED} AND o.closed_at <= {day(cut)} THEN o.closed_at END AS open_until,
        o.stage AS own_stage, o.amount AS own_amount,
        coalesce(o.currency, b.currency) AS own_currency
    FROM opportunities o CROSS JOIN book b
    WHERE o.created_at <= {day(cut)}
        AND (NOT {_DECIDED} OR o.closed_at > o.created_at){alive}"""


def _changes(cut: date) -> str:
    """What a deal's stage history tells of its open days, in order; `stated` counts amounts."""
    order = "s.entered_at NULLS FIRST, f.place NULLS FIRST, s.row NULLS FIRST"
    return f"""
    SELECT l.row, greatest(s.entered_at_day, l.open_from) AS day, s.stage, s.amount,
        CASE WHEN s.amount IS NOT NULL THEN coalesce(s.currency, l.own_currency) END AS currency,
        row_number() OVER (PARTITION BY l.row ORDER BY {order}) AS place,
        sum(CASE WHEN s.amount IS NOT NULL THEN 1 ELSE 0 END) OVER (
            PARTITION BY l.row ORDER BY {order} ROWS UNBOUNDED PRECEDING) AS stated
    FROM lives l JOIN stage_changes s ON s.opportunity_id = l.opportunity_id
    LEFT JOIN funnel f ON f.stage = s.stage
    WHERE s.entered_at_day <= {day(cut)}
        AND (l.open_until IS NULL OR s.entered_at_day < l.open_until)"""


def _states() -> str:
    """Stage and amount from one change to the next.

    An amount holds until the next one is stated. A deal that is not decided has its own amount
    from its last change on: that is what is known of it today.
    """
    is_last = "lead(x.day) OVER deal IS NULL AND NOT x.is_decided AND x.own_amount IS NOT NULL"
    return f"""
    SELECT x.row, x.stage, x.day AS since, coalesce(lead(x.day) OVER deal, x.open_until) AS until,
        CASE WHEN {is_last} THEN x.own_amount ELSE max(x.amount) OVER held END AS amount,
        CASE WHEN {is_last} THEN x.own_currency
            ELSE coalesce(max(x.currency) OVER held, x.own_currency) END AS currency
    FROM (
        SELECT l.row, l.open_until, l.is_decided, l.own_amount, l.own_currency,
            l.open_from AS day, CASE WHEN NOT EXISTS (
                SELECT 1 FROM stage_changes s WHERE s.opportunity_id = l.opportunity_id)
                THEN l.own_stage END AS stage,
            l.own_amount AS amount, l.own_currency AS currency, 0 AS place, 0 AS stated
        FROM lives l
        UNION ALL
        SELECT l.row, l.open_until, l.is_decided, l.own_amount, l.own_currency,
            c.day, c.stage, c.amount, c.currency, c.place, c.stated
        FROM changes c JOIN lives l ON l.row = c.row
    ) x
    WINDOW deal AS (PARTITION BY x.row ORDER BY x.place NULLS FIRST),
        held AS (PARTITION BY x.row, x.stated)"""


def _entries(cut: date, columns: Sequence[str]) -> str:
    """+ on the day a state begins, − on the day it ends; one that begins and ends on a day has
    none."""
    own = "".join(f"o.{name(column)}, " for column in columns if column != "stage")
    when = "CASE e.sign WHEN 1 THEN x.since ELSE x.until END"
    return f"""
    SELECT {own}a.account, x.stage, {when} AS day, x.currency AS held_in,
        e.sign AS open, e.sign * coalesce(x.amount, 0) AS open_amount
    FROM states x
    CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) e
    JOIN opportunities o ON o.row = x.row
    LEFT JOIN account_ids a ON a.account_id = o.account_id
    WHERE (x.until IS NULL OR x.since < x.until) AND {when} <= {day(cut)}"""
