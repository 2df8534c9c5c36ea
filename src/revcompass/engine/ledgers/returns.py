"""`reactivation=after_n_days:n`: a customer who is back within n days has only grown.

Reads the rows of single days: on which a customer stopped, and on which it was back.
"""

from __future__ import annotations

from collections.abc import Iterable

from revcompass.domain.period import Grain
from revcompass.engine.ledgers.classes import CLASS_COLUMNS, CODES, class_columns
from revcompass.engine.sql import Step, names, stack


def soon_back(facts: str, columns: Iterable[str], daily: str, grain: Grain, days: int) -> str:
    """The rows of `facts` with quick returns as expansion; the count stays a reactivation.

    `columns` are all that `facts` has.
    """
    others = names((one for one in columns if one not in ("class", *CLASS_COLUMNS)), "f.")
    returns = Step(
        "returns",
        f"""SELECT f.entity, f.period, p.starts, max(s.period) AS stopped
    FROM (SELECT DISTINCT entity, period FROM {facts}
        WHERE class = {CODES["reactivation"]}) f
    JOIN periods p ON p.grain = '{grain}' AND p.period = f.period
    JOIN {daily} s ON s.entity = f.entity AND s.churned_customers > 0 AND s.period < p.starts
    GROUP BY f.entity, f.period, p.starts""",
    )
    gaps = Step(
        "gaps",
        f"""SELECT r.entity, r.period, min(b.period) - r.stopped AS days_away
    FROM returns r
    JOIN {daily} b ON b.entity = r.entity AND b.reactivated_customers > 0 AND b.period >= r.starts
    GROUP BY r.entity, r.period, r.stopped""",
    )
    final = f"""
    SELECT x.*,
        {class_columns()}
    FROM (
        SELECT {others}
            CASE WHEN f.class = {CODES["reactivation"]} AND g.days_away < {days}
                THEN {CODES["return"]} ELSE f.class END AS class
        FROM {facts} f LEFT JOIN gaps g ON g.entity = f.entity AND g.period = f.period
    ) x"""
    return stack([returns, gaps], final)
