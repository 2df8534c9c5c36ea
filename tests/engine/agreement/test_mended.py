"""What generated companies found once, in small: both readings say the same, and it is right."""

from __future__ import annotations

from datetime import date

from companies import MICRO, Rows
from engine.agreement.test_sql_equals_exact import assert_equal, sql_ledger, tables_of
from revcompass.domain.period import Calendar
from revcompass.domain.policy import PolicySet
from revcompass.engine import plain
from revcompass.engine.plain import Company

_DEFAULT = PolicySet()
_STAYS = PolicySet.of({"free_after_paid": "stays_active"})


def company(*subscriptions: dict[str, object]) -> Company:
    """One account in euros, of a book in dollars whose first rate is of June."""
    rows: Rows = [
        {
            "subscription_id": f"S{n}",
            "account_id": "A",
            "interval": "month",
            "currency": "EUR",
            **subscription,
        }
        for n, subscription in enumerate(subscriptions)
    ]
    tables: dict[str, Rows] = {
        "accounts": [{"account_id": "A", "name": "A"}],
        "subscriptions": rows,
        "exchange_rates": [{"date": date(2024, 6, 1), "currency": "USD", "rate": 110_000_000}],
    }
    return Company("USD", Calendar(), date(2024, 12, 31), (), tables)


def both(of: Company, code: str, policies: PolicySet = _DEFAULT) -> plain.Table:
    """Movements by plan, the same in both readings."""
    period = of.calendar.parse(code)
    exact = plain.build("movements", of, period, policies, by=("plan",))
    found = sql_ledger(tables_of(of), "movements", period, policies, ("plan",))
    assert_equal(found, exact)
    counts = [name for name in next(iter(exact.values())) if name.endswith("customers")]
    for key, columns in exact.items():
        assert {n: found[key][n] for n in counts} == {n: columns[n] for n in counts}, key
    return exact


def test_a_credit_on_another_plan_is_seen_where_a_rate_is_missing() -> None:
    """50 of one plan and a credit of 80 on another are no customer, whatever a euro is worth."""
    account = company(
        {"plan": "basic", "amount": 50 * MICRO, "starts_on": date(2024, 1, 5)},
        {
            "plan": "max",
            "amount": -80 * MICRO,
            "starts_on": date(2024, 1, 5),
            "ends_on": date(2024, 2, 10),
        },
    )
    assert not both(account, "2024-01")[("basic",)]["closing_customers"]
    assert both(account, "2024-02")[("basic",)]["closing_customers"] == 1


def test_who_goes_on_for_free_counts_under_what_is_held() -> None:
    """Not under a plan that ended, though it comes first by name and is worth as much: nothing."""
    account = company(
        {
            "plan": "basic",
            "amount": 50 * MICRO,
            "starts_on": date(2024, 7, 5),
            "ends_on": date(2024, 8, 10),
        },
        {"plan": "pro", "amount": 0, "starts_on": date(2024, 7, 5)},
    )
    august = both(account, "2024-08", _STAYS)
    assert august[("pro",)]["closing_customers"] == 1
    assert august[("basic",)]["opening_customers"] == 1
