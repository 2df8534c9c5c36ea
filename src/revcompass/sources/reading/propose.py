"""A proposal for a file's format, with the questions only a person can answer."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa

from revcompass.domain.problem import Problem, RevcompassError, Severity, Where
from revcompass.sources.reading.delimited import DelimitedReader
from revcompass.sources.reading.encoding import seen_encoding
from revcompass.sources.reading.format import (
    FileKind,
    Format,
    delimiter_of,
    encoding_of,
    file_kind,
)
from revcompass.sources.reading.guess import ColumnProposal, Content, guess_column
from revcompass.sources.reading.json_document import read_json
from revcompass.sources.reading.json_lines import read_json_lines
from revcompass.sources.reading.parquet import read_parquet
from revcompass.sources.reading.parts import Parts
from revcompass.sources.reading.stored import StoredFile
from revcompass.sources.reading.text import TextReader
from revcompass.sources.reading.workbook import read_workbook
from revcompass.sources.writing import ARABIC_DIGITS, SPACES

SAMPLE_ROWS = 50_000
_DELIMITERS = (",", ";", "\t", "|")
_DELIMITER_ROWS = 500
_ISO = "ISO 8601"

_HEAD_ROWS = 100

_Row = tuple[str, ...]
_Sampled = tuple[list[ColumnProposal], int, tuple[_Row, ...]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file seems to be written in.

    `format` repeats what was declared and adds what was seen; what cannot be told stays `None`
    and is among the `questions`, each a warning. `rows` is the number of rows sampled, `head` the
    first of them (at most 100) as text.
    """

    format: Format
    columns: tuple[ColumnProposal, ...]
    questions: tuple[Problem, ...]
    rows: int
    head: tuple[tuple[str, ...], ...] = ()


def propose(path: Path, fmt: Format, sample_rows: int = SAMPLE_ROWS) -> Proposal:
    """Look at the first rows of a file (at all bytes for the encoding) and propose its format.

    Raises what `land` raises for files that cannot be read at all.
    """
    kind = file_kind(path)
    if kind is FileKind.PARQUET:
        return _propose(path, fmt, Format(), _parquet_columns(path, sample_rows), [])
    if kind in (FileKind.JSON, FileKind.JSON_LINES):
        return _propose(path, fmt, Format(), _json_columns(path, fmt, sample_rows), [])
    if kind is FileKind.WORKBOOK:
        sampled = _sampled_columns(read_workbook(path, fmt), sample_rows)
        return _propose(path, fmt, Format(), sampled, [])
    questions: list[Problem] = []
    encoding = _encoding(path, fmt, questions)
    delimiter = _delimiter(path, fmt, encoding, questions)
    header, sample = _sample(path, encoding, delimiter, sample_rows)
    by_column = zip(*sample, strict=True) if sample else [()] * len(header)
    columns = [guess_column(name, cells) for name, cells in zip(header, by_column, strict=True)]
    written = Format(delimiter=delimiter, encoding=encoding)
    head = tuple(tuple(row) for row in sample[:_HEAD_ROWS])
    return _propose(path, fmt, written, (columns, len(sample), head), questions)


def _propose(
    path: Path, fmt: Format, written: Format, sampled: _Sampled, questions: list[Problem]
) -> Proposal:
    columns, rows, head = sampled
    decimal = _decimal(path, fmt, columns, questions)
    dates = _dates(path, fmt, columns, questions)
    proposed = replace(
        _further(path, fmt, columns, questions),
        delimiter=written.delimiter,
        decimal=decimal,
        dates=dates,
        encoding=written.encoding or fmt.encoding,
    )
    return Proposal(proposed, tuple(columns), tuple(questions), rows, head)


def _question(path: Path, code: str, column: ColumnProposal | None, **params: object) -> Problem:
    where = Where(file=str(path))
    if column is not None:
        value = column.examples[0] if column.examples else None
        where = Where(file=str(path), column=column.name, value=value)
    return Problem(code, dict(params), where, Severity.WARNING)


def _differs(
    path: Path, setting: str, declared: str, seen: str, column: ColumnProposal | None = None
) -> Problem:
    return _question(path, "format_differs", column, setting=setting, declared=declared, seen=seen)


def _encoding(path: Path, fmt: Format, questions: list[Problem]) -> str:
    declared = encoding_of(path, fmt)
    with StoredFile(path) as stored:
        seen = seen_encoding(stored.blocks(), declared)
    if not seen.marked and seen.name != declared:
        questions.append(_differs(path, "encoding", declared, seen.name))
    return seen.name


def _sample(
    path: Path, encoding: str, delimiter: str, rows: int
) -> tuple[tuple[str, ...], list[list[str]]]:
    with StoredFile(path) as stored:
        text = TextReader(stored.blocks(), encoding)
        reader = DelimitedReader(text, delimiter, text.encoding, str(path))
        sample = list(islice((row for block in reader for row in block.rows), rows))
        return reader.columns, sample


def _delimiter(path: Path, fmt: Format, encoding: str, questions: list[Problem]) -> str:
    """The declared delimiter where it fits as well as any other, else the one that fits best."""
    declared = delimiter_of(path, fmt)
    with StoredFile(path) as stored:
        text = next(iter(TextReader(stored.blocks(), encoding)), "")
    candidates = dict.fromkeys((declared, *_DELIMITERS))
    scores = {candidate: _regular(text, candidate, path) for candidate in candidates}
    best = max(scores, key=lambda candidate: scores[candidate])
    if scores[best] <= scores[declared]:
        best = declared
    rivals = [
        candidate
        for candidate, score in scores.items()
        if candidate != best and score > 0 and score >= scores[best]
    ]
    if fmt.delimiter is None and rivals:
        shown = [repr(candidate) for candidate in (best, *rivals)]
        questions.append(_question(path, "ambiguous_delimiter", None, alternatives=shown))
    elif best != declared:
        questions.append(_differs(path, "delimiter", declared, best))
    return best


def _regular(text: str, delimiter: str, path: Path) -> float:
    """The share of records with as many fields as the header, 0 if that is one."""
    start = "".join(islice(io.StringIO(text, newline=""), _DELIMITER_ROWS))
    reader = DelimitedReader([start], delimiter, "", str(path))
    good = bad = 0
    try:
        for block in reader:
            good += len(block.rows)
            bad += len(block.rejected)
    except RevcompassError:
        return 0.0
    if len(reader.columns) == 1:
        return 0.0
    return (good + 1) / (good + bad + 1)


def _decimal(
    path: Path, fmt: Format, columns: Sequence[ColumnProposal], questions: list[Problem]
) -> str | None:
    numbers = [column for column in columns if column.kind is Content.DECIMAL]
    seen = Counter(column.decimal for column in numbers if column.decimal)
    if fmt.decimal is None and not seen:
        questions += [
            _question(path, "ambiguous_decimal", column, alternatives=" ".join(column.alternatives))
            for column in numbers
            if column.ambiguous
        ]
        return None
    declared = fmt.decimal or "."
    for column in numbers:
        if column.decimal and column.decimal != declared:
            questions.append(_differs(path, "decimal", declared, column.decimal, column))
    if fmt.decimal is not None and (not seen or fmt.decimal in seen):
        return fmt.decimal
    return next(iter(seen)) if len(seen) == 1 else fmt.decimal


def _dates(
    path: Path, fmt: Format, columns: Sequence[ColumnProposal], questions: list[Problem]
) -> str | None:
    days = [column for column in columns if column.kind in {Content.DATE, Content.INSTANT}]
    seen = dict.fromkeys(column.dates for column in days if column.dates)
    known = {fmt.dates} if fmt.dates else set(seen)
    for column in days:
        if column.ambiguous and not known & set(column.alternatives):
            alternatives = list(column.alternatives)
            questions.append(_question(path, "ambiguous_dates", column, alternatives=alternatives))
        elif not column.ambiguous and column.dates != fmt.dates:
            declared, found = fmt.dates or _ISO, column.dates or _ISO
            questions.append(_differs(path, "dates", declared, found, column))
    if fmt.dates is not None and (fmt.dates in seen or not seen):
        return fmt.dates
    return next(iter(seen)) if len(seen) == 1 else fmt.dates


def _further(
    path: Path, fmt: Format, columns: Sequence[ColumnProposal], questions: list[Problem]
) -> Format:
    """What numbers and dates are seen to have beyond decimal signs and patterns."""
    seen: dict[str, Any] = {
        "thousands": _only(_grouper(column.thousands) for column in columns),
        "language": _only(column.language for column in columns),
        "currency_signs": any(column.signs for column in columns) or None,
        "digits": "arab" if any(_is_arabic(column) for column in columns) else None,
    }
    for setting, value in seen.items():
        declared = getattr(fmt, setting)
        if value is not None and value != declared:
            questions.append(_differs(path, setting, str(declared or "-"), str(value)))
    return replace(fmt, **{k: v for k, v in seen.items() if v and getattr(fmt, k) is None})


def _grouper(sign: str | None) -> str | None:
    """A space or an apostrophe, under the name by which a format declares it."""
    if not sign or sign in ".,":
        return None
    return " " if sign in SPACES else "'"


def _only(values: Iterable[str | None]) -> str | None:
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None


def _is_arabic(column: ColumnProposal) -> bool:
    return any(sign in ARABIC_DIGITS for text in column.examples for sign in text)


def _json_columns(path: Path, fmt: Format, sample_rows: int) -> _Sampled:
    """Every column is guessed at; in JSON only a number's text says that it is one."""
    with StoredFile(path) as stored:
        reader = read_json if file_kind(path) is FileKind.JSON else read_json_lines
        return _sampled_columns(reader(stored, path, fmt), sample_rows)


def _sampled_columns(parts: Parts, sample_rows: int) -> _Sampled:
    cells: list[list[str]] = []
    rows = 0
    for part in parts:
        cells += [[] for _ in range(len(part.columns) - len(cells))]
        for column, texts in zip(cells, part.cells, strict=True):
            column.extend(texts.to_pylist())
        rows += len(part.lines)
        if rows >= sample_rows:
            break
    seen = zip(parts.columns, cells, strict=True)
    return [guess_column(name, column) for name, column in seen], rows, _head(cells)


def _head(cells: Sequence[Sequence[str]]) -> tuple[_Row, ...]:
    """The first rows of what is held by column."""
    return tuple(zip_longest(*(column[:_HEAD_ROWS] for column in cells), fillvalue=""))


def _parquet_columns(path: Path, sample_rows: int) -> _Sampled:
    """Typed columns say what they are; only text is guessed at."""
    content = read_parquet(path)
    cells: list[list[str]] = [[] for _ in content.columns]
    rows = 0
    for part in content.parts:
        rows += len(part.lines)
        for column, texts in zip(cells, part.cells, strict=True):
            column.extend(texts.to_pylist())
        if rows >= sample_rows:
            break
    content.close()
    columns = []
    for name, kind, texts in zip(content.columns, content.types, cells, strict=True):
        filled = [text for text in texts if text]
        declared = _declared(kind)
        if declared is None:
            columns.append(guess_column(name, filled))
            continue
        decimal = "." if declared is Content.DECIMAL else None
        examples = tuple(dict.fromkeys(filled[:100]))[:3]
        count = len(filled)
        columns.append(ColumnProposal(name, declared, decimal, None, None, count, count, examples))
    return columns, rows, _head(cells)


def _declared(kind: pa.DataType) -> Content | None:
    """What a column type says by itself; `None` for text."""
    checks = (
        (pa.types.is_boolean, Content.BOOLEAN),
        (pa.types.is_integer, Content.INTEGER),
        (pa.types.is_floating, Content.DECIMAL),
        (pa.types.is_decimal, Content.DECIMAL),
        (pa.types.is_date, Content.DATE),
        (pa.types.is_timestamp, Content.INSTANT),
    )
    return next((content for check, content in checks if check(kind)), None)
