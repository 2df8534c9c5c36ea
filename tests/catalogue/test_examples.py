"""Every example of every metric holds."""

from __future__ import annotations

import pytest

from revcompass.catalogue import METRICS, get
from revcompass.domain.formula import Quotient
from revcompass.domain.ledgers import Deals, Leads
from revcompass.domain.metric import Example, Metric
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.policy_kind import LedgerPolicy
from revcompass.engine.readings.examples import example_rows, expected, run_example

EXAMPLES = [
    pytest.param(metric, example, id=f"{metric.id}-{number}")
    for metric in METRICS.values()
    for number, example in enumerate(metric.examples, 1)
]
every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_an_example_gives_what_it_says(metric: Metric, example: Example) -> None:
    value = run_example(metric, example)
    assert (value.undefined or value.number) == expected(example)


@every_metric
def test_a_quotient_has_an_example_with_nothing_to_divide_by(metric: Metric) -> None:
    if isinstance(metric.expression(PolicySet()), Quotient):
        assert "zero_denominator" in {example.gives for example in metric.examples}


@every_metric
def test_every_choice_of_a_reading_policy_has_an_example(metric: Metric) -> None:
    shown = {pair for e in metric.examples for pair in PolicySet.of(e.policies).chosen}
    shown_members = {choice.member for _, choice in shown}
    for name in metric.choices:
        assert not issubclass(POLICIES[name], LedgerPolicy)
        assert set(list(POLICIES[name])[1:]) <= shown_members


def test_a_table_may_stand_on_its_side() -> None:
    upright = example_rows(Example("deal | won | lost\n1 | 1 | 0\n2 | 0 | 1", gives=""), Deals)
    sideways = example_rows(Example("column | 1 | 2\nwon | 1 | 0\nlost | 0 | 1", gives=""), Deals)
    assert upright == sideways


def test_a_table_names_columns_of_its_ledger_only() -> None:
    with pytest.raises(ValueError, match="not in leads: won"):
        example_rows(Example("lead | won\n1 | 1", gives="1"), Leads)
    with pytest.raises(ValueError, match="not a column"):
        example_rows(Example("lead | won (twice)\n1 | 1", gives="1"), Leads)


def test_a_column_the_formula_reads_must_be_in_the_table() -> None:
    with pytest.raises(KeyError):
        run_example(get("arpa"), Example("account | closing\nAda | 1", gives="1"))
