"""Deals: an opportunity in the period it was created in, and in the one it was closed in."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

from revcompass.domain.ledgers import Deals
from revcompass.domain.money import VALUED_SCALE
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import (
    Company,
    Record,
    closing_day,
    day,
    optional_text,
    text,
    whole,
)
from revcompass.engine.plain.dealfacts import cycle_days, decided
from revcompass.engine.plain.rates import Rates
from revcompass.engine.plain.slices import Slice, slicer
from revcompass.engine.plain.sums import UNRATED, Sums, Table


def build(
    company: Company, period: Period, policies: PolicySet, by: tuple[str, ...], cut: date
) -> Table:
    """The ledger of one period."""
    sums = Sums(Deals)
    slice_of = slicer(company, "opportunities", by)
    rates = Rates(company)
    last = closing_day(period, cut)
    for deal in company.rows("opportunities"):
        created, closed = day(deal, "created_at"), day(deal, "closed_at")
        outcome = decided(deal, cut)
        if created is not None and period.start <= created <= last:
            amount, unrated = deal_amount(company, rates, deal, created)
            sums.add(slice_of(deal), created=1, created_amount=amount, **{UNRATED: unrated})
            if outcome is not None:
                sums.add(slice_of(deal), **{f"cohort_{outcome}": 1})
            if outcome == "won":
                sums.add(slice_of(deal), cohort_won_amount=amount)
        if outcome is not None and closed is not None and period.start <= closed <= last:
            amount, unrated = deal_amount(company, rates, deal, closed)
            columns = {outcome: 1, f"{outcome}_amount": amount, UNRATED: unrated}
            sums.add(slice_of(deal), **columns, **_cycle(company, deal, outcome, policies))
            if outcome == "won" and whole(deal, "amount") is not None:
                sums.add(slice_of(deal), won_with_amount=1)
            if outcome == "won":
                owned = int(optional_text(deal, "owner") is not None)
                touches = len(touches_of(company, deal))
                sums.add(slice_of(deal), won_with_owner=owned, won_touches=touches)
    return sums.table()


def touches_of(company: Company, deal: Record) -> list[Record]:
    """Activities up to the closing day: its own, and those of its leads that name no deal."""
    own, closed = text(deal, "opportunity_id"), day(deal, "closed_at")
    leads = {
        text(lead, "lead_id")
        for lead in company.rows("leads")
        if own == lead.get("opportunity_id") or lead["lead_id"] == deal.get("lead_id")
    } | {optional_text(deal, "lead_id")}
    found = []
    for activity in company.rows("activities"):
        named, lead = activity.get("opportunity_id"), activity.get("lead_id")
        is_its = named == own if named is not None else lead is not None and lead in leads
        on = day(activity, "occurred_at")
        if is_its and on is not None and closed is not None and on <= closed:
            found.append(activity)
    return found


def owners(
    company: Company, period: Period, by: tuple[str, ...], cut: date
) -> dict[Slice, set[str]]:
    """Who closed a deal in the period."""
    slice_of = slicer(company, "opportunities", by)
    found: defaultdict[Slice, set[str]] = defaultdict(set)
    for deal, _, _ in closed_in(company, period, cut):
        owner = optional_text(deal, "owner")
        if owner is not None:
            found[slice_of(deal)].add(owner)
    return dict(found)


def _cycle(company: Company, deal: Record, outcome: str, policies: PolicySet) -> dict[str, int]:
    length = cycle_days(company, deal, policies)
    if length is None:
        return {}
    closed = {"closed_cycle_days": length, "closed_cycles": 1}
    return {**closed, "won_cycle_days": length, "won_cycles": 1} if outcome == "won" else closed


def deal_amount(company: Company, rates: Rates, deal: Record, on: date) -> tuple[int, int]:
    """Its amount at a day's rate, and 1 if there is an amount but no rate for it."""
    units = whole(deal, "amount")
    if units is None:
        return 0, 0
    currency = optional_text(deal, "currency") or company.currency
    return rates.value(units, currency, on), int(rates.rate(currency, on) is None)


def closed_in(company: Company, period: Period, cut: date) -> list[tuple[Record, str, date]]:
    """The deals decided in the period, with outcome and closing day."""
    found = []
    for deal in company.rows("opportunities"):
        outcome, closed = decided(deal, cut), day(deal, "closed_at")
        if outcome and closed and period.start <= closed <= closing_day(period, cut):
            found.append((deal, outcome, closed))
    return found


def cycles(
    company: Company,
    period: Period,
    policies: PolicySet,
    by: tuple[str, ...],
    cut: date,
    *,
    won_only: bool,
) -> dict[Slice, list[int]]:
    """The cycles behind `won_cycle_days` or `closed_cycle_days`, shortest first."""
    slice_of = slicer(company, "opportunities", by)
    found: defaultdict[Slice, list[int]] = defaultdict(list)
    for deal, outcome, _ in closed_in(company, period, cut):
        length = cycle_days(company, deal, policies)
        if length is not None and (outcome == "won" or not won_only):
            found[slice_of(deal)].append(length)
    return {where: sorted(values) for where, values in found.items()}


def won_amounts(
    company: Company, period: Period, by: tuple[str, ...], cut: date
) -> dict[Slice, list[Fraction]]:
    """The amounts behind `won_amount` in major units, smallest first; 0 without a rate."""
    slice_of = slicer(company, "opportunities", by)
    rates = Rates(company)
    found: defaultdict[Slice, list[Fraction]] = defaultdict(list)
    for deal, outcome, closed in closed_in(company, period, cut):
        if outcome == "won" and whole(deal, "amount") is not None:
            amount, _ = deal_amount(company, rates, deal, closed)
            found[slice_of(deal)].append(Fraction(amount, VALUED_SCALE))
    return {where: sorted(values) for where, values in found.items()}
