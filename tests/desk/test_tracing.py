"""What a number opens into, by hand: which records, how much each adds, and where they stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from companies import MICRO, company
from revcompass import catalogue
from revcompass.catalogue.boards import KPIS, MOST_IMPORTANT
from revcompass.desk import Desk
from revcompass.desk.answers import Side, Trace
from revcompass.desk.loading import load
from revcompass.desk.reader import MetricReader
from revcompass.desk.tracing import trace
from revcompass.domain.money import RATE_SCALE
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question
from revcompass.samples import write_company
from traced import Where, reader_of, scope_of

UNTIL = date(2024, 12, 31)
MARCH, FEBRUARY = "2024-03", "2024-02"


def sub(name: str, account: str, starts: str, ends: str | None, euros: int, **more: Any) -> Any:
    """A subscription of so much a month."""
    return {
        "subscription_id": name,
        "account_id": account,
        "starts_on": date.fromisoformat(starts),
        "ends_on": date.fromisoformat(ends) if ends else None,
        "amount": euros * MICRO,
        **more,
    }


def opened(
    reader: MetricReader,
    metric: str,
    period: str | Period,
    side: Side = "numerator",
    *,
    where: Where = (),
    limit: int | None = None,
    currency: str | None = None,
    **policies: str,
) -> Trace:
    """The trace of a metric in a period."""
    one = Calendar().parse(period) if isinstance(period, str) else period
    scope = scope_of(one, UNTIL, where, policies, currency)
    return trace(reader, catalogue.get(metric), scope, side, slice(limit))


def added(found: Trace) -> list[tuple[str, object]]:
    """Keys and contributions, in order."""
    return [(record.key.split()[0], record.contribution) for record in found.records]


def refused(reader: MetricReader, metric: str, period: str, **more: Any) -> tuple[str, str | None]:
    """The problem's code and reason."""
    with pytest.raises(RevcompassError) as raised:
        opened(reader, metric, period, **more)
    problem = raised.value.problem
    assert raised.value.exit_code == 2
    return problem.code, problem.params.get("reason")


@pytest.fixture(scope="module")
def billing() -> MetricReader:
    """Ada upgrades on one of two subscriptions, Bo leaves, Cy comes, Di pays in dollars."""
    return reader_of(
        company(
            as_of=UNTIL,
            accounts=[
                {"account_id": "Ada", "name": "Ada", "segment": "smb"},
                {"account_id": "Bo", "name": "Bo", "segment": "large"},
                {"account_id": "Cy", "name": "Cy", "segment": "large"},
            ],
            subscriptions=[
                sub("S1", "Ada", "2024-01-01", None, 100, plan="pro"),
                sub("S2", "Ada", "2024-01-01", "2024-03-10", 20, plan="basic"),
                sub("S2", "Ada", "2024-03-10", None, 50, plan="pro"),
                sub("S3", "Bo", "2024-01-01", "2024-03-15", 70, plan="basic"),
                sub("S4", "Cy", "2024-03-20", None, 10, plan="basic"),
                sub("S5", "Di", "2024-01-01", None, 30, plan="pro", currency="USD"),
            ],
            exchange_rates=[
                {"date": date(2023, 12, 1), "currency": "USD", "rate": RATE_SCALE // 2},
                {"date": date(2024, 3, 31), "currency": "USD", "rate": RATE_SCALE},
            ],
            spend=[
                {
                    "spend_id": "P1",
                    "from": date(2024, 2, 21),
                    "to": date(2024, 3, 2),
                    "category": "sales",
                    "amount": 100 * MICRO,
                    "currency": "EUR",
                },
                {
                    "spend_id": "P2",
                    "date": date(2024, 2, 1),
                    "category": "other",
                    "amount": MICRO,
                    "currency": "EUR",
                },
            ],
        )
    )


def test_closing_mrr_is_what_each_row_holds(billing: MetricReader) -> None:
    found = opened(billing, "mrr", MARCH)
    assert added(found) == [("S1", 100), ("S2", 50), ("S5", 30), ("S4", 10)]
    assert found.total == 190
    assert (found.count, found.currency) == (4, "EUR")
    assert added(opened(billing, "mrr", FEBRUARY))[-1] == ("S5", 15)


def test_a_record_says_where_it_stands(billing: MetricReader) -> None:
    record = opened(billing, "mrr", MARCH).records[1]
    assert (record.table, record.file, record.line) == ("subscriptions", "made.csv", 4)
    assert (record.key, record.account) == ("S2 2024-03-10", "Ada")
    assert record.fields == {
        "plan": "pro",
        "starts_on": "2024-03-10",
        "ends_on": None,
        "amount": "50",
        "unit_amount": None,
        "quantity": None,
        "interval": "month",
        "currency": "EUR",
        "status": None,
    }


def test_a_limit_cuts_the_list_only(billing: MetricReader) -> None:
    found = opened(billing, "mrr", MARCH, limit=1)
    assert found.total == 190
    assert (len(found.records), found.count) == (1, 4)


def test_a_product_multiplies_every_record(billing: MetricReader) -> None:
    assert added(opened(billing, "arr", MARCH))[0] == ("S1", 1200)


def test_expansion_is_shared_by_the_rows_that_changed(billing: MetricReader) -> None:
    found = opened(billing, "expansion_mrr", MARCH)
    assert added(found) == [("S2", 50), ("S2", -20)]
    assert found.total == 30


def test_inside_a_plan_only_what_did_not_move_between_plans(billing: MetricReader) -> None:
    found = opened(billing, "expansion_mrr", MARCH, where=(("plan", ("pro",)),))
    assert added(found) == [("S2", 30)]
    assert opened(billing, "expansion_mrr", MARCH, where=(("plan", ("basic",)),)).count == 0


def test_the_rates_effect_is_where_the_currency_is(billing: MetricReader) -> None:
    assert added(opened(billing, "fx_effect", MARCH)) == [("S5", 15)]


def test_kept_revenue_leaves_out_who_left(billing: MetricReader) -> None:
    found = opened(billing, "gross_revenue_retention", MARCH)
    assert added(found) == [("S1", 100), ("S2", 20), ("S5", 15)]
    below = opened(billing, "gross_revenue_retention", MARCH, "denominator")
    assert added(below) == [("S1", 100), ("S3", 70), ("S2", 20), ("S5", 15)]


def test_customers_stand_on_their_largest_row(billing: MetricReader) -> None:
    assert added(opened(billing, "customers", MARCH)) == [("S1", 1), ("S4", 1), ("S5", 1)]
    assert added(opened(billing, "churned_customers", MARCH)) == [("S3", 1)]
    assert added(opened(billing, "new_customers", MARCH)) == [("S4", 1)]


def test_those_who_stayed_are_the_opening_without_the_lost(billing: MetricReader) -> None:
    found = opened(billing, "customer_retention_rate", MARCH)
    assert added(found) == [("S1", 1), ("S5", 1)]


def test_an_attribute_filters_accounts(billing: MetricReader) -> None:
    found = opened(billing, "mrr", MARCH, where=(("segment", ("large",)),))
    assert added(found) == [("S4", 10)]
    assert added(opened(billing, "mrr", MARCH, where=(("segment", (None,)),))) == [("S5", 30)]


def test_a_subscription_as_the_customer(billing: MetricReader) -> None:
    found = opened(billing, "customers", MARCH, customer_unit="subscription")
    assert [key for key, _ in added(found)] == ["S1", "S2", "S4", "S5"]


def test_another_currency(billing: MetricReader) -> None:
    found = opened(billing, "mrr", FEBRUARY, currency="USD")
    assert found.currency == "USD"
    assert ("S5", 30) in added(found)
    assert found.total == 2 * (100 + 20 + 70) + 30


def test_months_are_told_apart(billing: MetricReader) -> None:
    found = opened(billing, "clv", "2024-06", "denominator")
    assert added(found) == [("S3", 1)]
    assert found.records[0].fields["month"] == "2024-03"


def test_spend_counts_with_its_days_inside(billing: MetricReader) -> None:
    assert added(opened(billing, "acquisition_spend", FEBRUARY)) == [("P1", 90)]
    assert added(opened(billing, "cac", MARCH)) == [("P1", 10)]
    assert added(opened(billing, "cac", MARCH, cac_lag="lag_n:1")) == [("P1", 90)]
    assert added(opened(billing, "cac", MARCH, "denominator")) == [("S4", 1)]


def test_nested_quotients_open_their_leading_sum(billing: MetricReader) -> None:
    assert added(opened(billing, "cac_payback_period", MARCH)) == [("P1", 10)]
    assert added(opened(billing, "cac_payback_period", MARCH, "denominator")) == [("S4", 8)]
    assert opened(billing, "clv_cac_ratio", MARCH).total == 190


def test_every_change_counts(billing: MetricReader) -> None:
    trailing = Calendar().period_of(Grain.TRAILING_12_MONTHS, date(2024, 12, 1))
    found = opened(billing, "churned_mrr", trailing, netting="each_change")
    assert added(found) == [("S3", 70)]
    assert opened(billing, "churned_mrr", trailing).count == 0


def test_what_cannot_be_opened(billing: MetricReader) -> None:
    assert refused(billing, "mrr", MARCH, side="denominator") == ("no_denominator", None)
    assert refused(billing, "win_rate", MARCH) == ("nothing_to_trace", "not_loaded")
    assert refused(billing, "mrr", "2025-01") == ("nothing_to_trace", "no_data")
    spent = (("category", ("sales",)),)
    assert refused(billing, "mrr", MARCH, where=spent) == ("nothing_to_trace", "not_sliceable")


def test_without_a_rate_there_is_no_number() -> None:
    row = sub("S1", "Ada", "2024-01-01", None, 100, currency="USD")
    reader = reader_of(company(as_of=UNTIL, subscriptions=[row]))
    assert refused(reader, "mrr", MARCH) == ("nothing_to_trace", "missing_rate")
    assert added(opened(reader, "customers", MARCH)) == [("S1", 1)]


def test_answers_of_a_few_are_not_told_one_by_one() -> None:
    answers = [
        {
            "answer_id": f"N{n}",
            "survey": "spring",
            "audience": "employee",
            "respondent_id": f"R{n}",
            "answered_at": date(2024, 3, n + 1),
            "score": 10 if n else 3,
            "scale": "0-10",
            "team": "north" if n < 4 else "south",
        }
        for n in range(6)
    ]
    reader = reader_of(company(as_of=UNTIL, answers=answers), minimum_n=5)
    found = opened(reader, "enps", MARCH)
    assert found.total == 4
    assert found.count == 6
    assert not any("respondent_id" in record.fields for record in found.records)
    north = (("team", ("north",)),)
    assert refused(reader, "enps", MARCH, where=north) == ("nothing_to_trace", "withheld")


def test_a_median_opens_into_its_values() -> None:
    deals = [
        {
            "opportunity_id": f"O{n}",
            "created_at": date(2024, 3, 1),
            "first_contact_at": date(2024, 3, 1),
            "closed_at": date(2024, 3, 1 + n),
            "outcome": "won",
        }
        for n in (0, 4, 9)
    ]
    reader = reader_of(company(as_of=UNTIL, opportunities=deals))
    found = opened(reader, "sales_cycle_length", MARCH)
    assert added(found) == [("O9", 9), ("O4", 4), ("O0", 0)]
    assert refused(reader, "sales_cycle_length", MARCH, side="denominator")[0] == "no_denominator"


PLAIN = ("mrr", "arr", "sales_qualified_leads")
QUOTIENTS = (
    "cac",
    "win_rate",
    "average_deal_size",
    "customer_churn_rate",
    "lead_conversion_rate",
    "engagement_score",
)


def test_the_boards_of_the_sample_company(tmp_path: Path) -> None:
    write_company(tmp_path, accounts=20)
    load(tmp_path, today=date(2026, 10, 20))
    desk = Desk.open(tmp_path)
    period = desk.calendar.parse("2026-06")
    for metric in dict.fromkeys((*MOST_IMPORTANT, *KPIS)):
        question = Question((metric,), grain=Grain.MONTH, start=period.start, end=period.end)
        (row,) = desk.show(question).results[0].rows
        found = desk.trace(question, period, "numerator")
        assert found.total == sum(record.contribution for record in found.records)
        assert found.count == len(found.records)
        assert all(record.file and record.line and record.key for record in found.records)
        if metric in PLAIN:
            assert found.total == row.value.number
        if metric in QUOTIENTS:
            below = desk.trace(question, period, "denominator")
            assert (found.total, below.total) == (row.value.numerator, row.value.denominator)
    desk.close()
