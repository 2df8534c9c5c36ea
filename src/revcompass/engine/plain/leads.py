"""Leads: created, marketing-qualified, handed over, converted."""

from __future__ import annotations

from datetime import date

from revcompass.domain.ledgers import Leads
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, closing_day, day, optional_text, text
from revcompass.engine.plain.leadfacts import lead_facts
from revcompass.engine.plain.slices import slicer
from revcompass.engine.plain.sums import Sums, Table


def build(
    company: Company, period: Period, policies: PolicySet, by: tuple[str, ...], cut: date
) -> Table:
    """The ledger of one period."""
    sums = Sums(Leads)
    last = closing_day(period, cut)
    every = lead_facts(company, policies, cut)
    accounts = {text(facts.lead, "lead_id"): facts.account for facts in every}
    slice_of = slicer(company, "leads", by, account_of=lambda lead: accounts[text(lead, "lead_id")])
    for facts in every:
        lead, where = facts.lead, slice_of(facts.lead)
        if _inside(facts.created, period, last):
            sums.add(
                where,
                leads=1,
                leads_of_customers=int(facts.is_of_customer),
                cohort_customers=int(facts.is_converted),
                cohort_opportunities=int(bool(facts.opportunities)),
            )
        if _inside(day(lead, "mql_at"), period, last):
            sums.add(where, mqls=1)
        is_vetted = optional_text(lead, "vetted_at") is not None
        if is_vetted and _inside(day(lead, "handed_over_at"), period, last):
            sums.add(where, sqls=1)
        if facts.is_converted and _inside(facts.paid_on, period, last):
            sums.add(where, conversions=1)
    return sums.table()


def _inside(when: date | None, period: Period, last: date) -> bool:
    return when is not None and period.start <= when <= last
