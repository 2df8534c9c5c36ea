"""`revcompass glossary` as a person and as a program use it."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from cli.fake import FakeDesk, Run, win_rate
from revcompass.desk.schemas import schema
from revcompass.glossary.subjects import subjects


def test_a_term_is_explained_and_its_neighbours_named(cli: Run) -> None:
    ran = cli("glossary", "churn", "--lang", "en")
    assert ran.code == 0
    assert ran.out.startswith("Customer churn rate")
    assert "churned customers ÷ opening customers" in ran.out
    assert "→ 1 ÷ 4 = 25.0%" in ran.out
    assert "Found too: " in ran.out


def test_the_answer_is_in_the_language_of_the_word_unless_one_is_stated(
    cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("glossary", "taux de réussite").out.startswith("Taux de closing")
    assert cli("glossary", "taux de réussite", "--lang", "de").out.startswith("Abschlussquote")
    monkeypatch.setenv("LANG", "it_IT.UTF-8")
    assert cli("glossary", "Abwanderungsrate").out.startswith("Tasso di abbandono dei clienti")


def test_both_meanings_of_an_ambiguous_word_are_shown(cli: Run) -> None:
    out = cli("glossary", "مسار المبيعات", "--lang", "en").out
    assert "Pipeline  " in out
    assert "Funnel  " in out


def test_json_is_of_its_schema_and_puts_the_best_match_first(cli: Run) -> None:
    for arguments in (("kadar kemenangan",), ()):
        document = json.loads(cli("glossary", *arguments, "--json", "--lang", "ms").out)
        faults = list(Draft202012Validator(schema("glossary")).iter_errors(document))
        assert not faults
    found = json.loads(cli("glossary", "kadar kemenangan", "--json").out)["entries"]
    assert (found[0]["id"], found[0]["language"]) == ("win_rate", "ms")


def test_the_open_book_shows_its_own_number(cli: Run, desk: FakeDesk) -> None:
    desk.results = (win_rate(),)
    assert "Your number now\nAug 2026: 21.0%" in cli("glossary", "win rate").out
    found = json.loads(cli("glossary", "win rate", "--json").out)["entries"]
    assert found[0]["now"]["value"] == "0.21"
    assert desk.asked[0].metrics == ("win_rate",)


def test_without_a_word_everything_is_listed(cli: Run) -> None:
    out = cli("glossary").out
    assert all(f"\n{name}" in out for name in subjects())


def test_markdown_links_every_entry(cli: Run) -> None:
    out = cli("glossary", "--markdown", "--lang", "de").out
    for name in subjects():
        assert f'<a id="{name}"></a>' in out
        assert f"](#{name})" in out


def test_an_unknown_word_says_what_to_do(cli: Run) -> None:
    ran = cli("glossary", "zzzzzz")
    assert ran.code == 2
    assert "no entry for “zzzzzz”" in ran.err
    assert "Did you mean mrr?" in cli("glossary", "mmr").err
    assert cli("glossary", "mrr", "--markdown", "--json").code == 2
