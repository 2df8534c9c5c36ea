"""What became of a lead: its account, its opportunities, the day it paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from revcompass.domain.policy import ConvertedWhen, PolicySet
from revcompass.engine.plain.company import Company, Record, day, optional_text, text
from revcompass.engine.plain.spans import first_paid_day, spans_by_account


@dataclass(frozen=True)
class LeadFacts:
    """A lead and what is known of it by the cut.

    `paid_on` is the day its account (or its own opportunity) became a customer; `is_converted`
    says that this lead, the account's earliest, takes it.
    """

    lead: Record
    created: date
    account: str | None
    opportunities: tuple[Record, ...]
    paid_on: date | None
    is_converted: bool = False

    @property
    def is_of_customer(self) -> bool:
        """Whether it came from somebody who was a customer before."""
        return self.paid_on is not None and self.created > self.paid_on


def lead_facts(company: Company, policies: PolicySet, cut: date) -> list[LeadFacts]:
    """The facts of every lead created by the cut."""
    paid = _paid_days(company, policies)
    found = []
    for lead in company.rows("leads"):
        created = day(lead, "created_at")
        if created is None or created > cut:
            continue
        opportunities = opportunities_of(company, lead, cut)
        account = _account(lead, opportunities)
        if account is not None:
            paid_on = paid.get(account)
        else:
            paid_on = _first_won(opportunities) if _reads_won(company, policies) else None
        if paid_on is not None and paid_on > cut:
            paid_on = None
        found.append(LeadFacts(lead, created, account, opportunities, paid_on))
    return [_converted(facts, found) for facts in found]


def opportunities_of(company: Company, lead: Record, cut: date) -> tuple[Record, ...]:
    """Those created by the cut, linked either way: the earliest first, those without a day last."""
    linked = [
        deal
        for deal in company.rows("opportunities")
        if deal["opportunity_id"] == optional_text(lead, "opportunity_id")
        or deal.get("lead_id") == lead["lead_id"]
    ]
    known = [deal for deal in linked if (day(deal, "created_at") or date.min) <= cut]
    order = [(day(deal, "created_at") or date.max, text(deal, "opportunity_id")) for deal in known]
    return tuple(deal for _, deal in sorted(zip(order, known, strict=True), key=lambda d: d[0]))


def _account(lead: Record, opportunities: tuple[Record, ...]) -> str | None:
    known = [optional_text(row, "account_id") for row in (lead, *opportunities)]
    return next((account for account in known if account is not None), None)


def _reads_won(company: Company, policies: PolicySet) -> bool:
    no_billing = not company.rows("subscriptions")
    return no_billing or policies.choice(ConvertedWhen) is ConvertedWhen.WON


def _paid_days(company: Company, policies: PolicySet) -> dict[str, date | None]:
    """The day each account became a customer."""
    if not _reads_won(company, policies):
        return {
            account: first_paid_day(spans)
            for account, spans in spans_by_account(company, policies).items()
        }
    accounts = {optional_text(deal, "account_id") for deal in company.rows("opportunities")}
    return {
        account: _first_won(
            tuple(d for d in company.rows("opportunities") if d.get("account_id") == account)
        )
        for account in accounts
        if account is not None
    }


def _first_won(opportunities: tuple[Record, ...]) -> date | None:
    closed = (day(deal, "closed_at") for deal in opportunities if deal.get("outcome") == "won")
    return min((d for d in closed if d is not None), default=None)


def _converted(facts: LeadFacts, all_facts: list[LeadFacts]) -> LeadFacts:
    """Marks the lead that takes its account's conversion: the earliest, not after it."""
    if facts.paid_on is None or facts.is_of_customer:
        return facts
    rivals = [
        (other.created, text(other.lead, "lead_id"))
        for other in all_facts
        if facts.account is not None and other.account == facts.account and not other.is_of_customer
    ]
    own = (facts.created, text(facts.lead, "lead_id"))
    return LeadFacts(
        facts.lead,
        facts.created,
        facts.account,
        facts.opportunities,
        facts.paid_on,
        is_converted=own == min(rivals, default=own),
    )
