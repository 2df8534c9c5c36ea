"""A question as a URL's query: written and read back, it is the same question."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies import quick
from revcompass.domain.asking import NAMES, Options, options_of, query_of, read_question, traced
from revcompass.domain.period import Calendar, Grain
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question

CALENDAR = Calendar(fiscal_year_start=4, week_start=6)

names = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
# What stands in a cell is trimmed, and a lone dash is a missing value.
cells = st.none() | st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8
).filter(lambda text: text != "-")
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question but its metrics and language."""
    bounds = draw(st.none() | st.tuples(days, days).filter(lambda pair: pair[0] < pair[1]))
    grains = st.sampled_from([grain for grain in Grain if grain.chains])
    period = None
    if bounds is None and draw(st.booleans()):
        period = CALENDAR.period_of(draw(grains), draw(days))
    where = draw(
        st.dictionaries(names, st.lists(cells, min_size=1, max_size=3, unique=True), max_size=2)
    )
    return Question(
        metrics=("mrr",),
        grain=draw(st.none() | grains.map(CALENDAR.own)),
        start=bounds[0] if bounds else None,
        end=bounds[1] if bounds else None,
        period=period,
        by=tuple(draw(st.lists(names, max_size=3, unique=True))),
        where=tuple((name, tuple(values)) for name, values in where.items()),
        policies=tuple(draw(st.dictionaries(names, names, max_size=2)).items()),
        preset=draw(st.none() | names),
        compare=draw(st.sampled_from((None, "previous", "year_before"))),
        currency=draw(st.none() | st.sampled_from(("EUR", "USD"))),
        as_of=draw(st.none() | st.sampled_from(("000003", "2026-09-30"))),
    )


@quick
@given(questions())
def test_a_query_reads_back_as_the_question(question: Question) -> None:
    query: dict[str, list[str]] = defaultdict(list)
    for name, value in query_of(question, CALENDAR):
        assert name in NAMES
        query[name].append(value)
    assert read_question(("mrr",), options_of(query), CALENDAR, "en") == question


def test_an_empty_value_is_none_and_the_last_one_counts() -> None:
    assert options_of({"grain": ["month", "quarter", ""], "by": ["", "plan"]}) == Options(
        grain="quarter", by=("plan",)
    )


@pytest.mark.parametrize(("name", "near"), [("grain", "month"), ("compare", "previous")])
def test_a_slip_suggests_the_nearest(name: str, near: str) -> None:
    with pytest.raises(RevcompassError) as caught:
        options_of({name: [f"{near}s"]})
    assert caught.value.problem.params["did_you_mean"] == near


def test_a_month_of_a_metric_over_12_months_is_the_12_to_it() -> None:
    asked, period = traced("nrr", "trailing_12_months", Options(period="2026-09"), CALENDAR, "en")
    assert (period.start, period.end) == (date(2025, 10, 1), date(2026, 10, 1))
    assert asked.grain is Grain.TRAILING_12_MONTHS
