"""Files that were sent and nobody has vouched for yet: kept apart, capped, under names of ours.

A file waits at `.quarantine/<id>/<name>`, where no source's pattern and no proposal reaches.
"""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from revcompass.book.durable import clear_faults, flush, put_in_place
from revcompass.domain.problem import usage_error

FOLDER = ".quarantine"
ENDINGS = (".csv", ".tsv", ".xlsx")
MOST_BYTES = 64 << 20

_MOST_WAITING = 10
_MOST_NAME = 50
_ID = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits: its id, which cannot be guessed, and where it lies."""

    id: str
    path: Path


class Quarantine:
    """The waiting files of a book; the oldest goes when there are more than ten."""

    def __init__(self, book_folder: Path) -> None:
        self._folder = book_folder / FOLDER

    def receive(self, name: str, file: BinaryIO) -> Waiting:
        """Keep what was sent.

        Raises `no_file`, `upload_kind` (the ending is none of `ENDINGS`), `upload_too_large`, and
        what `clear_faults` raises; nothing is kept then.
        """
        kept = plain_name(name)
        with clear_faults(self._folder.parent):
            self._make_room()
            place = self._folder / secrets.token_hex(16)
            place.mkdir(mode=0o700, parents=True)
            try:
                size = _copy(file, place / kept)
                if not size:
                    raise usage_error("no_file")
                if size > MOST_BYTES:
                    raise usage_error("upload_too_large", megabytes=MOST_BYTES >> 20)
            except BaseException:
                shutil.rmtree(place)
                raise
        return Waiting(place.name, place / kept)

    def waiting(self, upload_id: str) -> Waiting:
        """A file that waits; raises `no_such_upload`."""
        place = self._folder / upload_id
        names = sorted(place.iterdir()) if _ID.fullmatch(upload_id) and place.is_dir() else []
        if not names:
            raise usage_error("no_such_upload")
        return Waiting(upload_id, names[0])

    def discard(self, upload_id: str) -> None:
        """Remove a file that waits, or what is left of one."""
        if _ID.fullmatch(upload_id):
            shutil.rmtree(self._folder / upload_id, ignore_errors=True)

    def release(self, waiting: Waiting, target: Path) -> None:
        """Move a file to where it is read from."""
        with clear_faults(self._folder.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            flush(waiting.path)
            put_in_place(waiting.path, target)
            waiting.path.parent.rmdir()

    def take_back(self, waiting: Waiting, target: Path) -> None:
        """Undo `release`."""
        with clear_faults(self._folder.parent):
            waiting.path.parent.mkdir(mode=0o700, exist_ok=True)
            put_in_place(target, waiting.path)
            if not any(target.parent.iterdir()):
                target.parent.rmdir()

    def _make_room(self) -> None:
        if self._folder.is_dir():
            by_age = sorted(self._folder.iterdir(), key=lambda place: place.stat().st_mtime_ns)
            for place in by_age[: max(0, len(by_age) - _MOST_WAITING + 1)]:
                shutil.rmtree(place, ignore_errors=True)


def plain_name(name: str) -> str:
    """What a sent file is called here: letters, digits, `-` and `_`, and a known ending.

    Raises `no_file` for an empty name and `upload_kind` for another ending.

    >>> plain_name("../../Übersicht (März).CSV"), plain_name("=cmd|' /C calc'!A0.xlsx")
    ('Übersicht_März.csv', 'C_calc_A0.xlsx')
    """
    last = re.split(r"[/\\]", name)[-1].strip()
    if not last:
        raise usage_error("no_file")
    stem, dot, ending = last.rpartition(".")
    if dot + ending.lower() not in ENDINGS:
        raise usage_error("upload_kind", name=last[-80:], known=list(ENDINGS))
    plain = re.sub(r"[^\w-]+", "_", unicodedata.normalize("NFC", stem)).strip("_-")
    return f"{plain[:_MOST_NAME] or 'upload'}.{ending.lower()}"


def _copy(file: BinaryIO, target: Path) -> int:
    """Copy at most one byte more than is allowed; how many were copied."""
    size = 0
    with target.open("xb") as kept:
        while size <= MOST_BYTES and (chunk := file.read(_CHUNK)):
            size += kept.write(chunk)
    return size
