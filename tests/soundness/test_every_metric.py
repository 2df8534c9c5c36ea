"""What holds for every metric (design, metrics, section 5), over a whole sample company."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from revcompass import catalogue
from revcompass.desk.documents import result_document
from revcompass.domain.formula import MeanScore, Quotient
from revcompass.domain.metric import Better, Metric, Unit
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import MetricResult, Question
from revcompass.words.translate import Translator
from soundness.telling import Book

METRICS = list(catalogue.METRICS.values())
NESTED = ("clv", "clv_cac_ratio", "cac_payback_period", "pipeline_velocity")
"""Where a side is a quotient or a median itself: its records add up to what it is made of."""
DONE, RUNNING = "2026-06", "2026-10"


def _answer(company: Book, metric: Metric, period: str, **asked: Any) -> tuple[MetricResult, Any]:
    question = Question((metric.id,), period=company.calendar.parse(period), **asked)
    result = company.desk.show(question)
    return result.results[0], result_document(result, Translator("en"))


@pytest.mark.parametrize("metric", METRICS, ids=lambda one: one.id)
def test_a_result_is_a_value_or_a_reason(company: Book, metric: Metric) -> None:
    for period in (DONE, RUNNING, "2019-01", "2030-01"):
        result, _ = _answer(company, metric, period)
        for row in result.rows:
            assert (row.value.number is None) == (row.value.undefined is not None)
            if period in ("2019-01", "2030-01"):
                assert row.value.undefined == "no_data"
                assert row.n is None or row.n == 0
                assert row.interval is None


@pytest.mark.parametrize("metric", METRICS, ids=lambda one: one.id)
def test_a_result_carries_what_backs_it(company: Book, metric: Metric) -> None:
    result, document = _answer(company, metric, DONE)
    (said,) = document["results"]
    assert said["unit"] == metric.unit.value
    assert said["definition"] == catalogue.definition(metric, result.policies)
    assert set(said["policies"]) == set(catalogue.policies_of(metric)) <= set(POLICIES)
    assert document["data_as_of"] == str(company.desk.data_as_of)
    assert document["snapshot"] == "000001"
    assert document["coverage"]["opportunities"]["set_aside"] == 2
    for row, cell in zip(result.rows, said["rows"], strict=True):
        assert cell["from"] < cell["to"]
        assert (cell["currency"] is not None) == (metric.unit is Unit.MONEY)
        if row.value.number is not None:
            assert row.n is not None, "how many stand behind it"
            _fraction_is_the_value(metric, cell)


def _fraction_is_the_value(metric: Metric, cell: dict[str, Any]) -> None:
    if cell["numerator"] is None:
        assert metric.unit in (Unit.DAYS, Unit.SCORE), "only medians and means have none"
        return
    times = 100 if metric.unit is Unit.POINTS else 1
    exact = Fraction(cell["numerator"]) / Fraction(cell["denominator"]) * times
    assert abs(Fraction(cell["value"]) - exact) <= abs(exact) / 10**12


@pytest.mark.parametrize("metric", METRICS, ids=lambda one: one.id)
def test_a_running_period_is_marked_and_compared_with_the_same_days(
    company: Book, metric: Metric
) -> None:
    asked: dict[str, Any] = {"compare": "previous"}
    if metric.default_grain:
        return
    result, _ = _answer(company, metric, RUNNING, **asked)
    assert company.desk.data_as_of == date(2026, 10, 17)
    for row in result.rows:
        assert row.to_date
        assert "to_date" in row.flags
        assert row.compare is not None
        assert row.compare.period.start == date(2026, 9, 1)
        if row.compare.value.number is not None and row.value.number is not None:
            assert row.compare.change == row.value.number - row.compare.value.number


def test_what_stands_beside_a_number_stands_there_whatever_else_is_asked(company: Book) -> None:
    """After a metric that it is a part of, too."""
    asked = Question(tuple(reversed(catalogue.METRICS)), period=company.calendar.parse(DONE))
    for result in company.desk.show(asked).results:
        names = set(catalogue.get(result.metric).companions(result.policies))
        for row in result.rows:
            assert row.value.number is None or {name for name, _ in row.companions} == names


def test_the_same_days_are_the_first_17_of_september(company: Book) -> None:
    for metric in ("bookings", "leads", "acquisition_spend", "new_mrr"):
        compared = company.row(metric, RUNNING, compare="previous").compare
        assert compared is not None
        days = [company.value(metric, f"2026-09-{day:02d}") for day in range(1, 18)]
        if metric == "new_mrr":  # netted over the days: what closes on the 17th
            continue
        assert compared.value.number == sum(day for day in days if isinstance(day, Fraction)), (
            metric
        )
    closing = company.row("mrr", RUNNING, compare="previous").compare
    assert closing is not None
    assert closing.value.number == company.value("mrr", "2026-09-17")


@pytest.mark.parametrize("metric", METRICS, ids=lambda one: one.id)
def test_every_number_opens_into_its_records(company: Book, metric: Metric) -> None:
    if metric.by:
        return
    row = company.row(metric.id, DONE)
    question = Question((metric.id,), period=row.period, grain=row.period.grain)
    if row.value.number is None:
        return
    top = company.desk.trace(question, row.period, "numerator")
    assert top.total == sum((record.contribution for record in top.records), Fraction(0))
    if row.value.numerator is None or metric.id in NESTED:
        return
    if isinstance(metric.expression(PolicySet()), (Quotient, MeanScore)):
        bottom = company.desk.trace(question, row.period, "denominator")
        assert (top.total, bottom.total) == (row.value.numerator, row.value.denominator)
        return
    with pytest.raises(RevcompassError, match="no_denominator"):
        company.desk.trace(question, row.period, "denominator")
    assert top.total == row.value.number


def test_direction_is_stated_for_all(company: Book) -> None:
    result = company.desk.show(Question(("mrr", "cac", "bookings")))
    document = result_document(result, Translator("en"))
    better = [said["better"] for said in document["results"]]
    assert better == ["higher", "lower", "higher"]
    assert {metric.better for metric in METRICS} >= {Better.HIGHER, Better.LOWER}


def test_a_teams_ratio_is_made_of_its_records(company: Book) -> None:
    """Sums of the members' sides are the team's sides: no mean of ratios."""
    members = company.result("win_rate", "2026-Q1", by="owner").rows
    team = company.row("win_rate", "2026-Q1").value
    assert team.numerator == sum(row.value.numerator or 0 for row in members)
    assert team.denominator == sum(row.value.denominator or 0 for row in members)


def test_the_board_names_no_metric_twice_and_answers_all(company: Book) -> None:
    board = company.desk.board()
    assert board.period == company.calendar.parse("2026-09")
    for _, results in board.sections:
        assert all(result.rows for result in results)
