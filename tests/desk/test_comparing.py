"""Comparing policies: numbers are those of `show`, and records add up to the difference."""

from __future__ import annotations

from fractions import Fraction

import pytest

from oracles.conftest import books as books  # noqa: PLC0414 - a fixture
from revcompass.desk.answers import Counted, PolicyComparison
from revcompass.domain.policy import POLICIES
from revcompass.domain.presets import PRESETS
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question
from soundness.conftest import company as company  # noqa: PLC0414 - a fixture
from soundness.telling import Book

MONTH = "2026-09"
METRICS = ("mrr", "customer_churn_rate", "net_new_mrr", "win_rate", "cac", "sales_cycle_length")


def compare(book: Book, metric: str, **asked: object) -> PolicyComparison:
    period = book.calendar.parse(MONTH)
    question = Question((metric,), period=period, **asked)  # type: ignore[arg-type]
    return book.desk.compare_policies(question, period)


@pytest.mark.parametrize("metric", METRICS)
def test_every_number_is_the_one_shown(company: Book, metric: str) -> None:
    found = compare(company, metric)
    (own,) = found.own.rows
    assert own.value == company.row(metric, MONTH).value
    assert [one.name for one in found.presets] == list(PRESETS)
    for one in found.choices:
        shown = company.result(metric, MONTH, policies={one.name: one.choice})
        assert [row.value for row in one.rows] == [row.value for row in shown.rows], one.name
        assert one.definition == shown.definition
    for one in found.presets:
        shown = company.result(metric, MONTH, preset=one.name)
        assert [row.value for row in one.rows] == [row.value for row in shown.rows], one.name


def test_every_choice_is_there_once_and_one_is_in_force(company: Book) -> None:
    found = compare(company, "mrr")
    for name in dict.fromkeys(one.name for one in found.choices):
        choices = [one for one in found.choices if one.name == name]
        codes = [one.choice.partition(":")[0] for one in choices]
        assert codes == [member.code for member in POLICIES[name]]
        assert [one.in_force for one in choices].count(True) == 1


def total(one: Counted, side: str) -> Fraction:
    """What the records that differ add up to, on a side."""
    found = (record.other - record.own for record in one.differences if record.side == side)
    return sum(found, Fraction(0))


@pytest.mark.parametrize("metric", METRICS)
def test_the_records_make_the_difference(company: Book, metric: str) -> None:
    """On each side of a number the records that differ add up to what the side differs by."""
    found = compare(company, metric)
    (own,) = found.own.rows
    differing = 0
    for one in (*found.choices, *found.presets):
        assert one.count == len(one.differences)
        if len(one.rows) > 1 or one.rows[0].value.number is None:
            continue
        value = one.rows[0].value
        assert (one.difference == 0) == (value.number == own.value.number)
        for record in one.differences:
            assert record.record.contribution == record.other - record.own != 0
            assert record.because
            assert set(record.because) <= {name for name, _ in one.differs_by}
        if metric in ("sales_cycle_length", "cac"):
            continue  # a median's records, or those of another metric, are no sum of it
        differing += bool(one.count)
        if metric in ("mrr", "net_new_mrr"):
            assert total(one, "numerator") == one.difference, one.name
        elif own.value.numerator is not None and value.numerator is not None:
            assert total(one, "numerator") == value.numerator - own.value.numerator, one.name
            sides = value.denominator, own.value.denominator
            assert total(one, "denominator") == sides[0] - sides[1], one.name  # type: ignore[operator]
    assert differing or metric in ("sales_cycle_length", "cac")


def test_a_preset_is_put_down_to_its_choices(company: Book) -> None:
    presets = {one.name: one for one in compare(company, "customer_churn_rate").presets}
    stripe = presets["stripe"]
    assert dict(stripe.differs_by) == {"customer_churn": "opening_plus_new"}
    assert stripe.due_to == ("customer_churn",)


def test_one_number_at_a_time(company: Book) -> None:
    with pytest.raises(RevcompassError, match="one_number_only"):
        compare(company, "spend_by_channel")
    first = company.result("spend_by_channel", MONTH).rows[0]
    where = (("channel", (dict(first.slice)["channel"],)),)
    assert compare(company, "spend_by_channel", where=where).own.rows[0].value == first.value
