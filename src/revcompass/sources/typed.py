"""Texts become typed values; what cannot be read is set aside or left empty, with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from revcompass.book.config import Source, Span
from revcompass.book.file_format import FileFormat
from revcompass.domain.money import CURRENCIES
from revcompass.domain.records import TABLES, Column, Kind, Table
from revcompass.sources import numbers, sql
from revcompass.sources.cells import Cell
from revcompass.sources.dates import DateForm, date_form, moment
from revcompass.sources.writing import Writing, writing_of

TYPES = {
    Kind.KEY: "VARCHAR",
    Kind.TEXT: "VARCHAR",
    Kind.DAY: "DATE",
    Kind.MOMENT: "TIMESTAMP",
    Kind.AMOUNT: "BIGINT",
    Kind.CURRENCY: "VARCHAR",
    Kind.QUANTITY: "DECIMAL(18,6)",
    Kind.INTEGER: "BIGINT",
    Kind.RATE: "BIGINT",
    Kind.CHOICE: "VARCHAR",
    Kind.BOOLEAN: "BOOLEAN",
}

_INCLUSIVE_ENDS = ("ends_on", "discount_ends_on", "to")
_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")


@dataclass(frozen=True, slots=True)
class Reading:
    """How one column of a source is read.

    `text` is what its number or date is read from, as SQL; `day` is there where an instant has its
    day beside it.
    """

    column: Column
    cell: Cell
    text: str
    day: Cell | None = None


def readings(
    source: Source, columns: Sequence[str], constants: set[str], zone: str
) -> list[Reading]:
    """How each canonical column that a source fills is read, in the table's order.

    Parameters: `columns` are those the source fills; `constants` those of them that were written
    in the settings, the canonical way whatever the format of the files; `zone` the book's.
    """
    table = TABLES[source.table]
    reader = _Reader(source, zone, has_currency="currency" in columns)
    return [
        reader.read(column, constant=column.name in constants)
        for column in table.columns
        if column.name in columns
    ]


def column_types(table: Table) -> list[tuple[str, str]]:
    """Names and SQL types of a canonical table's own columns, in order."""
    result: list[tuple[str, str]] = []
    for column in table.columns:
        result.append((column.name, TYPES[column.kind]))
        if column.kind is Kind.MOMENT:
            result.append((f"{column.name}_day", "DATE"))
    return result


def made_end(span: Span, start: str) -> str:
    """SQL: the day a row with only a start ends on; months are clipped to their last day."""
    return f"CAST({start} + INTERVAL {span.count} {span.unit} AS DATE)"


class _Reader:
    """Knows a source's format, and so how each kind of column is written in it."""

    def __init__(self, source: Source, zone: str, *, has_currency: bool) -> None:
        self._source = source
        self._zone = zone
        self._money = currency_code() if has_currency else "NULL"

    def read(self, column: Column, *, constant: bool) -> Reading:
        form = FileFormat() if constant else self._source.format
        writing = writing_of(form)
        text = writing.latin(sql.name(column.name))
        if column.kind in (Kind.DAY, Kind.MOMENT):
            return self._date(column, text, date_form(form))
        if column.kind is Kind.AMOUNT:
            return self._amount(column, text, writing)
        return Reading(column, self._cell(column, text, writing), text)

    def _cell(self, column: Column, text: str, writing: Writing) -> Cell:
        readers: dict[Kind, Callable[[], Cell]] = {
            Kind.KEY: lambda: Cell(sql.name(column.name), "'unreadable_text'"),
            Kind.TEXT: lambda: Cell(sql.name(column.name), "'unreadable_text'"),
            Kind.QUANTITY: lambda: numbers.quantity(
                text, writing, percent=column.name.endswith("_percent")
            ),
            Kind.INTEGER: lambda: numbers.whole_number(text, writing),
            Kind.RATE: lambda: numbers.rate(text, writing),
            Kind.CURRENCY: _currency,
            Kind.CHOICE: lambda: _choice(text, column),
            Kind.BOOLEAN: lambda: boolean(text),
        }
        return readers[column.kind]()

    def _date(self, column: Column, text: str, form: DateForm) -> Reading:
        both = moment(text, form, self._zone)
        if column.kind is Kind.MOMENT:
            return Reading(column, both.instant, text, both.day)
        day = both.day
        if self._source.ends_on_inclusive and column.name in _INCLUSIVE_ENDS:
            day = Cell(f"({day.value}) + 1", day.reason, day.params)
        return Reading(column, day, text)

    def _amount(self, column: Column, text: str, writing: Writing) -> Reading:
        shift = numbers.unit_shift(self._money, minor=column.name in self._source.minor_units)
        bare = writing.without_sign(text)
        cell = numbers.amount(
            bare,
            writing,
            shift,
            has_currency=f"({shift} IS NOT NULL)",
            agrees=writing.agrees(text, self._money),
        )
        return Reading(column, cell, bare)


def _currency() -> Cell:
    code = currency_code()
    value = f"CASE WHEN {code} IN ({sql.texts(sorted(CURRENCIES))}) THEN {code} END"
    return Cell(value, "'unknown_currency'")


def currency_code() -> str:
    """SQL: the row's currency as a code, readable or not."""
    return "upper(currency)"


def boolean(text: str) -> Cell:
    """True or false in the ways they are written."""
    folded = f"lower({text})"
    value = (
        f"CASE WHEN {folded} IN ({sql.texts(_TRUE)}) THEN TRUE "
        f"WHEN {folded} IN ({sql.texts(_FALSE)}) THEN FALSE END"
    )
    return Cell(value, "'unreadable_boolean'")


def _choice(text: str, column: Column) -> Cell:
    folded = f"lower({text})"
    joined = f"translate({folded}, ' -', '__')"
    known = sql.texts(column.choices)
    value = (
        f"CASE WHEN {folded} IN ({known}) THEN {folded} "
        f"WHEN {joined} IN ({known}) THEN {joined} END"
    )
    return Cell(value, "'unknown_value'", {"choices": list(column.choices)})
