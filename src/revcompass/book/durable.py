"""Writes that survive a crash: flushed to the disk, then put in place in one step."""

from __future__ import annotations

import errno
import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import duckdb

from revcompass.domain.problem import RevcompassError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Disk:
    """The steps by which bytes become lasting, and the one place where tests let a disk fail.

    The database writes its own file; that file is only trusted once it is closed, reopened and
    verified.
    """

    def write(self, file: io.FileIO, data: ReadableBuffer) -> int:
        """Hand bytes to the operating system; how many it took."""
        return io.FileIO.write(file, data)

    def sync(self, handle: int) -> None:
        """Force what a file or a folder holds to the disk."""
        os.fsync(handle)

    def move(self, source: Path, target: Path) -> None:
        """Put a file in the place of another, in one step."""
        source.replace(target)


disk = Disk()


class _Part(io.FileIO):
    """A file whose bytes go through the disk above."""

    def write(self, data: ReadableBuffer, /) -> int:
        return disk.write(self, data)


def flush(path: Path) -> None:
    """Force a file's bytes, or a folder's entries, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        disk.sync(handle)
    finally:
        os.close(handle)


def put_in_place(source: Path, target: Path) -> None:
    """Move a flushed file to its name, and make the name last."""
    disk.move(source, target)
    flush(target.parent)


@contextmanager
def placing(target: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A file that is written in the block and then appears at `target`: whole, or not at all."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with io.BufferedWriter(_Part(opened, "wb")) as file:
            yield file
            file.flush()
            disk.sync(file.fileno())
        put_in_place(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put a small file in place: readers see the old bytes or the new, never a part."""
    with placing(path, mode) as file:
        file.write(data)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """One load at a time: raises `load_running` while another process (or thread) loads.

    The lock dies with its process, so a killed load never blocks the next one.
    """
    with (folder / ".lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RevcompassError("load_running", folder=str(folder)) from None
        yield


@contextmanager
def clear_faults(folder: Path) -> Iterator[None]:
    """Turn a full disk and failed writes into problems a person can act on."""
    try:
        yield
    except OSError as fault:
        code = "disk_full" if fault.errno in (errno.ENOSPC, errno.EDQUOT) else "write_failed"
        raise RevcompassError(code, folder=str(folder), reason=str(fault)) from fault
    except (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException) as fault:
        full = "no space left" in str(fault).lower()
        code = "disk_full" if full else "write_failed"
        raise RevcompassError(code, folder=str(folder), reason=str(fault)) from fault
