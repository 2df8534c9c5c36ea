"""Files in a book's folder that no source reads, and the settings by which one could."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from revcompass.book.config import Book, Source
from revcompass.book.file_format import FileFormat
from revcompass.book.source_text import source_text
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
                columns = dict(proposal.columns)
                own = _free_name(name, names)
                source = Source(own, proposal.table, name, seen.format, columns)
                text = source_text(source, proposal.missing)
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
