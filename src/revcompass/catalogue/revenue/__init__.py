"""Revenue: its metrics, in the order they are shown."""

from __future__ import annotations

from revcompass.catalogue.revenue.arpa import arpa
from revcompass.catalogue.revenue.arr import arr
from revcompass.catalogue.revenue.churned_customers import churned_customers
from revcompass.catalogue.revenue.churned_mrr import churned_mrr
from revcompass.catalogue.revenue.committed_mrr import committed_mrr
from revcompass.catalogue.revenue.concentration import concentration
from revcompass.catalogue.revenue.contraction_mrr import contraction_mrr
from revcompass.catalogue.revenue.customers import customers
from revcompass.catalogue.revenue.expansion_mrr import expansion_mrr
from revcompass.catalogue.revenue.fx_effect import fx_effect
from revcompass.catalogue.revenue.mrr import mrr
from revcompass.catalogue.revenue.mrr_growth_rate import mrr_growth_rate
from revcompass.catalogue.revenue.net_new_mrr import net_new_mrr
from revcompass.catalogue.revenue.new_customers import new_customers
from revcompass.catalogue.revenue.new_mrr import new_mrr
from revcompass.catalogue.revenue.quick_ratio import quick_ratio
from revcompass.catalogue.revenue.reactivation_mrr import reactivation_mrr
from revcompass.domain.metric import Metric

METRICS: tuple[Metric, ...] = (
    mrr,
    arr,
    committed_mrr,
    new_mrr,
    expansion_mrr,
    contraction_mrr,
    churned_mrr,
    reactivation_mrr,
    fx_effect,
    net_new_mrr,
    mrr_growth_rate,
    customers,
    new_customers,
    churned_customers,
    arpa,
    concentration,
    quick_ratio,
)
