"""Policies from file to answer: each choice changes what it should, and says what it cannot."""

from __future__ import annotations

from fractions import Fraction

import pytest

from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question
from soundness.telling import SUBS, Book, Cli, Told

RATES = """
    date,currency,rate
    2024-01-01,USD,0.50
    2024-03-01,USD,0.75
    2024-05-01,USD,1.00
"""


@pytest.fixture(scope="module")
def usage_priced(told: Told) -> Book:
    """A platform fee, and usage billed each month: 30 in January, 60 in February, 0 after."""
    return told(
        "as_of = 2024-06-30",
        subscriptions=f"""
            {SUBS},is_metered
            S1,A,2024-01-01,,100,month,EUR,false
            U1,A,2024-01-01,2024-02-01,30,month,EUR,true
            U1,A,2024-02-01,2024-03-01,60,month,EUR,true
        """,
    )


@pytest.mark.parametrize(
    ("choice", "by_month"),
    [
        ("exclude", [100, 100, 100, 100, 100]),
        ("invoiced_month", [130, 160, 100, 100, 100]),
        ("trailing_3_months", [110, 130, 130, 120, 100]),
    ],
)
def test_metered_prices(usage_priced: Book, choice: str, by_month: list[int]) -> None:
    found = [
        usage_priced.value("mrr", f"2024-0{month}", policies={"metered": choice})
        for month in range(1, 6)
    ]
    assert found == by_month


@pytest.fixture(scope="module")
def two_currencies(told: Told) -> Book:
    """Ada pays in euros and dollars, Bo in dollars with a new price in March; the dollar rises."""
    return told(
        "as_of = 2024-06-30",
        exchange_rates=RATES,
        subscriptions=f"""
            {SUBS}
            A1,Ada,2024-01-15,,100,month,EUR
            A2,Ada,2024-01-15,,200,month,USD
            B1,Bo,2024-01-15,2024-03-10,400,month,USD
            B1,Bo,2024-03-10,,500,month,USD
        """,
    )


@pytest.mark.parametrize(
    ("choice", "mrr", "expansion", "effect"),
    [
        ("opening_rate", 625, 50, 150),  # 100 more at 0.50; 600 were worth 0.25 less
        ("frozen_rates", 800, 100, 0),
        ("subscription_start_rate", 450, 50, 0),
    ],
)
def test_fx(two_currencies: Book, choice: str, mrr: int, expansion: int, effect: int) -> None:
    def march(metric: str) -> object:
        return two_currencies.value(metric, "2024-03", policies={"fx": choice})

    assert march("mrr") == mrr
    assert march("expansion_mrr") == expansion
    # the 100 more of Bo's are there at the close as well: 700 × 0.25 in all
    assert march("fx_effect") == (175 if choice == "opening_rate" else effect)


def test_never_convert_gives_each_currency_its_own_result(two_currencies: Book) -> None:
    rows = two_currencies.result("mrr", "2024-03", policies={"fx": "never_convert"}).rows
    assert [(row.slice, row.currency, row.value.number) for row in rows] == [
        ((("currency", "EUR"),), "EUR", 100),
        ((("currency", "USD"),), "USD", 700),
    ]
    never = {"fx": "never_convert"}
    assert two_currencies.cut("customers", "2024-03", "currency", policies=never) == {
        "EUR": 1,
        "USD": 2,
    }
    usd = {"currency": "USD"}
    assert two_currencies.value("expansion_mrr", "2024-03", policies=never, where=usd) == 100
    assert two_currencies.cut("mrr", "2024-03", "currency", policies=never, where=usd) == {
        "USD": 700
    }


def test_never_convert_opens_one_currency_at_a_time(two_currencies: Book, cli: Cli) -> None:
    asked = ("trace", "mrr", "--period", "2024-03", "--policy", "fx=never_convert", "--json")
    both = cli(*asked, "--book", two_currencies.folder)
    assert both.code == 2
    assert "EUR, USD" in both.err
    one = cli(*asked, "--where", "currency=USD", "--book", two_currencies.folder).document
    assert (one["total"], one["currency"], one["count"]) == ("700", "USD", 2)
    refused = cli("show", "mrr", "--currency", "USD", *asked[4:], "--book", two_currencies.folder)
    assert refused.code == 2


def test_what_is_not_made_of_subscriptions_alone_has_no_currency(two_currencies: Book) -> None:
    for metric, reason in (("cac", "not_loaded"), ("arpa", None)):
        rows = two_currencies.result(metric, "2024-03", policies={"fx": "never_convert"}).rows
        assert {row.value.undefined for row in rows} == {reason}


@pytest.fixture(scope="module")
def sold(told: Told) -> Book:
    """A customer a month, more spend every month, and deals that take two months to win."""
    days = [f"2024-0{month}" for month in range(1, 8)]
    return told(
        "as_of = 2024-07-31",
        subscriptions="\n".join(
            [SUBS, *(f"S{n},A{n},{day}-01,,10,month,EUR" for n, day in enumerate(days))]
        ),
        spend="\n".join(
            [
                "spend_id,date,category,amount,currency",
                *(f"P{n},{day}-10,sales,{100 * n},EUR" for n, day in enumerate(days)),
            ]
        ),
        opportunities="""
            opportunity_id,account_id,created_at,first_contact_at,closed_at,outcome,amount,currency
            O1,A1,2024-01-01,2024-01-01,2024-02-29,won,10,EUR
            O2,A2,2024-02-01,2024-02-01,2024-04-02,won,10,EUR
            O3,A3,2024-01-01,2024-01-01,2024-07-01,won,10,EUR
            O4,A4,2024-01-01,2024-01-01,2024-07-02,lost,10,EUR
        """,
    )


def test_a_lag_without_a_number_is_the_median_sales_cycle(sold: Book) -> None:
    """59, 61 and 182 days: the median is 61, which is two months."""
    given = sold.result("cac", "2024-07", policies={"cac_lag": "lag_n"})
    assert str(given.policies["cac_lag"]) == "lag_n:2"
    assert given.rows[0].value.number == 400
    assert sold.value("cac", "2024-07") == 600
    assert sold.value("cac", "2024-07", policies={"cac_lag": "lag_n:3"}) == 300
    quarter = sold.result("cac", "2024-Q3", policies={"cac_lag": "lag_n"})
    assert str(quarter.policies["cac_lag"]) == "lag_n:1"


def test_clv_methods(told: Told) -> None:
    """Of two customers at 10 a month one leaves in the third month: lost 1 of 2 + 2 + 2 + 1."""
    book = told(
        "as_of = 2024-05-31",
        subscriptions=f"""
            {SUBS}
            S1,A,2024-01-01,2024-04-15,10,month,EUR
            S2,B,2024-01-01,,10,month,EUR
        """,
    )

    def clv(**policies: str) -> object:
        return book.value("clv", "2024-05", policies=policies)

    assert clv() == 10 / Fraction(1, 7)
    assert clv(clv_method="arpa_by_churn:2") == 10 / Fraction(1, 3)
    assert clv(clv_method="discounted:12") == 10 / (Fraction(1, 7) + Fraction(1, 100))
    assert clv(clv_method="observed_cohort") == Fraction(20 * 3 + 10 * 2, 2)


@pytest.mark.parametrize(
    ("policy", "missing"),
    [
        ("churn_date=cancel_request", "subscriptions.cancel_requested_at"),
        ("metered=invoiced_month", "subscriptions.is_metered"),
    ],
)
def test_a_choice_without_records_to_go_by_says_so(
    two_currencies: Book, policy: str, missing: str
) -> None:
    name, choice = policy.split("=")
    question = Question(("mrr",), policies=((name, choice),))
    (problem,) = two_currencies.desk.show(question).problems
    assert problem.code == "policy_not_honoured"
    assert (problem.params["choice"], problem.params["missing"]) == (choice, [missing])
    other = Question(("leads",), policies=((name, choice),))
    assert not two_currencies.desk.show(other).problems, "it does not bear on leads"


@pytest.mark.parametrize(("outcome", "missing"), [("won", None), ("", "opportunities.outcome")])
def test_a_number_without_records_to_go_by_says_so(
    told: Told, outcome: str, missing: str | None
) -> None:
    book = told(
        "as_of = 2024-06-30",
        opportunities=f"""
            opportunity_id,created_at,outcome
            O1,2024-03-02,{outcome}
            O2,2024-03-09,
        """,
    )
    problems = book.desk.show(Question(("win_rate",))).problems
    lacking = [one.params["missing"] for one in problems if one.code == "metric_lacks_columns"]
    assert lacking == ([missing.split(", ")] if missing else [])


@pytest.mark.parametrize(
    "text", ["discounted", "discounted:101", "arpa_by_churn:0", "arpa_by_churn:121", "discounted:x"]
)
def test_a_number_that_cannot_be_meant_is_refused(two_currencies: Book, text: str) -> None:
    with pytest.raises(RevcompassError, match="choice_number"):
        two_currencies.value("clv", "2024-03", policies={"clv_method": text})
