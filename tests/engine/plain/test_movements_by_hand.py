"""Movements worked by hand: one test per rule or trap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from companies import MICRO, company
from revcompass.domain.money import RATE_SCALE
from revcompass.domain.period import Grain
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import Slice, build
from revcompass.engine.plain.company import Company, Record

JAN, FEB, MAR, APR = (date(2024, month, 1) for month in (1, 2, 3, 4))


def sub(amount: int = 100, start: date = JAN, end: date | None = None, /, **more: object) -> Record:
    """A monthly subscription of account A, in major units."""
    given = {"subscription_id": "S", "account_id": "A", "starts_on": start, **more}
    given.setdefault("amount", amount * MICRO)
    return {**given, "ends_on": end} if end else given


def movements(
    made: Company, period: str, by: tuple[str, ...] = (), policies: Mapping[str, str] | None = None
) -> dict[Slice, dict[str, Fraction]]:
    """The columns that are not 0 and not gross, by slice."""
    ledger = build(
        "movements", made, made.calendar.parse(period), PolicySet.of(policies or {}), by=by
    )
    return {
        where: {
            name: value for name, value in row.items() if value and not name.startswith("gross_")
        }
        for where, row in ledger.items()
    }


def ledger(period: str, subscriptions: Sequence[Record], **policies: str) -> dict[str, Fraction]:
    """The unsliced columns that are not 0 and not gross."""
    return movements(company(subscriptions=subscriptions), period, policies=policies).get((), {})


def money(columns: dict[str, Fraction]) -> dict[str, Fraction]:
    """Without the counts."""
    return {name: value for name, value in columns.items() if not name.endswith("customers")}


def pick(columns: Mapping[str, Fraction], *names: str) -> list[Fraction | int]:
    """Some columns in a row."""
    return [columns[name] for name in names]


# --- exchange ----------------------------------------------------------------------------------


def in_euros(before: int, after: int) -> dict[str, Fraction]:
    """February of an account in EUR, 1.00 at the opening and 1.20 at the close, book in USD."""
    rows = [sub(before, JAN, FEB, currency="EUR")]
    rows += [sub(after, FEB, currency="EUR")] if after else []
    quotes = [(date(2024, 1, 31), "1.00"), (date(2024, 2, 20), "1.20")]
    rates = [
        {"date": day, "currency": "EUR", "rate": int(Decimal(rate) * RATE_SCALE)}
        for day, rate in quotes
    ]
    made = company(currency="USD", subscriptions=rows, exchange_rates=rates)
    return money(movements(made, "2024-02")[()])


def test_a_rate_moves_its_own_line_only() -> None:
    assert in_euros(100, 110) == {
        "opening": 100,
        "expansion": 10,
        "fx_effect": 22,
        "closing": 132,
        "kept": 100,
    }
    assert in_euros(100, 0) == {"opening": 100, "churn": 100}
    down = in_euros(100, 80)
    assert down["kept"] / down["opening"] == Fraction("0.8")


def test_two_currencies_of_one_account_add_up() -> None:
    rates = [{"date": JAN, "currency": "USD", "rate": RATE_SCALE // 2}]
    rows = [sub(100), sub(40, subscription_id="T", currency="USD")]
    made = company(subscriptions=rows, exchange_rates=rates)
    columns = movements(made, "2024-01")[()]
    assert columns["closing"] == 120
    assert columns["closing_customers"] == 1


def test_without_a_rate_a_customer_counts_where_it_pays() -> None:
    """What it pays is worth 0 then, as what is free; the free plan comes first in the alphabet."""
    rows = [
        sub(0, JAN, MAR, subscription_id="T", plan="basic"),
        sub(40, JAN, MAR, currency="USD", plan="pro"),
    ]
    made = company(subscriptions=rows)
    assert ("basic",) not in movements(made, "2024-02", by=("plan",))
    assert movements(made, "2024-02", by=("plan",))["pro",]["closing_customers"] == 1
    assert movements(made, "2024-03", by=("plan",))["pro",]["churned_customers"] == 1


def test_a_missing_rate_marks_its_slice_only() -> None:
    rows = [
        sub(100, plan="basic"),
        sub(40, subscription_id="T", account_id="B", currency="USD", plan="pro"),
    ]
    parts = movements(company(subscriptions=rows), "2024-01", by=("plan",))
    assert "unrated" not in parts["basic",]
    assert parts["pro",] == {
        "unrated": 1,
        "new_customers": 1,
        "closing_customers": 1,
        "first_paid_customers": 1,
    }


# --- slices below the account ------------------------------------------------------------------


def test_worked_check_plans_a_and_b() -> None:
    rows = [
        sub(100, JAN, FEB, subscription_id="SA", plan="A"),
        sub(50, JAN, FEB, subscription_id="SB", plan="B"),
        sub(120, FEB, subscription_id="SB", plan="B"),
    ]
    made = company(subscriptions=rows)
    whole = movements(made, "2024-02")[()]
    assert money(whole) == {"opening": 150, "contraction": 30, "closing": 120, "kept": 120}
    parts = movements(made, "2024-02", by=("plan",))
    assert parts["A",] == {
        "opening": 100,
        "contraction": 30,
        "transfer": -70,
        "kept": 70,
        "opening_customers": 1,
        "transfer_customers": -1,
    }
    assert parts["B",] == {
        "opening": 50,
        "transfer": 70,
        "closing": 120,
        "kept": 50,
        "transfer_customers": 1,
        "closing_customers": 1,
    }


def test_ties_go_to_the_first_in_code_point_order_missing_last() -> None:
    rows = [
        sub(50, subscription_id="1", plan="b"),
        sub(50, subscription_id="2", plan="B"),
        sub(50, subscription_id="3"),
    ]
    parts = movements(company(subscriptions=rows), "2024-01", by=("plan",))
    assert parts["B",]["new_customers"] == 1
    assert "new_customers" not in parts["b",] | parts[None,]


# --- classes -----------------------------------------------------------------------------------


def test_a_returning_customer_on_a_new_subscription_is_a_reactivation() -> None:
    rows = [sub(100, JAN, FEB), sub(80, MAR, subscription_id="T")]
    assert ledger("2024-03", rows) == {
        "reactivation": 80,
        "closing": 80,
        "reactivated_customers": 1,
        "closing_customers": 1,
    }


@pytest.mark.parametrize(
    ("choice", "column", "count"),
    [
        ("as_new", "new", "new_customers"),
        ("in_expansion", "expansion", "reactivated_customers"),
        ("after_n_days:29", "reactivation", "reactivated_customers"),
        ("after_n_days:30", "expansion", "reactivated_customers"),
    ],
)
def test_policies_of_reactivation(choice: str, column: str, count: str) -> None:
    rows = [sub(100, JAN, FEB), sub(80, MAR)]  # 29 days without: 1 February to 1 March
    columns = ledger("2024-03", rows, reactivation=choice)
    assert pick(columns, column, count) == [80, 1]


def test_free_to_paid_is_new_never_expansion() -> None:
    columns = ledger("2024-02", [sub(0, JAN, FEB), sub(30, FEB)])
    assert money(columns) == {"new": 30, "closing": 30}
    assert columns["first_paid_customers"] == 1


def test_free_after_paid_is_churn_or_contraction_by_policy() -> None:
    rows = [sub(30, JAN, FEB), sub(0, FEB)]
    assert ledger("2024-02", rows)["churned_customers"] == 1
    stays = ledger("2024-02", rows, free_after_paid="stays_active")
    assert stays["contraction"] == 30
    assert stays["closing_customers"] == 1
    never_paid = [sub(0, JAN)]
    assert ledger("2024-02", never_paid, free_after_paid="stays_active") == {}


def test_zero_opening() -> None:
    assert money(ledger("2024-01", [sub(100)])) == {"new": 100, "closing": 100}


def test_contraction_without_a_lost_account() -> None:
    columns = ledger("2024-02", [sub(100, JAN, FEB), sub(60, FEB)])
    assert money(columns) == {"opening": 100, "contraction": 40, "closing": 60, "kept": 60}
    assert "churned_customers" not in columns


def test_same_day_upgrade_is_expansion_in_both_views() -> None:
    rows = [
        sub(100, JAN, date(2024, 2, 10)),
        sub(150, date(2024, 2, 10), subscription_id="T"),
    ]
    made = company(subscriptions=rows)
    row = build("movements", made, made.calendar.parse("2024-02"), PolicySet())[()]
    assert row["expansion"] == row["gross_expansion"] == 50
    assert row["churn"] == row["gross_churn"] == row["gross_new"] == 0


def test_an_end_on_the_day_the_next_begins_leaves_no_gap() -> None:
    columns = ledger("2024-02", [sub(100, JAN, FEB), sub(100, FEB)], netting="each_change")
    assert money(columns) == {"opening": 100, "closing": 100, "kept": 100}


def test_mid_month_start_and_end() -> None:
    inside = [sub(100, date(2024, 2, 10), date(2024, 2, 20))]
    assert ledger("2024-02", inside) == {"first_paid_customers": 1}
    changes = ledger("2024-02", inside, netting="each_change")
    assert money(changes) == {"new": 100, "churn": 100}
    assert ledger("2024-02", [sub(100, date(2024, 2, 10), MAR)])["closing"] == 100
    assert "closing" not in ledger("2024-02", [sub(100, JAN, date(2024, 2, 29))])


def test_churn_and_return_inside_a_month_show_in_the_gross_columns() -> None:
    rows = [sub(100, JAN, date(2024, 2, 10)), sub(80, date(2024, 2, 15))]
    assert ledger("2024-02", rows)["contraction"] == 20
    changes = ledger("2024-02", rows, netting="each_change")
    assert money(changes) == {
        "opening": 100,
        "churn": 100,
        "reactivation": 80,
        "closing": 80,
        "kept": 80,
    }


def test_leap_day() -> None:
    rows = [sub(100, JAN, date(2024, 2, 29)), sub(100, date(2024, 2, 29))]
    assert ledger("2024-02-29", rows, netting="each_change")["closing"] == 100
    assert "closing" not in ledger("2024-02", rows[:1])
    assert ledger("2024-02-28", rows[:1])["closing"] == 100


def test_fiscal_year_that_starts_in_april() -> None:
    rows = [sub(100, date(2024, 3, 31)), sub(50, APR, subscription_id="T", account_id="B")]
    made = company(subscriptions=rows, fiscal_year_start=4)
    assert movements(made, "FY2024")[()]["new"] == 100
    columns = movements(made, "FY2025")[()]
    assert pick(columns, "opening", "new", "closing") == [100, 50, 150]


def test_trailing_twelve_months_opens_a_year_before() -> None:
    made = company(subscriptions=[sub(100, JAN, FEB), sub(130, FEB)])
    trailing = made.calendar.period_of(Grain.TRAILING_12_MONTHS, date(2025, 1, 5))
    row = build("movements", made, trailing, PolicySet())[()]
    assert pick(row, "opening", "expansion") == [100, 30]


def test_a_running_period_closes_on_the_last_day_of_the_data() -> None:
    rows = [sub(100, JAN, date(2024, 2, 20))]
    made = company(subscriptions=rows, as_of=date(2024, 2, 15))
    assert movements(made, "2024-02")[()]["closing"] == 100
    assert movements(made, "2024-03") == {}
    cut = build(
        "movements", made, made.calendar.parse("2024-01"), PolicySet(), cut=date(2023, 12, 31)
    )
    assert cut == {}


# --- status, pause, past due, churn date -------------------------------------------------------


def test_a_pause_is_churn_with_a_line_of_its_own() -> None:
    rows = [sub(100, JAN, FEB), sub(100, FEB, MAR, status="paused"), sub(100, MAR)]
    february, march = ledger("2024-02", rows), ledger("2024-03", rows)
    assert pick(february, "churn", "paused") == [100, 100]
    assert pick(march, "reactivation", "resumed") == [100, 100]
    assert "paused" not in ledger("2024-02", rows, pause="churn_then_reactivation")


def test_only_what_is_paused_counts_as_paused() -> None:
    rows = [
        sub(100, JAN, FEB),
        sub(60, FEB, status="paused"),
        sub(50, subscription_id="T"),
    ]
    columns = ledger("2024-02", rows)
    assert pick(columns, "contraction", "paused") == [100, 60]


@pytest.mark.parametrize(
    ("status", "choice", "closing"),
    [
        ("trialing", "counts_until_unpaid", 0),
        ("unpaid", "counts_until_unpaid", 0),
        ("unpaid", "counts_until_cancelled", 100),
        ("past_due", "counts_until_unpaid", 100),
        ("past_due", "ends_after_n_days:31", 100),
        ("past_due", "ends_after_n_days:30", 0),
        ("cancelled", "counts_until_unpaid", 100),
    ],
)
def test_status(status: str, choice: str, closing: int) -> None:
    rows = [sub(100, JAN, APR, status=status)]
    assert ledger("2024-01", rows, past_due=choice).get("closing", 0) == closing


def test_cancelled_counts_to_its_end_or_to_the_request() -> None:
    asked = {"status": "cancelled", "cancel_requested_at": date(2024, 2, 10)}
    assert ledger("2024-02", [sub(100, JAN, APR, **asked)])["closing"] == 100
    assert ledger("2024-02", [sub(100, JAN, **asked)])["churn"] == 100
    by_request = ledger("2024-02", [sub(100, JAN, APR, **asked)], churn_date="cancel_request")
    assert by_request["churn"] == 100


def test_the_next_start_of_a_subscription_cuts_the_row_before() -> None:
    assert ledger("2024-03", [sub(100, JAN, APR), sub(70, MAR)])["contraction"] == 30


def test_metered_prices_are_left_out_by_default() -> None:
    rows = [sub(100, is_metered=True)]
    assert ledger("2024-01", rows) == {}
    assert ledger("2024-01", rows, metered="invoiced_month")["closing"] == 100


# --- the customer ------------------------------------------------------------------------------


def test_an_added_subscription_is_expansion_or_new_by_the_unit() -> None:
    rows = [sub(100), sub(40, FEB, subscription_id="T")]
    assert ledger("2024-02", rows)["expansion"] == 40
    assert ledger("2024-02", rows, customer_unit="subscription")["new"] == 40


def test_a_plan_swap_is_no_churn_whatever_the_unit() -> None:
    rows = [sub(100, JAN, FEB), sub(150, FEB, subscription_id="T", replaces="S")]
    for unit in ("account", "subscription"):
        columns = ledger("2024-02", rows, customer_unit=unit)
        assert money(columns) == {"opening": 100, "expansion": 50, "closing": 150, "kept": 100}


def test_a_gap_after_a_swap_is_churn_then_reactivation() -> None:
    rows = [sub(100, JAN, FEB), sub(150, date(2024, 2, 5), subscription_id="T", replaces="S")]
    columns = ledger("2024-02", rows, customer_unit="subscription", netting="each_change")
    assert pick(columns, "churn", "reactivation") == [100, 150]


def test_first_paid_counts_under_the_largest_plan_of_the_close_or_the_first() -> None:
    rows = [
        sub(10, date(2024, 1, 5), date(2024, 1, 9), plan="basic"),
        sub(90, date(2024, 1, 9), date(2024, 2, 9), plan="pro"),
    ]
    made = company(subscriptions=rows)
    assert movements(made, "2024-01", by=("plan",))["pro",]["first_paid_customers"] == 1
    assert movements(made, "2024", by=("plan",))["basic",] == {"first_paid_customers": 1}
