"""The two default boards: metric ids, in the order they are shown."""

from __future__ import annotations

from collections.abc import Iterable

MOST_IMPORTANT: tuple[str, ...] = (
    "mrr",
    "arr",
    "clv",
    "cac",
    "clv_cac_ratio",
    "customer_churn_rate",
    "lead_conversion_rate",
    "engagement_score",
)

KPIS: tuple[str, ...] = (
    "lead_conversion_rate",
    "cac",
    "sales_qualified_leads",
    "win_rate",
    "average_deal_size",
    "sales_cycle_length",
)

BOARDS: dict[str, tuple[str, ...]] = {"most_important": MOST_IMPORTANT, "kpis": KPIS}
"""The metrics of each board, by the name a question may ask for."""


def expanded(names: Iterable[str]) -> tuple[str, ...]:
    """Metrics and boards as metrics, each once.

    >>> expanded(["mrr", "kpis"])[:2]
    ('mrr', 'lead_conversion_rate')
    """
    metrics = (metric for name in names for metric in BOARDS.get(name, (name,)))
    return tuple(dict.fromkeys(metrics))
