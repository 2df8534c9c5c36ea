"""Customer health: its metrics, in the order they are shown."""

from __future__ import annotations

from revcompass.catalogue.health.active_accounts import active_accounts
from revcompass.catalogue.health.active_users import active_users
from revcompass.catalogue.health.clv import clv
from revcompass.catalogue.health.customer_churn_rate import customer_churn_rate
from revcompass.catalogue.health.customer_retention_rate import customer_retention_rate
from revcompass.catalogue.health.detractors import detractors
from revcompass.catalogue.health.engagement_score import engagement_score
from revcompass.catalogue.health.enps import enps
from revcompass.catalogue.health.gross_revenue_retention import gross_revenue_retention
from revcompass.catalogue.health.net_revenue_retention import net_revenue_retention
from revcompass.catalogue.health.nps import nps
from revcompass.catalogue.health.passives import passives
from revcompass.catalogue.health.promoters import promoters
from revcompass.catalogue.health.revenue_churn_rate import revenue_churn_rate
from revcompass.catalogue.health.stickiness import stickiness
from revcompass.domain.metric import Metric

METRICS: tuple[Metric, ...] = (
    customer_churn_rate,
    revenue_churn_rate,
    gross_revenue_retention,
    net_revenue_retention,
    customer_retention_rate,
    clv,
    engagement_score,
    active_users,
    active_accounts,
    stickiness,
    enps,
    nps,
    promoters,
    passives,
    detractors,
)
