"""What other tools get wrong about deals, accounts and dirty records, one trap each."""

from __future__ import annotations

from fractions import Fraction

import pytest

from soundness.telling import Book, Told

MARCH = "2024-03"


@pytest.fixture(scope="module")
def traps(told: Told) -> Book:
    """Deals with odd dates, amounts and probabilities; accounts that are two, or gone and here."""
    return told(
        "as_of = 2024-06-30",
        accounts="""
            account_id,name,churn_flag
            A1,GTXPro,false
            A2,GTX Pro,false
            A3,Bo,true
            A4,Cy,true
        """,
        opportunities="""
            opportunity_id,account_id,owner,created_at,first_contact_at,closed_at,outcome,amount,probability
            O1,A1,backwards,2024-03-20,2024-03-20,2024-03-10,won,100,0.5
            O2,A1,backwards,2024-03-01,2024-03-01,2024-03-09,won,100,80
            O3,A2,no amount,2024-03-01,2024-03-01,2024-03-05,won,,100
            O4,A2,no amount,2024-03-01,2024-03-01,2024-03-05,won,300,1
            O5,A3,zero,2024-03-01,2024-03-01,2024-03-05,won,200,1
            O6,A3,zero,2024-03-01,2024-03-01,2024-03-06,lost,0,0
            D1,A4,twice,2024-03-01,2024-03-01,2024-03-05,won,40,1
            D1,A4,twice,2024-03-01,2024-03-01,2024-03-05,won,40.00,1
            D2,A4,at odds,2024-03-01,2024-03-01,2024-03-05,won,50,1
            D2,A4,at odds,2024-03-01,2024-03-01,2024-03-05,lost,50,1
        """,
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency
            S1,A1,2024-01-01,,10,month,EUR
            S2,A2,2024-01-01,,20,month,EUR
            S3,A3,2024-01-01,,30,month,EUR
            S4,A4,2024-01-01,2024-02-01,40,month,EUR
        """,
    )


def of(owner: str) -> dict[str, str]:
    """Deals of one owner."""
    return {"owner": owner}


def test_trap_a_deal_closed_before_it_was_created_is_reported_not_averaged(traps: Book) -> None:
    warning = traps.warned("closed_before_created")
    assert (warning["severity"], warning["line"]) == ("warning", 2)
    row = traps.row("sales_cycle_length", MARCH, where=of("backwards"))
    assert (row.value.number, row.n) == (8, 1)
    left_out = dict(traps.result("sales_cycle_length", MARCH).left_out)
    assert left_out["closed_before_start"] == 1


def test_trap_probabilities_of_0_to_100_beside_0_to_1(traps: Book) -> None:
    warning = traps.warned("mixed_probability")
    assert warning["severity"] == "warning"
    assert "probability" in (warning["column"] or "")


def test_trap_a_won_deal_without_amount(traps: Book) -> None:
    assert traps.value("average_deal_size", MARCH, where=of("no amount")) == 300
    assert traps.value("win_rate", MARCH, where=of("no amount")) == 1
    assert traps.warned("won_without_amount")["line"] == 4


def test_trap_lost_deals_with_amount_0(traps: Book) -> None:
    story = {"where": of("zero")}
    assert traps.value("win_rate", MARCH, **story) == Fraction(1, 2)
    by_amount = {"policies": {"win_rate_by": "amount", "win_rate_of": "decided"}}
    assert traps.value("win_rate", MARCH, **story, **by_amount) == 1
    count = traps.companion("decided_by_count", "win_rate", MARCH, **story, **by_amount)
    assert count == Fraction(1, 2), "the count stands beside it"


def test_trap_names_that_differ_by_a_space(traps: Book) -> None:
    warning = traps.warned("similar_names")
    assert "GTXPro" in warning["message"]
    assert "GTX Pro" in warning["message"]
    found = traps.cut("mrr", MARCH, "name")
    assert (found["GTXPro"], found["GTX Pro"]) == (10, 20), "never joined by guess"


def test_trap_accounts_flagged_as_churned_whose_subscriptions_run(traps: Book) -> None:
    warning = traps.warned("churned_but_running")
    assert (warning["line"], warning["column"]) == (4, "churn_flag")
    assert traps.value("mrr", MARCH, where={"name": "Bo"}) == 30, "what is paid counts"


def test_trap_duplicate_ids(traps: Book) -> None:
    assert traps.value("bookings", MARCH, where=of("twice")) == 40
    assert traps.loaded["tables"]["opportunities"]["skipped"] == 1
    assert "at odds" not in traps.cut("bookings", MARCH, "owner")
    lines = [p["line"] for p in traps.problems if p["code"] == "conflicting_duplicates"]
    assert lines == [10, 11]
