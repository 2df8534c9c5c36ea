"""Whoever knows a word, in whatever language and spelling, finds the entry."""

from __future__ import annotations

import pytest

from languages.catalogues import term_rows
from languages.concepts import entry_of
from revcompass.glossary import nearest, search
from revcompass.words.glossary.folding import distance, folded


def first(text: str) -> set[str]:
    """The entries found best: all that fit exactly, else the first."""
    found = search(text)
    exact = {match.entry for match in found if match.is_exact}
    return exact or {match.entry for match in found[:1]}


def test_every_word_of_the_source_texts_finds_its_concept_first() -> None:
    asked = [
        (row["language"], text, entry_of(row["concept_id"]))
        for row in term_rows()
        for text in (row["preferred_term"], row["abbreviation"], *row["aliases"].split(";"))
        if text
    ]
    assert len(asked) > 1500
    assert not [
        (language, text, wanted) for language, text, wanted in asked if wanted not in first(text)
    ]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("taux de réussite", {"win_rate"}),
        ("معدل الزبد", {"customer_churn_rate"}),
        ("Abwanderungsrate", {"customer_churn_rate"}),
        ("kadar kemenangan", {"win_rate"}),
        # two concepts go by one word
        ("مسار المبيعات", {"pipeline", "funnel"}),
        ("Kundenbindung", {"retention", "engagement_score"}),
        ("Kundenzufriedenheit", {"customer_satisfaction", "customer_health"}),
        ("contract", {"deal", "subscription"}),
        # case, accents, apostrophes, ß, hyphens, digits
        ("TAUX D’ATTRITION", {"customer_churn_rate"}),
        ("taux d'attrition", {"customer_churn_rate"}),
        ("opportunita", {"opportunity"}),
        ("durchschnittliche Geschäftsgrösse", {"average_deal_size"}),
        ("buyers journey", {"buyer_journey"}),
        ("clv/cac", {"clv_cac_ratio"}),
        # Arabic letters, article, marks, tatweel
        ("ايرادات", {"revenue"}),
        ("الايرادات", {"revenue"}),
        ("والإيرادات", {"revenue"}),
        ("عميــل", {"customer"}),
        ("فُرْصَة", {"opportunity"}),
        ("فرصه", {"opportunity"}),
        # abbreviations and ids
        ("nrr", {"net_revenue_retention"}),
        ("SQL", {"sales_qualified_leads"}),
        ("net_revenue_retention", {"net_revenue_retention"}),
        ("starts_on", {"service_period"}),
        # a slip or two
        ("Abwandreungsrate", {"customer_churn_rate"}),
        ("taux de reusite", {"win_rate"}),
        ("kadar kemenagan", {"win_rate"}),
        ("monthly recuring revenu", {"mrr"}),
        ("oportunity", {"opportunity"}),
        ("معدل الفوذ", {"win_rate"}),
        # beginnings
        ("confidence int", {"confidence_interval"}),
        ("Umsatzabw", {"revenue_churn_rate"}),
    ],
)
def test_found(text: str, entries: set[str]) -> None:
    assert first(text) == entries


@pytest.mark.parametrize("text", ["", "  ", "?", "zzzzzz", "qqq www"])
def test_nothing_is_found_where_there_is_nothing(text: str) -> None:
    assert search(text) == ()


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("mmr", "mrr"),
        ("دفتر استااذذ", "دفتر الأستاذ"),
        ("recurrente annuelle", "Revue annuelle"),
    ],
)
def test_what_is_nearest_is_given_as_it_is_written(text: str, near: str) -> None:
    assert nearest(text) == near


def test_the_language_of_a_word_is_known() -> None:
    assert search("Abwanderungsrate")[0].languages == ("de",)
    assert search("taux de réussite")[0].languages == ("fr",)


def test_folding() -> None:
    assert folded("L’Élève ÉTÉ-straße") == "l eleve ete strasse"
    assert folded("١٢٫٥") == "12 5"
    assert folded("إجمالي الأرباح") == "اجمالي ارباح"


def test_distance_counts_changed_added_left_out_and_swapped_letters() -> None:
    pairs = (("churn", "churn"), ("churn", "chrun"), ("churn", "churns"), ("churn", "chun"))
    assert [distance(one, other, 2) for one, other in pairs] == [0, 1, 1, 1]
    assert distance("abcdef", "uvwxyz", 2) == 3


def test_a_letter_left_out_is_forgiven() -> None:
    """Of every preferred term the middle letter; a few become another word's neighbours."""
    missed = []
    for row in term_rows():
        term = row["preferred_term"]
        middle = len(term) // 2
        slip, wanted = term[:middle] + term[middle + 1 :], entry_of(row["concept_id"])
        if len(folded(term)) >= 6 and wanted not in [match.entry for match in search(slip, 2)]:
            missed.append((slip, wanted))
    assert len(missed) <= 6, missed
