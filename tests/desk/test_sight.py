"""Who sees some rows is answered as if only those were there to be asked about."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revcompass import catalogue
from revcompass.book.config import read_book
from revcompass.book.snapshots import current_number
from revcompass.desk.answers import Side
from revcompass.desk.desk import Desk
from revcompass.desk.loading import load
from revcompass.domain.formula import sums
from revcompass.domain.metric import Metric
from revcompass.domain.period import Grain
from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import MetricResult, Question
from revcompass.domain.viewer import Rows, Sight
from revcompass.engine.readings.cells import Ask
from revcompass.engine.tables import Cut
from revcompass.samples import write_company

TEAM = "Key accounts"
ROWS: Rows = (("team", (TEAM,)),)
EXAMPLES = int(os.environ.get("REVCOMPASS_EXAMPLES", "20"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample company, loaded."""
    made = tmp_path_factory.mktemp("seen") / "book"
    load(made, today=write_company(made, accounts=60).as_of)
    return made


def seen_by(folder: Path, sight: Sight) -> Desk:
    book = read_book(folder)
    return Desk(book, current_number(book), sight)


@pytest.fixture(scope="module")
def whole(folder: Path) -> Iterator[Desk]:
    """The desk of somebody who sees everything."""
    with closing(Desk.open(folder)) as desk:
        yield desk


@pytest.fixture(scope="module")
def some(folder: Path) -> Iterator[Desk]:
    """The desk of somebody who sees the rows of one team."""
    with closing(seen_by(folder, Sight(ROWS))) as desk:
        yield desk


def accounts(folder: Path, *, own: bool) -> tuple[set[str], set[str]]:
    """The ids and names of the team's accounts, or of all others."""
    with (folder / "crm" / "accounts.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (row["team"] == TEAM) == own]
    return {row["account_id"] for row in rows}, {row["name"] for row in rows}


def shown(desk: Desk, question: Question) -> MetricResult | None:
    """The answer; `None` where the question's filter meets no record of the whole book."""
    try:
        (result,) = desk.show(question).results
    except RevcompassError as error:
        if error.problem.code != "unknown_slice_value":
            raise
        return None
    return result


def check_equal(whole: Desk, some: Desk, question: Question) -> None:
    """What one sees of the whole is what all see who filter by it; else there is a reason."""
    rows = some.sight.rows
    (mine,) = some.show(question).results
    filtered = shown(whole, replace(question, where=(*question.where, *rows)))
    reasons = {row.value.undefined for row in mine.rows}
    if reasons and reasons <= {"not_limitable", "not_sliceable"}:
        assert filtered is None or not any(row.value.number for row in filtered.rows), question
        return
    if filtered is None:  # a value beside others is nobody's: whoever types it hears so
        assert len(rows) > 1 or len(rows[0][1]) > 1, question
        return
    assert mine.rows == filtered.rows, question
    assert mine.left_out == ()


METRICS = [metric.id for metric in catalogue.METRICS.values()]


@pytest.mark.parametrize("metric", METRICS)
def test_every_number_is_that_of_the_rows_seen(whole: Desk, some: Desk, metric: str) -> None:
    check_equal(whole, some, Question((metric,), compare="previous"))
    for by in ("owner", "segment", "channel"):
        check_equal(whole, some, Question((metric,), by=(by,)))


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_any_rows_of_any_column(folder: Path, data: st.DataObject) -> None:
    """Rows by any columns of accounts: no number of a record outside of them."""
    values = {
        "team": ["Key accounts", "Mid market", "Small business", "Online"],
        "segment": ["smb", "mid", "enterprise", "b2c"],
        "country": ["DE", "FR", "GB", "US", "AT"],
        "plan": ["Team", "Business", "Enterprise", "Solo"],
    }
    columns = data.draw(
        st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=2, unique=True)
    )
    rows = tuple(
        (one, tuple(data.draw(st.lists(st.sampled_from(values[one]), min_size=1, unique=True))))
        for one in columns
    )
    metrics = data.draw(st.lists(st.sampled_from(METRICS), min_size=3, max_size=3, unique=True))
    with (
        closing(Desk.open(folder)) as whole,
        closing(seen_by(folder, Sight(rows))) as some,
    ):
        for metric in metrics:
            check_equal(whole, some, Question((metric,)))


SIDES: tuple[Side, ...] = ("numerator", "denominator")


@pytest.mark.parametrize("metric", METRICS)
def test_no_record_of_another_team_stands_behind_a_number(
    folder: Path, some: Desk, metric: str
) -> None:
    ids, names = accounts(folder, own=False)
    found = catalogue.get(metric)
    grain = Grain(found.default_grain) if found.default_grain else Grain.MONTH
    period = some.last_full(some.calendar.own(grain))
    for side in SIDES:
        try:
            trace = some.trace(Question((metric,), by=()), period, side)
        except RevcompassError as error:
            if error.problem.code not in ("nothing_to_trace", "no_denominator"):
                raise
            continue
        told = repr(trace.records)
        assert not ids & set(re.findall(r"A-\d+", told))
        assert not [name for name in names if name in told]
        assert trace.total == sum((one.contribution for one in trace.records), Fraction(0))


def test_an_attainment_that_is_not_shown_is_not_opened(whole: Desk, some: Desk) -> None:
    """A target does not say whose rows it is for, so neither side of it is anybody's part."""
    question = Question(("target_attainment",), where=(("metric", ("mrr",)),))
    period = whole.last_full(Grain.MONTH)
    assert whole.trace(question, period).records
    with pytest.raises(RevcompassError) as refused:
        some.trace(question, period)
    assert refused.value.problem.code == "nothing_to_trace"
    assert refused.value.problem.params["reason"] == "not_limitable"


@pytest.mark.parametrize("value", ["Mid market", "Small business", "Nobody", None, "' OR 1=1 --"])
def test_another_team_is_like_one_that_there_is_not(some: Desk, value: str | None) -> None:
    with pytest.raises(RevcompassError) as refused:
        some.show(Question(("mrr",), where=(("team", (value,)),)))
    assert refused.value.problem.code == "unknown_slice_value"
    assert refused.value.problem.params["did_you_mean"] == ""


def test_another_teams_seller_is_like_one_that_there_is_not(whole: Desk, some: Desk) -> None:
    sellers = {
        dict(row.slice)["owner"]
        for row in whole.show(Question(("mrr",), by=("owner",))).results[0].rows
    }
    own = {
        dict(row.slice)["owner"]
        for row in some.show(Question(("mrr",), by=("owner",))).results[0].rows
    }
    assert own < sellers
    for seller in sorted(filter(None, sellers - own)):
        with pytest.raises(RevcompassError) as refused:
            some.show(Question(("mrr",), where=(("owner", (seller,)),)))
        suggested = refused.value.problem.params["did_you_mean"]
        assert suggested == "" or suggested in own


def test_what_concerns_the_whole_book_is_refused(some: Desk) -> None:
    for ask in (some.status, some.problems):
        with pytest.raises(RevcompassError) as refused:
            ask()
        assert refused.value.problem.code == "whole_book_only"
    result = some.show(Question(("mrr", "win_rate")))
    assert (result.coverage, result.problems) == ({}, ())
    assert some.readiness()


def test_an_earlier_snapshot_shows_no_more(whole: Desk, some: Desk) -> None:
    before = Question(("mrr",), as_of=some.snapshot)
    assert some.show(before).results == some.show(replace(before, as_of=None)).results
    assert some.show(before).results[0].rows != whole.show(before).results[0].rows


def test_a_reading_that_leaves_the_rows_out_is_refused(some: Desk) -> None:
    """Whoever writes a new reading and forgets them gets no number at all."""
    until = cast("date", some.data_as_of)
    everything = Ask(Cut(PolicySet(), until))
    with pytest.raises(RuntimeError):
        everything.conditions(some._tables)


def test_answers_of_employees_take_a_permission_of_their_own(folder: Path, whole: Desk) -> None:
    with closing(seen_by(folder, Sight(employees=False))) as desk:
        for metric in METRICS:
            (mine,) = desk.show(Question((metric,))).results
            reasons = {row.value.undefined for row in mine.rows}
            if reads_employees(catalogue.get(metric)):
                assert reasons == {"not_permitted"}, metric
                with pytest.raises(RevcompassError) as refused:
                    desk.trace(Question((metric,)), desk.last_full(mine.grain))
                assert refused.value.problem.params["reason"] == "not_permitted"
            else:
                assert mine.rows == whole.show(Question((metric,))).results[0].rows


def reads_employees(metric: Metric) -> bool:
    """Whether a column of the answers is read that is not the customers' alone."""
    columns = [leaf.column for leaf in sums(metric.expression(PolicySet()))]
    return any(c.ledger == "answers" and not c.name.startswith("customer_") for c in columns)
