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
    """Each lead with its account and its opportunities, whichever way they are linked.

    `deal` is the earliest of them, `won_on` the day the first was won. A lead that does not state
    its account has that of the earliest opportunity with one.
    """
    known = f"(o.created_at IS NULL OR o.created_at <= {day(cut)})"
    columns = f"""l.row, o.opportunity_id, o.account_id, o.created_at AS opened_on,
                    CASE WHEN {_won(cut)} THEN o.closed_at END AS won_on"""
    order = "x.opened_on NULLS LAST, x.opportunity_id NULLS LAST"
    return f"""
    SELECT l.*, a.account, o.opened_on, o.deal, o.won_on
    FROM leads l
    LEFT JOIN (
        SELECT y.row, min(y.won_on) AS won_on,
            max(CASE WHEN y.place = 1 THEN y.opportunity_id END) AS deal,
            max(CASE WHEN y.place = 1 THEN y.opened_on END) AS opened_on,
            max(CASE WHEN y.named_place = 1 THEN y.account_id END) AS account_id
        FROM (
            SELECT x.*, row_number() OVER (PARTITION BY x.row ORDER BY {order}) AS place,
                row_number() OVER (
                    PARTITION BY x.row
                    ORDER BY CASE WHEN x.account_id IS NULL THEN 1 ELSE 0 END NULLS FIRST, {order}
                    ) AS named_place
            FROM (
                SELECT {columns}
                FROM leads l JOIN opportunities o ON o.opportunity_id = l.opportunity_id
                WHERE {known}
                UNION
                SELECT {columns}
                FROM leads l JOIN opportunities o ON o.lead_id = l.lead_id WHERE {known}
            ) x
        ) y GROUP BY y.row
    ) o ON o.row = l.row
    LEFT JOIN account_ids a ON a.account_id = coalesce(l.account_id, o.account_id)
    WHERE l.created_at <= {day(cut)}"""


def _won(cut: date) -> str:
    return f"o.outcome = 'won' AND o.closed_at <= {day(cut)}"


def _first_paid(spans: str, cut: date) -> str:
    return f"""
    SELECT account, min(span_from) AS first_day
    FROM {spans} WHERE annual > 0 AND span_from <= {day(cut)} GROUP BY account"""


def _first_won(cut: date) -> str:
    return f"""
    SELECT a.account, min(o.closed_at) AS first_day
    FROM opportunities o JOIN account_ids a ON a.account_id = o.account_id
    WHERE {_won(cut)} GROUP BY a.account"""


def _fates(*, by_deal: bool) -> str:
    """`converted_on`: the day, for the earliest lead of an account not yet a customer."""
    first_day = (
        "CASE WHEN l.account IS NULL THEN l.won_on ELSE f.first_day END"
        if by_deal
        else "f.first_day"
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
            FROM linked l LEFT JOIN first_days f ON f.account = l.account
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
