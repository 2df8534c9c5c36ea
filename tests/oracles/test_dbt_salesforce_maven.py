"""Fivetran's Salesforce package over the Maven CRM file: whole, by manager, by owner.

Its amounts are the closing value of won deals and the list price of lost and open ones, "GTXPro"
being "GTX Pro"; its win rate is won ÷ (won + lost) by amount; its days to close are created −
closed, so their sign is turned. Bookings of people without deals are empty.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from oracles.asking import SHARED, Asked, Books, Number, oracle
from sources.test_real_books import MAVEN

FOLDER = "dbt_salesforce_maven/salesforce__"
ASK: Mapping[str, Any] = {"grain": "year", "start": date(2017, 1, 1), "end": date(2018, 1, 1)}
BY_AMOUNT = {"win_rate_of": "decided", "win_rate_by": "amount"}
CYCLE = {"cycle_start": "opportunity_created"}
ALIKE = """
product = { GTXPro = "GTX Pro" }
amount = { 0 = "" }
"""


@pytest.fixture(scope="module")
def maven(books: Books) -> Asked:
    oracle(FOLDER + "sales_snapshot.csv")
    if not (SHARED / "data/maven_crm").is_dir():
        pytest.skip("the Maven CRM files may not be vendored and do not lie beside the project")
    settings = MAVEN.format(shared=SHARED.as_posix())
    values = "[source.values]\n"
    assert values in settings
    made = books(settings.replace(values, values + ALIKE.lstrip()), today=date(2018, 1, 31))
    assert "lookup_missed" not in [problem["code"] for problem in made.loaded["problems"]]
    return made


def theirs(file: str) -> list[dict[str, str]]:
    """Rows of a table of theirs that have won deals."""
    with oracle(f"{FOLDER}{file}.csv").open(newline="", encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if int(row["total_number_bookings"] or 0)]


def by(book: Asked, metric: str, slice_: str | None, **asked: Any) -> dict[str | None, Number]:
    """A metric of 2017, the year all deals were closed in, by slice value."""
    cells = book.cells(metric, by=(slice_,) if slice_ else (), **ASK, **asked)
    return {(key[1] if slice_ else None): number for key, number in cells.items()}


def rounded(number: Number, places: str) -> Decimal:
    """As their SQL rounds: half away from zero."""
    assert isinstance(number, Fraction)
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal(places), ROUND_HALF_UP)


TABLES = [
    ("sales_snapshot", None, None),
    ("manager_performance", "team", "manager_name"),
    ("owner_performance", "owner", "owner_name"),
]


@pytest.mark.parametrize(("file", "slice_", "name"), TABLES)
def test_won(maven: Asked, file: str, slice_: str | None, name: str | None) -> None:
    """Amounts are whole dollars in the file, so their rounding to whole dollars changes nothing."""
    rows = theirs(file)
    assert by(maven, "bookings", slice_) == {
        (row[name] if name else None): Fraction(row["total_bookings_amount"]) for row in rows
    }
    document = maven.document("bookings", by=(slice_,) if slice_ else (), **ASK)
    assert {
        row["slice"].get(slice_): row["companions"]["count"]
        for row in document["results"][0]["rows"]
    } == {(row[name] if name else None): row["total_number_bookings"] for row in rows}


@pytest.mark.parametrize(("file", "slice_", "name"), TABLES)
def test_win_rate_by_amount(maven: Asked, file: str, slice_: str | None, name: str | None) -> None:
    """Rounded to two places; the owners' are floats of 15 to 17 digits, compared to 12."""
    ours = by(maven, "win_rate", slice_, policies=BY_AMOUNT)
    rows = theirs(file)
    assert len(ours) == len(rows)
    for row in rows:
        percent = ours[row[name] if name else None]
        assert isinstance(percent, Fraction)
        places = "0.000000000001" if file == "owner_performance" else "0.01"
        said = Decimal(row["total_win_percent"]).quantize(Decimal(places))
        assert rounded(percent * 100, places) == said, row


@pytest.mark.parametrize(("file", "slice_", "name"), TABLES)
def test_lost_amount(maven: Asked, file: str, slice_: str | None, name: str | None) -> None:
    """The part of the denominator that was not won, exactly."""
    slices = (slice_,) if slice_ else ()
    found = maven.document("win_rate", by=slices, **ASK, policies=BY_AMOUNT)["results"][0]["rows"]
    ours = {
        row["slice"].get(slice_): Fraction(row["denominator"]) - Fraction(row["numerator"])
        for row in found
    }
    assert ours == {
        (row[name] if name else None): Fraction(row["total_lost_amount"]) for row in theirs(file)
    }


@pytest.mark.parametrize(("file", "slice_", "name"), [TABLES[0], TABLES[2]])
def test_average_deal_size(maven: Asked, file: str, slice_: str | None, name: str | None) -> None:
    """Rounded to whole dollars."""
    ours = by(maven, "average_deal_size", slice_)
    assert {who: rounded(number, "1") for who, number in ours.items()} == {
        (row[name] if name else None): Decimal(row["avg_bookings_amount"]) for row in theirs(file)
    }


@pytest.mark.parametrize(("file", "slice_", "name"), [TABLES[0], TABLES[2]])
def test_mean_days_to_close(maven: Asked, file: str, slice_: str | None, name: str | None) -> None:
    """Theirs are floats of a running mean, right to 14 digits: compared to 12 places."""
    slices = (slice_,) if slice_ else ()
    asked: dict[str, Any] = {"by": slices, **ASK, "policies": CYCLE}
    result = maven.document("sales_cycle_length", **asked)["results"][0]
    assert result["left_out"] == {"missing_opportunity_created": 0, "closed_before_start": 0}
    ours = {row["slice"].get(slice_): row["companions"]["mean"] for row in result["rows"]}
    places = "0.000000000001"
    assert {who: rounded(Fraction(text), places) for who, text in ours.items()} == {
        (row[name] if name else None): -Decimal(row["avg_days_to_close"]).quantize(Decimal(places))
        for row in theirs(file)
    }
