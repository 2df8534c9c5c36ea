"""Worked figures that others print in their documentation, stated as records.

Where a source counts differently from our default, the test names the policy that counts like it.
Figures printed with two or four places are compared at that rounding (half away from zero).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from oracles.asking import Asked, Books, Number, exact
from revcompass.domain.question import Question

LAST = "2026-09-30"
COLUMNS = (
    "subscription_id",
    "account_id",
    "starts_on",
    "ends_on",
    "amount",
    "interval",
    "status",
    "discount_percent",
    "discount_kind",
    "discount_ends_on",
    "is_metered",
)

BOOK = """
[book]
currency = "USD"
preset = "{preset}"

[[source]]
name = "billing"
table = "subscriptions"
files = "subscriptions.csv"
constants = { currency = "USD" }
"""


@dataclass(frozen=True)
class Price:
    """One subscription row; without an `account` each row is an account of its own."""

    amount: str
    interval: str = "month"
    starts_on: str = "2026-01-01"
    ends_on: str = ""
    account: str = ""
    status: str = "active"
    percent: str = ""
    kind: str = ""
    until: str = ""
    metered: str = "false"

    def line(self, number: int) -> str:
        """The row as a line of the file."""
        cells = (
            f"S{number}",
            self.account or f"A{number}",
            self.starts_on,
            self.ends_on,
            self.amount,
            self.interval,
            self.status,
            self.percent,
            self.kind,
            self.until,
            self.metered,
        )
        return ",".join(cells)


@pytest.fixture
def company(books: Books) -> Company:
    """Load a company from its prices."""
    return Company(books)


@pytest.fixture(params=["revcompass", "stripe"])
def stripe(books: Books, request: pytest.FixtureRequest) -> Company:
    """The same, counted by default and by the preset that counts as Stripe does."""
    return Company(books, request.param)


@dataclass(frozen=True)
class Company:
    """Loads prices and answers for September 2026."""

    books: Books
    preset: str = "revcompass"

    def __call__(self, *prices: Price) -> Asked:
        lines = [",".join(COLUMNS), *(price.line(n) for n, price in enumerate(prices))]
        settings = BOOK.replace("{preset}", self.preset)
        made = self.books(settings, {"subscriptions.csv": "\n".join(lines) + "\n"})
        assert made.loaded["tables"]["subscriptions"]["loaded"] == len(prices)
        return made

    def mrr(self, *prices: Price, **policies: str) -> Number:
        """MRR at the end of September 2026, all prices running."""
        made = self(*prices, Price("0", starts_on="2026-09-30"))
        return made.one("mrr", period=made.desk.calendar.parse("2026-09"), policies=policies)


def rounded(number: Number, places: str) -> Decimal:
    """A number as the page prints it."""
    assert isinstance(number, Fraction)
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal(places), ROUND_HALF_UP)


def september(made: Asked, metric: str, **policies: str) -> Number:
    """A metric of September 2026."""
    return made.one(metric, period=made.desk.calendar.parse("2026-09"), policies=policies)


# https://docs.stripe.com/billing/subscriptions/analytics/glossary


def test_stripe_mix_of_monthly_and_yearly(stripe: Company) -> None:
    """100 × 100 a month and 50 × 600 a year (the page prints 800 in the formula, and 12,500)."""
    assert stripe.mrr(*[Price("100")] * 100, *[Price("600", "year")] * 50) == 12_500


def test_stripe_annual_plan(stripe: Company) -> None:
    """1,200 a year is 100 a month. (support.stripe.com/questions/billing-analytics)"""
    assert stripe.mrr(Price("1200", "year")) == 100


def test_stripe_forever_coupon_halves(stripe: Company) -> None:
    """discounts=net_recurring, our default: 50 of the discounted 100, and the other's 7 whole."""
    assert stripe.mrr(Price("100", percent="50", kind="forever"), Price("7")) == 57


def test_stripe_finite_coupon_leaves_mrr(stripe: Company) -> None:
    """discounts=net_recurring; a source that takes every discount off is discounts=net_all."""
    made = stripe(
        Price("100", starts_on="2026-09-01", percent="50", kind="once"),
        Price("10", starts_on="2026-09-01", percent="50", kind="repeating", until="2026-12-31"),
        Price("0", starts_on="2026-09-30"),
    )
    assert september(made, "mrr") == 110
    assert september(made, "mrr", discounts="net_all") == 55


def test_stripe_what_counts(stripe: Company) -> None:
    """Active and past due count; trials, free plans, metered prices, unpaid and paused do not."""
    mrr = stripe.mrr(
        Price("1"),
        Price("2", status="past_due"),
        Price("0"),
        Price("4", status="trialing"),
        Price("8", metered="true"),
        Price("16", status="unpaid"),
        Price("32", status="paused"),
    )
    assert mrr == 1 + 2


def test_stripe_unpaid_is_churned(stripe: Company) -> None:
    """past_due=counts_until_unpaid, our default; counts_until_cancelled would keep it."""
    made = stripe(
        Price("10"),
        Price("40", account="B", ends_on="2026-09-10"),
        Price("40", account="B", starts_on="2026-09-10", status="unpaid"),
    )
    assert september(made, "churned_mrr") == 40
    assert september(made, "churned_customers") == 1
    kept = {"past_due": "counts_until_cancelled"}
    assert september(made, "churned_mrr", **kept) == 0


def test_stripe_subscriber_churns_with_the_last_subscription(stripe: Company) -> None:
    """customer_unit=account: one of two ended is contraction; both ended is a lost subscriber."""
    running = Price("10", account="A")
    ended = Price("30", account="A", ends_on="2026-09-15")
    one = stripe(running, ended)
    assert september(one, "churned_customers") == 0
    assert september(one, "contraction_mrr") == 30
    both = stripe(ended, Price("10", account="A", ends_on="2026-09-20"))
    assert september(both, "churned_customers") == 1
    assert september(both, "churned_mrr") == 40


def test_stripe_growth(stripe: Company) -> None:
    """Growth = new + reactivation + expansion − churned − contraction; and the close follows."""
    made = stripe(
        Price("100", account="new", starts_on="2026-09-05"),
        Price("30", account="back", starts_on="2026-02-01", ends_on="2026-04-01"),
        Price("35", account="back", starts_on="2026-09-05"),
        Price("50", account="up"),
        Price("20", account="up", starts_on="2026-09-05"),
        Price("70", account="down"),
        Price("15", account="down", ends_on="2026-09-10"),
        Price("40", account="gone", ends_on="2026-09-10"),
    )
    parts = [
        september(made, metric)
        for metric in (
            "new_mrr",
            "reactivation_mrr",
            "expansion_mrr",
            "churned_mrr",
            "contraction_mrr",
        )
    ]
    assert parts == [100, 35, 20, 40, 15]
    assert september(made, "net_new_mrr") == 100
    months = made.series("mrr", grain="month", start=date(2026, 8, 1), end=date(2026, 10, 1))
    assert list(months.values()) == [175, 275]


# https://support.stripe.com/questions/calculating-subscriber-churn-rate-in-billing


def test_stripe_subscriber_churn(company: Company) -> None:
    """Churned in the period ÷ (active before it + new in it), each churn counted: who came and
    left in it stands in both, who returned and left again has churned twice.
    """
    came_and_left = Price("10", account="C", starts_on="2026-09-03", ends_on="2026-09-20")
    left_twice = [
        Price("10", account="T", ends_on="2026-09-04"),
        Price("10", account="T", starts_on="2026-09-10", ends_on="2026-09-18"),
    ]
    one_of_two = [Price("10", account="K"), Price("10", account="K", ends_on="2026-09-09")]
    made = company(came_and_left, *left_twice, *one_of_two, *[Price("10")] * 3)
    assert as_counted_by(made, "stripe", "customer_churn_rate") == Fraction(3, 5 + 1)
    assert september(made, "customer_churn_rate") == Fraction(1, 5)


# https://github.com/odoo/documentation/pull/721


def test_odoo_churn_of_customers_and_revenue(company: Company) -> None:
    """3 of 20 customers, and 56 of 600 a month (printed 0.0933)."""
    left = [Price(amount, ends_on="2026-09-15") for amount in ("20", "20", "16")]
    made = company(*left, *[Price("32")] * 17, Price("0", starts_on="2026-09-30"))
    assert september(made, "customer_churn_rate") == Fraction(15, 100)
    assert september(made, "revenue_churn_rate") == Fraction(56, 600)
    assert rounded(september(made, "revenue_churn_rate"), "0.0001") == Decimal("0.0933")


# David Skok's deck, a copy on vdocuments.net


def test_skok_customers_against_dollars(company: Company) -> None:
    """One of two customers leaves with 5,000 of 6,000 (printed 0.8333)."""
    made = company(Price("1000"), Price("5000", ends_on="2026-09-15"))
    assert september(made, "customer_churn_rate") == Fraction(1, 2)
    assert september(made, "revenue_churn_rate") == Fraction(5, 6)
    assert rounded(september(made, "revenue_churn_rate"), "0.0001") == Decimal("0.8333")


# https://blog.nonoisemetrics.com/understanding-mrr/


def test_nonoise_mix(company: Company) -> None:
    """50 × 19 a month and 10 × 190 a year (printed 1,108.33)."""
    mrr = company.mrr(*[Price("19")] * 50, *[Price("190", "year")] * 10)
    assert mrr == 950 + Fraction(1900, 12)
    assert rounded(mrr, "0.01") == Decimal("1108.33")


# https://mrchief.ai/cases/saas-metrics-dashboard-arr-churn


def test_mrchief_quarter(company: Company) -> None:
    """140 customers paying 82,000 become 160 paying 99,000; growth printed 20.7 %."""
    opening = [
        *[Price("550", ends_on="2026-08-15")] * 8,  # 4,400 churned
        Price("3000", account="down", ends_on="2026-08-01"),
        Price("200", account="down", starts_on="2026-08-01"),  # 2,800 less
        Price("600", account="up", ends_on="2026-08-01"),
        Price("6800", account="up", starts_on="2026-08-01"),  # 6,200 more
        *[Price("569")] * 129,
        Price("599"),
    ]
    new = [*[Price("642", starts_on="2026-07-10")] * 27, Price("666", starts_on="2026-07-10")]
    made = company(*opening, *new, Price("0", starts_on="2026-09-30"))
    quarter = made.desk.calendar.parse("2026-Q3")
    said = {
        metric: made.one(metric, period=quarter)
        for metric in (
            "mrr",
            "customers",
            "arr",
            "new_mrr",
            "new_customers",
            "expansion_mrr",
            "contraction_mrr",
            "churned_mrr",
            "churned_customers",
        )
    }
    assert said == {
        "mrr": 99_000,
        "customers": 160,
        "arr": 1_188_000,
        "new_mrr": 18_000,
        "new_customers": 28,
        "expansion_mrr": 6_200,
        "contraction_mrr": 2_800,
        "churned_mrr": 4_400,
        "churned_customers": 8,
    }
    growth = made.one("mrr_growth_rate", period=quarter)
    assert growth == Fraction(17_000, 82_000)
    assert rounded(growth, "0.001") == Decimal("0.207")


# https://www.erpclaw.ai/docs/stripe/mrr-reports/ and npm's stripe-cohort 0.0.3


def test_intervals(company: Company) -> None:
    """A price of 120 for each interval; each is its own account's."""
    intervals = {"week": Fraction(52, 12), "day": Fraction(365, 12), "year": Fraction(1, 12)}
    made = company(*[Price("120", interval, account=interval) for interval in intervals])
    period = made.desk.calendar.parse("2026-01")
    trace = made.desk.trace(Question(("mrr",)), period)
    assert {record.account: record.contribution for record in trace.records} == {
        interval: 120 * months for interval, months in intervals.items()
    }


def test_weeks_in_a_month(company: Company) -> None:
    """The policy `week`: 52/12 as most do, 4 as stripe-cohort, 30.44 days as Lago."""
    made = company(Price("70", "week"))
    period = made.desk.calendar.parse("2026-01")
    assert {
        choice: made.one("mrr", period=period, policies={"week": choice})
        for choice in ("52/12", "4", "30.44 days")
    } == {"52/12": Fraction(70 * 52, 12), "4": 280, "30.44 days": Fraction(3044, 10)}


def test_trial_until_the_first_paid_day(company: Company) -> None:
    """A trial is no customer; the day it pays it is new, not an expansion."""
    made = company(
        Price("50", account="T", starts_on="2026-08-20", ends_on="2026-09-03", status="trialing"),
        Price("50", account="T", starts_on="2026-09-03"),
    )
    asked: Sequence[str] = ("mrr", "new_mrr", "new_customers", "expansion_mrr")
    assert [september(made, metric) for metric in asked] == [50, 50, 1, 0]
    assert made.one("customers", period=made.desk.calendar.parse("2026-08")) == 0


# The same figures, asked for by the preset that counts as the tool does.


def as_counted_by(made: Asked, preset: str, metric: str = "mrr") -> object:
    """September 2026 under a preset."""
    period = made.desk.calendar.parse("2026-09")
    (result,) = made.desk.show(Question((metric,), period=period, preset=preset)).results
    return exact(result.rows[0].value)


def test_stripe_figures_under_its_preset(company: Company) -> None:
    mix = company(*[Price("100")] * 100, *[Price("600", "year")] * 50, Price("0", starts_on=LAST))
    assert as_counted_by(mix, "stripe") == 12_500
    coupons = company(
        Price("100", percent="50", kind="forever"),
        Price("10", starts_on="2026-09-01", percent="50", kind="repeating", until="2026-12-31"),
        Price("1000", metered="true"),
        Price("2", status="past_due"),
        Price("4", status="unpaid"),
        Price("0", starts_on=LAST),
    )
    assert as_counted_by(coupons, "stripe") == 50 + 10 + 2
    assert as_counted_by(coupons, "profitwell") == 50 + 5 + 2
    assert as_counted_by(coupons, "chartmogul") == 50 + 5 + 2 + 4
    assert as_counted_by(coupons, "lago") == 100 + 10 + 2


def test_chartmogul_lifetime_value_takes_six_months_of_churn(company: Company) -> None:
    """ARPA ÷ the customers lost in six months over those there were: 10 ÷ (1 ÷ 14)."""
    made = company(
        Price("10"),
        Price("10"),
        Price("10", ends_on="2026-03-20"),
        Price("10", ends_on="2026-05-20"),
        Price("0", starts_on=LAST),
    )
    assert as_counted_by(made, "chartmogul", "clv") == 10 / Fraction(1, 14)
