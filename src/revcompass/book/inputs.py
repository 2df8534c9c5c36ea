"""The files a load is made from, and the fingerprint that tells whether anything changed."""

from __future__ import annotations

import glob
import hashlib
import json
import os
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb

from revcompass.book.config import Book, Source
from revcompass.book.databases import fetch
from revcompass.book.databases.address import masked
from revcompass.book.landed import file_hash
from revcompass.book.recorded import SCHEMA_VERSION, RecordedFile, read_meta
from revcompass.book.settings import SETTINGS_FILE
from revcompass.book.suggest import nearest
from revcompass.domain.problem import RevcompassError, Where, usage_error


@dataclass(frozen=True, slots=True)
class Input:
    """One input file. `path` is `None` where the landed copy is to be read.

    `name` is the path as shown (relative to the book's folder where the setting was), `role` is
    empty for records and the lookup's name for a file only looked up in. `held` keeps the file of
    a query's result from being deleted.
    """

    source: str
    role: str
    name: str
    sha256: str
    path: Path | None
    held: object = field(default=None, repr=False, compare=False)


def find_inputs(
    book: Book, only: Collection[str] | None = None, previous: Sequence[RecordedFile] = ()
) -> list[Input]:
    """Every input of every source, in order of the settings and then of file names.

    Parameters: `only` names the sources to read anew; the others keep the files of `previous`
    (those of the published snapshot) where they have any.

    Raises `missing_file` (a pattern matches nothing), `unknown_source`, and what `fetch` raises.
    """
    check_names(book, only or ())
    found: list[Input] = []
    for source in book.sources:
        kept = [file for file in previous if file.source == source.name]
        roles = {"", *(lookup.table for lookup in source.lookup if lookup.files is not None)}
        complete = {file.role for file in kept} == roles
        if only is not None and source.name not in only and complete:
            found += [Input(f.source, f.role, f.path, f.sha256, None) for f in kept]
        else:
            found += _source_inputs(book, source)
    return found


def check_names(book: Book, only: Collection[str]) -> None:
    """Raises `unknown_source` for a name that no source of the settings has."""
    names = [source.name for source in book.sources]
    for name in only:
        if name not in names:
            raise usage_error("unknown_source", name=name, did_you_mean=nearest(name, names))


def fingerprint(book: Book, inputs: Sequence[Input] | None = None) -> str:
    """A hash of all input files and of every setting that changes what is stored.

    Equal fingerprints mean equal snapshots, up to the day of the load (see `is_unchanged`).
    """
    settings = asdict(book)
    for unstored in ("folder", "name", "language", "number_form", "digits", "minimum_n", "keep"):
        del settings[unstored]
    for source in settings["sources"]:
        source["database"] = masked(source["database"])  # a password must not be told by a hash
    files = [[i.source, i.role, i.name, i.sha256] for i in inputs or find_inputs(book)]
    whole = [SCHEMA_VERSION, version("revcompass"), settings, files]
    return hashlib.sha256(json.dumps(whole, default=str).encode()).hexdigest()


def is_unchanged(con: duckdb.DuckDBPyConnection, inputs_hash: str, today: date) -> bool:
    """Whether loading again would store the same as this snapshot holds.

    The day of the load only matters where an event lies after it: it may have come by now.
    """
    meta = read_meta(con)
    if meta.get("fingerprint") != inputs_hash:
        return False
    return meta.get("future_events") != "true" or meta.get("load_day") == today.isoformat()


def _source_inputs(book: Book, source: Source) -> list[Input]:
    found = _result(book, source) if source.database else _matches(book, source, source.files, "")
    for lookup in source.lookup:
        if lookup.files is not None:
            found += _matches(book, source, lookup.files, lookup.table)
    return found


def _result(book: Book, source: Source) -> list[Input]:
    """The query is run; what it hands back is a file like others."""
    fetched = fetch(source.name, source.database, source.query, book.folder)
    sha256 = _hash(fetched.path, fetched.name)
    return [Input(source.name, "", fetched.name, sha256, fetched.path, fetched.scratch)]


def _matches(book: Book, source: Source, pattern: str, role: str) -> list[Input]:
    names = sorted(
        Path(name).as_posix()
        for name in glob.glob(pattern, root_dir=book.folder, recursive=True)  # noqa: PTH207
        if not os.path.isdir(book.folder / name)  # noqa: PTH112
    )
    if not names:
        raise RevcompassError(
            "missing_file", where=Where(SETTINGS_FILE), source=source.name, files=pattern
        )
    paths = [book.folder / name for name in names]
    return [
        Input(source.name, role, name, _hash(path, name), path)
        for name, path in zip(names, paths, strict=True)
    ]


def _hash(path: Path, name: str) -> str:
    try:
        return file_hash(path)
    except OSError as fault:
        raise RevcompassError("unreadable_file", where=Where(name), reason=str(fault)) from None
