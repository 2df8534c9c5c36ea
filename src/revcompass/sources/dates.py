"""Days and instants in texts: the declared form must match in full, and the day must exist."""

from __future__ import annotations

import re
from dataclasses import dataclass

from revcompass.domain.problem import RevcompassError
from revcompass.sources import sql
from revcompass.sources.cells import Cell

ISO_FORM = "2026-09-30"

_ISO_DAY = r"\d{4}-\d{2}-\d{2}"
_ISO_TIME = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?"
_ISO_ZONE = r"(?: ?(?:Z|UTC)|[+-]\d{2}(?::?\d{2})?)"

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_PARTS = {
    "%d": r"\d{1,2}",
    "%m": r"\d{1,2}",
    "%Y": r"\d{4}",
    "%y": r"\d{2}",
    "%H": r"\d{1,2}",
    "%I": r"\d{1,2}",
    "%M": r"\d{2}",
    "%S": r"\d{2}",
    "%p": r"(?i:am|pm)",
    "%b": f"(?i:{'|'.join(_MONTHS)})",
    "%B": r"(?i:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)",
    "%z": r"(?:Z|[+-]\d{2}:?\d{2})",
    "%%": "%",
}
_DIRECTIVE = re.compile(r"%.?")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant and the day it falls on, each read from the same text."""

    instant: Cell
    day: Cell


def form_pattern(form: str) -> str:
    """The regular expression of a strptime form; raises `unknown_date_form`.

    >>> form_pattern("%d.%m.%Y")
    '\\\\d{1,2}\\\\.\\\\d{1,2}\\\\.\\\\d{4}'
    """
    pattern, end = "", 0
    for found in _DIRECTIVE.finditer(form):
        if found[0] not in _PARTS:
            raise RevcompassError("unknown_date_form", form=form, part=found[0])
        pattern += re.escape(form[end : found.start()]) + _PARTS[found[0]]
        end = found.end()
    has_day = all(any(part in form for part in parts) for parts in _NEEDED)
    if not has_day:
        raise RevcompassError("unknown_date_form", form=form, part=form)
    return pattern + re.escape(form[end:])


_NEEDED = (("%d",), ("%m", "%b", "%B"), ("%Y", "%y"))


def moment(text: str, form: str | None, zone: str) -> Moment:
    """An instant (UTC) and its day in the book's zone.

    A text without a time of day is the start of that day in the book's zone; a time without a
    zone is UTC. ISO 8601 is read beside a declared form, unless that form begins with the year
    too, when one text could be both. Parameters: `text` an SQL expression without white space at
    its ends, `form` a strptime form or `None`, `zone` the book's time zone.
    """
    here = sql.text(zone)
    only_day, with_time = _iso(text)
    if form is not None:
        declared_day, declared_time = _declared(text, form)
        alone = form.startswith("%Y")
        only_day = declared_day if alone else _either(declared_day, only_day)
        with_time = declared_time if alone else _either(declared_time, with_time)
    day_to_instant = f"timezone('UTC', timezone({here}, CAST({only_day.value} AS TIMESTAMP)))"
    instant = (
        f"CASE WHEN {only_day.matches} THEN {day_to_instant} "
        f"WHEN {with_time.matches} THEN timezone('UTC', {with_time.value}) END"
    )
    day = (
        f"CASE WHEN {only_day.matches} THEN {only_day.value} "
        f"WHEN {with_time.matches} THEN CAST(timezone({here}, {with_time.value}) AS DATE) END"
    )
    reason = (
        f"CASE WHEN {only_day.matches} OR {with_time.matches} "
        "THEN 'impossible_date' ELSE 'unreadable_date' END"
    )
    params = {"format": form or ISO_FORM}
    return Moment(Cell(instant, reason, params), Cell(day, reason, params))


def has_naive_time(text: str, form: str | None) -> str:
    """SQL: whether the text is a time of day that does not say its zone."""
    iso = f"regexp_full_match({text}, {sql.text(_ISO_DAY + _ISO_TIME)})"
    if form is None or not _has_time(form) or "%z" in form:
        return iso
    return f"({iso} OR regexp_full_match({text}, {sql.text(form_pattern(form))}))"


@dataclass(frozen=True, slots=True)
class _Form:
    matches: str
    value: str


_NO_DAY = _Form("FALSE", "NULL::DATE")
_NO_TIME = _Form("FALSE", "NULL::TIMESTAMPTZ")


def _either(first: _Form, second: _Form) -> _Form:
    if first.matches == "FALSE":
        return second
    value = f"CASE WHEN {first.matches} THEN {first.value} ELSE {second.value} END"
    return _Form(f"({first.matches} OR {second.matches})", f"({value})")


def _iso(text: str) -> tuple[_Form, _Form]:
    day = f"regexp_full_match({text}, {sql.text(_ISO_DAY)})"
    time = f"regexp_full_match({text}, {sql.text(_ISO_DAY + _ISO_TIME + _ISO_ZONE + '?')})"
    return (
        _Form(day, f"TRY_CAST({text} AS DATE)"),
        _Form(time, f"TRY_CAST({text} AS TIMESTAMPTZ)"),
    )


def _declared(text: str, form: str) -> tuple[_Form, _Form]:
    matches = f"regexp_full_match({text}, {sql.text(form_pattern(form))})"
    if not _has_time(form):
        value = f"CAST(try_strptime({text}, {sql.text(form)}) AS DATE)"
        return _Form(matches, value), _NO_TIME
    if "%z" in form:
        offset = f"regexp_replace({text}, 'Z', '+00:00')"
        return _NO_DAY, _Form(matches, f"try_strptime({offset}, {sql.text(form)})")
    value = f"timezone('UTC', try_strptime({text}, {sql.text(form)}))"
    return _NO_DAY, _Form(matches, value)


def _has_time(form: str) -> bool:
    return "%H" in form or "%I" in form
