"""Presets: what they choose, in which order choices win, and that they are nothing but choices."""

from __future__ import annotations

import pytest

from revcompass import catalogue
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.presets import PRESETS, chosen
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question
from soundness.telling import SUBS, Book, Told

every_preset = pytest.mark.parametrize("preset", PRESETS)


@every_preset
def test_every_choice_exists_and_has_a_source(preset: str) -> None:
    found = PRESETS[preset]
    policies = PolicySet.of(found.choices)
    assert {name: str(choice) for name, choice in policies.chosen} == found.choices
    assert set(found.sources) == set(found.choices)
    assert all(source.startswith("https://") for source in found.sources.values())


@every_preset
def test_a_preset_is_the_list_of_its_choices(company: Book, preset: str) -> None:
    """Whatever the metric: the preset and its single policies give the same answer."""
    metrics, choices = tuple(catalogue.METRICS), tuple(PRESETS[preset].choices.items())
    at_once = company.desk.show(Question(metrics, preset=preset))
    one_by_one = company.desk.show(Question(metrics, policies=choices))
    assert at_once.results == one_by_one.results
    assert at_once.problems == one_by_one.problems


def test_precedence(told: Told) -> None:
    """Option, then preset asked for, then the book's policies, then the book's preset."""
    book = told(
        'preset = "lago"\nas_of = 2024-03-31',
        '[policies]\nweek = "4"',
        subscriptions=f"{SUBS}\nS1,A,2024-01-01,,10,month,EUR",
    )

    def in_force(**asked: object) -> dict[str, str]:
        policies = book.desk.policies(Question(("mrr",), **asked))  # type: ignore[arg-type]
        return {name: str(policies[name]) for name in ("week", "discounts", "reactivation")}

    assert in_force() == {"week": "4", "discounts": "gross", "reactivation": "in_expansion"}
    assert in_force(preset="recurly") == {
        "week": "4",
        "discounts": "net_all",
        "reactivation": "after_n_days:30",
    }
    asked = (("discounts", "gross"), ("week", "52/12"))
    assert in_force(preset="recurly", policies=asked)["discounts"] == "gross"
    assert in_force(preset="lago", policies=asked[1:])["week"] == "52/12"
    assert in_force(preset="revcompass") == in_force(), "the defaults choose nothing"


@pytest.mark.parametrize("name", ["strpe", "stripe "])
def test_a_preset_that_does_not_exist_suggests_the_nearest(name: str) -> None:
    if name.strip() in PRESETS:
        assert chosen("revcompass", {}, name) == chosen("revcompass", {}, "stripe")
        return
    with pytest.raises(RevcompassError, match="did_you_mean='stripe'"):
        chosen("revcompass", {}, name)


def test_presets_are_those_of_the_specification() -> None:
    """Every policy a preset chooses is one there is; the first preset is the defaults."""
    assert next(iter(PRESETS)) == "revcompass"
    assert not PRESETS["revcompass"].choices
    assert {name for one in PRESETS.values() for name in one.choices} <= set(POLICIES)
