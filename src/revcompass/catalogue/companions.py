"""What the forms beside a number are called, by the code they have in results."""

from __future__ import annotations

from collections.abc import Mapping

from revcompass.domain.words import N_

COMPANIONS: Mapping[str, str] = {
    "accounts": N_("accounts with a score"),
    "advanced": N_("gone on"),
    "all_opportunities_by_amount": N_("of all opportunities, by amount"),
    "all_opportunities_by_count": N_("of all opportunities, by count"),
    "amount": N_("amount"),
    "booked_ends": N_("booked to end later"),
    "booked_starts": N_("booked to start later"),
    "count": N_("count"),
    "customers": N_("customers"),
    "decided_by_amount": N_("of won and lost, by amount"),
    "decided_by_count": N_("of won and lost, by count"),
    "decided_with_no_decision_by_amount": N_("of all decided, by amount"),
    "decided_with_no_decision_by_count": N_("of all decided, by count"),
    "detractors": N_("detractors"),
    "entered": N_("reached"),
    "largest_account": N_("of which the largest account"),
    "mean": N_("mean"),
    "median": N_("median"),
    "new_customers": N_("new customers"),
    "of_existing_customers": N_("of which of existing customers"),
    "opening_to_close": N_("new customers from opening to close"),
    "passives": N_("passives"),
    "paused": N_("of which paused"),
    "promoters": N_("promoters"),
    "resumed": N_("of which resumed"),
    "share": N_("share"),
    "spend": N_("spend"),
}
