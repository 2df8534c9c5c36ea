"""The peer: the spine of every account and every month that dbt packages and tutorials build.

Each account is listed in every month from its first to the last of all, what it pays at the month's
end is joined on, `lag` looks back, and a CASE says what happened. Same records, same columns, same
sums; it runs on the same engine with the same settings. It reads no discounts, pauses, exchange
rates or policies, which ours does.
"""

from __future__ import annotations

import duckdb

SUMMED = (
    "opening",
    "new",
    "expansion",
    "contraction",
    "churn",
    "reactivation",
    "closing",
    "new_customers",
    "churned_customers",
    "reactivated_customers",
    "closing_customers",
)
"""What both sides sum up; amounts a year, in units of the currency."""

_SPINE = """
CREATE TEMP TABLE spine_months AS
WITH paid AS (
    SELECT account, starts_on, coalesce(ends_on, DATE '9999-12-31') AS ends_on,
        amount * CASE interval WHEN 'month' THEN 12 ELSE 1 END AS annual
    FROM subscription_rows
), months AS (
    SELECT period, closes_on FROM periods WHERE grain = 'month'
), spine AS (
    SELECT f.account, m.period, m.closes_on
    FROM (SELECT account, min(starts_on) AS first_day FROM paid GROUP BY account) f
    JOIN months m ON m.closes_on >= f.first_day
), monthly AS (
    SELECT s.account, s.period, coalesce(sum(p.annual), 0) AS closing
    FROM spine s LEFT JOIN paid p ON p.account = s.account
        AND p.starts_on <= s.closes_on AND p.ends_on > s.closes_on
    GROUP BY s.account, s.period
), moved AS (
    SELECT account, period, closing,
        coalesce(lag(closing) OVER life, 0) AS opening,
        coalesce(max(closing) OVER (life ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
            AS most
    FROM monthly
    WINDOW life AS (PARTITION BY account ORDER BY period NULLS FIRST)
)
SELECT account, period, opening, closing,
    CASE WHEN opening = 0 AND closing > 0 AND most = 0 THEN closing ELSE 0 END AS new,
    CASE WHEN opening = 0 AND closing > 0 AND most > 0 THEN closing ELSE 0 END AS reactivation,
    CASE WHEN opening > 0 AND closing > opening THEN closing - opening ELSE 0 END AS expansion,
    CASE WHEN closing > 0 AND closing < opening THEN opening - closing ELSE 0 END AS contraction,
    CASE WHEN opening > 0 AND closing = 0 THEN opening ELSE 0 END AS churn
FROM moved
"""

_BY_MONTH = """
SELECT s.period, {key}sum(opening) AS opening, sum(new) AS new, sum(expansion) AS expansion,
    sum(contraction) AS contraction, sum(churn) AS churn, sum(reactivation) AS reactivation,
    sum(closing) AS closing,
    sum(CASE WHEN new > 0 THEN 1 ELSE 0 END) AS new_customers,
    sum(CASE WHEN churn > 0 THEN 1 ELSE 0 END) AS churned_customers,
    sum(CASE WHEN reactivation > 0 THEN 1 ELSE 0 END) AS reactivated_customers,
    sum(CASE WHEN closing > 0 THEN 1 ELSE 0 END) AS closing_customers
FROM spine_months s {join}
GROUP BY {group}
"""


def build(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The months of every account; returns the roll-ups by month, and by month and segment."""
    con.execute(_SPINE)
    con.execute(
        f"CREATE TEMP TABLE spine_total AS {_BY_MONTH.format(key='', join='', group='s.period')}"
    )
    sliced = _BY_MONTH.format(
        key="a.segment, ",
        join="JOIN account_ids a ON a.account = s.account",
        group="s.period, a.segment",
    )
    con.execute(f"CREATE TEMP TABLE spine_sliced AS {sliced}")
    return "spine_total", "spine_sliced"
