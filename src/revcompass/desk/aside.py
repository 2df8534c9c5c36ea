"""Work in a process of its own: whatever becomes of it, who waits for it goes on."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from revcompass.domain.problem import Problem, RevcompassError

T = TypeVar("T")

Progress = Callable[[str, float], None]
Work = Callable[[Progress], T]

_SPAWN = multiprocessing.get_context("spawn")  # a fork would take the threads' locks along


@dataclass(frozen=True, slots=True)
class _Step:
    what: str
    share: float


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    result: T


@dataclass(frozen=True, slots=True)
class _Stopped:
    problem: Problem
    exit_code: int


class Aside(Generic[T]):
    """One piece of work in a process of its own.

    `work` and what it gives must be picklable. The process ends with this one at the latest.
    """

    def __init__(self, work: Work[T]) -> None:
        self._heard, says = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(target=_do, args=(work, says), daemon=True)
        self._process.start()
        says.close()

    def result(self, progress: Progress) -> T:
        """Wait for the end; `progress` hears each step and the share done.

        Raises the `RevcompassError` the work raised, and `work_ended` where the process died.
        """
        try:
            while True:
                heard = self._heard.recv()
                if isinstance(heard, _Step):
                    progress(heard.what, heard.share)
                elif isinstance(heard, _Stopped):
                    raise _as_error(heard)
                else:
                    result: T = heard.result
                    return result
        except (EOFError, OSError):
            raise RevcompassError("work_ended") from None
        finally:
            self._heard.close()
            self._process.join()

    def stop(self) -> None:
        """End the process now."""
        self._process.terminate()


def _as_error(stopped: _Stopped) -> RevcompassError:
    problem = stopped.problem
    return RevcompassError(
        problem.code, where=problem.where, exit_code=stopped.exit_code, **problem.params
    )


def _do(work: Work[T], says: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits
    try:
        says.send(_Done(work(lambda what, share: says.send(_Step(what, share)))))
    except RevcompassError as error:
        says.send(_Stopped(error.problem, error.exit_code))
