"""Usage: account × period. Rules: docs/ledgers.md."""

from __future__ import annotations

from datetime import date

from revcompass.domain.period import Grain
from revcompass.engine.ledgers.time import in_period
from revcompass.engine.sql import Step, day


def period_steps(grain: Grain, cut: date) -> list[Step]:
    """The steps that end in `entries`: one row per account and period with any usage."""
    return [
        Step("user_days", _user_days(grain, cut)),
        Step("entries", _entries(grain, cut)),
    ]


def _user_days(grain: Grain, cut: date) -> str:
    return f"""
    SELECT a.account, t.period, u.user_id, u.occurred_at, sum(coalesce(u.count, 1)) AS events
    FROM usage u JOIN account_ids a ON a.account_id = u.account_id
    {in_period("u.occurred_at", grain)}
    WHERE u.occurred_at <= {day(cut)}
    GROUP BY a.account, t.period, u.user_id, u.occurred_at"""


def _entries(grain: Grain, cut: date) -> str:
    return f"""
    SELECT x.*, x.active_users * (least(p.closes_on, {day(cut)}) - p.starts + 1) AS user_day_slots,
        0 AS unrated
    FROM (
        SELECT account, period, 1 AS active_accounts,
            count(DISTINCT user_id) AS active_users,
            count(user_id) AS user_days,
            sum(events) AS events
        FROM user_days GROUP BY account, period
    ) x JOIN periods p ON p.grain = '{grain}' AND p.period = x.period"""
