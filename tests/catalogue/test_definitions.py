"""No formula changes silently: each metric's definition under the default policies is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from revcompass.catalogue import METRICS, definition
from revcompass.domain.metric import Metric
from revcompass.domain.policy import PolicySet

KEPT = Path(__file__).parent / "definitions.json"
WHAT_TO_DO = """\
The definition of {metric} changed: it was {was}, and is {now}. If the numbers it gives can differ,
raise its `version`, add a `Change` to its `history` and say in CHANGELOG.md what changed.
Then write the definitions anew: python tests/catalogue/test_definitions.py
"""

every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


def written() -> dict[str, str]:
    """The definitions as they are now."""
    return {metric.id: definition(metric, PolicySet()) for metric in METRICS.values()}


@every_metric
def test_a_definition_is_as_it_was(metric: Metric) -> None:
    was = json.loads(KEPT.read_text(encoding="utf-8")).get(metric.id, "not there")
    now = definition(metric, PolicySet())
    assert was == now, WHAT_TO_DO.format(metric=metric.id, was=was, now=now)


def test_definitions_of_metrics_that_are_gone_are_gone() -> None:
    assert json.loads(KEPT.read_text(encoding="utf-8")).keys() == METRICS.keys()


@every_metric
def test_every_version_after_the_first_says_what_changed(metric: Metric) -> None:
    assert [one.version for one in metric.history] == list(range(2, metric.version + 1))
    for one in metric.history:
        assert one.what.endswith(".")
        assert one.since


if __name__ == "__main__":
    KEPT.write_text(json.dumps(written(), indent=2) + "\n", encoding="utf-8")
