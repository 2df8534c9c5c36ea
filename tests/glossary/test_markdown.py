"""The glossary to print, in every language."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from revcompass.glossary import Glossary
from revcompass.glossary.markdown import markdown
from revcompass.glossary.subjects import subjects
from revcompass.words.languages import LANGUAGES
from revcompass.words.translate import Translator


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_there_and_every_link_leads_to_one(language: str) -> None:
    words = Translator(language)
    page = MarkdownIt().enable("table").render(markdown(Glossary(words).entries(), words))
    anchors = re.findall(r'<h3><a id="([^"]+)"></a>', page)
    assert anchors == list(subjects())
    assert set(re.findall(r'<a href="#([^"]+)"', page)) == set(anchors)
    assert f"<h1>{words.ui('Glossary')}</h1>" in page
    assert page.count("<table>") == sum(
        entry.example is not None for entry in Glossary(words).entries()
    )


def test_arabic_is_set_from_right_to_left() -> None:
    words = Translator("ar")
    text = markdown([Glossary(words).entry("lead")], words)
    assert text.startswith('<div lang="ar" dir="rtl">\n\n# ')
    assert text.endswith("\n\n</div>\n")
    assert "، [" in text
    assert "dir=" not in markdown([], Translator("fr"))
