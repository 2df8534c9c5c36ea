"""A snapshot keeps the definitions it was loaded under, and an answer says what changed since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oracles.conftest import books as books  # noqa: PLC0414 - a fixture
from revcompass.cli import house
from revcompass.cli.render.meaning import meaning
from revcompass.cli.render.terminal import as_text
from revcompass.cli.render.view import View
from revcompass.desk import Desk
from revcompass.domain.metric import Change
from revcompass.domain.question import Question
from revcompass.words.format import Formatter
from soundness.conftest import told as told  # noqa: PLC0414 - a fixture
from soundness.telling import SUBS, Told


def test_a_policy_changed_since_the_load_is_told(told: Told) -> None:
    book = told("as_of = 2024-03-31", subscriptions=f"{SUBS}\nS1,A,2024-01-01,,10,month,EUR")
    question = Question(("mrr", "leads"))
    assert not book.desk.show(question).problems
    settings = book.folder / "revcompass.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write('\n[policies]\nweek = "4"\n')
    desk = Desk.open(book.folder)
    (problem,) = desk.show(question).problems
    desk.close()
    assert (problem.code, problem.params["metric"]) == ("definition_changed", "mrr")
    assert problem.params["was"] != problem.params["now"]


@pytest.mark.parametrize("metric", ["mrr", "win_rate"])
def test_explain_tells_version_and_history(told: Told, metric: str) -> None:
    book = told("as_of = 2024-03-31", subscriptions=f"{SUBS}\nS1,A,2024-01-01,,10,month,EUR")
    explained = book.desk.explain(metric)
    assert explained.definition.startswith(f"{metric}@{explained.metric.version}:")
    assert len(explained.metric.history) == explained.metric.version - 1


def test_explain_prints_what_a_version_changed() -> None:
    explained = house.explanation("mrr", None)
    change = Change(2, "0.2.0", "Trials no longer count.")
    metric = replace(explained.metric, version=2, history=(change,))
    view = View(Formatter("en"))
    printed = as_text(
        meaning(view, replace(explained, metric=metric), "", {}), width=80, colour=False
    )
    assert "Version 2, since 0.2.0: Trials no longer count." in printed
