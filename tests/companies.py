"""Small generated companies, and a way to put one into the canonical tables of a store.

`REVCOMPASS_EXAMPLES=2000` makes every generated test thorough, with companies nobody has seen.
Below 1000 it is quick and always the same, so that no change is blamed for a company it never met.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from company_tables import FIRST, LAST, MICRO, STAGES, at, company, fill_tables, with_days
from revcompass.domain.money import RATE_SCALE
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company

settings.register_profile(
    "quick", max_examples=100, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.register_profile("thorough", parent=settings.get_profile("quick"), max_examples=2000)
EXAMPLES = int(os.environ.get("REVCOMPASS_EXAMPLES", "0"))
quick = settings(
    settings.get_profile("thorough" if EXAMPLES else "quick"),
    max_examples=EXAMPLES or 100,
    derandomize=EXAMPLES < 1000,
)
"""Put above `@given`."""

__all__ = [
    "FIRST",
    "LAST",
    "MICRO",
    "STAGES",
    "at",
    "companies",
    "company",
    "fill_tables",
    "quick",
    "with_days",
]

Rows = list[dict[str, object]]


# --- the pieces --------------------------------------------------------------------------------

days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
"""Mid-month dates, and (often) the edges of months and the leap day."""

edges = st.sampled_from(
    [
        date(2024, 1, 1),
        date(2024, 1, 31),
        date(2024, 2, 1),
        date(2024, 2, 29),
        date(2024, 3, 1),
        date(2024, 4, 1),
        date(2024, 7, 1),
        date(2024, 12, 31),
        date(2025, 1, 1),
        date(2025, 4, 1),
    ]
)
some_day = days | edges
currencies = st.sampled_from(["EUR", "EUR", "EUR", "USD", "JPY", "KWD"])
amounts = st.one_of(
    st.integers(1, 12).map(lambda n: n * 10 * MICRO),
    st.integers(1, 12).map(lambda n: n * 10 * MICRO),
    st.integers(1, 12).map(lambda n: n * 10 * MICRO),
    st.integers(0, 200 * MICRO),
)


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """The value, or none about half the time."""
    return st.none() | strategy


def row(**columns: st.SearchStrategy[object] | object) -> st.SearchStrategy[dict[str, object]]:
    """A record; what is not a strategy stands as it is, and missing values are missing keys."""
    drawn = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in columns.items()
    }
    return st.fixed_dictionaries(drawn).map(_present)


def _present(columns: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in columns.items() if value is not None}


def decimals(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Quantities with up to two decimals."""
    return st.integers(low * 100, high * 100).map(lambda n: (Decimal(n) / 100).quantize(_SIX))


_SIX = Decimal("0.000001")


@st.composite
def accounts(draw: st.DrawFn, least: int = 1) -> Rows:
    """One to five accounts; `tier` is an extra column."""
    return [
        draw(
            row(
                account_id=f"A{n}",
                name=f"Account {n}",
                segment=maybe(st.sampled_from(["smb", "large"])),
                channel=maybe(st.sampled_from(["web", "fair"])),
                tier=maybe(st.sampled_from(["gold", "tin"])),
            )
        )
        for n in range(draw(st.integers(least, 5)))
    ]


@st.composite
def subscriptions(draw: st.DrawFn, account_ids: Sequence[str]) -> Rows:
    """One to six rows of up to three subscriptions, most of them the first account's.

    A subscription is a story: rows that follow one another, with a gap or an overlap now and then.
    Some are handed over to another account on the way.
    """
    favourite = account_ids[0]
    owners = {
        f"S{n}": draw(st.sampled_from([favourite, favourite, *account_ids]))
        for n in range(draw(st.integers(1, 3)))
    }
    rows: Rows = []
    for subscription, account in owners.items():
        start = draw(some_day)
        price = draw(_price())
        for part in range(draw(st.integers(1, 6 // len(owners)))):
            length = draw(st.sampled_from([30, 31, 40, 10, 29, 60, 90, 200, 0]))
            runs_on = draw(st.integers(0, 3)) == 3
            ends_on = None if runs_on else start + timedelta(days=length)
            rows.append(
                {
                    "subscription_id": subscription,
                    "starts_on": start,
                    "account_id": draw(st.sampled_from([account] * 11 + [account_ids[-1]])),
                    **price,
                    **draw(_state(start, ends_on, goes_on=part > 0)),
                    **draw(_discount(start)),
                    **draw(_replaces(subscription, owners)),
                }
            )
            gap = draw(st.sampled_from([0, 0, 0, 1, 5, 40, 70, -7]))
            start += timedelta(days=max(length + gap, 1))
            price = price if draw(st.booleans()) else draw(_price())
    return rows


@st.composite
def _price(draw: st.DrawFn) -> dict[str, object]:
    unit = draw(st.booleans())
    signs = st.sampled_from([1] * 12 + [-1])
    return draw(
        row(
            plan=st.sampled_from([None, "basic", "pro", "max"]),
            product=maybe(st.sampled_from(["crm", "desk"])),
            agent=maybe(st.sampled_from(["ann", "bo"])),
            amount=None if unit else draw(amounts) * draw(signs),
            unit_amount=amounts if unit else None,
            quantity=maybe(decimals(1, 20) | decimals(0, 1)),
            interval=st.sampled_from(
                ["month", "month", "month", "year", "quarter", "half_year", "week", "day"]
            ),
            interval_count=st.sampled_from([None, None, None, 1, 2, 3]),
            currency=currencies,
            is_metered=st.sampled_from([None] * 9 + [False, True]),
        )
    )


_STATUSES = ("trialing", "past_due", "unpaid", "paused", "cancelled")


@st.composite
def _state(
    draw: st.DrawFn, start: date, ends_on: date | None, *, goes_on: bool
) -> dict[str, object]:
    pauses = ["paused"] * 4 if goes_on else []
    status = draw(st.sampled_from([None] * 5 + ["active"] * 5 + [*_STATUSES, *pauses]))
    later = st.integers(-5, 120).map(lambda n: start + timedelta(days=n))
    must = status == "cancelled" and ends_on is None
    requested = draw(later) if must or draw(st.integers(0, 3)) == 3 else None
    booked = draw(st.sampled_from([None, 0, 0, -1, -20, -45, 3]))
    return _present(
        {
            "status": status,
            "ends_on": ends_on,
            "cancel_requested_at": requested,
            "booked_at": None if booked is None else start + timedelta(days=booked),
        }
    )


def _discount(start: date) -> st.SearchStrategy[dict[str, object]]:
    near = st.integers(-20, 150).map(lambda n: start + timedelta(days=n))
    some = row(
        discount_percent=maybe(decimals(0, 100) | st.just(Decimal("100.000000"))),
        discount_amount=maybe(st.integers(0, 50 * MICRO)),
        discount_kind=maybe(st.sampled_from(["once", "repeating", "forever"])),
        discount_starts_on=maybe(near),
        discount_ends_on=maybe(near),
    )
    return st.just({}) | st.just({}) | some


def _replaces(
    subscription: str, owners: Mapping[str, object]
) -> st.SearchStrategy[dict[str, object]]:
    """Only an earlier subscription, of any account: chains end."""
    earlier = [s for s in sorted(owners) if s < subscription]
    nothing: st.SearchStrategy[dict[str, object]] = st.just({})
    return nothing | st.sampled_from(earlier).map(lambda s: {"replaces": s}) if earlier else nothing


@st.composite
def exchange_rates(draw: st.DrawFn) -> Rows:
    """Weekly quotes from some day on; a currency may have none."""
    rows: Rows = []
    for currency, near in (("USD", 90), ("JPY", 1), ("KWD", 300)):
        first = draw(st.sampled_from([None, FIRST, FIRST, FIRST, date(2024, 3, 6)]))
        quotes = draw(st.lists(st.integers(80, 120), min_size=1, max_size=6))
        weeks = range((LAST - first).days // 7) if first else range(0)
        rows += [
            {
                "date": (first or FIRST) + timedelta(weeks=week),
                "currency": currency,
                "rate": RATE_SCALE * near * quotes[week % len(quotes)] // 10_000,
            }
            for week in weeks
        ]
    return rows


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """Accounts with subscriptions in several currencies."""
    who = draw(accounts())
    return Company(
        "EUR",
        Calendar(draw(st.sampled_from([1, 4])), draw(st.sampled_from([0, 6]))),
        draw(st.sampled_from([LAST, LAST, date(2025, 2, 28), date(2024, 11, 14)])),
        STAGES,
        {
            "accounts": who,
            # the last account may be unknown to `accounts`
            "subscriptions": draw(subscriptions([str(a["account_id"]) for a in who] + ["A5"])),
            "exchange_rates": draw(exchange_rates()),
        },
    )


# --- questions ---------------------------------------------------------------------------------

GRAINS = (
    Grain.DAY,
    Grain.WEEK,
    Grain.MONTH,
    Grain.MONTH,
    Grain.MONTH,
    Grain.QUARTER,
    Grain.YEAR,
    Grain.FISCAL_QUARTER,
    Grain.FISCAL_YEAR,
    Grain.TRAILING_12_MONTHS,
)

# `fx=never_convert` is no choice here: it has a ledger for each currency, not one for all.
MOVEMENT_CHOICES: Mapping[str, Sequence[str]] = {
    "week": ["52/12", "4", "30.44 days"],
    "discounts": ["net_recurring", "net_all", "gross"],
    "metered": ["exclude", "trailing_3_months", "invoiced_month"],
    "free_after_paid": ["churn", "stays_active"],
    "past_due": ["counts_until_unpaid", "counts_until_cancelled", "ends_after_n_days:20"],
    "pause": ["own_class", "churn_then_reactivation"],
    "churn_date": ["service_end", "cancel_request"],
    "customer_unit": ["account", "subscription"],
    "netting": ["period", "each_change"],
    "reactivation": ["own_class", "after_n_days:30", "as_new", "in_expansion"],
    "fx": ["opening_rate", "frozen_rates", "subscription_start_rate"],
}
OTHER_CHOICES: Mapping[str, Sequence[str]] = {
    "converted_when": ["paying", "won"],
    "cycle_start": ["first_contact", "lead_created", "opportunity_created", "first_stage"],
    "stage_order": ["fill_skipped", "strict", "any_order"],
    "stage_backward": ["furthest", "last"],
}

MOVEMENT_SLICES: Sequence[tuple[str, ...]] = (
    (),
    ("segment",),
    ("tier", "channel"),
    ("plan",),
    ("plan", "product"),
    ("agent",),
    ("plan", "segment"),
)


def periods(
    company: Company, grains: Sequence[Grain] = GRAINS
) -> st.SearchStrategy[tuple[Period, ...]]:
    """Three periods of any grain, mostly ones in which, or soon after which, something happens."""
    happened = sorted(
        value
        for rows in company.tables.values()
        for record in rows
        for name, value in record.items()
        if type(value) is date and name != "date" and value <= company.data_as_of
    )
    near = st.builds(
        lambda day, later: min(day + timedelta(days=later), company.data_as_of),
        st.sampled_from(happened or [company.data_as_of]),
        st.sampled_from([0, 0, 0, 0, 1, 30]),
    )
    one = st.builds(company.calendar.period_of, st.sampled_from(grains), near | near | some_day)
    return st.tuples(one, one, one)


def policy_sets(
    choices: Mapping[str, Sequence[str]] | None = None,
) -> st.SearchStrategy[PolicySet]:
    """Defaults mostly, with up to four policies changed."""
    given = choices or {**MOVEMENT_CHOICES, **OTHER_CHOICES}
    one = st.sampled_from(sorted(given)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(given[name]))
    )
    return st.lists(one, max_size=4).map(lambda chosen: PolicySet.of(dict(chosen)))
