"""A source for a file nobody has described: proposed from what is seen, corrected by a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from revcompass.book.config import Source
from revcompass.book.file_format import FileFormat
from revcompass.domain.problem import Problem, RevcompassError, Severity, Where
from revcompass.domain.records import TABLES, Column, Kind, Table
from revcompass.sources.columns import file_columns
from revcompass.sources.mapping import headers_for, table_for
from revcompass.sources.reading import Proposal, propose

_SAMPLE_ROWS = 5_000
_CONSTANT = (Kind.CHOICE, Kind.CURRENCY, Kind.TEXT)
_FORMULA = re.compile(r"[=@]|[+-].*(?:[A-Za-z]\(|[-+*/!|])")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "sqlite"),
    (b"PAR1", "parquet"),
)
_PAGES = (b"<!doctype html", b"<html")
_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a file; what is left out is proposed.

    `columns` are headers by canonical column, `constants` texts that hold for every row, `twice`
    columns chosen for a further header.
    """

    table: str = ""
    columns: Mapping[str, str] | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    format: FileFormat = field(default_factory=FileFormat)
    twice: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it is seen, and the source it would be read by (`None` without a table).

    `open` are the required columns that no header fills and that may be the same in every row,
    `lacking` those that nothing fills.
    `problems` are questions only a person can answer.
    """

    seen: Proposal
    source: Source | None
    filled: Mapping[str, str]
    open: tuple[Column, ...]
    lacking: tuple[str, ...]
    problems: tuple[Problem, ...]


def draft(path: Path, choices: Choices, currency: str) -> Draft:
    """Look at a file and say by which source it would be read.

    Parameters: `currency` is proposed where no column says one.

    Raises what `propose` raises for files that cannot be read, and `not_a_table` for files that
    are something else than their name says.
    """
    _check_content(path)
    seen = propose(path, choices.format, _SAMPLE_ROWS)
    declared = {key: value for key, value in asdict(choices.format).items() if value is not None}
    form = replace(seen.format, **declared)
    headers = tuple(column.name for column in seen.columns)
    asked = (one for one in seen.questions if _is_open(one, choices.format))
    notes = (*_twice(path, choices), *asked, *_formulas(path, seen))
    proposed = table_for(seen.columns)
    name = choices.table or (proposed.table if proposed else "")
    if not name:
        return Draft(seen, None, {}, (), (), notes)
    table = TABLES[name]
    columns = choices.columns
    if columns is None:
        columns = headers_for(table, seen.columns)
    columns = {name: header for name, header in columns.items() if header in headers}
    source = Source(path.stem, name, path.name, form, _not_its_own(columns))
    filled = file_columns(source, headers, path.name).headers
    wanted = tuple(_open(table, filled))
    constants = {
        one.name: choices.constants.get(one.name, currency if one.kind is Kind.CURRENCY else "")
        for one in wanted
    }
    given = {key: value for key, value in constants.items() if value}
    lacking = tuple(_lacking(table, {*filled, *given}))
    return Draft(seen, replace(source, constants=given), filled, wanted, lacking, notes)


def _is_open(question: Problem, declared: FileFormat) -> bool:
    """Whether it is still for a person to decide: what is seen and not declared is taken over."""
    if question.code != "format_differs":
        return True
    return getattr(declared, question.params["setting"]) is not None


def _lacking(table: Table, filled: Collection[str]) -> Iterator[str]:
    """What every record needs and nothing fills; of a group, one is enough."""
    yield from (one.name for one in table.columns if one.required and one.name not in filled)
    for group in table.one_of:
        if not {*group} & {*filled}:
            yield group[0]


def _not_its_own(columns: Mapping[str, str]) -> dict[str, str]:
    """The columns that have to be named: a header that equals its column needs no line."""
    return {name: header for name, header in columns.items() if name != header.strip().casefold()}


def _open(table: Table, filled: Mapping[str, str]) -> Iterator[Column]:
    """Required columns without a header; and the currency wherever there are amounts."""
    money = any(name in filled for name in table.amounts)
    for column in table.columns:
        needed = column.required or (column.kind is Kind.CURRENCY and money)
        if needed and column.name not in filled and column.kind in _CONSTANT:
            yield column


def _twice(path: Path, choices: Choices) -> Iterator[Problem]:
    for column, header in choices.twice:
        where = Where(path.name, column=header)
        yield Problem("column_chosen_twice", {"chosen": column}, where, Severity.WARNING)


def _formulas(path: Path, seen: Proposal) -> Iterator[Problem]:
    """Texts that a spreadsheet would take for formulas; here they are only texts."""
    for index, column in enumerate(seen.columns):
        found = [row[index] for row in seen.head if _FORMULA.match(row[index].strip())]
        if found:
            where = Where(path.name, column=column.name, value=found[0])
            yield Problem("formula_text", {}, where, Severity.WARNING, len(found))


def _check_content(path: Path) -> None:
    """Raises `not_a_table` where the first bytes say that the file is something else."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    is_workbook = path.suffix == ".xlsx"
    kind = next((name for magic, name in _MAGIC if start.startswith(magic)), "")
    if not kind and start.lstrip().lower().startswith(_PAGES):
        kind = "html"
    if not kind and not is_workbook and b"\0" in start and not start.startswith(_MARKS):
        kind = "binary"
    if kind and not (kind == "zip" and is_workbook):
        raise RevcompassError("not_a_table", where=Where(path.name), kind=kind)
