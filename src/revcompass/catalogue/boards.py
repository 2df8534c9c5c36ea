"""The two default boards: metric ids, in the order they are shown."""

from __future__ import annotations

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
