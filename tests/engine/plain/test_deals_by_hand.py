"""Deals, stages and the maturity of their cohorts, worked by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from companies import MICRO, STAGES, at, company
from revcompass.domain.money import RATE_SCALE
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import build, delay, owners, values
from revcompass.engine.plain.company import Company, Record

JAN, FEB = date(2024, 1, 1), date(2024, 2, 1)


def deal(number: int = 1, /, **more: object) -> Record:
    """Created on 5 January, won on 10 February, 100 euros."""
    given: dict[str, object] = {
        "opportunity_id": f"O{number}",
        "created_at": date(2024, 1, 5),
        "closed_at": date(2024, 2, 10),
        "outcome": "won",
        "amount": 100 * MICRO,
        "currency": "EUR",
        **more,
    }
    return {name: value for name, value in given.items() if value is not None}


def ledger(
    made: Company, period: str, name: str = "deals", /, cut: date | None = None, **policies: str
) -> dict[str, Fraction]:
    """The unsliced columns that are not 0."""
    when = made.calendar.parse(period)
    row = build(name, made, when, PolicySet.of(policies), cut=cut).get((), {})
    return {column: value for column, value in row.items() if value}


def test_a_deal_stands_where_it_was_created_and_where_it_was_closed() -> None:
    made = company(opportunities=[deal()])
    assert ledger(made, "2024-01") == {
        "created": 1,
        "created_amount": 100,
        "cohort_won": 1,
        "cohort_won_amount": 100,
    }
    assert ledger(made, "2024-02") == {"won": 1, "won_amount": 100, "won_with_amount": 1}


def test_an_earlier_cut_knows_less() -> None:
    made = company(opportunities=[deal()])
    earlier = ledger(made, "2024-01", cut=date(2024, 2, 9))
    assert earlier == {"created": 1, "created_amount": 100}
    assert ledger(made, "2024-02", cut=date(2024, 2, 9)) == {}


def test_each_role_takes_the_rate_of_its_day() -> None:
    rates = [
        {"date": JAN, "currency": "USD", "rate": RATE_SCALE},
        {"date": FEB, "currency": "USD", "rate": 2 * RATE_SCALE},
    ]
    made = company(opportunities=[deal(currency="USD")], exchange_rates=rates)
    assert ledger(made, "2024-01")["cohort_won_amount"] == 100
    assert ledger(made, "2024-02")["won_amount"] == 200


def test_a_won_deal_without_amount_is_no_part_of_the_deal_size() -> None:
    made = company(opportunities=[deal(1), deal(2, amount=None), deal(3, amount=0)])
    february = ledger(made, "2024-02")
    assert (int(february["won"]), int(february["won_with_amount"])) == (3, 2)
    found = values("deals", "won_amount", made, made.calendar.parse("2024-02"), PolicySet())
    assert found == {(): [0, 100]}


def test_a_lost_deal_of_nothing_counts() -> None:
    lost = ledger(company(opportunities=[deal(outcome="lost", amount=0)]), "2024-02")
    assert lost == {"lost": 1}


def test_a_deal_without_creation_day_is_only_closed() -> None:
    made = company(opportunities=[deal(created_at=None)])
    assert ledger(made, "2024-01") == {}
    assert ledger(made, "2024-02")["won"] == 1


def test_a_decided_deal_without_closing_day_is_decided_in_its_cohort() -> None:
    made = company(opportunities=[deal(closed_at=None, outcome="no_decision")])
    assert ledger(made, "2024-01")["cohort_no_decision"] == 1
    assert ledger(made, "2024-02") == {}


@pytest.mark.parametrize(
    ("choice", "days"),
    [
        ("first_contact", 41),
        ("lead_created", 39),
        ("opportunity_created", 36),
        ("first_stage", 35),
    ],
)
def test_where_a_cycle_starts(choice: str, days: int) -> None:
    made = company(
        leads=[{"lead_id": "L", "created_at": date(2024, 1, 2)}],
        opportunities=[deal(lead_id="L", first_contact_at=date(2023, 12, 31))],
        stage_changes=[
            {"opportunity_id": "O1", "entered_at": at(d), "entered_at_day": d, "stage": "Qualify"}
            for d in (date(2024, 1, 20), date(2024, 1, 6))
        ],
    )
    february = ledger(made, "2024-02", cycle_start=choice)
    assert (int(february["won_cycle_days"]), int(february["won_cycles"])) == (days, 1)
    assert february["closed_cycle_days"] == days


def test_a_deal_closed_before_it_began_is_left_out() -> None:
    made = company(opportunities=[deal(first_contact_at=date(2024, 2, 11))])
    assert "won_cycles" not in ledger(made, "2024-02")


def test_lost_deals_have_cycles_among_the_closed_only() -> None:
    made = company(opportunities=[deal(outcome="lost", first_contact_at=JAN)])
    february = ledger(made, "2024-02")
    assert february["closed_cycle_days"] == 40
    assert "won_cycle_days" not in february


def test_sliced_by_its_own_column_before_the_accounts() -> None:
    made = company(
        accounts=[{"account_id": "A", "name": "A", "segment": "smb", "owner": "ann"}],
        opportunities=[deal(account_id="A", owner="bo", region2="north")],
    )
    by = ("owner", "segment", "region2")
    assert list(build("deals", made, made.calendar.parse("2024-02"), PolicySet(), by=by)) == [
        ("bo", "smb", "north")
    ]
    with pytest.raises(LookupError):
        build("deals", made, made.calendar.parse("2024-02"), PolicySet(), by=("shoe_size",))


# --- stages ------------------------------------------------------------------------------------


def visiting(*visits: tuple[str, int], **more: object) -> Company:
    """A lost deal that entered stages on days of January."""
    return company(
        opportunities=[deal(**{"outcome": "lost", **more})],
        stage_changes=[
            {
                "opportunity_id": "O1",
                "entered_at": at(date(2024, 1, n)),
                "entered_at_day": date(2024, 1, n),
                "stage": stage,
            }
            for stage, n in visits
        ],
    )


def stages(made: Company, **policies: str) -> dict[str, list[int]]:
    """entered, advanced, dropped of each stage."""
    when = made.calendar.parse("2024-01")
    table = build("stages", made, when, PolicySet.of(policies), by=("stage",))
    columns = ("entered", "advanced", "dropped")
    return {str(stage): [int(row[c]) for c in columns] for (stage,), row in table.items()}


def test_a_skipped_stage_by_policy() -> None:
    made = visiting(("Qualify", 6), ("Close", 9))
    assert stages(made) == {"Qualify": [1, 1, 0], "Propose": [1, 1, 0], "Close": [1, 0, 1]}
    assert stages(made, stage_order="strict") == {"Qualify": [1, 0, 1], "Close": [0, 0, 0]}
    assert stages(made, stage_order="any_order") == {"Qualify": [1, 1, 0], "Close": [1, 0, 1]}


def test_a_step_back_by_policy() -> None:
    made = visiting(("Qualify", 6), ("Propose", 9), ("Qualify", 12))
    assert stages(made) == {"Qualify": [1, 1, 0], "Propose": [1, 0, 1]}
    back = stages(made, stage_backward="last")
    assert back == {"Qualify": [1, 0, 1], "Propose": [0, 0, 0]}


def test_a_won_deal_has_reached_every_stage() -> None:
    made = visiting(("Qualify", 6), outcome="won")
    assert stages(made) == {stage: [1, 1, 0] for stage in STAGES}


def test_without_changes_the_stage_it_is_in_tells() -> None:
    made = visiting(stage="Propose", outcome=None)
    assert stages(made) == {"Qualify": [1, 1, 0], "Propose": [1, 0, 0]}


def test_visits_end_with_the_next_or_with_the_closing() -> None:
    made = visiting(("Qualify", 6), ("Propose", 9), ("Qualify", 12))
    when = made.calendar.parse("2024-01")
    found = values("stages", "stage_days", made, when, PolicySet(), by=("stage",))
    assert found == {("Qualify",): [3, 29], ("Propose",): [3]}
    still_open = visiting(("Qualify", 6), outcome=None)
    assert values("stages", "stage_days", still_open, when, PolicySet()) == {}


def test_the_amount_dropped() -> None:
    assert ledger(visiting(("Qualify", 6)), "2024-01", "stages")["dropped_amount"] == 100


# --- maturity ----------------------------------------------------------------------------------


def test_nine_in_ten_were_decided_within_the_delay() -> None:
    rows = [
        deal(n, created_at=JAN, closed_at=JAN + timedelta(days=10 * n), outcome="lost")
        for n in range(1, 11)
    ]
    wrong_way = deal(11, closed_at=date(2024, 1, 1))
    made = company(opportunities=[*rows, wrong_way, deal(12, closed_at=None)])
    assert delay(made, "decision", PolicySet()) == 90
    assert delay(company(), "decision", PolicySet()) is None


def test_touches_are_the_deals_own_and_its_leads_up_to_the_closing_day() -> None:
    touched = [
        {"activity_id": "T1", "opportunity_id": "O1", "occurred_at": date(2024, 2, 10)},
        {"activity_id": "T2", "opportunity_id": "O1", "occurred_at": date(2024, 2, 11)},
        {"activity_id": "T3", "lead_id": "L1", "occurred_at": date(2023, 12, 1)},
        {"activity_id": "T4", "lead_id": "L2", "occurred_at": date(2023, 12, 1)},
        {"activity_id": "T5", "lead_id": "L3", "occurred_at": date(2023, 12, 1)},
        {
            "activity_id": "T6",
            "opportunity_id": "O9",
            "lead_id": "L1",
            "occurred_at": date(2024, 1, 9),
        },
    ]
    made = company(
        opportunities=[deal(lead_id="L1", owner="Ann"), deal(2)],
        leads=[
            {"lead_id": "L1", "created_at": JAN},
            {"lead_id": "L2", "created_at": JAN, "opportunity_id": "O1"},
        ],
        activities=touched,
    )
    found = ledger(made, "2024-02")
    assert found["won_touches"] == 3  # T1, T3, T4: too late, of another lead, of another deal
    assert found["won"] == 2
    assert found["won_with_owner"] == 1
    assert owners(made, made.calendar.parse("2024-02"), (), made.data_as_of) == {(): {"Ann"}}
