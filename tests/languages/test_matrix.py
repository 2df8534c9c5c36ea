"""Every command in every finished language: it succeeds, and no English sentence is left over."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from cli.fake import FakeDesk, Run, mrr_by_segment, win_rate
from languages.catalogues import FINISHED, forms, messages
from languages.commands import ANSWERS, MISTAKES
from revcompass.words.direction import MARKS

_LEAST = 12  # letters; a shorter piece may stand in another language's text by chance

every_language = pytest.mark.parametrize(
    "language", [language for language in FINISHED if language != "en"]
)


@cache
def english(language: str) -> tuple[str, ...]:
    """The pieces of English messages between placeholders, but those the language says alike."""
    alike = {said.source for said in forms(language) if said.text == said.source}
    pieces = []
    for _, message in messages("en"):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        for text in ids:
            if text not in alike:
                pieces += [piece.strip(" .,:;()[]“”") for piece in re.split(r"\{\w+\}", str(text))]
    return tuple(sorted({piece for piece in pieces if len(piece) >= _LEAST and " " in piece}))


def left_over(text: str, language: str) -> list[str]:
    """English pieces in an answer; lines are joined, since they may be wrapped anywhere.

    What two spaces part belongs to two cells.
    """
    plain = "".join(letter for letter in text if letter not in MARKS)
    joined = " ".join(re.sub(r"(?<=\S) {2,}", " ¦ ", plain).split())
    return [piece for piece in english(language) if piece in joined]


@every_language
@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
def test_answers(cli: Run, desk: FakeDesk, arguments: tuple[str, ...], language: str) -> None:
    desk.results = (mrr_by_segment(),) if "--by" in arguments else (win_rate(),)
    ran = cli(*arguments, "--lang", language)
    assert ran.code == 0
    assert left_over(ran.out, language) == []


@every_language
@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_mistakes(cli: Run, desk: FakeDesk, arguments: tuple[str, ...], language: str) -> None:
    assert desk
    ran = cli(*arguments, "--lang", language)
    assert ran.code == 2
    assert left_over(ran.err, language) == []


@every_language
def test_data_are_the_same_in_every_language(cli: Run, desk: FakeDesk, language: str) -> None:
    """Machine formats: point, ISO dates, Latin digits, the same columns."""
    desk.results = (win_rate(),)
    for form in ("--csv", "--plain"):
        assert cli("show", "win_rate", form, "--lang", language).out == (
            cli("show", "win_rate", form, "--lang", "en").out
        )
    documents = [
        json.loads(cli("show", "win_rate", "--json", "--lang", one).out) for one in ("en", language)
    ]
    rows = [document["results"][0]["rows"] for document in documents]
    assert rows[0] == rows[1]
