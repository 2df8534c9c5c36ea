"""Writes that survive a crash: flushed to the disk, then put in place in one step."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from revcompass.domain.problem import RevcompassError


def flush(path: Path) -> None:
    """Force a file's bytes, or a folder's entries, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put a small file in place: readers see the old bytes or the new, never a part."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    flush(path.parent)


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
    except (duckdb.IOException, duckdb.FatalException) as fault:
        full = "no space left" in str(fault).lower()
        code = "disk_full" if full else "write_failed"
        raise RevcompassError(code, folder=str(folder), reason=str(fault)) from fault
