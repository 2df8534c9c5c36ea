"""Files in a book's folder that no source reads, and the settings by which one could."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import tomlkit

from revcompass.book.config import Book
from revcompass.book.file_format import FileFormat
from revcompass.domain.problem import RevcompassError
from revcompass.sources.mapping import TableProposal, table_for
from revcompass.sources.reading import propose
from revcompass.sources.reading.format import file_kind

_OWN = frozenset({"snapshots", "landed", "published"})
_MOST = 20
_SAMPLE_ROWS = 2000


@dataclass(frozen=True, slots=True)
class SourceProposal:
    """A file without a source: what it may hold, and a `[[source]]` to begin with."""

    file: str
    proposal: TableProposal
    settings: str


def unclaimed(book: Book, claimed: Collection[str]) -> tuple[SourceProposal, ...]:
    """A proposal for each file of the folder (at most 20) whose headers tell what it may hold.

    Parameters: `claimed` are the files that sources read, as the book writes them.
    """
    found: list[SourceProposal] = []
    names = {source.name for source in book.sources}
    for name in sorted(_files(book.folder)):
        if name in claimed or len(found) == _MOST:
            continue
        with suppress(RevcompassError):
            seen = propose(book.folder / name, FileFormat(), _SAMPLE_ROWS)
            proposal = table_for(seen.columns)
            if proposal is not None:
                text = _settings(_free_name(name, names), name, proposal, seen.format)
                found.append(SourceProposal(name, proposal, text))
    return tuple(found)


def _files(folder: Path) -> Iterator[str]:
    """Paths below the folder that can be read, without the book's own and hidden ones."""
    for root, folders, files in os.walk(folder):
        top = Path(root) == folder
        folders[:] = [name for name in folders if name[0] != "." and not (top and name in _OWN)]
        for name in files:
            with suppress(RevcompassError):
                file_kind(Path(name))
                if name[0] not in ".~":
                    yield (Path(root) / name).relative_to(folder).as_posix()


def _free_name(file: str, taken: set[str]) -> str:
    name = base = Path(file).name.split(".")[0] or "source"
    number = 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name)
    return name


def _settings(name: str, file: str, proposal: TableProposal, form: FileFormat) -> str:
    """The TOML of a source; what is missing stands in it as a comment."""
    table = tomlkit.table()
    table.update({"name": name, "table": proposal.table, "files": file})
    written = {key: value for key, value in asdict(form).items() if value is not None}
    if proposal.missing:
        table.add(tomlkit.comment(f"missing: {', '.join(proposal.missing)}"))
    table.update({"columns": dict(proposal.columns)})
    if written:
        table["format"] = written
    document = tomlkit.document()
    sources = tomlkit.aot()
    sources.append(table)
    document["source"] = sources
    return tomlkit.dumps(document)
