"""Every message is in the catalogues, and every problem code has its text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter as Template

import pytest
from babel.messages.pofile import read_po

from revcompass.words.extract import SOURCE, messages, po_text, template, write_catalogues
from revcompass.words.languages import DOMAINS, LOCALE
from revcompass.words.problem_texts import TEXTS

_RAISERS = {"RevcompassError", "usage_error", "Problem", "fault", "warn"}
_ALWAYS = {"file", "line", "column", "value", "rows", "section"}  # from the place; `fault` adds one
_FILLED_ON_THE_WAY = {"missing_file"}  # `Load.land_file` adds source and files


def _calls() -> Iterator[tuple[str, ast.Call, Path]]:
    """Calls that raise or report a problem by a literal code, the first argument."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called, first = node.func, node.args[0]
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if name in _RAISERS and literal:
                yield str(ast.literal_eval(first)), node, path


def test_every_code_that_is_raised_has_a_text() -> None:
    assert not {code: str(path) for code, _, path in _calls() if code not in TEXTS}


def test_every_placeholder_is_filled() -> None:
    """By what the call names; where a call names nothing or hands on a mapping, trust it."""
    unfilled = []
    for code, call, path in _calls():
        names = {keyword.arg for keyword in call.keywords}
        if None in names or (len(call.args) > 1 and "Problem" in ast.unparse(call.func)):
            continue
        text = TEXTS[code]
        asked = {
            name
            for part in (text.message, text.next_step)
            for _, name, _, _ in Template().parse(part)
        }
        missing = asked - names - _ALWAYS - {None}
        if missing and code not in _FILLED_ON_THE_WAY:
            unfilled.append((code, sorted(map(str, missing)), path.name, call.lineno))
    assert not unfilled


def test_every_text_belongs_to_a_code_in_the_source() -> None:
    words = SOURCE / "words" / "problem_texts"
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*.py")
        if words not in path.parents
    )
    unused = [code for code in TEXTS if f'"{code}"' not in source and f"'{code}'" not in source]
    assert not unused


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_texts_are_sentences_with_a_next_step(code: str) -> None:
    text = TEXTS[code]
    for sentence in (text.message, text.next_step):
        assert sentence
        assert sentence == sentence.strip()
        names = [name for _, name, _, _ in Template().parse(sentence) if name is not None]
        assert all(name.isidentifier() for name in names)
        assert "(s)" not in sentence
    said = {
        name
        for sentence in (text.message, text.next_step)
        for _, name, _, _ in Template().parse(sentence)
    }
    assert {*text.days, *text.numbers} <= said


def test_the_english_catalogues_are_up_to_date() -> None:
    found = list(messages())
    for domain in DOMAINS:
        path = LOCALE / "en" / "LC_MESSAGES" / f"{domain}.po"
        text = po_text(template(domain, found), "en")
        assert path.read_text(encoding="utf-8") == text, "run: python -m revcompass.words.extract"


def test_domains(tmp_path: Path) -> None:
    files = {
        "catalogue/a.py": 'name = N_("Win rate")\n',
        "words/problem_texts/b.py": 'text = N_("Bad {thing}")\n',
        "cli/c.py": 'x = ui("Value {n}", n=row["n"]); y = w.ngettext("{n} day", "{n} days", n)\n',
        "cli/d.py": 'z = words.glossary("median"); ui(label(CODES, row or "no_data"))\n',
        "cli/e.py": 'say, n = view.words.ui, 1\nsay("Change"), say(label(name)), tell("done")\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert set(messages(tmp_path)) == {
        ("glossary", "Win rate"),
        ("problems", "Bad {thing}"),
        ("ui", "Value {n}"),
        ("ui", ("{n} day", "{n} days")),
        ("glossary", "median"),
        ("ui", "Change"),
    }


@pytest.mark.parametrize("joined", ['"Not " + what', 'f"Not {what}"'])
def test_a_message_joined_from_parts_is_refused(joined: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"words.ui({joined})\n", encoding="utf-8")
    with pytest.raises(ValueError, match="one literal"):
        list(messages(tmp_path))


def test_other_languages_keep_their_words_and_get_stubs(tmp_path: Path) -> None:
    source, locale = tmp_path / "src", tmp_path / "locale"
    (source / "cli").mkdir(parents=True)
    code = source / "cli" / "a.py"
    code.write_text(
        'ui("One"), ui("Two"), ngettext("{count} day", "{count} days", n)', encoding="utf-8"
    )
    (locale / "de" / "LC_MESSAGES").mkdir(parents=True)
    write_catalogues(source, locale)
    path = locale / "de" / "LC_MESSAGES" / "ui.po"
    text = path.read_text(encoding="utf-8").replace(
        'msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "Eins"'
    )
    path.write_text(text, encoding="utf-8")
    code.write_text('ui("One"), ui("Three")', encoding="utf-8")
    assert write_catalogues(source, locale) == [path]
    assert write_catalogues(source, locale) == []
    with path.open("rb") as file:
        known = {message.id: message.string for message in read_po(file) if message.id}
    assert known == {"One": "Eins", "Three": ""}
    assert "POT-Creation-Date" not in path.read_text(encoding="utf-8")
