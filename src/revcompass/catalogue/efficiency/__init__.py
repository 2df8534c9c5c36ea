"""Operational efficiency: its metrics, in the order they are shown."""

from __future__ import annotations

from revcompass.catalogue.efficiency.acquisition_spend import acquisition_spend
from revcompass.catalogue.efficiency.average_deal_size import average_deal_size
from revcompass.catalogue.efficiency.bookings import bookings
from revcompass.catalogue.efficiency.cac import cac
from revcompass.catalogue.efficiency.cac_payback_period import cac_payback_period
from revcompass.catalogue.efficiency.cac_ratio import cac_ratio
from revcompass.catalogue.efficiency.clv_cac_ratio import clv_cac_ratio
from revcompass.catalogue.efficiency.deals_per_rep import deals_per_rep
from revcompass.catalogue.efficiency.lead_conversion_rate import lead_conversion_rate
from revcompass.catalogue.efficiency.lead_to_opportunity_rate import lead_to_opportunity_rate
from revcompass.catalogue.efficiency.leads import leads
from revcompass.catalogue.efficiency.magic_number import magic_number
from revcompass.catalogue.efficiency.mqls import mqls
from revcompass.catalogue.efficiency.open_opportunities import open_opportunities
from revcompass.catalogue.efficiency.pipeline import pipeline
from revcompass.catalogue.efficiency.pipeline_coverage import pipeline_coverage
from revcompass.catalogue.efficiency.pipeline_velocity import pipeline_velocity
from revcompass.catalogue.efficiency.quota_attainment import quota_attainment
from revcompass.catalogue.efficiency.sales_cycle_length import sales_cycle_length
from revcompass.catalogue.efficiency.sales_qualified_leads import sales_qualified_leads
from revcompass.catalogue.efficiency.spend_by_channel import spend_by_channel
from revcompass.catalogue.efficiency.stage_conversion import stage_conversion
from revcompass.catalogue.efficiency.stage_drop_off import stage_drop_off
from revcompass.catalogue.efficiency.target_attainment import target_attainment
from revcompass.catalogue.efficiency.time_in_stage import time_in_stage
from revcompass.catalogue.efficiency.touches_per_win import touches_per_win
from revcompass.catalogue.efficiency.weighted_pipeline import weighted_pipeline
from revcompass.catalogue.efficiency.win_rate import win_rate
from revcompass.domain.metric import Metric

METRICS: tuple[Metric, ...] = (
    leads,
    mqls,
    sales_qualified_leads,
    lead_conversion_rate,
    lead_to_opportunity_rate,
    stage_conversion,
    stage_drop_off,
    time_in_stage,
    win_rate,
    average_deal_size,
    sales_cycle_length,
    bookings,
    deals_per_rep,
    target_attainment,
    quota_attainment,
    touches_per_win,
    pipeline,
    weighted_pipeline,
    pipeline_coverage,
    open_opportunities,
    pipeline_velocity,
    acquisition_spend,
    spend_by_channel,
    cac,
    clv_cac_ratio,
    cac_payback_period,
    cac_ratio,
    magic_number,
)
