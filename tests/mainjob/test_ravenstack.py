"""RavenStack from its files to its numbers, each counted again by hand from the files."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from mainjob.conftest import RealBook
from mainjob.running import revcompass_run
from oracles.asking import SHARED, month_starts
from revcompass.desk.answers import Side
from revcompass.domain.period import Grain, Period
from revcompass.domain.question import Question

FOLDER = SHARED / "data" / "ravenstack"
LAST = date(2024, 12, 31)
MONTHS = month_starts(date(2024, 1, 1), 12)
YEAR: Mapping[str, Any] = {"grain": "month", "start": MONTHS[0], "end": date(2025, 1, 1)}


def path(name: str) -> str:
    """A file of theirs as the book names it."""
    return (FOLDER / f"ravenstack_{name}.csv").as_posix()


def rows(name: str) -> list[dict[str, str]]:
    """A file of theirs."""
    with (FOLDER / f"ravenstack_{name}.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Subscription:
    """A subscription as the file has it."""

    line: int
    key: str
    account: str
    plan: str
    starts: date
    ends: date | None
    mrr: int
    is_trial: bool

    def counts_on(self, day: date) -> bool:
        """Paid for on that day; the day it ends is the first without it."""
        return not self.is_trial and self.starts <= day and (self.ends is None or day < self.ends)


@pytest.fixture(scope="module")
def subscriptions(ravenstack: RealBook) -> list[Subscription]:
    """All subscriptions; asked for after the book, so that it skips where files are absent."""
    assert ravenstack.folder.exists()
    return [
        Subscription(
            line,
            row["subscription_id"],
            row["account_id"],
            row["plan_tier"],
            date.fromisoformat(row["start_date"]),
            date.fromisoformat(row["end_date"]) if row["end_date"] else None,
            int(row["mrr_amount"]),
            row["is_trial"] == "TRUE",
        )
        for line, row in enumerate(rows("subscriptions"), start=2)
    ]


def closing(first: date) -> date:
    """The last day of the month."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def by(
    subscriptions: list[Subscription],
    day: date,
    key: Callable[[Subscription], str] = lambda one: one.account,
) -> dict[str, int]:
    """MRR on a day by account, or by something else."""
    found: dict[str, int] = defaultdict(int)
    for one in subscriptions:
        if one.counts_on(day) and one.mrr:
            found[key(one)] += one.mrr
    return dict(found)


# What was read, and where it went


def test_rows_and_money_reconcile(ravenstack: RealBook, subscriptions: list[Subscription]) -> None:
    tables = ravenstack.first.document["tables"]
    accounts, billing, usage = (tables[n] for n in ("accounts", "subscriptions", "usage"))
    assert (accounts["read"], accounts["loaded"]) == (500, 500)
    assert (billing["read"], billing["loaded"]) == (len(subscriptions), 5000)
    total = str(sum(one.mrr for one in subscriptions))
    assert billing["money_read"] == billing["money_loaded"] == {"USD": total}
    assert billing["money_set_aside"] == billing["money_skipped"] == {}
    read = rows("feature_usage")
    assert (usage["read"], usage["loaded"], usage["set_aside"], usage["skipped"]) == (
        len(read),
        len(read) - 42,
        42,
        0,
    )


def test_duplicates_are_set_aside_by_line(ravenstack: RealBook) -> None:
    """21 ids stand twice with different contents: nobody can say which is right, so none loads."""
    ids = [row["usage_id"] for row in rows("feature_usage")]
    twice = {key for key, times in Counter(ids).items() if times > 1}
    assert len(twice) == 21
    expected = {(line, key) for line, key in enumerate(ids, start=2) if key in twice}
    said = [p for p in ravenstack.first.document["problems"] if p["severity"] == "error"]
    assert {p["code"] for p in said} == {"conflicting_duplicates"}
    assert {(p["line"], p["value"]) for p in said} == expected
    assert len(said) == 42
    assert {(p["file"], p["column"]) for p in said} == {(path("feature_usage"), "usage_id")}
    assert all(p["message"] and p["next"] for p in said)


def test_contradictions_are_named(ravenstack: RealBook, subscriptions: list[Subscription]) -> None:
    """110 accounts flagged as churned whose subscriptions run, each with its line."""
    running = {one.account for one in subscriptions if one.ends is None}
    flagged = {
        line
        for line, row in enumerate(rows("accounts"), start=2)
        if row["churn_flag"] == "TRUE" and row["account_id"] in running
    }
    said = [p for p in ravenstack.first.document["problems"] if p["severity"] == "warning"]
    assert {p["code"] for p in said} == {"churned_but_running"}
    assert {p["line"] for p in said} == flagged
    assert len(said) == len(flagged) == 110
    assert {p["file"] for p in said} == {path("accounts")}


def test_exit_codes(ravenstack: RealBook) -> None:
    """Records set aside fail the check (3) and stop nothing else."""
    assert ravenstack.checked.code == 3
    assert ravenstack.checked.document["problems"] == ravenstack.first.document["problems"]
    assert ravenstack.checked.document["tables"] == ravenstack.first.document["tables"]
    plain = revcompass_run("check", ravenstack.folder)
    assert plain.code == 3
    for command in ("problems", "status"):
        ran = revcompass_run(command, ravenstack.folder)
        assert (ran.code, ran.err) == (0, "")
    problems = revcompass_run("problems", ravenstack.folder, "--json").document["problems"]
    assert problems == ravenstack.first.document["problems"]


def test_a_second_load_changes_nothing(ravenstack: RealBook) -> None:
    again = revcompass_run("load", ravenstack.folder, "--json")
    assert (again.code, again.document) == (0, ravenstack.first.document | {"unchanged": True})
    status = revcompass_run("status", ravenstack.folder, "--json").document
    assert status["snapshots"] == [again.document["snapshot"]]
    assert status["data_as_of"] == LAST.isoformat()


# Numbers by hand


def test_mrr_and_customers(ravenstack: RealBook, subscriptions: list[Subscription]) -> None:
    """778 trials stand at 0 and would not count anyway; a customer pays more than 0."""
    trials = [one for one in subscriptions if one.is_trial]
    assert (len(trials), sum(one.mrr for one in trials)) == (778, 0)
    on = {first: by(subscriptions, closing(first)) for first in MONTHS}
    assert ravenstack.series("mrr", **YEAR) == {m: sum(a.values()) for m, a in on.items()}
    assert ravenstack.series("arr", **YEAR) == {m: 12 * sum(a.values()) for m, a in on.items()}
    assert ravenstack.series("customers", **YEAR) == {m: len(a) for m, a in on.items()}
    assert ravenstack.series("arpa", **YEAR) == {
        m: Fraction(sum(a.values()), len(a)) for m, a in on.items()
    }


def test_movements(ravenstack: RealBook, subscriptions: list[Subscription]) -> None:
    """Opening against closing of each account, classified by hand, month by month."""
    first_paid: dict[str, date] = {}
    for one in subscriptions:
        if not one.is_trial and one.mrr and (one.ends is None or one.ends > one.starts):
            earlier = first_paid.get(one.account, one.starts)
            first_paid[one.account] = min(earlier, one.starts)
    names = ("new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr")
    expected: dict[str, dict[date, int]] = {name: dict.fromkeys(MONTHS, 0) for name in names}
    for month in MONTHS:
        opened = by(subscriptions, month - timedelta(days=1))
        closed = by(subscriptions, closing(month))
        for account in opened | closed:
            was, now = opened.get(account, 0), closed.get(account, 0)
            if not was:
                name = "new_mrr" if first_paid[account] >= month else "reactivation_mrr"
            elif not now:
                name = "churned_mrr"
            else:
                name = "expansion_mrr" if now > was else "contraction_mrr"
            expected[name][month] += abs(now - was)
    for name in names:
        assert ravenstack.series(name, **YEAR) == expected[name], name
    assert sum(expected["expansion_mrr"].values()) > 0
    assert sum(expected["contraction_mrr"].values()) > 0


@pytest.mark.parametrize("metric", ["net_revenue_retention", "gross_revenue_retention"])
def test_retention_over_2024(
    ravenstack: RealBook, subscriptions: list[Subscription], metric: str
) -> None:
    opened = by(subscriptions, date(2023, 12, 31))
    closed = by(subscriptions, LAST)
    keep = {
        "net_revenue_retention": sum(closed.get(account, 0) for account in opened),
        "gross_revenue_retention": sum(min(mrr, closed.get(a, 0)) for a, mrr in opened.items()),
    }
    december = ravenstack.desk.calendar.parse("2024-12")
    expected = Fraction(keep[metric], sum(opened.values()))
    assert ravenstack.one(metric, period=december) == expected


def test_churn_of_the_third_quarter(
    ravenstack: RealBook, subscriptions: list[Subscription]
) -> None:
    opened = by(subscriptions, date(2024, 6, 30))
    closed = by(subscriptions, date(2024, 9, 30))
    gone = [account for account in opened if account not in closed]
    assert len(gone) == 1
    quarter = ravenstack.desk.calendar.parse("2024-Q3")
    rate = ravenstack.one("customer_churn_rate", period=quarter)
    assert rate == Fraction(len(gone), len(opened))
    shown = revcompass_run(
        *("show", "customer_churn_rate", "--book", ravenstack.folder),
        *("--period", "2024-Q3", "--json"),
    ).document
    (row,) = shown["results"][0]["rows"]
    assert (row["numerator"], row["denominator"]) == (str(len(gone)), str(len(opened)))


def test_slices_sum_to_the_whole(ravenstack: RealBook, subscriptions: list[Subscription]) -> None:
    """By plan, which a subscription has, and by industry, which its account has."""
    industry = {row["account_id"]: row["industry"] for row in rows("accounts")}
    for slice_, key in (
        ("plan", lambda one: one.plan),
        ("industry", lambda one: industry[one.account]),
    ):
        cells = ravenstack.cells("mrr", by=(slice_,), **YEAR)
        assert cells == {
            (month, name): amount
            for month in MONTHS
            for name, amount in by(subscriptions, closing(month), key).items()
        }


def test_active_accounts(ravenstack: RealBook, subscriptions: list[Subscription]) -> None:
    """Usage names subscriptions; a lookup in the loaded ones says whose they are."""
    account = {one.key: one.account for one in subscriptions}
    read = rows("feature_usage")
    times = Counter(row["usage_id"] for row in read)
    active: dict[date, set[str]] = {month: set() for month in MONTHS}
    for row in read:
        month = date.fromisoformat(row["usage_date"]).replace(day=1)
        if times[row["usage_id"]] == 1 and month in active:
            active[month].add(account[row["subscription_id"]])
    expected = {month: len(accounts) for month, accounts in active.items()}
    assert ravenstack.series("active_accounts", **YEAR) == expected


# Records behind the numbers


def test_trace_of_mrr(ravenstack: RealBook, subscriptions: list[Subscription]) -> None:
    asked = ("--book", ravenstack.folder, "--period", "2024-06", "--json")
    traced = revcompass_run("trace", "mrr", *asked).document
    shown = revcompass_run("show", "mrr", *asked).document["results"][0]["rows"]
    counting = {
        one.line: one for one in subscriptions if one.counts_on(date(2024, 6, 30)) and one.mrr
    }
    assert {record["line"] for record in traced["records"]} == set(counting)
    for record in traced["records"]:
        one = counting[record["line"]]
        assert record["file"] == path("subscriptions")
        assert record["account"] == one.account
        assert Fraction(record["contribution"]) == one.mrr
    total = sum(Fraction(record["contribution"]) for record in traced["records"])
    assert total == Fraction(traced["total"]) == Fraction(shown[0]["value"])
    assert traced["count"] == len(counting)


@pytest.mark.parametrize(
    ("metric", "code", "sides"),
    [
        ("customer_churn_rate", "2024-09", 2),
        ("net_revenue_retention", "2024-12", 2),
        ("revenue_churn_rate", "2024-Q4", 2),
        ("arpa", "2024-06", 2),
        ("reactivation_mrr", "2024-10", 1),
        ("expansion_mrr", "2024-06", 1),
        ("active_accounts", "2024-06", 1),
    ],
)
def test_traces_add_up(ravenstack: RealBook, metric: str, code: str, sides: int) -> None:
    """Both sides of a share, the one side of a sum; every record has its file and line."""
    period = ravenstack.desk.calendar.parse(code)
    (result,) = ravenstack.document(metric, period=period)["results"]
    (row,) = result["rows"]
    assert Fraction(row["numerator"]) > 0
    start, end = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
    shown = Period(start, end, Grain(result["grain"]))
    two: tuple[Side, Side] = ("numerator", "denominator")
    for side in two[:sides]:
        trace = ravenstack.desk.trace(Question((metric,)), shown, side)
        total = sum((record.contribution for record in trace.records), Fraction(0))
        assert total == trace.total == Fraction(row[side]), side
        assert len(trace.records) == trace.count > 0
        assert all(record.file and record.line for record in trace.records)


def test_a_sum_has_no_denominator(ravenstack: RealBook) -> None:
    asked = ("--book", ravenstack.folder, "--period", "2024-06", "--side", "denominator")
    ran = revcompass_run("trace", "expansion_mrr", *asked, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "no denominator" in ran.err
