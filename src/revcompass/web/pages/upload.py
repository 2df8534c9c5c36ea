"""A file that was sent: what it seems to hold, the choices a person has, what a load would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from revcompass.book.file_format import FileFormat
from revcompass.desk.uploads import Review
from revcompass.domain.asking import one_of
from revcompass.domain.money import CURRENCIES
from revcompass.domain.records import TABLES, Column, Kind, Table
from revcompass.domain.words import N_
from revcompass.sources.drafts import Choices, Draft
from revcompass.sources.reading import PATTERNS, ColumnProposal
from revcompass.web.asked import Pairs
from revcompass.web.pages.faults import fault_groups
from revcompass.web.pages.loading import counted
from revcompass.web.periods import Choice
from revcompass.words.format import Formatter
from revcompass.words.labels import READ_AS, label
from revcompass.words.translate import Translator

_ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1256", "mac-roman")
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_DECIMALS = (".", ",")
_SAMPLE_DAY = date(2026, 12, 31)
_SEEMS = {"decimal": "quantity", "date": "day", "instant": "moment"}
_COLUMN, _CONSTANT = "column:", "constant:"
_FIRST_ROWS = 5
_MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Field:
    """A choice to make: its label, the name it is sent by, and what there is to choose from.

    Without choices a text is typed, and `text` is what stands there now.
    """

    label: str
    name: str
    choices: tuple[Choice, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of the file: what it becomes, what it looks like, and examples of its texts."""

    header: str
    field: Field
    seems: str
    examples: str


def choices_of(fields: Pairs) -> Choices:
    """What a form chose.

    Columns count only for the table they were chosen for: another table proposes anew. Raises
    `bad_choice` for what there is not.
    """
    given = {name: value.strip() for name, value in fields if value.strip()}
    table = one_of("table", given.get("table"), tuple(TABLES)) or ""
    columns: dict[str, str] = {}
    twice: list[tuple[str, str]] = []
    for name, value in given.items():
        if name.startswith(_COLUMN):
            header = name.removeprefix(_COLUMN)
            if value in columns:
                twice.append((value, header))
            elif table and TABLES[table].column(value):
                columns[value] = header
    return Choices(
        table,
        columns if table and given.get("mapped") == table else None,
        {
            name.removeprefix(_CONSTANT): value
            for name, value in given.items()
            if name.startswith(_CONSTANT)
        },
        _format(given),
        tuple(twice),
    )


def _format(given: Mapping[str, str]) -> FileFormat:
    row = given.get("header_row", "")
    dates = given.get("dates")
    return FileFormat(
        delimiter=_DELIMITERS.get(
            one_of("delimiter", given.get("delimiter"), tuple(_DELIMITERS)) or ""
        ),
        decimal=given.get("decimal") if given.get("decimal") in _DECIMALS else None,
        dates=dates if dates in PATTERNS else None,
        encoding=given.get("encoding") if given.get("encoding") in _ENCODINGS else None,
        sheet=given.get("sheet"),
        header_row=int(row) if row.isascii() and row.isdecimal() and 0 < int(row) < 1000 else None,
    )


def upload(write: Formatter, review: Review, fields: Pairs, currency: str) -> Mapping[str, Any]:
    """What the template lays out; `fields` are the choices that led to the review."""
    found = review.draft
    chosen = choices_of(fields)
    words = write.words
    table = found.source.table if found and found.source else chosen.table
    stopped = review.stopped
    message, next_step = words.problem_of(stopped) if stopped else ("", "")
    others = [problem for problem in review.problems if problem is not stopped]
    return {
        "name": review.name,
        "tables": _tables(words, table),
        "mapped": table,
        "formats": tuple(_formats(words, review, found, chosen.format)),
        "columns": tuple(_columns(write, found)) if found else (),
        "constants": tuple(_constants(found, currency)) if found else (),
        "heads": [one.name for one in found.seen.columns] if found else [],
        "rows": found.seen.head[:_FIRST_ROWS] if found else (),
        "counted": counted(write, review.tables or {}),
        "groups": fault_groups(write, others),
        "message": message,
        "next": next_step,
        "can_load": review.can_load,
        "hint": _hint(words, review),
        "has_table": bool(table),
        "hidden_columns": max(0, len(found.seen.columns) - _MOST_COLUMNS) if found else 0,
    }


def _hint(words: Translator, review: Review) -> str:
    """What to do where neither a problem nor a result says it."""
    if review.draft is not None and review.draft.source is None:
        return words.ui(
            "The headers do not tell which table this is. Choose the table, check again, and say "
            "what each column becomes."
        )
    if review.tables and not review.can_load:
        return words.ui("No record of this file would be loaded yet.")
    return ""


def _tables(words: Translator, chosen: str) -> tuple[Choice, ...]:
    none = Choice("", words.ui("not known"), not chosen)
    return (none, *(Choice(name, name, name == chosen) for name in TABLES))


def _formats(
    words: Translator, review: Review, found: Draft | None, declared: FileFormat
) -> Iterator[Field]:
    """How the file is written: as chosen, else as seen."""
    form = found.source.format if found and found.source else declared
    if found and not found.source:
        form = found.seen.format
    say = words.ui
    if review.name.endswith(".xlsx"):
        yield Field(say("Sheet"), "sheet", text=form.sheet or "")
        row = "" if form.header_row is None else str(form.header_row)
        yield Field(say("Row of the headers"), "header_row", text=row)
    else:
        encodings = dict.fromkeys((*_ENCODINGS, *filter(None, [form.encoding]))).keys()
        yield Field(say("Encoding"), "encoding", _choices(encodings, form.encoding))
        names = {sign: name for name, sign in _DELIMITERS.items()}
        sign = names.get(form.delimiter or "", "")
        labels = {name: say(text) for name, text in _DELIMITER_NAMES.items()}
        yield Field(say("Between fields"), "delimiter", _choices(labels, sign))
    yield Field(say("Decimal sign"), "decimal", _choices(_DECIMALS, form.decimal))
    shown = {pattern: _SAMPLE_DAY.strftime(pattern) for pattern in PATTERNS}
    yield Field(say("Days are written"), "dates", _choices(shown, form.dates, "2026-12-31"))


_DELIMITER_NAMES = {
    "comma": N_("comma"),
    "semicolon": N_("semicolon"),
    "tab": N_("tab"),
    "pipe": N_("vertical bar"),
}


def _choices(
    known: Iterable[str] | Mapping[str, str], chosen: str | None, otherwise: str = "–"
) -> tuple[Choice, ...]:
    """The known values; where none is chosen, there is one more that says so."""
    texts = known if isinstance(known, Mapping) else {value: value for value in known}
    first = () if chosen else (Choice("", otherwise, is_chosen=True),)
    return (*first, *(Choice(value, text, value == chosen) for value, text in texts.items()))


def _columns(write: Formatter, found: Draft) -> Iterator[ColumnLine]:
    words = write.words
    table = TABLES[found.source.table] if found.source else None
    fills = {header: name for name, header in found.filled.items()}
    for column in found.seen.columns[:_MOST_COLUMNS]:
        field = Field(
            words.ui("What becomes of {column}", column=column.name),
            f"{_COLUMN}{column.name}",
            tuple(_uses(words, table, fills.get(column.name, ""))),
        )
        yield ColumnLine(column.name, field, _seems(words, column), words.listed(column.examples))


def _uses(words: Translator, table: Table | None, chosen: str) -> Iterator[Choice]:
    yield Choice("", words.ui("kept under its name"), not chosen)
    for column in table.columns if table else ():
        text = column.name
        if column.required:
            text = words.ui("{column} (required)", column=column.name)
        yield Choice(column.name, text, column.name == chosen)


def _seems(words: Translator, column: ColumnProposal) -> str:
    kind = column.kind.value
    return words.ui(label(READ_AS, _SEEMS.get(kind, kind)))


def _constants(found: Draft, currency: str) -> Iterator[Field]:
    given = found.source.constants if found.source else {}
    for column in found.open:
        name = f"{_CONSTANT}{column.name}"
        chosen = given.get(column.name, "")
        yield Field(column.name, name, _known(column, chosen, currency), chosen)


def _known(column: Column, chosen: str, currency: str) -> tuple[Choice, ...]:
    known: Sequence[str] = column.choices
    if column.kind is Kind.CURRENCY:
        known = (currency, *(code for code in sorted(CURRENCIES) if code != currency))
    return _choices(known, chosen) if known else ()
