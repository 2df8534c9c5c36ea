"""Every word the product shows has a term or a metric that explains it."""

from __future__ import annotations

import re

import pytest

from revcompass.catalogue import METRICS
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.policy import POLICIES
from revcompass.domain.records import TABLES
from revcompass.glossary.subjects import columns_of
from revcompass.words import labels
from revcompass.words.glossary import TERMS
from revcompass.words.glossary.term import Term

NOT_EXPLAINED = (labels.EXPECTED, labels.IN_PROBLEMS)
"""Parts of sentences, not labels."""

every_term = pytest.mark.parametrize("term", TERMS.values(), ids=list(TERMS))


def covered() -> list[str]:
    return [name for term in TERMS.values() for name in term.covers]


def test_every_column_has_an_entry() -> None:
    columns = {
        f"{name}.{column}" for name, ledger in LEDGERS.items() for column in ledger.columns()
    }
    columns |= {
        f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns
    }
    explained = {name for names in columns_of().values() for name in names}
    assert columns - explained == set()
    assert explained - columns == set()


def test_every_policy_has_an_entry() -> None:
    assert set(POLICIES) - set(TERMS) == set()


def test_every_label_has_an_entry() -> None:
    shown = {f"labels.{code}" for known in labels.EXPLAINED for code in known}
    said = {name for name in covered() if name.startswith("labels.")}
    assert said == shown


def test_no_kind_of_label_is_forgotten() -> None:
    known = [id(one) for one in (*labels.EXPLAINED, *NOT_EXPLAINED)]
    kinds = {name: one for name, one in vars(labels).items() if isinstance(one, dict)}
    assert not [name for name, one in kinds.items() if name.isupper() and id(one) not in known]


def test_nothing_is_explained_twice() -> None:
    names = covered()
    assert len(names) == len(set(names))
    assert set(TERMS) & set(METRICS) == set(), "a metric explains itself"


@every_term
def test_terms_are_plain_sentences(term: Term) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", term.id)
    assert not term.name.endswith(".")
    for text in filter(None, (term.means, term.why, term.beware)):
        assert text.endswith((".", "?", "…"))
        assert text[0].isupper()
        assert "  " not in text
        assert "!" not in text
    assert term.means
    assert term.why or term.id in POLICIES


def test_abbreviations_are_in_their_message_or_apart() -> None:
    short = {term.abbreviation for term in TERMS.values()} - {None}
    assert short == {"CSAT", "B2B", "B2C", "KPI", "MBR", "QBR", "FY", "MTD", "YoY", "SaaS"}
