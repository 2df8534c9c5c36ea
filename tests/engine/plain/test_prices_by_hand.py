"""From a row's price to its recurring amount, worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from companies import MICRO, company
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.spans import spans_of

START = date(2024, 1, 31)


def annual(
    policies: dict[str, str] | None = None, /, **row: object
) -> list[tuple[date, date, int]]:
    """The spans of one row that starts on 31 January 2024."""
    given = {"subscription_id": "S", "account_id": "A", "starts_on": START, **row}
    made = company(subscriptions=[given])
    found = spans_of(made, PolicySet.of(policies or {}))
    return [(span.start, span.end, span.annual) for span in found]


@pytest.mark.parametrize(
    ("interval", "count", "yearly"),
    [
        ("year", None, 100),
        ("year", 2, 50),
        ("half_year", 1, 200),
        ("quarter", 1, 400),
        ("month", 1, 1200),
        ("month", 3, 400),
        ("week", 1, 5200),
        ("day", 1, 36500),
    ],
)
def test_intervals_are_brought_to_a_year(interval: str, count: int | None, yearly: int) -> None:
    more = {} if count is None else {"interval_count": count}
    [(_, _, units)] = annual(amount=100 * MICRO, interval=interval, **more)
    assert units == yearly * MICRO


def test_weeks_by_policy() -> None:
    [(_, _, four)] = annual({"week": "4"}, amount=7 * MICRO, interval="week")
    [(_, _, exact)] = annual({"week": "30.44 days"}, amount=7 * MICRO, interval="week")
    assert four == 7 * 48 * MICRO
    assert Fraction(exact, MICRO) == 12 * Fraction("30.44")


def test_an_amount_is_the_total_and_a_unit_amount_is_multiplied() -> None:
    assert annual(amount=MICRO, quantity=Decimal(5))[0][2] == 12 * MICRO
    assert annual(unit_amount=MICRO, quantity=Decimal("2.5"))[0][2] == 30 * MICRO
    assert annual(unit_amount=MICRO)[0][2] == 12 * MICRO


def test_rounding_happens_once_and_halves_go_to_even() -> None:
    assert annual(amount=1, interval="year", interval_count=2)[0][2] == 0
    assert annual(amount=3, interval="year", interval_count=2)[0][2] == 2


def test_a_full_coupon_is_worth_nothing_while_it_counts() -> None:
    coupon = {"amount": 100 * MICRO, "discount_percent": Decimal(100)}
    assert annual(**coupon)[0][2] == 0
    assert annual({"discounts": "gross"}, **coupon)[0][2] == 1200 * MICRO


def test_percent_first_then_the_amount_not_below_zero() -> None:
    both = {"discount_percent": Decimal(50), "discount_amount": 20 * MICRO}
    assert annual(amount=100 * MICRO, **both)[0][2] == 12 * 30 * MICRO
    assert annual(amount=30 * MICRO, **both)[0][2] == 0
    assert annual(amount=-30 * MICRO, **both)[0][2] == -12 * 30 * MICRO


def test_a_discount_splits_its_row() -> None:
    dated = {
        "discount_percent": Decimal(10),
        "discount_starts_on": date(2024, 3, 1),
        "discount_ends_on": date(2024, 5, 1),
    }
    whole = [(START, date.max, 1200 * MICRO)]
    assert annual(amount=100 * MICRO, **dated) == whole  # repeating: it has an end
    assert annual({"discounts": "net_all"}, amount=100 * MICRO, **dated) == [
        (START, date(2024, 3, 1), 1200 * MICRO),
        (date(2024, 3, 1), date(2024, 5, 1), 1080 * MICRO),
        (date(2024, 5, 1), date.max, 1200 * MICRO),
    ]
    forever = {**dated, "discount_kind": "forever"}
    assert len(annual(amount=100 * MICRO, **forever)) == 3


def test_a_discount_for_once_holds_for_the_first_interval() -> None:
    once = {"discount_percent": Decimal(10), "discount_kind": "once"}
    spans = annual({"discounts": "net_all"}, amount=100 * MICRO, **once)
    assert [span[1] for span in spans] == [date(2024, 2, 29), date.max]
    spans = annual({"discounts": "net_all"}, amount=MICRO, interval="year", **once)
    assert spans[0][1] == date(2025, 1, 31)


def test_no_span_where_the_end_is_not_after_the_start() -> None:
    assert annual(amount=MICRO, ends_on=START) == []
    assert annual(amount=MICRO, status="trialing") == []


def test_an_annual_plan_paid_up_front_counts_each_month() -> None:
    [(_, _, units)] = annual(amount=1200 * MICRO, interval="year")
    assert Fraction(units, 12 * MICRO) == 100
