"""Leads worked by hand: who converts, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from companies import MICRO, company
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import build, delay
from revcompass.engine.plain.company import Company, Record

PAID = date(2024, 2, 10)


def lead(number: int, created: date, **more: object) -> Record:
    """A lead of account A."""
    return {"lead_id": f"L{number}", "created_at": created, "account_id": "A", **more}


def book(*leads: Record, opportunities: Sequence[Record] = (), billed: bool = True) -> Company:
    """With an account that pays from 10 February on, after a free start."""
    paid = {
        "subscription_id": "S",
        "account_id": "A",
        "starts_on": PAID,
        "amount": MICRO,
    }
    free = {**paid, "starts_on": date(2024, 1, 1), "amount": 0}
    rows = [free, paid] if billed else []
    return company(leads=leads, opportunities=opportunities, subscriptions=rows)


def ledger(made: Company, period: str, cut: date | None = None, **policies: str) -> dict[str, int]:
    """The unsliced columns that are not 0."""
    table = build("leads", made, made.calendar.parse(period), PolicySet.of(policies), cut=cut)
    row: dict[str, Fraction] = table.get((), {})
    return {name: int(value) for name, value in row.items() if value}


def test_the_earliest_lead_takes_the_conversion() -> None:
    made = book(lead(2, date(2024, 1, 5)), lead(1, date(2024, 1, 5)), lead(3, date(2024, 1, 7)))
    assert ledger(made, "2024-01") == {"leads": 3, "cohort_customers": 1}
    assert ledger(made, "2024-02") == {"conversions": 1}
    by_lead = build("leads", made, made.calendar.parse("2024-02"), PolicySet(), by=("lead_id",))
    assert list(by_lead) == [("L1",)]


def test_a_start_on_the_same_day_counts_a_later_lead_is_a_customers() -> None:
    made = book(lead(1, PAID), lead(2, date(2024, 2, 11)))
    assert ledger(made, "2024-02") == {
        "leads": 2,
        "leads_of_customers": 1,
        "cohort_customers": 1,
        "conversions": 1,
    }


def test_what_happens_after_the_cut_has_not_happened() -> None:
    made = book(lead(1, date(2024, 1, 5)))
    assert ledger(made, "2024-01", cut=date(2024, 2, 9)) == {"leads": 1}


def test_won_opportunities_convert_by_policy_or_without_billing_records() -> None:
    won = {"opportunity_id": "O", "account_id": "A", "outcome": "won", "closed_at": PAID}
    made = book(lead(1, date(2024, 1, 5)), opportunities=[won], billed=False)
    assert ledger(made, "2024-02") == {"conversions": 1}
    later = {**won, "closed_at": date(2024, 3, 1)}
    billed = book(lead(1, date(2024, 1, 5)), opportunities=[later])
    assert ledger(billed, "2024-03") == {}
    assert ledger(billed, "2024-03", converted_when="won") == {"conversions": 1}


def test_the_account_is_found_through_the_opportunity_either_way() -> None:
    deal = {"opportunity_id": "O", "account_id": "A", "lead_id": "L2"}
    made = book(
        {"lead_id": "L1", "created_at": date(2024, 1, 6), "opportunity_id": "O"},
        {"lead_id": "L2", "created_at": date(2024, 1, 5)},
        opportunities=[deal],
    )
    assert ledger(made, "2024-01") == {
        "leads": 2,
        "cohort_customers": 1,
        "cohort_opportunities": 2,
    }


def test_a_lead_without_account_converts_by_its_own_opportunity() -> None:
    deal = {"opportunity_id": "O", "lead_id": "L1", "outcome": "won", "closed_at": PAID}
    loose = {"lead_id": "L1", "created_at": date(2024, 1, 5)}
    made = book(loose, opportunities=[deal])
    assert ledger(made, "2024-02") == {}
    assert ledger(made, "2024-02", converted_when="won") == {"conversions": 1}


def test_qualified_means_vetted_and_handed_over() -> None:
    day = date(2024, 1, 20)
    made = book(
        lead(1, date(2024, 1, 5), mql_at=date(2024, 1, 9), vetted_at=day, handed_over_at=day),
        lead(2, date(2024, 1, 6), handed_over_at=day),
    )
    january = ledger(made, "2024-01")
    assert (january["mqls"], january["sqls"]) == (1, 1)


def test_delays_of_conversion_and_opportunity() -> None:
    deal = {"opportunity_id": "O", "lead_id": "L1", "created_at": date(2024, 1, 8)}
    made = book(lead(1, date(2024, 1, 5)), lead(2, date(2024, 1, 6)), opportunities=[deal])
    assert delay(made, "conversion", PolicySet()) == 36
    assert delay(made, "opportunity", PolicySet()) == 3
