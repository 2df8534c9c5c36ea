"""The catalogues as the language tests read them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter as Template

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from revcompass.words.languages import DOMAINS, LANGUAGES, LOCALE

FINISHED = ("ar", "de", "en", "fr", "it", "ms")
"""Languages that must be complete; one is added when it is translated and read once more."""

OTHERS = tuple(code for code in LANGUAGES if code != "en")
DATA = Path(__file__).parents[1] / "data" / "terms" / "terms.csv"


@dataclass(frozen=True, slots=True)
class Said:
    """One translated form of one message."""

    file: str
    language: str
    domain: str
    message: str
    form: int
    text: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message!r} → {self.text!r}"


@cache
def catalogue(language: str, domain: str) -> Catalog:
    """A catalogue as it is in its file."""
    with path_of(language, domain).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def path_of(language: str, domain: str) -> Path:
    """The file of a catalogue."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def messages(language: str) -> Iterator[tuple[str, Message]]:
    """Every (domain, message) of a language."""
    for domain in DOMAINS:
        for message in catalogue(language, domain):
            if message.id:
                yield domain, message


def forms(language: str) -> Iterator[Said]:
    """Every form of every message that has a translation, with the English form it stands for."""
    for domain, message in messages(language):
        file = f"{language}/{domain}.po"
        ids, texts = _listed(message.id), _listed(message.string)
        for number, text in enumerate(texts):
            if text:
                source = ids[0] if len(ids) == 1 or number == 0 < len(texts) - 1 else ids[-1]
                yield Said(file, language, domain, ids[0], number, text, source)


def _listed(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(text: str) -> frozenset[str]:
    """Names of the placeholders of a message."""
    return frozenset(name for _, name, _, _ in Template().parse(text) if name is not None)


@cache
def term_rows() -> tuple[dict[str, str], ...]:
    """The fixture: one row per concept and language."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
