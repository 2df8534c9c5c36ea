"""What every catalogue keeps, whoever translates it. A failure names file and message."""

from __future__ import annotations

import re

import pytest

from languages.catalogues import (
    FINISHED,
    OTHERS,
    Said,
    catalogue,
    forms,
    messages,
    path_of,
    placeholders,
    term_rows,
)
from languages.concepts import entry_name, entry_of
from revcompass.glossary.subjects import relations, subjects
from revcompass.words.extract import messages as in_source
from revcompass.words.glossary.aliases import aliases
from revcompass.words.glossary.folding import folded
from revcompass.words.languages import DOMAINS, LANGUAGES
from revcompass.words.translate import Translator

every_language = pytest.mark.parametrize("language", OTHERS)

ABBREVIATIONS = re.compile(
    r"(?<![\w.])(?:CLV:CAC|MRR|ARR|ARPA|GRR|NRR|CLV|CAC|MQL|SQL|KPI|e?NPS|B2B|B2C|SaaS|ISO|CSV"
    r"|JSON|UTF-8|TOML)(?!\w)"
)
CODE = re.compile(
    r"`[^`]+`|--[a-z][a-z-]*|revcompass(?:\.toml)?\b|\b[a-z]+(?:_[a-z0-9]+)+\b|\b[A-Z]+=[A-Z]+\b"
)
NOT_MALAY = re.compile(
    r"\b(penjualan|biaya|akuisisi|kuartal|kesepakatan|peramalan|karyawan)\b"
    r"|\btingkat (konversi|churn)\b",
    re.IGNORECASE,
)
FRENCH_COLON = re.compile(r"[^\u00a0\d]:(?=\s|$)|\s:\d|\d\s:\d")


def wrong(language: str, is_wrong: object) -> list[str]:
    """Every form for which the check holds, as it is reported."""
    assert callable(is_wrong)
    return [str(said) for said in forms(language) if is_wrong(said)]


def plain(text: object) -> str:
    """The fixture is written with straight apostrophes; what is shown is not."""
    return str(text).replace("’", "'")


def test_every_language_has_a_folder_with_three_files() -> None:
    for language in LANGUAGES:
        for domain in DOMAINS:
            assert path_of(language, domain).is_file()


@every_language
def test_the_same_keys_in_every_language(language: str) -> None:
    found = set(in_source())
    for domain in DOMAINS:
        here = {message.id for message in catalogue(language, domain) if message.id}
        there = {message for of, message in found if of == domain}
        assert here == there, f"{language}/{domain}.po: run `make words`"
        assert not catalogue(language, domain).obsolete
        fuzzy = [
            message.id for message in catalogue(language, domain) if message.id and message.fuzzy
        ]
        assert not fuzzy, f"{language}/{domain}.po"


@pytest.mark.parametrize("language", FINISHED)
def test_nothing_is_left_untranslated(language: str) -> None:
    if language == "en":
        return  # the English text is the message itself
    empty = []
    for domain, message in messages(language):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(texts):
            empty.append(f"{language}/{domain}.po: {message.id!r}")
    assert not empty, "\n".join(["not translated:", *empty])


@every_language
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    known = LANGUAGES[language]
    for domain in DOMAINS:
        header = f"Plural-Forms: {known.plural_header}"
        assert header in path_of(language, domain).read_text(encoding="utf-8").replace('"\n"', "")
        for message in catalogue(language, domain):
            if isinstance(message.id, tuple) and message.string:
                assert len(message.string) == len(known.plurals), message.id


def _may_leave_count_out(said: Said) -> bool:
    """Arabic has words for none, one and two of a thing."""
    return said.language == "ar" and said.form < 3


@every_language
def test_placeholders_are_kept(language: str) -> None:
    def differs(said: Said) -> bool:
        expected, found = placeholders(said.source), placeholders(said.text)
        if _may_leave_count_out(said):
            return bool(found - expected) or bool(expected - found - {"count"})
        return found != expected

    assert not wrong(language, differs)


@every_language
def test_abbreviations_are_the_same_everywhere(language: str) -> None:
    def differs(said: Said) -> bool:
        kept = set(ABBREVIATIONS.findall(said.source))
        return not kept <= set(ABBREVIATIONS.findall(said.text))

    assert not wrong(language, differs)


@every_language
def test_code_is_not_translated(language: str) -> None:
    """Commands, options, names of columns and policies, and the product's own name."""

    def differs(said: Said) -> bool:
        return sorted(CODE.findall(said.source)) != sorted(CODE.findall(said.text))

    assert not wrong(language, differs)


@every_language
def test_messages_keep_their_shape(language: str) -> None:
    def differs(said: Said) -> bool:
        text, source = said.text, said.source
        ends = (".", "؟", "?", "!")
        return (
            text != text.strip()
            or "  " in text
            or "(s)" in text
            or (source.endswith(".") and not text.rstrip("»”“)").endswith(ends))
            or (not source.endswith((".", "?")) and text.endswith("."))
        )

    assert not wrong(language, differs)


def test_malay_is_not_indonesian() -> None:
    assert not wrong("ms", lambda said: NOT_MALAY.search(said.text))


def test_french_marks_have_their_spaces() -> None:
    def differs(said: Said) -> bool:
        text = re.sub(r"`[^`]*`|\{\w+\}", "x", said.text)
        return bool(
            FRENCH_COLON.search(text)
            or re.search(r"(?<!\u202f)[;!?](?=\s|$)", text)
            or re.search(r"«(?!\u00a0)|(?<!\u00a0)»", text)
        )

    assert not wrong("fr", differs)


@pytest.mark.parametrize(
    ("language", "space"), [("fr", "\u00a0"), ("de", "\u00a0"), ("it", ""), ("ms", "")]
)
def test_per_cent_stands_as_in_numbers(language: str, space: str) -> None:
    def differs(said: Said) -> bool:
        found = re.findall(r"(?:(?<=\d)|(?<=\bn))(\s?)%", re.sub(r"`[^`]*`", "", said.text))
        return bool(set(found) - {space})

    assert not wrong(language, differs)


@pytest.mark.parametrize(
    ("language", "quotes"),
    [("fr", "“”„"), ("it", "“”„"), ("de", "«»”"), ("ar", "“”„"), ("ms", "«»„")],
)
def test_quotes_are_the_languages_own(language: str, quotes: str) -> None:
    assert not wrong(language, lambda said: set(quotes) & set(said.text))


@pytest.mark.parametrize("language", ["fr", "it"])
def test_apostrophes_are_the_printers_ones(language: str) -> None:
    def differs(said: Said) -> bool:
        return bool(re.search(r"\w'", re.sub(r"`[^`]*`|\$\([^)]*\)", "", said.text)))

    assert not wrong(language, differs)


@every_language
def test_one_message_has_one_translation(language: str) -> None:
    said: dict[str, set[str]] = {}
    for _, message in messages(language):
        if isinstance(message.id, str) and message.string:
            said.setdefault(message.id, set()).add(str(message.string))
    assert not {message: texts for message, texts in said.items() if len(texts) > 1}


def test_no_message_leaves_the_plural_to_the_reader() -> None:
    assert not [message for _, message in in_source() if "(s)" in str(message)]


def test_arabic_is_written_as_professionals_write_it() -> None:
    def differs(said: Said) -> bool:
        return bool(
            re.search(r"(?<!\S)ل [A-Za-z{]", said.text)  # «لـ» before Latin letters
            or re.search(r"[?;](?=\s|$)", re.sub(r"`[^`]*`", "", said.text))  # ؟ and ؛
            or re.search(r"[\u0620-\u064a]\s*,|[٠-٩]", said.text)  # ، and digits that are set later
            or "التخبط" in said.text
            or "الزبد" in said.text
            or "معدل العائد على الاستثمار" in said.text
        )

    assert not wrong("ar", differs)


@every_language
def test_terms_are_the_preferred_ones(language: str) -> None:
    differing = []
    for row in term_rows():
        if row["language"] != language or entry_of(row["concept_id"]) in {
            "mqls",
            "sales_qualified_leads",
        }:
            continue  # singular in the fixture, plural as metrics
        message = catalogue(language, "glossary").get(entry_name(row["concept_id"]))
        if message and message.string and plain(message.string) != plain(row["preferred_term"]):
            differing.append(f"{row['concept_id']}: {message.string} ≠ {row['preferred_term']}")
    assert not differing


_SAME_WORD = {
    ("fr", "industry"),  # «secteur» is also where somebody sells
    ("it", "share"),  # «quota» is also what somebody has to sell
    ("it", "ratio"),  # «rapporto» is also a report
}
"""Terms that another entry is looked up by too, and not because it says much the same."""


@every_language
def test_no_term_is_another_word_for_something_else(language: str) -> None:
    words = Translator(language)
    names = {entry: folded(words.glossary(one.name)) for entry, one in subjects().items()}
    preferred = {
        folded(row["preferred_term"]) for row in term_rows() if row["language"] == language
    }
    clashing = [
        (entry, name, other)
        for other, others in aliases(language).items()
        for entry, name in names.items()
        if other not in (entry, *relations()[entry])
        and name not in preferred
        and (language, entry) not in _SAME_WORD
        and name in map(folded, others.words)
    ]
    assert not clashing


@pytest.mark.parametrize("language", FINISHED)
def test_no_two_entries_have_one_term(language: str) -> None:
    words = Translator(language)
    names: dict[str, list[str]] = {}
    for entry, one in subjects().items():
        names.setdefault(folded(words.glossary(one.name)), []).append(entry)
    for first, *others in names.values():  # a thing and its number, where the word has no plural
        assert set(others) <= set(relations()[first]), (first, others)
