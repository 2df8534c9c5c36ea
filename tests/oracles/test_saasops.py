"""Four cases of saasops: contracts whose last day is served, their total spread over the term.

Its terms are 12 months, but for one of 6; a total for the term is a price per term. What differs by
definition is not compared: its bookings and CARR look at the day of signing.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction

import pytest

from oracles.asking import DATA, Asked, Books

FOLDER = DATA / "saasops"

BOOK = """
[book]
currency = "USD"

[[source]]
name = "contracts"
table = "subscriptions"
files = "contracts.csv"
constants = { currency = "USD" }
ends_on_inclusive = true

[source.columns]
subscription_id = "contract_id"
account_id = "customer"
starts_on = "term_start"
ends_on = "term_end"
booked_at = "booked_date"
amount = "total_value"
interval = "term"
replaces = "renewal_from_contract_id"

[source.values]
interval = { "12 months" = "year", "6 months" = "half_year" }
replaces = { "1.0" = "1" }
"""

COLUMNS = {
    "arr": "arr",
    "new_mrr": "new_mrr",
    "expansion_mrr": "expansion_mrr",
    "churn_mrr": "churned_mrr",
    "contraction_mrr": "contraction_mrr",
    "ending_mrr": "mrr",
}


def rows(file: str, case: str) -> list[dict[str, str]]:
    """The rows of a case."""
    with (FOLDER / file).open(newline="", encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["case"] == case]


def contracts(case: str) -> str:
    """A case's contracts with the length of their term beside them."""
    text = io.StringIO()
    found = rows("contracts.csv", case)
    writer = csv.DictWriter(text, [*found[0], "term"])
    writer.writeheader()
    for row in found:
        start, last = (date.fromisoformat(row[name]) for name in ("term_start", "term_end"))
        months = (last.year - start.year) * 12 + last.month - start.month + 1
        writer.writerow({**row, "term": f"{months} months"})
    return text.getvalue()


@pytest.fixture(scope="module", params=["1", "2", "3", "4"])
def case(books: Books, request: pytest.FixtureRequest) -> tuple[str, Asked]:
    made = books(BOOK, {"contracts.csv": contracts(request.param)}, today=date(2024, 6, 1))
    assert made.loaded["problems"] == []
    return request.param, made


def test_24_months(case: tuple[str, Asked]) -> None:
    """Months after the last record of a case are its zeros and our missing data: not compared."""
    name, book = case
    expected = rows("expected_monthly.csv", name)
    last = book.desk.data_as_of
    assert last is not None
    assert len(expected) == 24
    for theirs, metric in COLUMNS.items():
        ours = book.series(metric, grain="month", start=date(2022, 1, 1), end=date(2024, 1, 1))
        for row in expected:
            month = date.fromisoformat(row["month"])
            if ours[month] == "no_data":
                assert Fraction(row[theirs]) == 0, (metric, month)
            else:
                assert ours[month] == Fraction(row[theirs]), (metric, month)
        told = [month for month, number in ours.items() if number != "no_data"]
        assert told == [
            date.fromisoformat(row["month"])
            for row in expected
            if date(2022, 5, 1) <= date.fromisoformat(row["month"]) <= last
        ]
