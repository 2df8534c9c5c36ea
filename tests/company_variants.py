"""Generated companies with deals, leads, stages, spend, usage and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from companies import (
    LAST,
    MICRO,
    STAGES,
    Rows,
    amounts,
    at,
    companies,
    currencies,
    decimals,
    exchange_rates,
    maybe,
    row,
    some_day,
)
from revcompass.domain.period import Calendar, Grain
from revcompass.engine.plain.company import Company

_EITHER = st.booleans()


@st.composite
def opportunities(
    draw: st.DrawFn, account_ids: Sequence[str], lead_accounts: Mapping[str, object]
) -> Rows:
    """Up to seven; the account of one that names a lead never contradicts the lead's."""
    rows: Rows = []
    for n in range(draw(st.integers(1, 7))):
        lead = draw(st.none() | st.sampled_from(sorted(lead_accounts))) if lead_accounts else None
        whose = st.just(lead_accounts[lead]) if lead else st.sampled_from(list(account_ids))
        rows.append(
            draw(
                row(
                    opportunity_id=f"O{n}",
                    created_at=maybe(some_day) | some_day,
                    account_id=whose if draw(st.booleans()) else None,
                    lead_id=lead,
                    owner=maybe(st.sampled_from(["ann", "bo"])),
                    product=maybe(st.sampled_from(["crm", "desk"])),
                    stage=maybe(st.sampled_from([*STAGES, "Elsewhere"])),
                    amount=maybe(amounts),
                    currency=currencies,
                    first_contact_at=maybe(some_day),
                    closed_at=maybe(some_day) | some_day,
                    outcome=st.sampled_from([None, "open", "won", "won", "lost", "no_decision"]),
                    region2=maybe(st.sampled_from(["north", "south"])),
                )
            )
        )
    return rows


@st.composite
def leads(draw: st.DrawFn, lead_accounts: Mapping[str, object]) -> Rows:
    """One record per key of `lead_accounts`; some do not state their account."""
    return [
        draw(
            row(
                lead_id=lead,
                created_at=some_day,
                account_id=account if draw(st.booleans()) else None,
                channel=maybe(st.sampled_from(["web", "fair"])),
                owner=maybe(st.sampled_from(["ann", "bo"])),
                mql_at=maybe(some_day),
                vetted_at=maybe(some_day),
                handed_over_at=maybe(some_day),
            )
        )
        for lead, account in lead_accounts.items()
    ]


@st.composite
def stage_changes(draw: st.DrawFn, deals: Rows) -> Rows:
    """Visits at distinct moments, backwards too, and to a stage the funnel does not know."""
    rows: Rows = []
    for deal in deals:
        on = draw(st.lists(some_day, max_size=4, unique=True))
        rows += [
            {
                "opportunity_id": deal["opportunity_id"],
                "entered_at": at(day),
                "entered_at_day": day,
                "stage": draw(st.sampled_from([*STAGES, *STAGES, "Elsewhere"])),
                **draw(row(amount=maybe(amounts), currency=maybe(currencies))),
            }
            for day in on
        ]
    return rows


@st.composite
def activities(draw: st.DrawFn) -> Rows:
    """On opportunities and leads that may not exist."""
    one = row(
        opportunity_id=maybe(st.sampled_from(["O0", "O1", "O2", "O9"])),
        lead_id=maybe(st.sampled_from(["L0", "L1", "L2"])),
        kind=maybe(st.sampled_from(["call", "email"])),
        occurred_at=some_day,
    )
    rows = draw(st.lists(one, max_size=8))
    return [{"activity_id": f"T{n}", **activity} for n, activity in enumerate(rows)]


@st.composite
def selling_companies(draw: st.DrawFn, billed: st.SearchStrategy[bool] = _EITHER) -> Company:
    """Leads, opportunities and their stages, with or without billing records."""
    base = draw(companies())
    ids = [str(a["account_id"]) for a in base.rows("accounts")]
    lead_accounts = {
        f"L{n}": draw(st.sampled_from([*ids, *ids, None])) for n in range(draw(st.integers(0, 6)))
    }
    deals = draw(opportunities(ids, lead_accounts))
    found = draw(leads(lead_accounts))
    free = {f"O{n}" for n in range(7)} - {str(d["opportunity_id"]) for d in deals if "lead_id" in d}
    for lead in found:  # linked the other way: each opportunity from one lead at most
        matching = sorted(
            str(d["opportunity_id"])
            for d in deals
            if d["opportunity_id"] in free
            and d.get("account_id") == lead_accounts[str(lead["lead_id"])]
        )
        if draw(st.booleans()) and matching:
            lead["opportunity_id"] = matching[0]
            free.discard(matching[0])
    tables = {
        **base.tables,
        "subscriptions": base.rows("subscriptions") if draw(billed) else [],
        "leads": found,
        "opportunities": deals,
        "stage_changes": draw(stage_changes(deals)),
        "activities": draw(activities()),
    }
    return replace(base, tables=tables)


@st.composite
def spending_companies(draw: st.DrawFn) -> Company:
    """Spend on a day or over some days, refunds too."""
    one = row(
        channel=maybe(st.sampled_from(["web", "fair"])),
        team=maybe(st.sampled_from(["north", "south"])),
        category=st.sampled_from(["sales", "marketing", "success", "cogs", "other"]),
        kind=maybe(st.sampled_from(["programme", "people"])),
        amount=st.integers(-50 * MICRO, 500 * MICRO),
        currency=currencies,
    )
    rows: Rows = []
    for n in range(draw(st.integers(1, 6))):
        start = draw(some_day)
        when: dict[str, object] = {"date": start}
        if draw(st.booleans()):
            length = draw(st.none() | st.integers(1, 100))
            when = {"from": start}
            if length is not None:
                when["to"] = start + timedelta(days=length)
        rows.append({"spend_id": f"P{n}", **when, **draw(one)})
    return replace(
        draw(companies()), tables={"spend": rows, "exchange_rates": draw(exchange_rates())}
    )


TARGETED = ("bookings", "new_customers", "cac", "win_rate", "mrr")
"""Sums and rates, better high and low."""


@st.composite
def targets(draw: st.DrawFn, happened: Sequence[date]) -> Rows:
    """Targets of a month, its quarter and its year, of all or of a channel; some stored too late.

    The month is one in which something happens.
    """
    calendar, rows = Calendar(), {}
    day = draw(st.sampled_from(happened) if happened else some_day)
    for _ in range(draw(st.integers(1, 10))):
        grain = draw(st.sampled_from([Grain.MONTH, Grain.QUARTER, Grain.YEAR]))
        period = calendar.period_of(grain, day)
        days = draw(st.sampled_from([-40, -10, -10, -1, 0, 5]))
        one: dict[str, object] = {
            "metric": draw(st.sampled_from(TARGETED)),
            "period": calendar.code(period),
            "slice": draw(st.sampled_from([None, None, "channel=web", "channel=fair"])),
            "stored_at": at(period.start + timedelta(days=days)),
        }
        rows[tuple(one.values())] = {**one, "value": draw(decimals(1, 300))}
    return list(rows.values())


@st.composite
def using_companies(draw: st.DrawFn, billed: st.SearchStrategy[bool] = _EITHER) -> Company:
    """Usage by named and unnamed users, with or without subscriptions."""
    base = draw(companies())
    ids = [str(a["account_id"]) for a in base.rows("accounts")] + ["A5"]
    since = draw(some_day)
    near = st.integers(0, 60).map(lambda n: min(since + timedelta(days=n), LAST))
    one = row(
        account_id=st.sampled_from(ids),
        user_id=maybe(st.sampled_from(["u1", "u2", "u3"])),
        feature=st.sampled_from(["reports", "alerts", "board"]),
        occurred_at=near,
        count=maybe(st.integers(0, 9)),
    )
    rows = [{"event_id": f"E{n}", **r} for n, r in enumerate(draw(st.lists(one, max_size=20)))]
    bills = base.rows("subscriptions") if draw(billed) else []
    return replace(base, tables={**base.tables, "subscriptions": bills, "usage": rows})


@st.composite
def answering_companies(draw: st.DrawFn) -> Company:
    """Answers on every scale, stated or not, blank or out of range."""
    base = draw(companies())
    one = row(
        survey=st.sampled_from(["spring", "autumn"]),
        audience=st.sampled_from(["employee", "customer"]),
        account_id=maybe(st.sampled_from(["A0", "A1"])),
        team=maybe(st.sampled_from(["north", "south"])),
        answered_at=some_day,
        score=maybe(st.integers(-1, 11) | st.integers(1, 5)),
        answer=maybe(
            st.sampled_from(["strongly_agree", "agree", "neutral", "disagree", "strongly_disagree"])
        ),
        scale=maybe(st.sampled_from(["0-10", "1-5", "agree"])),
    )
    rows = [{"answer_id": f"N{n}", **r} for n, r in enumerate(draw(st.lists(one, max_size=15)))]
    return replace(base, tables={"accounts": base.rows("accounts"), "answers": rows})
