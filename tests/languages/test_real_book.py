"""A book from the first command to the last, in every finished language."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest

from cli.fake import Run
from languages.catalogues import FINISHED
from languages.test_matrix import left_over
from revcompass.book.config import read_book
from revcompass.cli.commands import COMMANDS
from revcompass.words.translate import Translator

_DIRTY = """\
subscription_id,account_id,starts_on,ends_on,amount
S1,A,2026-01-01,,100
S2,B,2026-02-01,2026-03-01,12x
S3,,2026-02-01,,50
S4,C,2026-02-30,,50
S5,D,2026-02-01,,200
S5,D,2026-02-01,,210
S6,E,2026-03-05,2026-03-01,10
"""
_SETTINGS = """
[[source]]
name = "billing"
table = "subscriptions"
files = "billing.csv"
constants = { interval = "month", currency = "EUR" }
"""
_SETTING = re.compile(r"^# (\[\[?\w+\]|\w+ = )", re.MULTILINE)
"""A setting behind a `#`."""


@pytest.mark.parametrize("language", FINISHED)
def test_every_command_on_a_book(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """Problems of every kind the file holds; the language is the environment's.

    All commands are run but `serve`, which does not end by itself.
    """
    monkeypatch.setenv("LANG", f"{language}_XX.UTF-8")
    folder = tmp_path / "book"
    said = [cli("init", str(folder)).out]
    book = ("--book", str(folder))
    with (folder / "revcompass.toml").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS)
    (folder / "billing.csv").write_text(_DIRTY, encoding="utf-8")
    typed = (
        ("demo", str(tmp_path / "demo"), "--accounts", "20"),
        ("completion", "bash"),
        ("check", str(folder)),
        ("load", str(folder)),
        ("load", str(folder)),
        ("status", str(folder)),
        ("problems", str(folder)),
        ("show", "mrr", *book, "--from", "2026-01-01", "--to", "2026-04-01"),
        ("show", "cac", *book, "--period", "2026-02"),
        ("trace", "mrr", *book, "--period", "2026-02"),
        ("compare-policies", "mrr", *book, "--period", "2026-02"),
        ("explain", "mrr", *book),
        ("users", "add", "ana", "--password-stdin", *book),
        ("tokens", "add", "ana", *book),
        ("tokens", "list", *book),
        ("users", "list", *book),
        ("users", "remove", "ana", *book),
        ("glossary", "mrr", *book),
    )
    assert {"init", "serve", *(arguments[0] for arguments in typed)} == set(COMMANDS)
    monkeypatch.setattr("sys.stdin", StringIO("a long enough password\n"))
    for arguments in typed:
        ran = cli(*arguments)
        assert ran.code in (0, 3), ran.err
        said += [ran.out, ran.err]
    if language != "en":
        assert [piece for text in said for piece in left_over(text, language)] == []
    words = Translator(language)
    assert words.ui("Your number now") in said[-2]
    assert words.glossary("Monthly recurring revenue") in said[-2]


_MISTAKES = (
    ("check",),
    ("load", "no-such-folder"),
    ("init", "book"),
    ("demo", "book"),
    ("completion", "powershell"),
    ("glossary", "zzzzzz"),
    ("show", "mrr", "--by", "moon"),
    ("show", "mrr", "--where", "plan"),
    ("show", "mrr", "--policy", "week=9"),
    ("show", "mrr", "--policy", "weak=4"),
    ("show", "mrr", "--preset", "strip"),
    ("show", "mrr", "--currency", "XXY"),
    ("show", "mrr", "--as-of", "000009"),
    ("show", "mrr", "--period", "2026-02-30"),
    ("show", "mrr", "--period", "2026-02", "--from", "2026-01"),
    ("show", "mrr", "--from", "2026-03-01", "--to", "2026-01-01"),
    ("show", "mrr", "--from", "2026-01-15"),
    ("show", "mrr", "--grain", "day", "--from", "1900-01-01"),
    ("show", "mrr", "--json", "--csv"),
    ("show", "mrr", "--compare", "then"),
    ("trace", "mrr"),
    ("trace", "mrr", "--period", "2026-02", "--side", "denominator"),
    ("compare-policies", "mrr", "arr", "--period", "2026-02"),
    ("explain", "mmr"),
    ("users", "add", "a name", "--password-stdin"),
    ("users", "remove", "nobody"),
    ("tokens", "add", "nobody"),
    ("tokens", "revoke", "1f2e3d4c"),
    ("serve", "--host", "0.0.0.0"),
    ("status", "nowhere"),
)


@pytest.mark.parametrize("language", FINISHED)
def test_every_mistake_on_a_book(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """A usage error (or failure) with what to do next, in the language."""
    monkeypatch.setenv("LANG", f"{language}_XX.UTF-8")
    folder = tmp_path / "book"
    cli("init", str(folder))
    with (folder / "revcompass.toml").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS)
    (folder / "billing.csv").write_text(_DIRTY, encoding="utf-8")
    assert cli("load", str(folder)).code == 0
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.stdin", StringIO("a long enough password\n" * 9))
    for arguments in _MISTAKES:
        named = [str(folder) if one == "book" else one for one in arguments]
        ran = cli(*named)
        expected = 3 if arguments == ("check",) else 2
        assert (arguments, ran.code) == (arguments, expected), ran.err
        assert "Traceback" not in ran.err
        assert ran.err or expected == 3
        if language != "en":
            assert left_over(ran.out + ran.err, language) == [], arguments


@pytest.mark.parametrize("language", FINISHED)
def test_the_settings_are_explained_in_the_language(
    cli: Run, tmp_path: Path, language: str
) -> None:
    """What may be set stands behind a `#`: without it, too, these are settings of a book."""
    folder = tmp_path / "book"
    made = cli("init", str(folder), "--lang", language, "--currency", "MYR")
    assert made.code == 0, made.err
    path = folder / "revcompass.toml"
    text = path.read_text(encoding="utf-8")
    if language != "en":
        assert left_over(text, language) == []
    assert set(tomllib.loads(text)) == {"book", "policies"}
    assert read_book(folder).currency == "MYR"
    path.write_text(_SETTING.sub(r"\1", text), encoding="utf-8")
    book = read_book(folder)
    assert book.language == language
    assert [source.name for source in book.sources] == ["billing", "customers"]
    assert (book.as_of, book.gross_margin) == (date(2026, 9, 30), Fraction(4, 5))
    assert dict(book.policies) == {"churn_date": "service_end"}
    assert len(book.stages) == 3


@pytest.mark.parametrize("language", FINISHED)
def test_the_book_states_the_language_and_the_option_wins(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")
    settings = f'[book]\ncurrency = "EUR"\nlanguage = "{language}"\n'
    (tmp_path / "revcompass.toml").write_text(settings, encoding="utf-8")
    words = Translator(language)
    assert words.ui("Show this help.") in cli("show", "--help").out
    assert words.problem("no_such_command", {"name": "shwo"})[0] in cli("shwo").err
    assert "Show this help." in cli("show", "--help", "--lang", "en").out


def test_the_books_territory_says_how_numbers_are_written(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As far as its language is spoken; `--lang` may name another."""
    monkeypatch.chdir(tmp_path)
    settings = '[book]\ncurrency = "CHF"\nlanguage = "de-CH"\n'
    (tmp_path / "revcompass.toml").write_text(settings, encoding="utf-8")
    assert "25.0%" in cli("glossary", "win_rate").out
    assert "25.0%" in cli("glossary", "win_rate", "--lang", "de").out
    assert "25,0\xa0%" in cli("glossary", "win_rate", "--lang", "fr").out
    assert "25,0%" in cli("glossary", "win_rate", "--lang", "fr-CH").out
    assert "Abschlussquote" in cli("glossary", "win_rate").out


def test_digits_are_those_of_the_book_or_the_option(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = '[book]\ncurrency = "EUR"\nlanguage = "ar"\ndigits = "arabic-indic"\n'
    (tmp_path / "revcompass.toml").write_text(settings, encoding="utf-8")
    assert "٢٥٫٠" in cli("glossary", "win_rate").out
    assert "25.0" in cli("glossary", "win_rate", "--digits", "latin").out
    assert "٢٥٫٠" in cli("glossary", "win_rate", "--digits", "arabic-indic", "--lang", "ar").out


def test_the_glossary_is_headed_as_such() -> None:
    for language in FINISHED:
        words = Translator(language)
        assert words.ui("Glossary") == words.glossary("Glossary")
