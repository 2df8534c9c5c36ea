"""Spend, usage, engagement and answers, worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from companies import MICRO, company
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import build, scores
from revcompass.engine.plain.answers import answer_class
from revcompass.engine.plain.company import Company, Record
from revcompass.engine.plain.spend import daily


def ledger(name: str, made: Company, period: str, cut: date | None = None) -> dict[str, Fraction]:
    """The unsliced columns that are not 0."""
    row = build(name, made, made.calendar.parse(period), PolicySet(), cut=cut).get((), {})
    return {column: value for column, value in row.items() if value}


# --- spend -------------------------------------------------------------------------------------


def cost(amount: int, /, **more: object) -> Record:
    """Marketing spend in units."""
    return {"spend_id": "1", "category": "marketing", "amount": amount, "currency": "EUR", **more}


def test_days_share_by_cumulative_floors_and_add_up() -> None:
    row = {"from": date(2024, 1, 30), "to": date(2024, 2, 2)}
    assert [units for _, units in daily(cost(10, **row))] == [3, 3, 4]
    assert [units for _, units in daily(cost(-10, **row))] == [-4, -3, -3]
    assert list(daily(cost(10, **{"from": date(2024, 1, 30)}))) == [(date(2024, 1, 30), 10)]


def test_spend_is_spread_over_its_months_to_the_cut() -> None:
    row = cost(60 * MICRO, kind="programme", **{"from": date(2024, 1, 1), "to": date(2024, 3, 1)})
    made = company(spend=[row, cost(MICRO, category="other", date=date(2024, 2, 1))])
    assert ledger("spend", made, "2024-01") == {
        "marketing": 31,
        "programme": 31,
        "total": 31,
        "rows": 1,
    }
    assert ledger("spend", made, "2024-02")["total"] == 30
    assert ledger("spend", made, "2024-02", cut=date(2024, 2, 10))["total"] == 11


def test_programmes_of_success_are_not_acquisition() -> None:
    row = cost(MICRO, category="success", kind="programme", date=date(2024, 2, 1))
    columns = ledger("spend", company(spend=[row]), "2024-02")
    assert columns == {"success": 1, "total": 1, "rows": 1}


# --- usage and engagement ----------------------------------------------------------------------


def used(account: str, day: date, /, **more: object) -> Record:
    """One event."""
    return {"account_id": account, "occurred_at": day, "feature": "board", **more}


def test_usage_counts_users_and_their_days() -> None:
    first, second = date(2024, 2, 1), date(2024, 2, 2)
    made = company(
        usage=[
            used("A", first, user_id="u"),
            used("A", first, user_id="u", count=3),
            used("A", second, user_id="v"),
            used("A", second),
            used("B", second, user_id="u"),
        ]
    )
    assert ledger("usage", made, "2024-02", cut=date(2024, 2, 10)) == {
        "active_accounts": 2,
        "active_users": 3,
        "user_days": 3,
        "user_day_slots": 30,
        "events": 7,
    }
    with pytest.raises(LookupError):
        build("usage", made, made.calendar.parse("2024-02"), PolicySet(), by=("feature",))


def paying(account: str, seats: int) -> Record:
    """A subscription with seats."""
    return {
        "subscription_id": account,
        "account_id": account,
        "starts_on": date(2024, 1, 1),
        "amount": MICRO,
        "quantity": Decimal(seats),
    }


def test_engagement_is_the_mean_percentile_within_the_segment() -> None:
    made = company(
        subscriptions=[paying("A", 1), paying("B", 2), paying("C", 1)],
        usage=[
            used("A", date(2024, 2, 20)),
            used("B", date(2024, 2, 20), feature="alerts"),
            used("B", date(2024, 2, 19)),
            used("D", date(2024, 2, 20)),  # no customer
        ],
    )
    february = made.calendar.parse("2024-02")
    # recency equal; events per seat 1 = 1; features 1 < 2; nobody named; C was never seen
    low, high = Fraction(1, 4), Fraction(3, 4)
    half = Fraction(1, 2)
    assert scores(made, february, PolicySet()) == {
        (): [100 * (half + half + low) / 3, 100 * (half + half + high) / 3]
    }
    assert ledger("engagement", made, "2024-02") == {"scored_accounts": 2}


def test_engagement_by_segment_and_without_billing() -> None:
    made = company(
        accounts=[
            {"account_id": "A", "name": "A", "segment": "smb"},
            {"account_id": "B", "name": "B", "segment": "large"},
        ],
        usage=[used("A", date(2024, 2, 20)), used("B", date(2023, 2, 20))],
    )
    february = made.calendar.parse("2024-02")
    alone = [Fraction(50)]
    assert scores(made, february, PolicySet(), by=("segment",)) == {
        ("smb",): alone,
        ("large",): alone,
    }


# --- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "class_"),
    [
        ({"scale": "agree", "answer": "strongly_agree"}, "promoters"),
        ({"scale": "agree", "answer": "neutral"}, "passives"),
        ({"answer": "disagree"}, "detractors"),
        ({"scale": "agree", "score": 9}, None),
        ({"scale": "0-10", "score": 9}, "promoters"),
        ({"scale": "0-10", "score": 7}, "passives"),
        ({"scale": "0-10", "score": 0}, "detractors"),
        ({"scale": "0-10", "score": 11}, None),
        ({"scale": "1-5", "score": 5}, "promoters"),
        ({"scale": "1-5", "score": 4}, "passives"),
        ({"scale": "1-5", "score": 3}, "detractors"),
        ({"scale": "1-5", "score": 0}, None),
        ({"scale": "0-10"}, None),
        ({"score": 5}, None),
    ],
)
def test_classes(row: Record, class_: str | None) -> None:
    stated = {"survey": "s", **row}
    assert answer_class(company(answers=[stated]), stated) == class_


@pytest.mark.parametrize("other", [0, 6])
def test_a_survey_with_a_score_no_five_point_scale_has_is_of_ten(other: int) -> None:
    row = {"survey": "s", "score": 5}
    made = company(answers=[row, {"survey": "s", "score": other}])
    assert answer_class(made, row) == "detractors"


def test_a_blank_answer_is_missing() -> None:
    asked = {"survey": "s", "audience": "employee", "answered_at": date(2024, 2, 1)}
    made = company(
        answers=[{**asked, "scale": "0-10", "score": 10}, {**asked, "scale": "0-10"}],
    )
    columns = ledger("answers", made, "2024-02")
    assert columns == {"employee_answers": 1, "employee_promoters": 1}
