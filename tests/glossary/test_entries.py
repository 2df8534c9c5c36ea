"""Every word the product shows is explained, and every entry keeps the rules."""

from __future__ import annotations

import pytest

from revcompass.catalogue import METRICS
from revcompass.glossary import Glossary
from revcompass.glossary.subjects import relations, subjects
from revcompass.words.glossary import IN_B2C, TERMS
from revcompass.words.glossary.term import THEMES
from revcompass.words.languages import LANGUAGES
from revcompass.words.translate import Translator


def test_nothing_else_is_explained() -> None:
    assert set(IN_B2C) <= set(subjects())
    assert set(subjects()) == {*TERMS, *METRICS}


def test_every_entry_has_two_others_to_read_and_they_name_it_too() -> None:
    for name, others in relations().items():
        assert len(others) >= 2, name
        assert name not in others
        assert all(name in relations()[other] for other in others)


def test_no_related_entry_is_missing() -> None:
    missing = [
        (t.id, other) for t in TERMS.values() for other in t.related if other not in subjects()
    ]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_can_be_written_in_every_language(language: str) -> None:
    entries = list(Glossary(Translator(language)).entries())
    assert [entry.id for entry in entries] == list(subjects())
    for entry in entries:
        assert entry.language == language
        assert entry.term
        assert entry.meaning
        assert entry.group in set(THEMES)
        if entry.kind == "metric":
            assert entry.formula
            assert entry.example
            assert entry.example.gives
            assert "{" not in entry.formula + entry.example.steps


def test_examples_are_worked_out_with_their_own_numbers() -> None:
    win_rate = Glossary(Translator("de")).entry("win_rate")
    assert win_rate.example is not None
    assert (win_rate.example.steps, win_rate.example.gives) == ("1 ÷ 4", "25,0\xa0%")
    by_code = {choice.code: choice for choice in win_rate.policies[0].choices}
    assert by_code["decided"].gives == "50,0\xa0%"
    assert by_code["all_opportunities"].is_default


def test_english_is_the_original_and_counts_as_reviewed() -> None:
    assert all(entry.reviewed for entry in Glossary(Translator("en")).entries())
    malay = Glossary(Translator("ms"))
    assert not malay.entry("lead").reviewed
    assert malay.entry("customer").reviewed
