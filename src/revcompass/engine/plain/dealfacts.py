"""What several ledgers ask about an opportunity."""

from __future__ import annotations

from datetime import date

from revcompass.domain.policy import CycleStart, PolicySet
from revcompass.engine.plain.company import Company, Record, day, optional_text, text

OUTCOMES = ("won", "lost", "no_decision")


def decided(deal: Record, cut: date) -> str | None:
    """Its outcome, once there is one: closed by the cut, or on an unknown day."""
    outcome, closed = optional_text(deal, "outcome"), day(deal, "closed_at")
    if outcome in OUTCOMES and (closed is None or closed <= cut):
        return outcome
    return None


def is_won(deal: Record, cut: date) -> bool:
    """Whether it is decided, and won."""
    return decided(deal, cut) == "won"


def cycle_days(company: Company, deal: Record, policies: PolicySet) -> int | None:
    """Days from the start to the closing; none without either, or where they are the wrong way."""
    start, closed = _cycle_start(company, deal, policies), day(deal, "closed_at")
    if start is None or closed is None or closed < start:
        return None
    return (closed - start).days


def _cycle_start(company: Company, deal: Record, policies: PolicySet) -> date | None:
    match policies.choice(CycleStart):
        case CycleStart.FIRST_CONTACT:
            return day(deal, "first_contact_at")
        case CycleStart.LEAD_CREATED:
            lead = company.by_key("leads").get(optional_text(deal, "lead_id") or "", {})
            return day(lead, "created_at")
        case CycleStart.OPPORTUNITY_CREATED:
            return day(deal, "created_at")
        case CycleStart.FIRST_STAGE:
            changes = company.rows("stage_changes")
            own = [c for c in changes if c["opportunity_id"] == text(deal, "opportunity_id")]
            entered = (day(change, "entered_at_day") for change in own)
            return min((d for d in entered if d is not None), default=None)
