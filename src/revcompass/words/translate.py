"""Words in a reader's language: gettext catalogues in three domains.

`ui` holds what the faces say, `glossary` what metrics, policies and ledger columns are called,
`problems` what went wrong and what to do next. Where a catalogue or a message is missing, the
English text itself is the answer.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from string import Formatter as Template
from typing import Any

from revcompass.domain.problem import Problem
from revcompass.domain.words import N_
from revcompass.words.days import day_in, day_text
from revcompass.words.direction import left_to_right, placed
from revcompass.words.labels import IN_PROBLEMS
from revcompass.words.languages import LANGUAGES, LOCALE, base_of, is_right_to_left
from revcompass.words.numbers import Digits, Numbers, own_digits
from revcompass.words.problem_texts import TEXTS

_DID_YOU_MEAN = N_("Did you mean {did_you_mean}?")


class Translator:
    """Says messages in one language; numbers in a territory's form where one is named (`de-CH`).

    `language` is the language alone, `form` what was named.

    >>> Translator("en").ui("{count} rows", count=3)
    '3 rows'
    """

    def __init__(
        self, language: str = "en", folder: Path | None = None, digits: Digits = "latn"
    ) -> None:
        self.language, self.form = base_of(language), language
        self.digits = digits
        self.is_right_to_left = is_right_to_left(language)
        self._folder = folder or LOCALE
        self._loaded: dict[str, gettext.NullTranslations] = {}

    def ui(self, message: str, **params: object) -> str:
        """What a face says, its `{placeholders}` filled."""
        said = self._domain("ui").gettext(message) if message else ""
        return self._fill(self.in_digits(said), params)

    def ngettext(self, singular: str, plural: str, count: int, /, **params: object) -> str:
        """What a face says of a whole number; `{count}` is filled unless it is given."""
        message = self._domain("ui").ngettext(singular, plural, count)
        return self._fill(self.in_digits(message), {"count": count, **params})

    def glossary(self, message: str) -> str:
        """A name or meaning of the catalogue."""
        return self.in_digits(self._domain("glossary").gettext(message)) if message else ""

    def problem(self, code: str, params: Mapping[str, Any] | None = None) -> tuple[str, str]:
        """What a problem code says: what happened, and what to do next.

        A filled parameter `did_you_mean` puts the suggestion in front of the next step.
        """
        params = {name: self._in_words(name, value) for name, value in (params or {}).items()}
        text = TEXTS.get(code)
        if text is None:
            return code, ""
        params |= {name: self._day(params.get(name)) for name in text.days}
        params |= {name: self._number(params.get(name)) for name in text.numbers}
        say = self._domain("problems").gettext
        message = self._fill(say(text.message), params)
        next_step = self._fill(say(text.next_step), params) if text.next_step else ""
        if params.get("did_you_mean"):
            asked = self.ui(_DID_YOU_MEAN, did_you_mean=params["did_you_mean"])
            next_step = f"{asked} {next_step}".strip()
        return message, next_step

    def problem_of(self, problem: Problem) -> tuple[str, str]:
        """`problem` with its place (`file`, `line`, `column`, `value`) and `rows` as parameters."""
        where = problem.where
        place = {"file": where.file, "line": where.line, "column": where.column}
        known = {**place, "value": where.value, "rows": problem.rows}
        return self.problem(problem.code, {**known, **problem.params})

    def in_digits(self, text: str) -> str:
        """A sentence with its numbers in the reader's digits; codes keep theirs."""
        return own_digits(text, self.digits)

    def number_line(self, text: str) -> str:
        """A line of digits and signs, kept in order from left to right inside any text."""
        return left_to_right(text) if self.is_right_to_left else text

    def listed(self, texts: Iterable[object]) -> str:
        """Names or codes one after the other, with the language's comma.

        >>> Translator("en").listed(["accounts", "leads"])
        'accounts, leads'
        """
        return self.comma.join(self._placed(text) for text in texts)

    @property
    def comma(self) -> str:
        """What stands between listed things."""
        return LANGUAGES[self.language].comma if self.language in LANGUAGES else ", "

    @property
    def arrow(self) -> str:
        """From the first thing to the second, in the direction of reading."""
        return "←" if self.is_right_to_left else "→"

    def _domain(self, name: str) -> gettext.NullTranslations:
        if name not in self._loaded:
            self._loaded[name] = gettext.translation(
                name, str(self._folder), [self.language], fallback=True
            )
        return self._loaded[name]

    def _fill(self, message: str, params: Mapping[str, object]) -> str:
        filled: list[str] = []
        for literal, name, _, _ in Template().parse(message):
            filled.append(literal)
            if name is not None:
                filled.append(self._shown(params.get(name)))
        return "".join(filled)

    def _in_words(self, name: str, value: object) -> object:
        """What a parameter gives by a code, as why there is no value."""
        known = IN_PROBLEMS.get(name, {}).get(value) if isinstance(value, str) else None
        return self.ui(known) if known else value

    def _day(self, value: object) -> object:
        """A day as the language writes it; what is none stays."""
        day = day_in(value)
        return day_text(day, self.form, self.digits) if day else value

    def _number(self, value: object) -> object:
        """A number as the language writes it; what is none stays."""
        try:
            return Numbers(self.form, self.digits).plain(Fraction(str(value)))
        except ValueError:
            return value

    def _shown(self, value: object) -> str:
        if value is None:
            return "–"
        if isinstance(value, list | tuple):
            return self.listed(value)
        if isinstance(value, int):
            return self.in_digits(str(value))
        return self._placed(value)

    def _placed(self, value: object) -> str:
        """A text kept apart from the words around it, where their directions may differ."""
        return placed(str(value), right_to_left=self.is_right_to_left)
