"""The words people search by: one file per language, for entries there are."""

from __future__ import annotations

import csv

import pytest

from revcompass.glossary.subjects import subjects
from revcompass.words.glossary.aliases import FOLDER, aliases
from revcompass.words.languages import LANGUAGES

every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
def test_every_file_is_for_entries_there_are(language: str) -> None:
    with (FOLDER / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"id", "reviewed", "aliases"}
    assert {row["reviewed"] for row in rows} <= {"yes", "no"}
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert set(ids) <= set(subjects())


@every_language
def test_no_word_is_listed_twice_for_one_entry(language: str) -> None:
    for entry, others in aliases(language).items():
        assert len(others.words) == len(set(others.words)), entry
        assert all(word == word.strip() for word in others.words), entry
