"""Every command in a pseudo-language: nothing is left in English, nothing breaks, it fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.fake import FakeDesk, Run, mrr_by_segment, win_rate
from languages import pseudo
from languages.commands import ANSWERS, MISTAKES
from revcompass.catalogue import METRICS
from revcompass.cli.commands import COMMANDS
from revcompass.domain.policy import POLICIES
from revcompass.domain.records import TABLES
from revcompass.glossary.search import _index, _near, _vocabulary
from revcompass.glossary.subjects import subjects
from revcompass.words import translate
from revcompass.words.direction import MARKS

LANGUAGE = "de"  # its folder is replaced; months and numbers stay German

_CODES = {
    *METRICS,
    *subjects(),
    *POLICIES,
    *(member.code for policy in POLICIES.values() for member in policy),
    *TABLES,
    *(column.name for table in TABLES.values() for column in table.columns),
}
_NAMES = {
    *("Acme", "Ada", "Dee", "Eva", "Fay", "May", "smb", "enter", "prise", "billing"),
    *("Benchmarkit", "ChartMogul", "Skok", "YoY", "eNPS", "SaaS"),
    *(word for command in COMMANDS for word in command.split("-")),
}
_NOT_WORDS = (
    r"revcompass\b.*",
    r"--[a-z-]+[ =]?[A-Z\[\],=|a-z_-]*|\[[^\]]*\]|`[^`]*`",
    r"\S*[_./:@0-9]\S*",
)
_WORD = re.compile(r"[^\W\d_]{3,}")


@pytest.fixture(autouse=True)
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pseudo-language in place of German."""
    pseudo.write_catalogues(tmp_path / "locale", LANGUAGE)
    monkeypatch.setattr(translate, "LOCALE", tmp_path / "locale")
    for kept in (_index, _vocabulary, _near):
        kept.cache_clear()
    yield
    for kept in (_index, _vocabulary, _near):
        kept.cache_clear()


def outside(text: str) -> str:
    """What stands outside the brackets: it did not come from a catalogue."""
    depth, kept = 0, []
    for letter in text:
        depth += (letter == pseudo.OPEN) - (letter == pseudo.CLOSE)
        if not depth and letter not in MARKS and letter != pseudo.CLOSE:
            kept.append(letter)
    return "".join(kept)


def english_in(text: str) -> set[str]:
    """Words outside the brackets that are neither codes nor commands nor data."""
    found: set[str] = set()
    for line in outside(text).splitlines():
        plain = re.sub(r"30\.44 days", "", line)
        for code in _NOT_WORDS:
            plain = re.sub(code, "", plain)
        found |= set(_WORD.findall(plain)) - _CODES - _NAMES
    return {word for word in found if not word.isupper()} - _german_months()


def _german_months() -> set[str]:
    from babel import Locale  # noqa: PLC0415

    names = Locale.parse(LANGUAGE).months["format"]["abbreviated"].values()
    return {name.rstrip(".") for name in names}


@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
def test_nothing_is_left_in_english(cli: Run, desk: FakeDesk, arguments: tuple[str, ...]) -> None:
    desk.results = (mrr_by_segment(),) if "--by" in arguments else (win_rate(),)
    ran = cli(*arguments, "--lang", LANGUAGE)
    assert ran.code == 0
    assert english_in(ran.out) == set()


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_mistakes_are_not_answered_in_english(
    cli: Run, desk: FakeDesk, arguments: tuple[str, ...]
) -> None:
    assert desk
    ran = cli(*arguments, "--lang", LANGUAGE)
    assert ran.code == 2
    assert ran.out == ""
    assert english_in(ran.err) == set()


@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
@pytest.mark.parametrize("width", ["60", "80"])
def test_forty_per_cent_more_still_fits(
    cli: Run,
    desk: FakeDesk,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    width: str,
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    desk.results = (mrr_by_segment(),) if "--by" in arguments else (win_rate(),)
    ran = cli(*arguments, "--lang", LANGUAGE)
    assert ran.code == 0
    too_long = [line for line in ran.out.splitlines() if len(line) > int(width)]
    assert [line for line in too_long if not line.lstrip().startswith("revcompass")] == []
    assert "Traceback" not in ran.err
