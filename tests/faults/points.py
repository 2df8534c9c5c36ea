"""Faults at single steps of what a process writes: before any step, after it, or half way through.

Two ways in. The seam `revcompass.book.durable.disk` reaches the steps of our own and needs nothing;
`points.c` stands in front of the C library, reaches those of the database too, and needs a compiler
and Linux.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from revcompass.book.durable import Disk

if TYPE_CHECKING:
    import io

    from _typeshed import ReadableBuffer


class Fault(IntEnum):
    """What happens at a step. Where no bytes are written, torn is the same as before."""

    NONE = 0
    BEFORE = 1
    AFTER = 2
    TORN_4K = 3
    TORN_HALF = 4
    NO_SPACE = 5
    IO_ERROR = 6


FAULTS = tuple(Fault)[1:]


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("dead")


class FaultyDisk(Disk):
    """A disk that fails at one of its steps, counted from 1; once full it stays full."""

    def __init__(self, at: int, fault: Fault) -> None:
        self.steps = 0
        self._at = at
        self._fault = fault
        self._full = False

    def write(self, file: io.FileIO, data: ReadableBuffer) -> int:
        """Some or all of the bytes, or none."""
        view = memoryview(data).cast("B")
        now = self._next()
        self._full = self._full or now is Fault.NO_SPACE
        if self._full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if now in (Fault.TORN_4K, Fault.TORN_HALF):
            half = len(view) // 2
            super().write(file, view[: half if now is Fault.TORN_HALF else min(4096, half)])
            _die()
        self._refuse(now)
        count = super().write(file, view)
        self._end(now)
        return count

    def sync(self, handle: int) -> None:
        """As it should, or not."""
        now = self._next()
        self._refuse(now)
        super().sync(handle)
        self._end(now)

    def move(self, source: Path, target: Path) -> None:
        """As it should, or not."""
        now = self._next()
        self._refuse(now)
        super().move(source, target)
        self._end(now)

    def _next(self) -> Fault:
        self.steps += 1
        return self._fault if self.steps == self._at else Fault.NONE

    @staticmethod
    def _refuse(now: Fault) -> None:
        if now in (Fault.BEFORE, Fault.TORN_4K, Fault.TORN_HALF):
            _die()
        if now in (Fault.NO_SPACE, Fault.IO_ERROR):
            number = errno.ENOSPC if now is Fault.NO_SPACE else errno.EIO
            raise OSError(number, os.strerror(number))

    @staticmethod
    def _end(now: Fault) -> None:
        if now is Fault.AFTER:
            _die()


def compiler() -> str | None:
    """The C compiler by which every step of a process can be reached; `None` without one."""
    return shutil.which("cc") if sys.platform == "linux" else None


def compiled(folder: Path) -> Path:
    """`points.c` as a library to load in front of the C library."""
    target = folder / "points.so"
    source = Path(__file__).with_name("points.c")
    command = [
        compiler() or "cc",
        "-shared",
        "-fPIC",
        "-O1",
        "-o",
        str(target),
        str(source),
        "-ldl",
    ]
    subprocess.run(command, check=True)
    return target


class Shim:
    """The library, loaded in front: the steps of this process below a folder."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.faults_steps.restype = ctypes.c_long

    def arm(self, folder: Path, at: int, fault: Fault) -> None:
        """Count from 1, and fail at one step (0: at none)."""
        path = os.fsencode(f"{folder.resolve()}/")
        self._library.faults_arm(path, ctypes.c_long(at), ctypes.c_int(fault))

    @property
    def steps(self) -> int:
        """How many there were since."""
        return int(self._library.faults_steps())
