"""Which column of a file fills which column of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from revcompass.book.config import Book, Source
from revcompass.book.settings import SETTINGS_FILE
from revcompass.book.suggest import nearest
from revcompass.domain.problem import RevcompassError, Where
from revcompass.domain.records import TABLES, Kind, Table

ROW, FILE, LINE, END_IS_MADE = "row", "file_id", "line", "end_is_made"

_DELIMITERS = {";": ";", "\t": "tab", "|": "|", ",": ","}
_BOOK_CURRENCY_TABLES = ("opportunities", "stage_changes")


@dataclass(frozen=True, slots=True)
class FileColumns:
    """One file's columns: `headers` canonical → header, `kept` own name → header."""

    headers: Mapping[str, str]
    kept: Mapping[str, str]

    def kept_header(self, own: str) -> str | None:
        """The header kept under a name, whatever its case."""
        folded = own.casefold()
        return next((h for name, h in self.kept.items() if name.casefold() == folded), None)


@dataclass(frozen=True, slots=True)
class Filled:
    """What fills the canonical columns of a source, in the table's order.

    `headers` name where a person finds the text (for problems), `constants` are the same for every
    row. `kept` are the further columns, under the names they are stored by.
    """

    headers: Mapping[str, str]
    constants: Mapping[str, str]
    kept: tuple[str, ...]


def reserved(table: Table) -> set[str]:
    """Names a further column cannot have, folded: the table's own."""
    days = [f"{c.name}_day" for c in table.columns if c.kind is Kind.MOMENT]
    own = [column.name for column in table.columns]
    return {name.casefold() for name in (ROW, FILE, LINE, END_IS_MADE, *days, *own)}


def file_columns(source: Source, headers: tuple[str, ...], file: str) -> FileColumns:
    """Match a file's headers to the table of its source.

    A header that equals a canonical name fills that column unless the settings say otherwise; the
    others are kept under their own name (with `_in_file` where that name is taken).

    Raises `missing_column` (a header asked for is not there), `wrong_delimiter`.
    """
    table = TABLES[source.table]
    by_folded = {header.strip().casefold(): header for header in reversed(headers)}
    mapped: dict[str, str] = {}
    for column, asked in source.columns.items():
        found = asked if asked in headers else by_folded.get(asked.strip().casefold())
        if found is None:
            raise _missing(column, asked, headers, file)
        mapped[column] = found
    spoken_for = set(mapped.values())
    for column in (column.name for column in table.columns):
        header = by_folded.get(column)
        if column in mapped or column in source.constants or header in spoken_for:
            continue
        if header is not None:
            mapped[column] = header
    taken = set(mapped.values()) - set(source.slices)
    kept: dict[str, str] = {}
    names = reserved(table)
    for header in headers:
        if header in taken:
            continue
        own = header
        while own.casefold() in names:
            own += "_in_file"
        names.add(own.casefold())
        kept[own] = header
    return FileColumns(mapped, kept)


def filled_columns(book: Book, source: Source, files: Mapping[str, FileColumns]) -> Filled:
    """What fills the table's columns over all files of a source.

    Raises `missing_column` where nothing fills a required column, or one of a group of which each
    record needs one, or a slice that was asked for.
    """
    table = TABLES[source.table]
    headers: dict[str, str] = {}
    kept: dict[str, None] = {}
    for columns in files.values():
        headers = {**columns.headers, **headers}
        kept.update(dict.fromkeys(columns.kept))
    constants = dict(source.constants)
    taken = [name for lookup in source.lookup for name in lookup.take]
    if table.name in _BOOK_CURRENCY_TABLES and "currency" not in {*headers, *constants, *taken}:
        constants["currency"] = book.currency
    needs = [(column.name,) for column in table.columns if column.required]
    for file, columns in files.items():
        for group in (*needs, *table.one_of):
            if not {*columns.headers, *constants, *taken}.intersection(group):
                asked = " or ".join(group)
                every = (*columns.headers.values(), *columns.kept.values())
                raise _missing(asked, asked, every, file)
    known = {*headers, *constants, *taken}
    own = dict.fromkeys(name for name in taken if table.column(name) is None)
    for name in source.slices:
        if name not in {*known, *kept, *own}:
            raise _missing(name, name, tuple(kept), next(iter(files), source.files))
    order = [column.name for column in table.columns]
    return Filled(
        headers={name: headers[name] for name in order if name in headers},
        constants={name: constants[name] for name in order if name in constants},
        kept=distinct_names([*kept, *own]),
    )


def distinct_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names without those that differ by case only; the first spelling stays.

    >>> distinct_names(["Region", "region", "Size"])
    ('Region', 'Size')
    """
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.casefold(), name)
    return tuple(first.values())


def _missing(column: str, asked: str, headers: tuple[str, ...], file: str) -> RevcompassError:
    if len(headers) == 1:
        for sign, shown in _DELIMITERS.items():
            if headers[0].count(sign) > 1:
                return RevcompassError(
                    "wrong_delimiter",
                    where=Where(file, 1, None, headers[0]),
                    delimiter=shown,
                    settings=SETTINGS_FILE,
                )
    return RevcompassError(
        "missing_column",
        where=Where(file, 1, asked),
        column=column,
        header=asked,
        did_you_mean=nearest(asked, headers),
        headers=list(headers),
    )
