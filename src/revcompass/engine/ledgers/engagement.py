"""Engagement: each account's place among its segment, by how it used the product.

Gives `scores`: per account and period, for every signal twice the mid-rank (`h…` = 2 × fewer +
equal) and how many were ranked (`n…`), so that the percentile h ÷ 2n is an exact fraction.
Rules: docs/ledgers.md.
"""

from __future__ import annotations

from datetime import date

from revcompass.domain.period import Grain
from revcompass.engine.ledgers.time import base_grain
from revcompass.engine.sql import Step, day

SIGNALS = ("recency", "frequency", "breadth", "users")
_WINDOW_DAYS = 28


def score_steps(grain: Grain, cut: date, *, bills: bool, spans: str) -> list[Step]:
    """The steps that end in `scores`. `bills`: subscription records are loaded."""
    return [
        Step("closes", _closes(grain, cut)),
        Step("scored", _customers(spans) if bills else _users()),
        Step("seen", _seen(grain, cut)),
        Step("windows", _windows(), kept=True),
        Step("signals", _signals(), kept=True),
        Step("scores", _scores()),
    ]


def _closes(grain: Grain, cut: date) -> str:
    return f"""
    SELECT period, least(closes_on, {day(cut)}) AS last_day FROM periods
    WHERE grain = '{grain}' AND period <= {day(cut)}"""


def _customers(spans: str) -> str:
    """Customers at the close, with their seats."""
    return f"""
    SELECT c.period, c.last_day, s.account,
        sum(CASE WHEN s.counting = 1 AND s.months_later = 0 THEN s.quantity END) AS seats
    FROM closes c JOIN {spans} s
        ON s.span_from <= c.last_day AND (s.span_to IS NULL OR s.span_to > c.last_day)
    GROUP BY c.period, c.last_day, s.account HAVING sum(s.annual) > 0"""


def _users() -> str:
    return """
    SELECT c.period, c.last_day, a.account, CAST(NULL AS DECIMAL(18, 6)) AS seats
    FROM closes c CROSS JOIN account_ids a
    WHERE EXISTS (SELECT 1 FROM usage u WHERE u.account_id = a.account_id
        AND u.occurred_at <= c.last_day)"""


def _seen(grain: Grain, cut: date) -> str:
    """The last day of usage up to each period's close: a running maximum."""
    return f"""
    SELECT x.account, x.period, max(max(x.last_use)) OVER (
        PARTITION BY x.account ORDER BY x.period NULLS FIRST ROWS UNBOUNDED PRECEDING) AS last_use
    FROM (
        SELECT a.account, t.period, u.occurred_at AS last_use
        FROM usage u JOIN account_ids a ON a.account_id = u.account_id
        JOIN calendar t ON t.day = u.occurred_at AND t.grain = '{base_grain(grain)}'
        WHERE u.occurred_at <= {day(cut)}
        UNION ALL
        SELECT account, period, NULL FROM scored
    ) x GROUP BY x.account, x.period"""


def _windows() -> str:
    return f"""
    SELECT c.period, a.account, sum(coalesce(u.count, 1)) AS events,
        count(DISTINCT u.feature) AS features, count(DISTINCT u.user_id) AS users
    FROM closes c
    JOIN usage u ON u.occurred_at > c.last_day - {_WINDOW_DAYS} AND u.occurred_at <= c.last_day
    JOIN account_ids a ON a.account_id = u.account_id
    GROUP BY c.period, a.account"""


def _signals() -> str:
    """Quotients are compared as doubles: equal ones are equal, and only their order is used."""
    return """
    SELECT p.period, p.account, coalesce(a.segment, '') AS segment,
        n.last_use AS recency,
        CASE WHEN n.last_use IS NOT NULL THEN CAST(coalesce(w.events, 0) AS DOUBLE)
            / CAST(coalesce(nullif(p.seats, 0), 1) AS DOUBLE) END AS frequency,
        CASE WHEN n.last_use IS NOT NULL THEN coalesce(w.features, 0) END AS breadth,
        CASE WHEN n.last_use IS NOT NULL AND p.seats > 0
            AND (SELECT count(user_id) FROM usage) > 0
            THEN CAST(coalesce(w.users, 0) AS DOUBLE) / CAST(p.seats AS DOUBLE) END AS users
    FROM scored p
    JOIN account_ids a ON a.account = p.account
    JOIN seen n ON n.account = p.account AND n.period = p.period
    LEFT JOIN windows w ON w.account = p.account AND w.period = p.period"""


def _scores() -> str:
    columns = []
    for signal in SIGNALS:
        group = f"PARTITION BY period, segment, {signal} IS NULL"
        columns.append(
            f"CASE WHEN {signal} IS NOT NULL THEN"
            f" 2 * (rank() OVER ({group} ORDER BY {signal} NULLS FIRST) - 1)"
            f" + count(*) OVER ({group}, {signal}) END AS h_{signal}"
        )
        columns.append(
            f"CASE WHEN {signal} IS NOT NULL THEN count(*) OVER ({group}) END AS n_{signal}"
        )
    return f"SELECT period, account, {', '.join(columns)} FROM signals"


def counted(scores: str) -> str:
    """The accounts that have a score, one row each."""
    return f"""
    SELECT s.account, s.period, CASE WHEN coalesce({", ".join(f"s.h_{one}" for one in SIGNALS)})
        IS NULL THEN 0 ELSE 1 END AS scored_accounts, 0 AS unrated
    FROM {scores} s"""
