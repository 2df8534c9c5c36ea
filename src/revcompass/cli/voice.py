"""In which language and with which digits a run answers, found before anything else is read.

`--lang` comes first, then the book's `language`, then the environment. The command line is looked
through for them as it is typed, so that help texts and usage errors speak the language too.
"""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from revcompass.words.languages import LANGUAGES, base_of, form_for, from_environment
from revcompass.words.numbers import DIGITS, Digits

_SETTINGS = "revcompass.toml"


@dataclass(frozen=True, slots=True)
class Voice:
    """The language of a run; `stated` is whether anybody asked for it.

    `tags` are locales that were named, by which numbers are written where they are of the language.
    """

    language: str = "en"
    digits: Digits = "latn"
    stated: bool = False
    tags: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """How numbers and days are written: `de-CH`, or the language."""
        return form_for(self.language, *self.tags)


def voice(arguments: Sequence[str], environment: Mapping[str, str], here: Path) -> Voice:
    """How to answer a command line that was typed in the folder `here`.

    >>> voice(("show", "mrr", "--lang=de"), {"LANG": "fr_FR.UTF-8"}, Path("/nowhere")).language
    'de'
    """
    book = _settings_of(arguments, here)
    tags = (_value_of("--lang", arguments), str(book.get("language", "")))
    wishes = (*map(base_of, tags), from_environment(environment))
    language = next((wish for wish in wishes if wish in LANGUAGES), None)
    digits = _value_of("--digits", arguments) or str(book.get("digits", ""))
    return Voice(
        language=language or "en",
        digits=DIGITS.get(digits.lower().replace("_", "-"), "latn"),
        stated=language is not None,
        tags=tags,
    )


def _value_of(option: str, arguments: Sequence[str]) -> str:
    """What stands behind an option, or after its equals sign; the last one counts."""
    found = ""
    for number, argument in enumerate(arguments):
        if argument == option:
            found = "".join(arguments[number + 1 : number + 2])
        elif argument.startswith(f"{option}="):
            found = argument.partition("=")[2]
    return found


def _settings_of(arguments: Sequence[str], here: Path) -> Mapping[str, Any]:
    """The [book] table of the book an argument names, or of the one around this folder."""
    named = (Path(argument.removeprefix("--book=")) for argument in arguments if argument)
    for folder in (*(here / name for name in named), here, *here.parents):
        path = folder / _SETTINGS
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, ValueError):
            continue
        return _book_table(text)
    return {}


def _book_table(text: str) -> Mapping[str, Any]:
    """What the settings say of the book; nothing where they cannot be read (said elsewhere)."""
    import tomllib

    try:
        table = tomllib.loads(text).get("book", {})
    except tomllib.TOMLDecodeError:
        return {}
    return table if isinstance(table, dict) else {}
