"""The Maven CRM from its files to its numbers, each counted again by hand from the files."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

import pytest

from mainjob.conftest import RealBook
from mainjob.running import revcompass_run
from oracles.asking import SHARED, Number

FOLDER = SHARED / "data" / "maven_crm"
PIPELINE = (FOLDER / "sales_pipeline.csv").as_posix()
YEAR: dict[str, Any] = {"start": date(2017, 1, 1), "end": date(2018, 1, 1)}


def rows(name: str) -> list[dict[str, str]]:
    """A file of theirs."""
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Deal:
    """A deal as the file has it."""

    line: int
    key: str
    owner: str
    product: str
    stage: str
    engaged: date | None
    closed: date | None
    value: str


@pytest.fixture(scope="module")
def deals(maven: RealBook) -> list[Deal]:
    """All deals; asked for after the book, so that it skips where the files are absent."""
    assert maven.folder.exists()
    return [
        Deal(
            line,
            row["opportunity_id"],
            row["sales_agent"],
            row["product"],
            row["deal_stage"],
            day(row["engage_date"]),
            day(row["close_date"]),
            row["close_value"],
        )
        for line, row in enumerate(rows("sales_pipeline"), start=2)
    ]


def day(text: str) -> date | None:
    """A day as the file writes it: month/day/year."""
    return datetime.strptime(text, "%m/%d/%Y").date() if text else None  # noqa: DTZ007


def quarter(when: date | None) -> date:
    """The first day of the quarter."""
    assert when is not None
    return date(when.year, (when.month - 1) // 3 * 3 + 1, 1)


def total(deals: Iterable[Deal]) -> Fraction:
    """Their closing values."""
    return sum((Fraction(deal.value) for deal in deals), Fraction(0))


def won_by_quarter(deals: Iterable[Deal]) -> dict[date, list[Deal]]:
    """Won deals by the quarter they closed in."""
    found: dict[date, list[Deal]] = defaultdict(list)
    for deal in deals:
        if deal.stage == "Won":
            found[quarter(deal.closed)].append(deal)
    return dict(sorted(found.items()))


# What was read, and where it went


def test_rows_and_money_reconcile(maven: RealBook, deals: list[Deal]) -> None:
    prices = {row["product"]: Decimal(row["sales_price"]) for row in rows("products")}
    given = sum((Decimal(deal.value) for deal in deals if deal.value), Decimal(0))
    filled = sum((prices.get(deal.product, 0) for deal in deals if not deal.value), Decimal(0))
    tables = maven.first.document["tables"]
    found = tables["opportunities"]
    assert (found["read"], found["loaded"]) == (len(deals), len(deals)) == (8800, 8800)
    assert (found["set_aside"], found["skipped"], found["unreadable_amounts"]) == (0, 0, 0)
    assert found["money_read"] == found["money_loaded"] == {"USD": str(given + filled)}
    assert tables["accounts"]["read"] == tables["accounts"]["loaded"] == len(rows("accounts"))


def test_what_is_dirty_is_named(maven: RealBook, deals: list[Deal]) -> None:
    """The check says it before, the load with it, `problems` after it; all with the same words."""
    missed = [deal for deal in deals if deal.product == "GTXPro" and not deal.value]
    undated = [deal for deal in deals if deal.engaged is None]
    assert len(undated) == 500
    said = maven.first.document["problems"]
    assert [(p["code"], p["file"], p["line"], p["value"], p["rows"]) for p in said] == [
        ("lookup_missed", PIPELINE, missed[0].line, "GTXPro", len(missed)),
        ("no_created_at", PIPELINE, undated[0].line, None, 500),
    ]
    assert "GTX Pro" in said[0]["next"]
    assert maven.checked.code == 0, "nothing is set aside, so no check has failed"
    assert maven.checked.document["problems"] == said
    after = revcompass_run("problems", maven.folder, "--json")
    assert (after.code, after.document["problems"]) == (0, said)
    plain = revcompass_run("problems", maven.folder)
    assert plain.code == 0
    assert "Did you mean GTX Pro?" in plain.flat
    assert "500" in plain.flat


def test_deals_without_a_creation_are_left_out_and_counted(
    maven: RealBook, deals: list[Deal]
) -> None:
    document = maven.document("win_rate", grain="quarter", start=date(2016, 10, 1), end=YEAR["end"])
    found = document["results"][0]
    assert found["left_out"] == {"no_created_at": 500}
    created = sum(int(row["denominator"]) for row in found["rows"])
    assert created == len([deal for deal in deals if deal.engaged]) == 8300


def test_a_second_load_changes_nothing(maven: RealBook) -> None:
    asked = ("show", "bookings", "win_rate", "--book", maven.folder, "--grain", "quarter", "--json")
    before = revcompass_run(*asked)
    again = revcompass_run("load", maven.folder, "--json")
    assert again.code == 0
    assert again.document == maven.first.document | {"unchanged": True}
    assert revcompass_run(*asked) == before
    assert before.code == 0


def test_status(maven: RealBook) -> None:
    ran = revcompass_run("status", maven.folder, "--json")
    document = ran.document
    assert (ran.code, document["data_as_of"]) == (0, "2017-12-31")
    assert document["coverage"]["opportunities"] == {"loaded": 8800, "set_aside": 0, "skipped": 0}
    ready = {one["metric"]: one["ready"] for one in document["readiness"]}
    assert ready["win_rate"]
    assert not ready["mrr"]
    assert revcompass_run("status", maven.folder).code == 0


# Numbers by hand


def test_won_by_quarter(maven: RealBook, deals: list[Deal]) -> None:
    won = won_by_quarter(deals)
    assert list(won) == [date(2017, month, 1) for month in (1, 4, 7, 10)]
    assert sum(map(len, won.values())) == 4238
    asked = {"grain": "quarter", **YEAR}
    assert maven.series("bookings", **asked) == {q: total(found) for q, found in won.items()}
    assert maven.companions("bookings", "count", **asked) == {q: len(d) for q, d in won.items()}
    assert maven.series("average_deal_size", **asked) == {
        q: total(found) / len(found) for q, found in won.items()
    }


def test_win_rate_of_created_deals(maven: RealBook, deals: list[Deal]) -> None:
    """The default: won by now ÷ all that were created in the quarter."""
    created: dict[date, list[Deal]] = defaultdict(list)
    for deal in deals:
        if deal.engaged:
            created[quarter(deal.engaged)].append(deal)
    expected = {
        q: Fraction(len([d for d in found if d.stage == "Won"]), len(found))
        for q, found in created.items()
    }
    asked = {"grain": "quarter", "start": date(2016, 10, 1), "end": YEAR["end"]}
    assert maven.series("win_rate", **asked) == expected


def test_win_rate_of_decided_deals_by_owner(maven: RealBook, deals: list[Deal]) -> None:
    owners = {deal.owner for deal in deals}
    expected: dict[tuple[date, str], Number] = {}
    for owner in owners:
        stages = [deal.stage for deal in deals if deal.owner == owner]
        won, lost = stages.count("Won"), stages.count("Lost")
        expected[YEAR["start"], owner] = Fraction(won, won + lost)
    policies = {"win_rate_of": "decided"}
    found = maven.cells("win_rate", grain="year", by=("owner",), policies=policies, **YEAR)
    assert found == expected
    assert len(found) == 30


def test_median_cycle(maven: RealBook, deals: list[Deal]) -> None:
    """The file has no first contact; the policy takes the deal's creation."""
    expected = {}
    for q, won in won_by_quarter(deals).items():
        days = [(d.closed - d.engaged).days for d in won if d.closed and d.engaged]
        assert len(days) == len(won)
        expected[q] = Fraction(median(days))
    policies = {"cycle_start": "opportunity_created"}
    asked: dict[str, Any] = {"grain": "quarter", **YEAR}
    assert maven.series("sales_cycle_length", policies=policies, **asked) == expected
    silent = maven.document("sales_cycle_length", **asked)["results"][0]
    assert {row["undefined"] for row in silent["rows"]} == {"no_data"}
    assert silent["left_out"]["missing_first_contact"] == 4238


# Records behind the numbers


def test_trace_of_bookings(maven: RealBook, deals: list[Deal]) -> None:
    ran = revcompass_run(
        "trace", "bookings", "--book", maven.folder, "--period", "2017-Q3", "--json"
    )
    document = ran.document
    won = {deal.line: deal for deal in won_by_quarter(deals)[date(2017, 7, 1)]}
    assert ran.code == 0
    assert {record["line"] for record in document["records"]} == set(won)
    for record in document["records"]:
        deal = won[record["line"]]
        assert (record["file"], record["key"]) == (PIPELINE, deal.key)
        assert Fraction(record["contribution"]) == Fraction(deal.value)
    assert Fraction(document["total"]) == total(won.values())
    assert document["count"] == len(won)


@pytest.mark.parametrize("side", ["numerator", "denominator"])
def test_trace_of_one_owners_win_rate(maven: RealBook, deals: list[Deal], side: str) -> None:
    owner = "Darcel Schlecht"
    asked = ("--book", maven.folder, "--period", "2017", "--where", f"owner={owner}", "--json")
    decided = ("--policy", "win_rate_of=decided")
    traced = revcompass_run("trace", "win_rate", *asked, *decided, "--side", side).document
    shown = revcompass_run("show", "win_rate", *asked, *decided).document
    (row,) = shown["results"][0]["rows"]
    stages = ("Won",) if side == "numerator" else ("Won", "Lost")
    lines = {d.line for d in deals if d.owner == owner and d.stage in stages}
    assert {record["line"] for record in traced["records"]} == lines
    assert sum(Fraction(record["contribution"]) for record in traced["records"]) == len(lines)
    assert row[side] == traced["total"] == str(len(lines))


def test_on_a_terminal(maven: RealBook) -> None:
    """The same numbers for people, rounded for reading."""
    shown = revcompass_run(
        "show", "bookings", "--book", maven.folder, "--grain", "quarter", "--plain"
    )
    assert shown.code == 0
    header, *lines = (line.split("\t") for line in shown.out.splitlines())
    told = {line[header.index("from")]: line[header.index("value")] for line in lines}
    by_quarter = maven.series("bookings", grain="quarter", **YEAR)
    assert {q: Fraction(told[q.isoformat()]) for q in by_quarter} == by_quarter
    for command in (
        ("show", "bookings", "--period", "2017-Q3"),
        ("show", "win_rate", "--by", "owner", "--period", "2017"),
        ("trace", "bookings", "--period", "2017-Q3"),
        ("explain", "bookings"),
    ):
        ran = revcompass_run(*command, "--book", maven.folder)
        assert (ran.code, ran.err) == (0, ""), command
        assert ran.out.strip()
