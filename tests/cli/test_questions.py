"""Every option of `show` and `trace` becomes its part of the question."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from cli.fake import CALENDAR, FakeDesk, Run, mrr_by_segment, win_rate
from revcompass.domain.asking import Options, listed, read_question, where
from revcompass.domain.period import Calendar, Grain
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question

ALL = (
    "--grain quarter --from 2026-01-01 --to 2026-Q4 --by segment,plan --by owner "
    "--where segment=smb,- --where plan= --policy week=4 --policy win_rate_by=amount "
    "--preset revcompass --compare year-before --currency usd --as-of 000122"
)


def test_every_option_of_show(cli: Run, desk: FakeDesk) -> None:
    desk.results = (win_rate(),)
    ran = cli("show", "Win-Rate", "mrr,arpa", *ALL.split(), "--lang", "en")
    assert ran.code == 0, ran.err
    assert desk.asked == [
        Question(
            metrics=("win_rate", "mrr", "arpa"),
            grain=Grain.QUARTER,
            start=date(2026, 1, 1),
            end=date(2026, 10, 1),
            by=("segment", "plan", "owner"),
            where=(("segment", ("smb", None)), ("plan", (None,))),
            policies=(("week", "4"), ("win_rate_by", "amount")),
            preset="revcompass",
            compare="year_before",
            currency="USD",
            as_of="000122",
            language="en",
        )
    ]


def test_people_see_the_period_before_beside_each_number(cli: Run, desk: FakeDesk) -> None:
    desk.results = (win_rate(),)
    cli("show", "win_rate")
    cli("show", "win_rate", "--by", "segment")
    assert [question.compare for question in desk.asked] == ["previous", None]


def test_a_period_is_part_of_the_question(cli: Run, desk: FakeDesk) -> None:
    desk.results = (win_rate(),)
    cli("show", "win_rate", "--period", "2026-Q3")
    assert desk.asked[0].period == CALENDAR.parse("2026-Q3")
    assert desk.asked[0].grain is None


def test_fiscal_periods_follow_the_book() -> None:
    options = Options(start="FY2026-Q1", end="FY2027", grain="year")
    question = read_question(("mrr",), options, Calendar(4), "en")
    assert (question.start, question.end) == (date(2025, 4, 1), date(2026, 4, 1))
    assert question.grain is Grain.FISCAL_YEAR


def test_boards_named_like_metrics(cli: Run, desk: FakeDesk) -> None:
    ran = cli("show", "most_important", "kpis")
    assert (ran.code, desk.boards, desk.asked) == (0, [None], [])
    assert "Most important" in ran.out
    assert "KPIs to track" in ran.out


def test_one_board_of_a_period(cli: Run, desk: FakeDesk) -> None:
    ran = cli("show", "kpis", "--period", "2026-08")
    assert desk.boards == [CALENDAR.parse("2026-08")]
    assert "Most important" not in ran.out


def test_a_board_broken_down_is_its_metrics(cli: Run, desk: FakeDesk) -> None:
    desk.results = (mrr_by_segment(),)
    cli("show", "most_important", "kpis", "--by", "segment")
    asked = desk.asked[0].metrics
    assert asked[:3] == ("mrr", "arr", "clv")
    assert len(asked) == len(set(asked)) == 12


@pytest.mark.parametrize(
    ("options", "grain", "start"),
    [
        ("", Grain.MONTH, date(2026, 9, 1)),
        ("--grain trailing_12_months", Grain.TRAILING_12_MONTHS, date(2025, 10, 1)),
    ],
)
def test_trace_period(cli: Run, desk: FakeDesk, options: str, grain: Grain, start: date) -> None:
    ran = cli("trace", "mrr", "--period", "2026-09", *options.split())
    assert ran.code == 0, ran.err
    question, period, side, limit = desk.traced[0]
    assert (period.grain, period.start, side, limit) == (grain, start, "numerator", 20)
    assert question.metrics == ("mrr",)


def test_a_metric_over_12_months_is_traced_over_them(cli: Run, desk: FakeDesk) -> None:
    cli("trace", "net_revenue_retention", "--period", "2026-Q3", "--limit", "5")
    _, period, _, limit = desk.traced[0]
    assert (period.grain, period.end, limit) == (Grain.TRAILING_12_MONTHS, date(2026, 10, 1), 5)


def test_other_options_of_trace(cli: Run, desk: FakeDesk) -> None:
    cli("trace", "win_rate", "--period", "2026-09", "--side", "denominator", "--where", "owner=-")
    question, _, side, _ = desk.traced[0]
    assert (side, question.where) == ("denominator", (("owner", (None,)),))


def test_the_books_language_is_taken_only_if_there_is_one(cli: Run, desk: FakeDesk) -> None:
    desk.results = (win_rate(),)
    desk.book = SimpleNamespace(name="Acme", language="xx")
    assert cli("show", "win_rate", "--json").code in (0, 1)
    assert desk.asked[0].language == "en"


def test_lists_and_values() -> None:
    assert listed(["a, b", "b", ""]) == ("a", "b")
    assert where(['a="x, y",z', "a=-"]) == (("a", ("x, y", "z", None)),)
    with pytest.raises(RevcompassError, match="bad_pair"):
        where(["segment"])
