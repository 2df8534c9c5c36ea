"""Metrics against targets: the version in force, slices and their parts, what is still missing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from revcompass.catalogue import METRICS
from revcompass.domain.period import Grain
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question
from soundness.telling import Book, Told

DEALS = """
    opportunity_id,created_at,closed_at,outcome,amount,currency,owner,team
    W1,2026-04-02,2026-05-10,won,300,EUR,Ann,North
    W2,2026-04-02,2026-06-10,won,100,EUR,Bo,North
    W3,2026-04-02,2026-08-01,won,200,EUR,Cleo,South
    O1,2026-04-02,,,900,EUR,Ann,North
    O2,2026-08-20,,,300,EUR,Dee,South
"""


@pytest.fixture(scope="module")
def planned(told: Told) -> Book:
    return told(
        "as_of = 2026-08-31",
        opportunities=DEALS,
        targets="""
            metric,period,slice,stored_at,value
            bookings,2026-Q2,,2026-03-20,500
            bookings,2026-Q2,,2026-03-25,800
            bookings,2026-Q2,,2026-04-01,400
            bookings,2026-Q2,"owner=Ann,team=North",2026-03-20,200
            bookings,2026-Q2,"owner=Bo,team=North",2026-03-20,300
            bookings,2026-Q2,"owner=Cleo,team=South",2026-03-20,300
            bookings,2026-Q3,team=South,2026-06-20,500
            bookings,2026-Q3,,2026-06-20,1000
        """,
    )


def test_attainment_takes_the_version_in_force_when_the_period_began(planned: Book) -> None:
    assert planned.value("quota_attainment", "2026-Q2") == Fraction(400, 800)
    assert planned.value("quota_attainment", "2026-Q3") == Fraction(200, 1000)


def test_a_period_without_a_target_has_no_attainment(planned: Book) -> None:
    assert planned.value("quota_attainment", "2026-07") == "no_data"


def test_a_teams_quota_is_that_of_its_members_and_its_ratio_no_mean(planned: Book) -> None:
    found = planned.cut("quota_attainment", "2026-Q2", "owner,team")
    assert found[("Ann", "North")] == Fraction(300, 200)
    assert found[("Bo", "North")] == Fraction(100, 300)
    assert found[("Cleo", "South")] == 0, "a quota, and nothing sold"
    teams = planned.cut("quota_attainment", "2026-Q2", "team")
    assert teams == {"North": Fraction(400, 500), "South": 0}
    assert planned.value("quota_attainment", "2026-Q2", where={"team": "North"}) == Fraction(4, 5)


def test_a_team_with_a_target_of_its_own_is_held_against_that(planned: Book) -> None:
    assert planned.value("quota_attainment", "2026-Q3", where={"team": "South"}) == Fraction(2, 5)
    assert planned.value("quota_attainment", "2026-Q3", where={"team": "North"}) == "no_data"


def test_coverage_is_of_what_is_still_missing(planned: Book) -> None:
    row = planned.row("pipeline_coverage", "2026-Q3")
    assert row.value.number == Fraction(1200, 1000 - 200)
    assert "to_date" in row.flags


def test_a_target_that_is_reached_leaves_nothing_to_cover(planned: Book) -> None:
    asked = {"owner": "Ann", "team": "North"}
    assert planned.value("pipeline_coverage", "2026-Q2", where=asked) == "zero_denominator"


def test_a_target_is_stated_in_the_books_currency(planned: Book) -> None:
    for metric in ("quota_attainment", "pipeline_coverage"):
        assert planned.value(metric, "2026-Q3", currency="USD") == planned.value(metric, "2026-Q3")


def test_a_row_has_the_target_of_its_own_slice_and_filter(planned: Book) -> None:
    def target(**asked: object) -> object:
        found = planned.row("bookings", "2026-Q3", **asked).target
        return None if found is None else found.value

    assert target() == 1000
    assert target(where={"team": "South"}) == 500
    assert target(where={"team": "North"}) is None
    assert target(where={"team": ("North", "South")}) is None
    assert target(currency="USD") is None


def test_without_targets_nothing_is_loaded_to_be_held_against(told: Told) -> None:
    book = told("as_of = 2026-08-31", opportunities=DEALS)
    for metric in ("quota_attainment", "pipeline_coverage", "target_attainment"):
        assert book.value(metric, "2026-Q3") == "not_loaded"
        (ready,) = [one for one in book.desk.status().readiness if one.metric == metric]
        assert ready.missing == ("targets",)


def test_both_sides_open_into_their_records(planned: Book) -> None:
    period = planned.calendar.parse("2026-Q3")
    for metric, top, bottom in (
        ("quota_attainment", [200], [1000]),
        ("pipeline_coverage", [900, 300], [1000, -200]),
    ):
        question = Question((metric,), period=period, grain=period.grain)
        sides = {
            side: planned.desk.trace(question, period, side)
            for side in ("numerator", "denominator")
        }
        assert [one.contribution for one in sides["numerator"].records] == top
        assert [one.contribution for one in sides["denominator"].records] == bottom
        assert {one.table for one in sides["denominator"].records} >= {"targets"}
        row = planned.row(metric, "2026-Q3").value
        assert (sides["numerator"].total, sides["denominator"].total) == (
            row.numerator,
            row.denominator,
        )


CONTACTED = """
    opportunity_id,created_at,first_contact_at,closed_at,outcome,amount,currency,owner,team
    W1,2026-04-02,2026-04-01,2026-05-10,won,300,EUR,Ann,North
    W2,2026-04-02,2026-04-01,2026-06-10,won,100,EUR,Bo,North
    W3,2026-04-02,2026-04-01,2026-08-01,won,200,EUR,Cleo,South
    O2,2026-08-20,2026-08-20,,,300,EUR,Dee,South
"""


@pytest.fixture(scope="module")
def goals(told: Told) -> Book:
    """Targets of several metrics; nothing is loaded that MRR could be counted from."""
    return told(
        "as_of = 2026-08-31",
        opportunities=CONTACTED,
        targets="""
            metric,period,slice,stored_at,value
            bookings,2026-Q2,,2026-03-25,800
            bookings,2026-Q2,,2026-04-01,400
            bookings,2026-Q2,owner=Ann,2026-03-25,200
            sales_cycle_length,2026-Q2,,2026-03-25,27
            win_rate,2026-Q2,,2026-03-25,0
            win_rate,2026-Q3,team=North,2026-06-25,0.3
            win_rate,2026-Q3,team=South,2026-06-25,0.4
            mrr,2026-Q2,,2026-03-25,1000
            bookings,2026-Q3,,2026-06-25,100
            target_attainment,2026-Q2,,2026-03-25,1
        """,
    )


def test_attainment_is_of_each_metric_that_has_a_target(goals: Book) -> None:
    assert goals.cut("target_attainment", "2026-Q2", "metric") == {
        "bookings": Fraction(400, 800),
        "mrr": "not_loaded",
        "sales_cycle_length": Fraction(27) / Fraction(39 + 70, 2),
        "win_rate": "zero_denominator",
    }
    assert goals.cut("target_attainment", "2026-Q3", "metric") == {"bookings": 2}
    assert goals.value("target_attainment", "2026-07") == "no_data"


def test_targets_of_rates_do_not_add_up_to_one_of_the_whole(goals: Book) -> None:
    both = {"metric": "win_rate", "team": ("North", "South")}
    assert goals.value("target_attainment", "2026-Q3", where=both) == "no_data"
    alone = {"metric": "win_rate", "team": "South"}
    assert goals.value("target_attainment", "2026-Q3", where=alone) == 0


def test_attainment_is_sliced_as_targets_are(goals: Book) -> None:
    found = goals.cut("target_attainment", "2026-Q2", "metric,owner")
    assert found == {("bookings", "Ann"): Fraction(300, 200)}
    only = {"metric": "sales_cycle_length"}
    assert goals.value("target_attainment", "2026-Q2", where=only) == Fraction(54, 109)
    with pytest.raises(RevcompassError, match="unknown_slice_value"):
        goals.value("target_attainment", "2026-Q2", where={"metric": "cac"})


def test_attainment_opens_for_one_metric(goals: Book) -> None:
    period = goals.calendar.parse("2026-Q2")
    question = Question(("target_attainment",), period=period, grain=period.grain)
    with pytest.raises(RevcompassError, match="one_attainment_only"):
        goals.desk.trace(question, period, "numerator")
    one = replace(question, where=(("metric", ("bookings",)),))
    above = goals.desk.trace(one, period, "numerator")
    assert [record.contribution for record in above.records] == [300, 100]
    below = goals.desk.trace(one, period, "denominator")
    assert (below.metric, [r.table for r in below.records]) == ("target_attainment", ["targets"])
    turned = replace(question, where=(("metric", ("sales_cycle_length",)),))
    assert goals.desk.trace(turned, period, "numerator").total == 27
    assert len(goals.desk.trace(turned, period, "denominator").records) == 2
    july = goals.calendar.parse("2026-07")
    without = replace(one, period=july, grain=july.grain)
    with pytest.raises(RevcompassError, match="no_data"):
        goals.desk.trace(without, july, "denominator")


@pytest.mark.parametrize("by", [(), ("segment",)], ids=["whole", "by_segment"])
def test_attainment_is_what_each_metric_says_of_its_own_target(
    company: Book, by: tuple[str, ...]
) -> None:
    """Over the sample company, under a policy of its own; nothing is left out on either side."""
    asked = Question((), grain=Grain.QUARTER, by=by, policies=(("win_rate_of", "decided"),))
    (one,) = company.desk.show(replace(asked, metrics=("target_attainment",))).results
    several = company.desk.show(replace(asked, metrics=tuple(METRICS))).results
    found = {(row.period, row.slice): row.value.number for row in one.rows}
    stated = {
        (row.period, (("metric", result.metric), *row.slice)): row.target.attainment
        for result in several
        for row in result.rows
        if row.target and bool(row.slice) == bool(by)
    }
    assert found == stated
    assert ("customer_churn_rate" if by else "cac") in {dict(key)["metric"] for _, key in found}


def test_a_target_that_is_not_there_cannot_be_opened(planned: Book) -> None:
    period = planned.calendar.parse("2026-07")
    question = Question(("quota_attainment",), period=period, grain=period.grain)
    with pytest.raises(RevcompassError, match="nothing_to_trace"):
        planned.desk.trace(question, period, "denominator")
