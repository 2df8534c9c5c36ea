"""A look before a load: what every file and column would become, with nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

import duckdb
import tomlkit
from tomlkit.items import AoT

from revcompass.book.config import Book, Source
from revcompass.book.durable import clear_faults, write_whole
from revcompass.book.file_format import FileFormat
from revcompass.book.inputs import Input, find_inputs
from revcompass.book.recorded import Coverage, read_problems
from revcompass.book.settings import SETTINGS_FILE
from revcompass.domain.problem import Problem, RevcompassError
from revcompass.domain.records import TABLES
from revcompass.sources.columns import file_columns
from revcompass.sources.fill import fill
from revcompass.sources.mapping import headers_for
from revcompass.sources.reading import ColumnProposal, propose
from revcompass.sources.unclaimed import SourceProposal, unclaimed

KEPT = "kept"


@dataclass(frozen=True, slots=True)
class ColumnCheck:
    """One column of a file.

    `fills` are the canonical columns it fills (none: it is kept under its own name), `read_as` how
    its text is read, `seems` what its text looks like, `examples` texts as they stand in the file.
    """

    header: str
    fills: tuple[str, ...]
    read_as: str
    seems: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One file of records: the format declared, the one that was seen, and its columns.

    `suggested` are headers that seem to be meant for canonical columns that nothing fills.
    """

    source: str
    table: str
    file: str
    declared: FileFormat
    proposed: FileFormat
    columns: tuple[ColumnCheck, ...]
    suggested: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a load would do. `stopped` is the problem that would end it, if one would.

    `unclaimed` are files of the folder that no source reads, each with a source to begin with.
    """

    files: tuple[FileCheck, ...]
    tables: Mapping[str, Coverage]
    problems: tuple[Problem, ...]
    data_as_of: date | None
    stopped: Problem | None = None
    unclaimed: tuple[SourceProposal, ...] = ()


def check_book(book: Book, today: date, limit: int = 1000) -> CheckReport:
    """Read everything the way a load would, into memory.

    Parameters: `today` is the day of the look in the book's zone, `limit` how many problems are
    handed back at most. Nothing is written anywhere.
    """
    files: list[FileCheck] = []
    questions: list[Problem] = []
    by_name = {source.name: source for source in book.sources}
    claimed: set[str] = set()
    try:
        inputs = find_inputs(book)
        claimed = {item.name for item in inputs}
        records = (item for item in inputs if not item.role)
        files.extend(_look(by_name[item.source], item, questions) for item in records)
        with duckdb.connect() as con:
            report = fill(con, book, today, keep_copies=False)
            found = tuple(read_problems(con, limit))
    except RevcompassError as error:
        problems = (error.problem, *questions)
        more = unclaimed(book, claimed) if claimed or not book.sources else ()
        return CheckReport(tuple(files), {}, problems, None, error.problem, more)
    return CheckReport(
        tuple(files),
        report.tables,
        (*questions, *found),
        report.data_as_of,
        unclaimed=unclaimed(book, claimed),
    )


def pin(book: Book, report: CheckReport) -> list[str]:
    """Write the formats that were seen into the settings; comments and order stay.

    Only what all files of a source agree on and nobody declared is written. Returns the names of
    the sources whose format changed.
    """
    path = book.folder / SETTINGS_FILE
    document = tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
    tables = document.get("source")
    changed: list[str] = []
    for source, table in zip(book.sources, tables if isinstance(tables, AoT) else (), strict=True):
        form = _agreed(source, report)
        if form != source.format:
            inline = tomlkit.inline_table()
            inline.update({key: text for key, text in asdict(form).items() if text is not None})
            table["format"] = inline
            changed.append(source.name)
    if changed:
        with clear_faults(book.folder):
            write_whole(path, tomlkit.dumps(document).encode(), path.stat().st_mode & 0o777)
    return changed


def _look(source: Source, item: Input, questions: list[Problem]) -> FileCheck:
    if item.path is None:  # only landed copies have no path, and a check reads none
        raise RevcompassError("missing_file", source=source.name, files=item.name)
    try:
        proposal = propose(item.path, source.format)
    except RevcompassError as error:
        where = replace(error.problem.where, file=item.name)
        raise RevcompassError(error.problem.code, where=where, **error.problem.params) from error
    questions += [
        replace(question, where=replace(question.where, file=item.name))
        for question in proposal.questions
    ]
    headers = tuple(column.name for column in proposal.columns)
    mapped = file_columns(source, headers, item.name).headers
    return FileCheck(
        source.name,
        source.table,
        item.name,
        source.format,
        proposal.format,
        tuple(_column(source, mapped, column) for column in proposal.columns),
        _suggested(source, mapped, proposal.columns),
    )


def _suggested(
    source: Source, mapped: Mapping[str, str], seen: Sequence[ColumnProposal]
) -> dict[str, str]:
    taken = [name for lookup in source.lookup for name in lookup.take]
    free = [column for column in seen if column.name not in {*mapped.values(), *source.slices}]
    return headers_for(TABLES[source.table], free, {*mapped, *source.constants, *taken})


def _column(source: Source, mapped: Mapping[str, str], seen: ColumnProposal) -> ColumnCheck:
    table = TABLES[source.table]
    fills = tuple(name for name, header in mapped.items() if header == seen.name)
    kinds = [column.kind.value for column in table.columns if column.name in fills]
    read_as = ", ".join(dict.fromkeys(kinds)) or KEPT
    return ColumnCheck(seen.name, fills, read_as, seen.kind.value, seen.examples)


def _agreed(source: Source, report: CheckReport) -> FileFormat:
    """What was declared, and beside it what all files of the source were seen to have."""
    seen = [asdict(file.proposed) for file in report.files if file.source == source.name]
    declared = asdict(source.format)
    for key, text in declared.items():
        proposed = {form[key] for form in seen}
        if text is None and len(proposed) == 1:
            declared[key] = proposed.pop()
    return FileFormat(**declared)
