"""Leads: created, marketing-qualified, handed over, converted. Rules: docs/ledgers.md."""

from __future__ import annotations

from datetime import date

from revcompass.domain import policy as p
from revcompass.engine.sql import Step, day


def entry_steps(policies: p.PolicySet, cut: date, *, bills: bool, spans: str) -> list[Step]:
    """The steps that end in `entries`. `bills`: subscription records are loaded."""
    paying = bills and policies.choice(p.ConvertedWhen) is p.ConvertedWhen.PAYING
    return [
        Step("linked", _linked(cut)),
        Step("first_days", _first_paid(spans, cut) if paying else _first_won(cut)),
        Step("fates", _fates(by_deal=not paying)),
        Step("entries", _entries(cut)),
    ]


def _linked(cut: date) -> str:
    """Each lead with its account and its earliest opportunity, whichever way they are linked."""
    return f"""
    SELECT l.*, a.account, o.opened_on, o.opportunity_id AS deal
    FROM leads l
    LEFT JOIN (
        SELECT row, opportunity_id, account_id, opened_on FROM (
            SELECT x.*, row_number() OVER (
                PARTITION BY x.row ORDER BY x.opened_on NULLS LAST, x.opportunity_id NULLS LAST
                ) AS place
            FROM (
                SELECT l.row, o.opportunity_id, o.account_id, o.created_at AS opened_on
                FROM leads l JOIN opportunities o ON o.opportunity_id = l.opportunity_id
                WHERE o.created_at IS NULL OR o.created_at <= {day(cut)}
                UNION
                SELECT l.row, o.opportunity_id, o.account_id, o.created_at
                FROM leads l JOIN opportunities o ON o.lead_id = l.lead_id
                WHERE o.created_at IS NULL OR o.created_at <= {day(cut)}
            ) x
        ) y WHERE place = 1
    ) o ON o.row = l.row
    LEFT JOIN account_ids a ON a.account_id = coalesce(l.account_id, o.account_id)
    WHERE l.created_at <= {day(cut)}"""


def _first_paid(spans: str, cut: date) -> str:
    return f"""
    SELECT account, CAST(NULL AS VARCHAR) AS deal, min(span_from) AS first_day
    FROM {spans} WHERE annual > 0 AND span_from <= {day(cut)} GROUP BY account"""


def _first_won(cut: date) -> str:
    won = f"o.outcome = 'won' AND o.closed_at <= {day(cut)}"
    return f"""
    SELECT a.account, CAST(NULL AS VARCHAR) AS deal, min(o.closed_at) AS first_day
    FROM opportunities o JOIN account_ids a ON a.account_id = o.account_id
    WHERE {won} GROUP BY a.account
    UNION ALL
    SELECT NULL, o.opportunity_id, o.closed_at FROM opportunities o
    WHERE {won} AND o.account_id IS NULL"""


def _fates(*, by_deal: bool) -> str:
    """`converted_on`: the day, for the earliest lead of an account not yet a customer."""
    first_day = "coalesce(f.first_day, g.first_day)" if by_deal else "f.first_day"
    join = (
        "LEFT JOIN first_days g ON l.account IS NULL AND g.account IS NULL AND g.deal = l.deal"
        if by_deal
        else ""
    )
    return f"""
    SELECT x.*, CASE WHEN NOT x.is_customer AND x.first_day IS NOT NULL AND x.place = 1
        THEN x.first_day END AS converted_on
    FROM (
        SELECT w.*, row_number() OVER (
            PARTITION BY w.owner_key, w.is_customer
            ORDER BY w.created_at NULLS FIRST, w.lead_id NULLS FIRST) AS place
        FROM (
            SELECT l.*, {first_day} AS first_day,
                coalesce(l.created_at > {first_day}, FALSE) AS is_customer,
                CASE WHEN l.account IS NOT NULL THEN 'account ' || CAST(l.account AS VARCHAR)
                    WHEN l.deal IS NOT NULL THEN 'deal ' || l.deal
                    ELSE 'lead ' || CAST(l.row AS VARCHAR) END AS owner_key
            FROM linked l LEFT JOIN first_days f ON f.account = l.account {join}
        ) w
    ) x"""


def _entries(cut: date) -> str:
    return f"""
    SELECT f.*, 'created' AS role, f.created_at AS day, 1 AS leads,
        CASE WHEN f.is_customer THEN 1 ELSE 0 END AS leads_of_customers,
        CASE WHEN f.converted_on IS NOT NULL THEN 1 ELSE 0 END AS cohort_customers,
        CASE WHEN f.deal IS NOT NULL THEN 1 ELSE 0 END AS cohort_opportunities,
        0 AS mqls, 0 AS sqls, 0 AS conversions, 0 AS unrated
    FROM fates f
    UNION ALL
    SELECT f.*, 'mql', f.mql_at, 0, 0, 0, 0, 1, 0, 0, 0 FROM fates f WHERE f.mql_at <= {day(cut)}
    UNION ALL
    SELECT f.*, 'sql', f.handed_over_at, 0, 0, 0, 0, 0, 1, 0, 0 FROM fates f
    WHERE f.vetted_at IS NOT NULL AND f.handed_over_at <= {day(cut)}
    UNION ALL
    SELECT f.*, 'converted', f.converted_on, 0, 0, 0, 0, 0, 0, 1, 0 FROM fates f
    WHERE f.converted_on IS NOT NULL"""
