"""Deals: an opportunity enters once per date role, created and closed. Rules: docs/ledgers.md."""

from __future__ import annotations

from datetime import date

from revcompass.domain import policy as p
from revcompass.engine.sql import Days, Step, among, day

_START = {
    p.CycleStart.FIRST_CONTACT: "o.first_contact_at",
    p.CycleStart.LEAD_CREATED: (
        "(SELECT min(l.created_at) FROM leads l WHERE l.lead_id = o.lead_id)"
    ),
    p.CycleStart.OPPORTUNITY_CREATED: "o.created_at",
    p.CycleStart.FIRST_STAGE: (
        "(SELECT min(s.entered_at_day) FROM stage_changes s"
        " WHERE s.opportunity_id = o.opportunity_id)"
    ),
}


def entry_steps(policies: p.PolicySet, cut: date, days: Days | None = None) -> list[Step]:
    """The steps that end in `entries`: one row per opportunity and role.

    `days` leaves out what was neither created nor closed on them.
    """
    start, counted = _START[policies.choice(p.CycleStart)], _counted(days)
    return [
        Step("started", f"SELECT o.row, {start} AS cycle_from FROM {counted} o"),
        Step("touched", _touched(counted)),
        Step("decided", _decided(cut, counted)),
        Step("entries", _entries(cut)),
    ]


def _counted(days: Days | None) -> str:
    """The opportunities of which any row is of those days."""
    if days is None:
        return "opportunities"
    dated = f"{among('created_at', days)} OR {among('closed_at', days)}"
    return f"(SELECT * FROM opportunities WHERE {dated})"


def _touched(counted: str) -> str:
    """How often a deal was worked on before it closed: its own activities and its leads'."""
    return f"""
    SELECT x.row, count(*) AS touches
    FROM (
        SELECT o.row, o.closed_at, t.occurred_at
        FROM activities t JOIN {counted} o ON o.opportunity_id = t.opportunity_id
        UNION ALL
        SELECT l.row, l.closed_at, t.occurred_at
        FROM activities t JOIN (
            SELECT o.row, o.closed_at, o.lead_id FROM {counted} o
            UNION
            SELECT o.row, o.closed_at, d.lead_id
            FROM {counted} o JOIN leads d ON d.opportunity_id = o.opportunity_id
        ) l ON l.lead_id = t.lead_id
        WHERE t.opportunity_id IS NULL
    ) x WHERE x.occurred_at <= x.closed_at GROUP BY x.row"""


def _decided(cut: date, counted: str) -> str:
    """`fate`: won, lost or no_decision once decided by the last day; open otherwise."""
    return f"""
    SELECT o.*, a.account,
        CASE WHEN o.outcome IN ('won', 'lost', 'no_decision')
            AND (o.closed_at IS NULL OR o.closed_at <= {day(cut)})
            THEN o.outcome ELSE 'open' END AS fate,
        CASE WHEN o.closed_at >= s.cycle_from THEN o.closed_at - s.cycle_from END AS cycle_days,
        s.cycle_from, coalesce(t.touches, 0) AS touches
    FROM {counted} o
    JOIN started s ON s.row = o.row
    LEFT JOIN touched t ON t.row = o.row
    LEFT JOIN account_ids a ON a.account_id = o.account_id"""


def _entries(cut: date) -> str:
    zero = "CAST(0 AS HUGEINT)"
    value = "CAST(coalesce(d.amount, 0) AS HUGEINT) * coalesce(r.rate, 0)"
    unrated = "CASE WHEN d.amount <> 0 AND r.rate IS NULL THEN 1 ELSE 0 END"

    def when(fate: str, value: str = "1", nothing: str = "0") -> str:
        return f"CASE WHEN d.fate = '{fate}' THEN {value} ELSE {nothing} END"

    return f"""
    SELECT d.*, 'created' AS role, d.created_at AS day,
        1 AS created, {value} AS created_amount,
        {when("won")} AS cohort_won, {when("lost")} AS cohort_lost,
        {when("no_decision")} AS cohort_no_decision,
        {when("won", value, zero)} AS cohort_won_amount,
        0 AS won, 0 AS lost, 0 AS no_decision,
        {zero} AS won_amount, {zero} AS lost_amount, {zero} AS no_decision_amount,
        0 AS won_with_amount, 0 AS won_with_owner, 0 AS won_touches,
        NULL AS won_cycle_days, 0 AS won_cycles, NULL AS closed_cycle_days, 0 AS closed_cycles,
        {unrated} AS unrated
    FROM decided d
    LEFT JOIN daily_rates r ON r.currency = d.currency AND r.day = d.created_at
    WHERE d.created_at <= {day(cut)}
    UNION ALL
    SELECT d.*, 'closed', d.closed_at,
        0, {zero}, 0, 0, 0, {zero},
        {when("won")}, {when("lost")}, {when("no_decision")},
        {when("won", value, zero)}, {when("lost", value, zero)}, {when("no_decision", value, zero)},
        CASE WHEN d.fate = 'won' AND d.amount IS NOT NULL THEN 1 ELSE 0 END,
        CASE WHEN d.fate = 'won' AND d.owner IS NOT NULL THEN 1 ELSE 0 END,
        {when("won", "d.touches")},
        CASE WHEN d.fate = 'won' THEN d.cycle_days END,
        CASE WHEN d.fate = 'won' AND d.cycle_days IS NOT NULL THEN 1 ELSE 0 END,
        d.cycle_days, CASE WHEN d.cycle_days IS NOT NULL THEN 1 ELSE 0 END, {unrated}
    FROM decided d
    LEFT JOIN daily_rates r ON r.currency = d.currency AND r.day = d.closed_at
    WHERE d.fate <> 'open' AND d.closed_at IS NOT NULL"""
