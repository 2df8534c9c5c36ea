"""Charts as specifications: round axes, marks for cut ones, labels in the reader's words."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies import quick
from revcompass import catalogue
from revcompass.charts import render
from revcompass.charts.bars import Bar, bars
from revcompass.charts.look import COLOURS, DARK, Look
from revcompass.charts.series import Subject, series
from revcompass.charts.sparkline import sparkline
from revcompass.charts.ticks import scale_of
from revcompass.charts.waterfall import Step, waterfall
from revcompass.domain.period import Calendar, Grain
from revcompass.domain.policy import PolicySet
from revcompass.domain.question import MetricResult, Row, Value
from revcompass.words.format import Formatter

MRR = catalogue.get("mrr")
UNDRAWABLE = "\x00\x01\x08\t\n\r\x1b\x7f\x85\x9f\u2028\u2029\ud800\ufffe\uffff"
STEPS = (
    Step("Opening", Fraction(284000), is_total=True),
    Step("New", Fraction(19328), is_total=False, href="/records/new_mrr?a=1&b=2"),
    Step("Churn", Fraction(-8328), is_total=False),
    Step("Closing", Fraction(295000), is_total=True),
)


def line(*numbers: int | None, to_date: bool = False) -> MetricResult:
    """A metric's months from January 2026."""
    calendar = Calendar()
    rows = tuple(
        Row(
            calendar.period_of(Grain.MONTH, date(2026, month, 1)),
            to_date=to_date and month == len(numbers),
            slice=(),
            value=Value(None if n is None else Fraction(n)),
            currency="EUR",
        )
        for month, n in enumerate(numbers, start=1)
    )
    return MetricResult("mrr", rows, "EUR", PolicySet(), (), "mrr@1:0", Grain.MONTH)


values = st.lists(st.fractions(min_value=-(10**12), max_value=10**12), min_size=1, max_size=20)


@quick
@given(values, st.booleans())
def test_an_axis_holds_its_values_on_few_round_ticks(
    found: list[Fraction], from_zero: bool
) -> None:
    scale = scale_of(found, from_zero=from_zero)
    assert scale.low <= min(found)
    assert scale.high >= max(found)
    assert 2 <= len(scale.ticks) <= 8
    steps = {b - a for a, b in zip(scale.ticks, scale.ticks[1:], strict=False)}
    assert len(steps) == 1
    (step,) = steps
    while step >= 10:
        step /= 10
    while step < 1:
        step *= 10
    assert step in (1, 2, 5)
    assert not (from_zero and scale.is_cut)
    assert scale.is_cut == (scale.low > 0 or scale.high < 0)


@pytest.mark.parametrize(
    ("found", "is_cut"), [((0, 5), False), ((50, 90), False), ((80, 90), True)]
)
def test_an_axis_is_cut_only_where_values_lie_close(found: tuple[int, int], is_cut: bool) -> None:
    assert scale_of(list(map(Fraction, found)), from_zero=False).is_cut is is_cut


def test_a_cut_axis_has_its_mark_and_can_begin_at_zero() -> None:
    for from_zero in (False, True):
        look = Look(Formatter("en"), from_zero=from_zero)
        spec, scale = waterfall(STEPS, MRR, "EUR", look)
        shapes = [layer["mark"].get("shape") for layer in spec["layer"]]
        assert scale.is_cut is not from_zero
        assert any(shapes) is scale.is_cut


@pytest.mark.parametrize("size", ["narrow", "wide", "full"])
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("de", "ltr")])
def test_every_chart_is_drawn_with_our_labels(language: str, direction: str, size: str) -> None:
    look = Look(Formatter(language), direction, size)  # type: ignore[arg-type]
    result = line(254845, 260000, None, 294878, 293657, to_date=True)
    made = [
        series(Subject(MRR, result, lambda row: f"/records/{row.period.start}"), look)[0],
        waterfall(STEPS, MRR, "EUR", look)[0],
        bars([Bar("smb", Fraction(3)), Bar("it's", Fraction(9))], MRR, "EUR", look)[0],
    ]
    for spec in made:
        assert "url" not in json.dumps(spec).lower().replace(spec["$schema"], "")
        drawn = render.svg(spec)
        assert "vega.github.io" not in drawn
        assert ">NaN<" not in drawn
        assert "undefined" not in drawn
        assert "null" not in drawn
    shown = look.write.money(Fraction(294878), "EUR", compact=True)
    assert shown.strip("\u200f") in render.svg(made[0])


def test_a_missing_value_breaks_the_line() -> None:
    spec, _ = series(Subject(MRR, line(1, None, 3), lambda _: ""), Look(Formatter("en")))
    assert [datum["v"] for datum in spec["data"]["values"]] == [1, None, 3]


def test_a_drawing_for_a_page_speaks_through_its_links_only() -> None:
    look = Look(Formatter("en"))
    drawn = render.inline(render.svg(waterfall(STEPS, MRR, "EUR", look)[0]), 'A "b" <c>', look)
    assert 'aria-label="A &quot;b&quot; &lt;c>"' in drawn
    assert '<a href="/records/new_mrr?a=1&amp;b=2" aria-label="New: +€19,328"><path' in drawn
    assert "aria-roledescription" not in drawn
    assert "style=" not in drawn


def test_names_from_records_stay_text() -> None:
    look = Look(Formatter("en"))
    name = "<script>alert('x')</script>\\' + alert(1) + '"
    drawn = render.svg(bars([Bar(name, Fraction(3))], MRR, "EUR", look)[0])
    assert "<script" not in drawn
    assert "&lt;script" in drawn


def test_every_colour_has_a_dark_one() -> None:
    assert COLOURS.keys() == DARK.keys()
    rules = render.dark_rules("[data-theme='dark'] .drawing")
    assert all(colour in rules for colour in COLOURS.values())


@quick
@given(
    st.lists(st.none() | st.fractions(min_value=-1000, max_value=1000), max_size=15), st.booleans()
)
def test_a_sparkline_stays_in_its_box(found: list[Fraction | None], reverse: bool) -> None:
    path = sparkline(found, reverse=reverse)
    points = [part.split() for part in path.replace("L", "M").split("M") if part]
    assert len(points) == sum(value is not None for value in found)
    assert all(0 <= float(x) <= 96 and 0 <= float(y) <= 28 for x, y in points)


def test_a_reversed_sparkline_begins_at_the_right() -> None:
    assert sparkline([Fraction(1), Fraction(2)]) == "M3.0 25.0L93.0 3.0"
    assert sparkline([Fraction(1), Fraction(2)], reverse=True) == "M93.0 25.0L3.0 3.0"


def test_whatever_a_name_holds_is_drawn() -> None:
    """Some of these would end the process that draws, or the drawing."""
    odd = (*UNDRAWABLE, "'", "\\", "\\u0000", "]]>", "constructor")
    made = [Bar(f"{n}{one}b", Fraction(3), "/records/mrr") for n, one in enumerate(odd)]
    long = [Bar("long" * 1000 + end, Fraction(3)) for end in ("b", "c")]
    for language in ("en", "ar"):
        drawn = render.svg(bars(made, MRR, "EUR", Look(Formatter(language)))[0])
        assert len(re.findall(r"b[\u202c]?</text>", drawn)) == len(odd)
        assert not set(UNDRAWABLE) - {"\n"} & set(drawn)
    spec, _ = bars(long, MRR, "EUR", Look(Formatter("en")))
    names = [row["k"] for row in spec["data"]["values"]]
    assert [len(name) for name in names] == [121, 125]
    assert len(render.svg(spec)) < 10_000
