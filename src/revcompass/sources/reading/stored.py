"""A file's bytes: hashed and counted as stored, unpacked when compressed, in bounded blocks."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from revcompass.domain.problem import RevcompassError, Where
from revcompass.sources.reading.format import is_compressed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK_BYTES = 1 << 20


class StoredFile(io.RawIOBase):
    """Reads a file once, keeping its SHA-256 and size; `progress` is told the bytes read so far.

    Raises `missing_file` or `unreadable_file`.
    """

    def __init__(self, path: Path, progress: Callable[[int], None] | None = None) -> None:
        self._path = path
        self._progress = progress
        self._hash = hashlib.sha256()
        self.size = 0
        try:
            self._file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise RevcompassError("missing_file", where=Where(file=str(path))) from None
        except OSError as error:
            raise self._unreadable(error) from error

    @property
    def sha256(self) -> str:
        """Of what has been read so far, in hexadecimal."""
        return self._hash.hexdigest()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read the next bytes (the standard protocol)."""
        view = memoryview(buffer).cast("B")
        try:
            count = self._file.readinto(view) or 0
        except OSError as error:
            raise self._unreadable(error) from error
        self._hash.update(view[:count])
        self.size += count
        if self._progress is not None:
            self._progress(self.size)
        return count

    def close(self) -> None:
        """Close the file underneath too."""
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()

    def blocks(self) -> Iterator[bytes]:
        """The content in blocks, unpacked if compressed; raises `damaged_file`."""
        content: io.BufferedReader | gzip.GzipFile = io.BufferedReader(self, BLOCK_BYTES)
        if is_compressed(self._path):
            content = gzip.GzipFile(fileobj=content, mode="rb")
        try:
            while block := content.read(BLOCK_BYTES):
                yield block
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise RevcompassError("damaged_file", where=Where(file=str(self._path))) from error

    def _unreadable(self, error: OSError) -> RevcompassError:
        where = Where(file=str(self._path))
        return RevcompassError("unreadable_file", where=where, reason=error.strerror or "")


def fingerprint(path: Path, progress: Callable[[int], None] | None = None) -> tuple[str, int]:
    """SHA-256 and size of a file as stored."""
    with StoredFile(path, progress) as stored:
        while stored.read(BLOCK_BYTES):
            pass
        return stored.sha256, stored.size
