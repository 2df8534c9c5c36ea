"""What is open, and what runs or is booked, at the close of a period: worked by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies import MICRO, at, companies, company, periods, policy_sets, quick
from revcompass.domain.money import RATE_SCALE
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import build, running_by_account, stage_weights
from revcompass.engine.plain.company import Company, Record


def ledger(
    made: Company, name: str, period: str, by: tuple[str, ...] = (), **policies: str
) -> dict[tuple[str | None, ...], dict[str, Fraction]]:
    """The columns that are not 0, by slice."""
    table = build(name, made, made.calendar.parse(period), PolicySet.of(policies), by=by)
    return {key: {c: v for c, v in row.items() if v} for key, row in table.items()}


def deal(**more: object) -> Record:
    """Created on 10 January, lost on 5 April, 100 euros."""
    stated: dict[str, object] = {
        "opportunity_id": "O1",
        "created_at": date(2024, 1, 10),
        "closed_at": date(2024, 4, 5),
        "outcome": "lost",
        "amount": 100 * MICRO,
        "currency": "EUR",
        **more,
    }
    return {name: value for name, value in stated.items() if value is not None}


def moved(when: datetime, stage: str, amount: int | None = None) -> Record:
    """The deal enters a stage, perhaps with another amount."""
    units = None if amount is None else amount * MICRO
    stated = {"opportunity_id": "O1", "entered_at": when, "stage": stage, "amount": units}
    known: dict[str, object] = {name: value for name, value in stated.items() if value is not None}
    return {**known, "entered_at_day": when.date()}


def test_a_deal_is_open_from_its_creation_to_the_day_before_it_closes() -> None:
    made = company(opportunities=[deal()])
    assert ledger(made, "pipeline", "2023-12") == {}
    assert ledger(made, "pipeline", "2024-01") == {(): {"open": 1, "open_amount": 100}}
    assert ledger(made, "pipeline", "2024-03") == {(): {"open": 1, "open_amount": 100}}
    assert ledger(made, "pipeline", "2024-04") == {}
    assert ledger(made, "pipeline", "2024-04-04") == {(): {"open": 1, "open_amount": 100}}
    assert ledger(made, "pipeline", "2024-04-05") == {}


@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        ({"outcome": None}, True),  # a closing day without an outcome closes nothing
        ({"outcome": "open", "closed_at": None}, True),
        ({"closed_at": None}, False),  # decided, nobody knows when: never told as open
        ({"created_at": None}, False),
        ({"closed_at": date(2024, 1, 1)}, False),  # closed before it was created
    ],
)
def test_what_is_not_known_to_be_open_is_not(more: dict[str, object], is_open: bool) -> None:
    made = company(opportunities=[deal(**more)])
    assert bool(ledger(made, "pipeline", "2024-06" if is_open else "2024-02")) is is_open


def test_a_year_and_a_quarter_show_what_stands_at_their_close() -> None:
    made = company(opportunities=[deal()])
    assert ledger(made, "pipeline", "2024-Q1") == {(): {"open": 1, "open_amount": 100}}
    assert ledger(made, "pipeline", "2024") == {}


def test_stage_and_amount_are_those_of_the_day() -> None:
    made = company(
        opportunities=[deal(amount=0, stage="Close")],
        stage_changes=[
            moved(at(date(2024, 1, 10)), "Qualify", 80),
            moved(at(date(2024, 2, 20)), "Propose"),
            moved(at(date(2024, 3, 1)), "Close", 120),
        ],
    )
    by_stage = {m: ledger(made, "pipeline", f"2024-0{m}", ("stage",)) for m in (1, 2, 3)}
    assert by_stage == {
        1: {("Qualify",): {"open": 1, "open_amount": 80}},
        2: {("Propose",): {"open": 1, "open_amount": 80}},
        3: {("Close",): {"open": 1, "open_amount": 120}},  # what it was lost at is no open amount
    }


def test_an_open_deal_has_its_own_amount_since_its_last_change() -> None:
    changes = [
        moved(at(date(2024, 1, 10)), "Qualify", 80),
        moved(at(date(2024, 3, 1)), "Propose", 120),
    ]
    made = company(opportunities=[deal(outcome=None, closed_at=None)], stage_changes=changes)
    amounts = [ledger(made, "pipeline", f"2024-0{month}")[()]["open_amount"] for month in (1, 2, 3)]
    assert amounts == [80, 80, 100]


def test_open_amounts_take_the_rate_of_the_closing_day() -> None:
    rates = [
        {"date": date(2024, 1, 1), "currency": "USD", "rate": RATE_SCALE},
        {"date": date(2024, 2, 29), "currency": "USD", "rate": 2 * RATE_SCALE},
    ]
    made = company(opportunities=[deal(currency="USD")], exchange_rates=rates)
    amounts = [ledger(made, "pipeline", f"2024-0{month}")[()]["open_amount"] for month in (1, 2)]
    assert amounts == [100, 200]


# --- contracts ---------------------------------------------------------------------------------


def subscription(**more: object) -> Record:
    """10 euros a month from 1 February, booked on 10 January."""
    stated: dict[str, object] = {
        "subscription_id": "S1",
        "account_id": "A1",
        "starts_on": date(2024, 2, 1),
        "booked_at": date(2024, 1, 10),
        "amount": 10 * MICRO,
        **more,
    }
    return {name: value for name, value in stated.items() if value is not None}


RUNS = {"running": Fraction(10), "running_subscriptions": Fraction(1)}


def test_a_start_is_committed_from_the_day_it_is_booked() -> None:
    made = company(subscriptions=[subscription()])
    assert ledger(made, "contracts", "2024-01-09") == {}
    assert ledger(made, "contracts", "2024-01") == {(): {"booked_starts": 10}}
    assert ledger(made, "contracts", "2024-02") == {(): RUNS}


def test_a_start_without_a_day_of_booking_is_known_when_it_happens() -> None:
    made = company(subscriptions=[subscription(booked_at=None)])
    assert ledger(made, "contracts", "2024-01") == {}
    assert ledger(made, "contracts", "2024-02") == {(): RUNS}


@pytest.mark.parametrize(
    ("more", "known_from"),
    [
        ({"cancel_requested_at": date(2024, 3, 15)}, 3),
        ({}, 2),  # a fixed term: booked with the contract itself
        ({"booked_at": None}, None),  # nobody knows when
    ],
)
def test_an_end_is_committed_once_it_is_known(
    more: dict[str, object], known_from: int | None
) -> None:
    made = company(subscriptions=[subscription(ends_on=date(2024, 6, 1), **more)])
    months = [ledger(made, "contracts", f"2024-0{month}")[()] for month in (2, 3, 4, 5)]
    since = [month for month, found in enumerate(months, 2) if "booked_ends" in found]
    assert since == ([] if known_from is None else list(range(known_from, 6)))
    assert ledger(made, "contracts", "2024-06") == {}


def test_what_takes_its_place_tells_when_an_end_is_known() -> None:
    """An upgrade booked in April for June: until then nobody knew of it."""
    before = subscription(ends_on=date(2024, 6, 1))
    after = subscription(starts_on=date(2024, 6, 1), booked_at=date(2024, 4, 20), amount=30 * MICRO)
    other = {**after, "subscription_id": "S2", "replaces": "S1"}
    for follower in (after, other):
        made = company(subscriptions=[before, follower])
        assert ledger(made, "contracts", "2024-03") == {(): RUNS}
        assert ledger(made, "contracts", "2024-04") == {
            (): {**RUNS, "booked_starts": 30, "booked_ends": 10}
        }
        assert ledger(made, "contracts", "2024-06")[()]["running"] == 30


def test_a_booked_start_that_is_booked_to_end_again_is_both() -> None:
    made = company(subscriptions=[subscription(ends_on=date(2024, 3, 1))])
    assert ledger(made, "contracts", "2024-01") == {(): {"booked_starts": 10, "booked_ends": 10}}


def test_a_discount_that_ends_is_booked_with_its_row() -> None:
    discounted = subscription(
        discount_percent=Decimal(50), discount_kind="repeating", discount_ends_on=date(2024, 4, 1)
    )
    made = company(subscriptions=[discounted])
    assert ledger(made, "contracts", "2024-02", discounts="net_all") == {
        (): {**RUNS, "running": 5, "booked_starts": 10, "booked_ends": 5}
    }


@quick
@given(companies(), policy_sets(), st.data())
def test_what_runs_is_what_the_movements_close_with(
    made: Company, policies: PolicySet, data: st.DataObject
) -> None:
    for period in data.draw(periods(made)):
        running, closing = (
            build(name, made, period, policies).get((), {}).get(column, Fraction(0))
            for name, column in (("contracts", "running"), ("movements", "closing"))
        )
        assert running == closing


# --- what is read from their rows ----------------------------------------------------------------


def test_a_stage_weighs_what_was_won_of_the_decided_deals_that_reached_it() -> None:
    """Three decided: one won, one lost in the first stage, one in the second. Open ones do not."""
    made = company(
        opportunities=[
            deal(opportunity_id="O2", outcome="won", closed_at=date(2024, 2, 1), stage="Close"),
            deal(opportunity_id="O3", closed_at=date(2024, 2, 1), stage="Qualify"),
            deal(opportunity_id="O4", closed_at=date(2024, 2, 2), stage="Propose"),
            deal(opportunity_id="O5", outcome=None, closed_at=None, stage="Propose"),
        ]
    )
    weights = {
        period: stage_weights(made, made.calendar.parse(period), PolicySet(), made.data_as_of)
        for period in ("2024-01", "2024-02-01", "2024-02")
    }
    assert weights == {
        "2024-01": {},
        "2024-02-01": {"Qualify": Fraction(1, 2), "Propose": 1, "Close": 1},
        "2024-02": {"Qualify": Fraction(1, 3), "Propose": Fraction(1, 2), "Close": 1},
    }


def test_what_runs_is_told_account_by_account() -> None:
    made = company(
        subscriptions=[
            subscription(),
            subscription(subscription_id="S2", amount=5 * MICRO),
            subscription(subscription_id="S3", account_id="A2", amount=12 * MICRO),
        ]
    )
    period = made.calendar.parse("2024-02")
    assert running_by_account(made, period, PolicySet(), (), made.data_as_of) == {
        (): {"A1": 15, "A2": 12}
    }
