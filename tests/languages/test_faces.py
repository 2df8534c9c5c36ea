"""Heads of tables, legends and titles that stand beside numbers are words the glossary knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from revcompass.glossary import search
from revcompass.words.extract import SOURCE, messages

_PAGES = ("metric", "overview", "panels", "records", "topics")
_COLUMN_HEAD = re.compile(r"<(?:th|dt)\b[^>]*>(.*?)</(?:th|dt)>", re.DOTALL)
_SAID = re.compile(r"""\b(?:ui|gloss)\("([^"]+)"\)""")
_MOST_WORDS = 3
_KNOWN = 85  # the word itself, another word for it, or its plural

PLAIN = {
    *("Adds", "Becomes", "Beware", "Change", "Difference", "Example", "Examples", "Formula"),
    *("Column", "Files", "Loaded", "Loaded on", "Read", "Read as", "Size", "Skipped", "Table"),
    *("Related", "Trend", "Where", "Would be loaded", "Your number now", "same", "(missing)"),
    *("Leads and channels", "12 months", "nothing", "no slices"),
    *("All together", "Answers of employees", "Because of", "Fields", "Looks like", "Time"),
    *("Together", "What was found", "Counts now", "Would count", "as the book counts", "few"),
    *("in force",),
}
"""Words of everyday language, that say the same in any product."""


def heads() -> Iterator[str]:
    """Short messages of what shows numbers, on a terminal and on pages."""
    files = {path for path in (SOURCE / "web" / "pages").glob("*.py") if path.stem in _PAGES}
    files |= set((SOURCE / "cli" / "render").glob("*.py"))
    assert len(files) > 20
    for _, message in messages(SOURCE, files):
        for text in message if isinstance(message, tuple) else (message,):
            is_sentence = "{" in text or text.endswith((".", "?", "…", ":"))
            if not is_sentence and len(text.split()) <= _MOST_WORDS:
                yield text
    yield from column_heads()


def column_heads() -> Iterator[str]:
    """What stands at the head of a column or a line of any page's tables."""
    files = list((SOURCE / "web" / "templates").rglob("*.html"))
    assert len(files) > 20
    for path in files:
        for head in _COLUMN_HEAD.findall(path.read_text(encoding="utf-8")):
            yield from _SAID.findall(head)


def is_known(text: str) -> bool:
    """Whether the glossary has an entry for the text, or for its singular."""
    found = search(text, 1)
    return bool(found) and found[0].score >= _KNOWN


def test_every_word_beside_a_number_has_an_entry() -> None:
    assert not {text for text in heads() if text not in PLAIN and not is_known(text)}


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Stalled", "stalled_deal"),
        ("Stands for", "stalled_deal"),
        ("Usual time", "time_in_stage"),
        ("Since creation", "deal_age"),
        ("start cohort", "start_cohort"),
        ("SaaS", "saas"),
        ("Role", "access_role"),
        ("Records you see", "row_policy"),
        ("MRR at the close", "closing_mrr"),
        ("Lost here", "stage_drop_off"),
        ("Expected to close", "expected_close"),
    ],
)
def test_a_head_leads_to_its_entry(text: str, entry: str) -> None:
    assert text in {*column_heads(), "start cohort", "SaaS"}
    assert [match.entry for match in search(text) if match.is_exact] == [entry]


def test_nothing_is_called_plain_without_need() -> None:
    shown = set(heads())
    assert not PLAIN - shown
    assert not {text for text in PLAIN if is_known(text)}
