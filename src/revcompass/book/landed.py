"""Landed copies: every input file kept under the hash of its bytes, compressed.

They let a book be rebuilt after its sources moved on, and one source be loaded while the others
stay as they were.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

from revcompass.book.config import Book
from revcompass.book.durable import placing
from revcompass.domain.problem import RevcompassError, Where

_CHUNK = 1 << 20


def copy_path(book: Book, sha256: str) -> Path:
    """Where the copy of a file with that hash lies."""
    return book.folder / "landed" / f"{sha256}.gz"


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_copy(book: Book, path: Path, sha256: str) -> None:
    """Keep a compressed copy of a file unless one is there already.

    Raises `file_changed` if the file's bytes no longer have that hash.
    """
    target = copy_path(book, sha256)
    if target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    seen = hashlib.sha256()
    with path.open("rb") as source, placing(target) as raw:
        with gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
            while chunk := source.read(_CHUNK):
                seen.update(chunk)
                packed.write(chunk)
        if seen.hexdigest() != sha256:
            raise RevcompassError("file_changed", where=Where(str(path)))


def restore_copy(book: Book, sha256: str, target: Path) -> None:
    """Write the kept copy's bytes to `target`.

    Raises `landed_missing` or `landed_damaged`: a copy is never trusted without its hash.
    """
    source = copy_path(book, sha256)
    where = Where(f"landed/{source.name}")
    seen = hashlib.sha256()
    try:
        with gzip.open(source, "rb") as packed, target.open("wb") as file:
            while chunk := packed.read(_CHUNK):
                seen.update(chunk)
                file.write(chunk)
    except FileNotFoundError:
        raise RevcompassError("landed_missing", where=where) from None
    except (OSError, EOFError, zlib.error):
        raise RevcompassError("landed_damaged", where=where) from None
    if seen.hexdigest() != sha256:
        raise RevcompassError("landed_damaged", where=where)
