"""Days and instants in texts: the declared form must match in full, and the day must exist."""

from __future__ import annotations

import re
from dataclasses import dataclass

from revcompass.book.file_format import FileFormat
from revcompass.domain.problem import RevcompassError
from revcompass.sources import sql
from revcompass.sources.cells import Cell
from revcompass.sources.months import ENGLISH, month_names

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


EXCEL, EXCEL_1904 = "excel", "excel1904"
"""Instead of a form: days counted as spreadsheets do, from 1900 (no 60th day) or from 1904."""


@dataclass(frozen=True, slots=True)
class DateForm:
    """How dates are written: a strptime form (or `EXCEL`, or `None` for ISO 8601 alone), the
    language of the names of months, and the decimal sign of a counted day with its time.
    """

    form: str | None = None
    language: str | None = None
    decimal: str = "."


def date_form(declared: FileFormat) -> DateForm:
    """What a format declares of dates."""
    return DateForm(declared.dates, declared.language, declared.decimal or ".")


def form_pattern(form: str, language: str | None = None) -> str:
    """The regular expression of a strptime form; raises `unknown_date_form`.

    >>> form_pattern("%d.%m.%Y")
    '\\\\d{1,2}\\\\.\\\\d{1,2}\\\\.\\\\d{4}'
    """
    pattern, end = "", 0
    for found in _DIRECTIVE.finditer(form):
        if found[0] not in _PARTS:
            raise RevcompassError("unknown_date_form", form=form, part=found[0])
        part = _month_pattern(language) if _is_month(found[0], language) else _PARTS[found[0]]
        pattern += re.escape(form[end : found.start()]) + part
        end = found.end()
    has_day = all(any(part in form for part in parts) for parts in _NEEDED)
    if not has_day:
        raise RevcompassError("unknown_date_form", form=form, part=form)
    return pattern + re.escape(form[end:])


_NEEDED = (("%d",), ("%m", "%b", "%B"), ("%Y", "%y"))


def moment(text: str, form: DateForm, zone: str) -> Moment:
    """An instant (UTC) and its day in the book's zone.

    A text without a time of day is the start of that day in the book's zone; a time without a
    zone is UTC. ISO 8601 is read beside a declared form, unless that form begins with the year
    too, when one text could be both. Parameters: `text` an SQL expression without white space at
    its ends, `form` how dates are written, `zone` the book's time zone.
    """
    here = sql.text(zone)
    only_day, with_time = _iso(text)
    if form.form is not None:
        declared_day, declared_time = _declared(text, form.form, form)
        alone = form.form.startswith("%Y")
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
    params = {"format": form.form or ISO_FORM}
    return Moment(Cell(instant, reason, params), Cell(day, reason, params))


def has_naive_time(text: str, declared: DateForm) -> str:
    """SQL: whether the text is a time of day that does not say its zone."""
    form = declared.form
    iso = f"regexp_full_match({text}, {sql.text(_ISO_DAY + _ISO_TIME)})"
    if form in (EXCEL, EXCEL_1904):
        return f"({iso} OR regexp_full_match({text}, {sql.text(_serial_time(declared.decimal))}))"
    if form is None or not _has_time(form) or "%z" in form:
        return iso
    return (
        f"({iso} OR regexp_full_match({text}, {sql.text(form_pattern(form, declared.language))}))"
    )


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


def _declared(text: str, form: str, declared: DateForm) -> tuple[_Form, _Form]:
    if form in (EXCEL, EXCEL_1904):
        return _counted(text, form, declared.decimal)
    matches = f"regexp_full_match({text}, {sql.text(form_pattern(form, declared.language))})"
    english = _english(text, form, declared.language)
    if not _has_time(form):
        value = f"CAST(try_strptime({english}, {sql.text(form)}) AS DATE)"
        return _Form(matches, value), _NO_TIME
    if "%z" in form:
        offset = f"regexp_replace({english}, 'Z', '+00:00')"
        return _NO_DAY, _Form(matches, f"try_strptime({offset}, {sql.text(form)})")
    value = f"timezone('UTC', try_strptime({english}, {sql.text(form)}))"
    return _NO_DAY, _Form(matches, value)


def _is_month(part: str, language: str | None) -> bool:
    return language is not None and part in ("%b", "%B")


def _month_pattern(language: str | None) -> str:
    names = "|".join(re.escape(name) for name in month_names(language or "en"))
    return rf"(?i:{names})\.?"


def _english(text: str, form: str, language: str | None) -> str:
    """SQL: the text with the English name of its month, where the form has a name in a language."""
    found = re.search("%[bB]", form)
    if language is None or found is None:
        return text
    width = 3 if found[0] == "%b" else None
    before, after = (_part_pattern(part) for part in (form[: found.start()], form[found.end() :]))
    whole = sql.text(f"({before})({_month_pattern(language)})({after})")
    name = f"rtrim(lower(regexp_extract({text}, {whole}, 2)), '.')"
    cases = " ".join(
        f"WHEN {sql.text(written)} THEN {sql.text(ENGLISH[month - 1][:width])}"
        for written, month in month_names(language).items()
    )
    before, after = (f"regexp_extract({text}, {whole}, {group})" for group in (1, 3))
    return f"concat({before}, CASE {name} {cases} END, {after})"


def _part_pattern(part: str) -> str:
    pattern, end = "", 0
    for found in _DIRECTIVE.finditer(part):
        pattern += re.escape(part[end : found.start()]) + _PARTS[found[0]]
        end = found.end()
    return pattern + re.escape(part[end:])


def _serial_time(decimal: str) -> str:
    return rf"\d{{1,7}}[{decimal}]\d+"


def _counted(text: str, form: str, decimal: str) -> tuple[_Form, _Form]:
    """Days counted from 1900 or 1904, with the time of day as a fraction, to the millisecond."""
    whole = rf"\d{{1,7}}(?:[{decimal}]0+)?"
    number = f"CAST(split_part({text}, {sql.text(decimal)}, 1) AS INTEGER)"
    if form == EXCEL_1904:
        day = f"CASE WHEN {number} <= 2957003 THEN DATE '1904-01-01' + {number} END"
    else:
        day = (
            f"CASE WHEN {number} BETWEEN 1 AND 59 THEN DATE '1899-12-31' + {number} "
            f"WHEN {number} BETWEEN 61 AND 2958465 THEN DATE '1899-12-30' + {number} END"
        )
    fraction = f"left(split_part({text}, {sql.text(decimal)}, 2), 15)"
    part = f"CAST('0.' || {fraction} AS DECIMAL(38, 15))"
    instant = (
        f"CAST({day} AS TIMESTAMP) + to_milliseconds(CAST(round({part} * 86400000) AS BIGINT))"
    )
    is_day = f"regexp_full_match({text}, {sql.text(whole)})"
    is_time = f"(NOT {is_day} AND regexp_full_match({text}, {sql.text(_serial_time(decimal))}))"
    return _Form(is_day, day), _Form(is_time, f"timezone('UTC', {instant})")


def _has_time(form: str) -> bool:
    return "%H" in form or "%I" in form
