"""The options commands share."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click

from revcompass.cli import complete
from revcompass.cli.session import Session
from revcompass.cli.values import Named
from revcompass.domain.period import Grain
from revcompass.domain.problem import usage_error
from revcompass.domain.words import N_
from revcompass.words.languages import LANGUAGES, base_of
from revcompass.words.numbers import DIGITS

F = TypeVar("F", bound=Callable[..., Any])


class Form(StrEnum):
    """How an answer is written."""

    HUMAN = "human"
    JSON = "json"
    CSV = "csv"
    PLAIN = "plain"


_FLAGS = {
    Form.JSON: N_("Write JSON: exact numbers, ISO dates, a versioned schema."),
    Form.CSV: N_("Write CSV: exact numbers, one row per line."),
    Form.PLAIN: N_("Write tab-separated text: one row per line, no colour, no bars."),
}
_KEY = "revcompass.form"


def form_of(context: click.Context) -> Form:
    """The form asked for; people's form when none was."""
    form: Form = context.meta.get(_KEY, Form.HUMAN)
    return form


def session_of(context: click.Context) -> Session:
    """The run a command is part of."""
    return context.ensure_object(Session)


def forms(*offered: Form) -> Callable[[F], F]:
    """`--json`, `--csv`, `--plain`, as far as a command offers them; one at a time."""

    def decorate(function: F) -> F:
        for form in reversed(offered):
            click.option(
                f"--{form}",
                is_flag=True,
                expose_value=False,
                callback=_remember(form),
                help=_FLAGS[form],
            )(function)
        return function

    return decorate


def _remember(form: Form) -> Callable[[click.Context, click.Parameter, bool], None]:
    def remember(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001
        if not asked:
            return
        if context.meta.setdefault(_KEY, form) is not form:
            raise usage_error("one_form_only", one=f"--{context.meta[_KEY]}", other=f"--{form}")

    return remember


class _Language(Named):
    """A language by its code, or by a locale's name: `de`, `de-CH`, `de_CH.UTF-8`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The language's code."""
        base = base_of(str(value))
        return super().convert(base if base in self.names else value, param, ctx)


def language(function: F) -> F:
    """`--lang` and `--digits`: checked here; what they ask for was read before (`voice.py`)."""
    digits = click.option(
        "--digits",
        type=Named(name.replace("-", "_") for name in DIGITS),
        metavar="latin|arabic-indic",
        expose_value=False,
        help=N_("Digits of the answer; without it the book's, else latin."),
    )
    lang = click.option(
        "--lang",
        type=_Language(LANGUAGES),
        metavar="LANG",
        expose_value=False,
        help=N_(
            "Language of the answer: en, fr, it, ms, ar or de; without it the book's, else that of "
            "the environment."
        ),
    )
    return lang(digits(function))


def book(function: F) -> F:
    """`--book DIR`."""
    return click.option(
        "--book",
        metavar="DIR",
        type=click.Path(path_type=Path),
        shell_complete=complete.folders,
        help=N_("Folder of the book; may be left out inside it."),
    )(function)


folder = click.argument(
    "folder",
    metavar="DIR",
    required=False,
    type=click.Path(path_type=Path),
    shell_complete=complete.folders,
)
"""`DIR`, which may be left out inside a book's folder."""


as_of = click.option(
    "--as-of",
    metavar="SNAPSHOT|DAY",
    shell_complete=complete.snapshots,
    help=N_("Answer from an earlier snapshot, or as it was on a day."),
)
"""`--as-of`."""

_QUESTION = {
    "grain": click.option(
        "--grain",
        type=Named(Grain),
        metavar="GRAIN",
        help=N_(
            "Length of a period: day, week, month, quarter, year, fiscal_quarter, fiscal_year or "
            "trailing_12_months."
        ),
    ),
    "start": click.option(
        "--from",
        "start",
        metavar="DAY",
        help=N_("First day, inclusive: 2026-01-01, or a period's first day: 2026-Q1."),
    ),
    "end": click.option(
        "--to",
        "end",
        metavar="DAY",
        help=N_("End, exclusive: 2026-10-01, or a period's first day: 2026-Q4."),
    ),
    "period": click.option(
        "--period",
        metavar="PERIOD",
        help=N_("One period: 2026, 2026-Q3, 2026-09, 2026-W38, 2026-09-30, FY2026 or FY2026-Q1."),
    ),
    "by": click.option(
        "--by",
        multiple=True,
        metavar="SLICE[,SLICE]",
        shell_complete=complete.slices,
        help=N_("Break down by a column of the records, such as segment or owner."),
    ),
    "where": click.option(
        "--where",
        multiple=True,
        metavar="SLICE=VALUE[,VALUE]",
        shell_complete=complete.slice_values,
        help=N_("Only these values of a slice; - is a missing value."),
    ),
    "policies": click.option(
        "--policy",
        "policies",
        multiple=True,
        metavar="NAME=CHOICE",
        shell_complete=complete.policies,
        help=N_("Count it another way; the choices are listed by: revcompass explain METRIC"),
    ),
    "preset": click.option(
        "--preset",
        metavar="NAME",
        shell_complete=complete.presets,
        help=N_("Count as another tool does, all at once."),
    ),
    "compare": click.option(
        "--compare",
        type=Named(("previous", "year_before")),
        metavar="previous|year_before",
        help=N_("Compare with the period before, or with the same period a year before."),
    ),
    "currency": click.option(
        "--currency",
        metavar="CODE",
        shell_complete=complete.currencies,
        help=N_("Show money in this currency."),
    ),
    "as_of": as_of,
}


def question(function: F) -> F:
    """The options that make a question."""
    for option in reversed(_QUESTION.values()):
        function = option(function)
    return function


def of_question(*names: str) -> Callable[[F], F]:
    """Some of the options that make a question, by the names they have as parameters."""

    def decorate(function: F) -> F:
        for name in reversed(names):
            function = _QUESTION[name](function)
        return function

    return decorate
