"""Exact arithmetic, medians and intervals."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revcompass.domain.formula import (
    Expression,
    MeanScore,
    MetricValue,
    SumOf,
    complement,
    per,
    points,
    ratio,
    share,
    times,
)
from revcompass.domain.ledgers import Deals, Movements
from revcompass.domain.question import Value
from revcompass.engine.readings.arithmetic import adding, evaluate, median, median_interval, wilson
from revcompass.engine.readings.intervals import (
    _EXACT_UP_TO,
    _approximate_rank,
    _exact_rank,
    median_ranks,
    normal_quantile,
)

F = Fraction
m = Movements()
RATES = Path(__file__).parents[1] / "data" / "intervals" / "rate_intervals.csv"
LINES = list(csv.DictReader(RATES.read_text(encoding="utf-8").splitlines()))


def given_sums(**known: Fraction | int) -> dict[str, Fraction]:
    return {name: F(number) for name, number in known.items()}


def value(expression: Expression, **known: Fraction | int) -> Value:
    table = given_sums(**known)
    return evaluate(expression, adding(lambda leaf: table[leaf.column.name]))


def test_a_sum_carries_its_own_fraction() -> None:
    assert value(m.closing.sum(), closing=F(200, 6)) == Value(F(100, 3), None, F(100), F(3))
    assert value(m.closing.sum() * 12 - m.new.sum(), closing=2, new=30).number == F(-6)


def test_a_quotient_of_sums_keeps_them_as_they_are() -> None:
    lost = share(m.churned_customers.sum(), of=m.opening_customers.sum())
    got = value(lost, churned_customers=2, opening_customers=8)
    assert got == Value(F(1, 4), None, F(2), F(8))
    kept = value(complement(lost), churned_customers=2, opening_customers=8)
    assert kept == Value(F(3, 4), None, F(6), F(8))


def test_nothing_to_divide_by() -> None:
    lost = share(m.churned_customers.sum(), of=m.opening_customers.sum())
    got = value(lost, churned_customers=2, opening_customers=0)
    assert got == Value(None, "zero_denominator", F(2), F(0))
    nested = value(per(m.closing.sum(), lost), churned_customers=0, opening_customers=0, closing=9)
    assert nested == Value(None, "zero_denominator", F(9), None)


def test_points_are_hundredfold_and_their_numerator_is_not() -> None:
    score = points(m.new.sum() - m.churn.sum(), of=m.opening.sum())
    assert value(score, new=5, churn=2, opening=10) == Value(F(30), None, F(3), F(10))


def test_a_constant_the_book_does_not_state() -> None:
    worth = times(per(m.closing.sum(), m.closing_customers.sum()), "gross_margin")
    table = given_sums(closing=100, closing_customers=3)
    missing = evaluate(worth, adding(lambda leaf: table[leaf.column.name]))
    assert missing == Value(None, "not_loaded")
    stated = evaluate(
        worth, adding(lambda leaf: table[leaf.column.name]), constants={"gross_margin": F(4, 5)}
    )
    assert stated == Value(F(80, 3), None, F(80), F(3))
    assert value(times(m.new.sum(), F(1, 2)), new=3).number == F(3, 2)


def test_reasons_pass_through() -> None:
    known: dict[str, Value] = {
        "clv": Value(F(3), None, F(3), F(1)),
        "cac": Value(None, "missing_rate"),
        "mrr": Value(None, "no_data"),
    }

    def of(expression: Expression) -> Value:
        return evaluate(
            expression, adding(lambda _: F(0)), metric_values=lambda wanted: known[wanted.metric]
        )

    assert of(ratio(MetricValue("clv"), MetricValue("cac"))) == Value(None, "missing_rate", F(3))
    assert of(ratio(MetricValue("mrr"), MetricValue("cac"))).undefined == "no_data"
    assert of(times(MetricValue("cac"), 2)).undefined == "missing_rate"
    assert of(MetricValue("clv")) == known["clv"]


def test_medians_and_means_of_nothing() -> None:
    middle = Deals.won_cycle_days.median()
    assert evaluate(middle, adding(lambda _: F(0)), medians=lambda _: None) == Value(
        None, "no_data"
    )
    assert evaluate(middle, adding(lambda _: F(0)), medians=lambda _: F(5, 2)).denominator == F(2)
    mean = MeanScore("engagement")
    assert evaluate(mean, adding(lambda _: F(0)), scores=lambda _: (F(0), 0)).undefined == "no_data"
    assert evaluate(mean, adding(lambda _: F(0)), scores=lambda _: (F(90), 2)) == Value(
        F(45), None, F(90), F(2)
    )


def test_months_reach_the_sums() -> None:
    asked: list[SumOf] = []

    def remember(leaf: SumOf) -> Fraction:
        asked.append(leaf)
        return F(1)

    evaluate(m.churned_customers.sum_over_months(12), adding(remember))
    assert asked == [SumOf(m.churned_customers, 12)]


@pytest.mark.parametrize("expression", [m.new.median(), MeanScore("engagement"), MetricValue("x")])
def test_a_leaf_nobody_can_answer_is_a_fault_of_the_caller(expression: Expression) -> None:
    with pytest.raises(LookupError):
        evaluate(expression, adding(lambda _: F(0)))


@given(st.lists(st.fractions(), min_size=1, max_size=30))
def test_half_of_the_values_lie_on_either_side_of_the_median(values: list[Fraction]) -> None:
    middle = median(values)
    assert middle is not None
    assert 2 * sum(v <= middle for v in values) >= len(values)
    assert 2 * sum(v >= middle for v in values) >= len(values)
    assert median(values[::-1]) == middle


def test_the_median_of_nothing() -> None:
    assert median([]) is None


@pytest.mark.parametrize("line", LINES, ids=str)
def test_wilson_against_figures_of_statsmodels(line: dict[str, str]) -> None:
    assert len(LINES) == 22
    interval = wilson(int(line["successes"]), int(line["n"]), line["level"])
    assert interval.level == line["level"]
    assert abs(F(interval.low) - F(line["wilson_lo"])) <= F(1, 10**6)
    assert abs(F(interval.high) - F(line["wilson_hi"])) <= F(1, 10**6)


def test_wilson_ends_are_exact_and_its_input_is_checked() -> None:
    assert wilson(0, 7).low == "0.000000"
    assert wilson(7, 7).high == "1.000000"
    assert wilson(10**9, 2 * 10**9).low == "0.499978"
    for successes, n in ((0, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no share"):
            wilson(successes, n)
    with pytest.raises(ValueError, match="confidence level"):
        wilson(1, 2, "1.0")


def test_normal_quantiles() -> None:
    known = {"0.8": "1.2815515655446", "0.95": "1.9599639845401", "0.99": "2.5758293035489"}
    for level, z in known.items():
        assert f"{normal_quantile(level):.13f}" == z


def test_ranks_are_those_of_the_sign_test() -> None:
    known = {6: 1, 8: 1, 9: 2, 11: 2, 12: 3, 15: 4, 17: 5, 20: 6, 25: 8, 30: 10, 50: 18}
    assert {n: ranks[0] for n in known if (ranks := median_ranks(n))} == known
    assert median_ranks(0) is None
    assert median_ranks(5) is None


@pytest.mark.parametrize("n", range(1, 60))
@pytest.mark.parametrize("level", ["0.5", "0.8", "0.95", "0.99"])
def test_ranks_cover_the_level_and_no_narrower_pair_does(n: int, level: str) -> None:
    ways = [1]
    for k in range(n):
        ways.append(ways[-1] * (n - k) // (k + 1))

    def covered(rank: int) -> Fraction:
        return 1 - F(2 * sum(ways[:rank]), 2**n)

    ranks = median_ranks(n, level)
    rank = ranks[0] if ranks else 0
    if ranks:
        assert covered(rank) >= F(level)
        assert ranks[1] == n + 1 - rank
    assert covered(rank + 1) < F(level)


def test_many_values_are_never_narrower_than_exact() -> None:
    for n in (_EXACT_UP_TO, 4_321, 9_999):
        exact, quick = _exact_rank(n, F(1, 20)), _approximate_rank(n, "0.95")
        assert exact - 2 <= quick <= exact
    low, high = median_ranks(1_000_000) or (0, 0)
    assert (low, high) == (499_019, 500_982)


def test_the_interval_of_a_median() -> None:
    ordered = [F(n, 3) for n in range(-3, 17)]
    interval = median_interval(ordered)
    assert interval is not None
    assert (interval.low, interval.high) == ("0.666667", "3.666667")
    assert median_interval(ordered[:5]) is None
    below_zero = median_interval([F(-1, 3)] * 6)
    assert below_zero is not None
    assert below_zero.low == "-0.333333"
