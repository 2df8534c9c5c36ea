"""Every formula can be said, and is said with no bracket too many."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from revcompass.catalogue import METRICS, get
from revcompass.domain.formula import (
    Combination,
    Expression,
    MeanScore,
    MetricValue,
    Quotient,
    Style,
    SumOf,
    per,
    ratio,
    share,
    times,
)
from revcompass.domain.ledgers import LEDGERS, Movements
from revcompass.domain.metric import Metric
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.engine.readings import words
from revcompass.engine.readings.words import formula_in_words

m = Movements()


def choices_of(name: str) -> list[str]:
    return [f"{c.code}:2" if c.number else c.code for c in POLICIES[name]]


def unchanged(message: str) -> str:
    return message


def called(metric_id: str) -> str:
    return get(metric_id).abbreviation or get(metric_id).name


def said(expression: Expression, translate: Callable[[str], str] = unchanged) -> str:
    return formula_in_words(expression, translate, called)


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_every_formula_and_companion_can_be_said(metric: Metric) -> None:
    chosen = [{n: c} for n in metric.choices for c in choices_of(n)]
    for policies in (PolicySet(), *map(PolicySet.of, chosen)):
        for expression in (metric.expression(policies), *metric.companions(policies).values()):
            text = said(expression)
            assert text.count("(") == text.count(")")
            assert "{" not in text


def test_words_of_columns_hold_no_operators() -> None:
    for ledger in LEDGERS.values():
        for column in ledger.columns().values():
            assert not re.search(r"[÷×+−()]", column.words), column


@pytest.mark.parametrize(
    ("metric_id", "policies", "text"),
    [
        ("arr", {}, "closing MRR × 12"),
        (
            "net_revenue_retention",
            {},
            "(opening MRR + expansion − contraction − churned MRR) ÷ opening MRR",
        ),
        ("sales_cycle_length", {}, "median of days from start to won"),
        ("engagement_score", {}, "mean of account scores"),
        ("clv_cac_ratio", {}, "CLV ÷ CAC"),
        (
            "customer_churn_rate",
            {"customer_churn": "average_customers"},
            "churned customers, every change × 2 ÷ (opening customers + closing customers)",
        ),
        (
            "clv",
            {"clv_basis": "margin"},
            "((closing MRR ÷ closing customers) ÷ (sum over 12 months of churned customers"
            " ÷ sum over 12 months of opening customers)) × gross margin",
        ),
        ("cac_payback_period", {}, "CAC ÷ ((New MRR ÷ New customers) × gross margin)"),
        (
            "cac",
            {"cac_lag": "lag_n:2"},
            "Sales and marketing spend (periods earlier: 2) ÷ New customers",
        ),
        (
            "nps",
            {},
            "(customers who are promoters − customers who are detractors) × 100"
            " ÷ customers' answers",
        ),
    ],
)
def test_formulas_as_they_are_read(metric_id: str, policies: dict[str, str], text: str) -> None:
    assert said(get(metric_id).expression(PolicySet.of(policies))) == text


def test_brackets_stand_only_where_they_are_needed() -> None:
    new, lost = m.new.sum(), m.churn.sum()
    assert said(new - lost * 3) == "new MRR − churned MRR × 3"
    assert said(new * -1 + lost) == "−new MRR + churned MRR"
    assert said(times(new + lost, Fraction(1, 2))) == "(new MRR + churned MRR) × (1/2)"
    assert said(times(times(new, 2), "gross_margin")) == "new MRR × 2 × gross margin"
    assert said(ratio(times(new, 2), lost)) == "new MRR × 2 ÷ churned MRR"
    assert said(per(new, share(lost, of=new))) == "new MRR ÷ (churned MRR ÷ new MRR)"


def test_a_language_may_turn_the_order_round() -> None:
    turned = {
        "{left} ÷ {right}": "{right} inside {left}",
        "sum over {months} months of {what}": "{what}, {months} months together",
        "churned customers": "gone",
    }
    expression = share(m.churned_customers.sum_over_months(12), of=m.opening_customers.sum())
    assert said(expression, lambda text: turned.get(text, text)) == (
        "opening customers inside gone, 12 months together"
    )


@pytest.mark.parametrize(
    "expression",
    [
        Combination(()),
        m.new.sum() * 0,
        times(m.new.sum(), "luck"),
        MeanScore("movements"),
        Quotient(MetricValue("mrr"), MeanScore("deals"), Style.RATIO),
        SumOf(m.new),
    ],
    ids=str,
)
def test_what_has_no_words_is_refused(expression: Expression) -> None:
    with pytest.raises(ValueError, match="no words"):
        words.formula_in_words(expression, unchanged, str)


def test_metric_names_are_asked_for_by_id() -> None:
    assert formula_in_words(MetricValue("mrr").previous, unchanged, str.upper) == (
        "MRR (periods earlier: 1)"
    )
