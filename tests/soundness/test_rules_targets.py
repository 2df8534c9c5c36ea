"""Metrics against targets: the version in force, slices and their parts, what is still missing."""

from __future__ import annotations

from fractions import Fraction

import pytest

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
    for metric in ("quota_attainment", "pipeline_coverage"):
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


def test_a_target_that_is_not_there_cannot_be_opened(planned: Book) -> None:
    period = planned.calendar.parse("2026-07")
    question = Question(("quota_attainment",), period=period, grain=period.grain)
    with pytest.raises(RevcompassError, match="nothing_to_trace"):
        planned.desk.trace(question, period, "denominator")
