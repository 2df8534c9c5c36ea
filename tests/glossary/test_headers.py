"""Heads of files, in six languages, name canonical columns."""

from __future__ import annotations

import csv

import pytest

from revcompass.domain.records import TABLES
from revcompass.words.glossary.headers import FOLDER, columns_called
from revcompass.words.languages import LANGUAGES

COLUMNS = {column.name for table in TABLES.values() for column in table.columns}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_same_columns(language: str) -> None:
    with (FOLDER / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [row["column"] for row in rows]
    assert len(names) == len(set(names))
    assert set(names) <= COLUMNS
    with (FOLDER / "en.csv").open(encoding="utf-8", newline="") as file:
        assert names == [row["column"] for row in csv.DictReader(file)]
    for row in rows:
        for header in row["headers"].split(";"):
            assert row["column"] in columns_called(header), header


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("KUNDEN-NR.", {"account_id"}),
        ("Date de début", {"starts_on"}),
        ("Data di chiusura", {"closed_at"}),
        ("Tarikh Mula", {"starts_on"}),
        ("رقم العميل", {"account_id"}),
        ("Close Date", {"closed_at"}),
        ("Land", {"country"}),
        ("Status", {"outcome", "status"}),
        ("xyz", set()),
        ("", set()),
    ],
)
def test_found(header: str, columns: set[str]) -> None:
    assert set(columns_called(header)) == columns
