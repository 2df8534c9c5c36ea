"""Threads that answer one question after the other, in the order of asking."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Job = tuple[Callable[[], Any], "Future[Any]"]


class Crew:
    """So many threads; whoever asks waits until one of them has done the job.

    A thread goes on with the next job at once: were the jobs done by whoever asks, each in turn,
    every turn would wait until the system wakes another thread. A process that ends does not wait
    for them.
    """

    def __init__(self, count: int) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._missing = count
        self._lock = threading.Lock()
        self.close = weakref.finalize(self, _dismiss, self._jobs, count)

    def do(self, job: Callable[[], T]) -> T:
        """What the job gives; raises what it raises."""
        with self._lock:
            if self._missing:
                self._missing -= 1
                threading.Thread(target=_work, args=(self._jobs,), daemon=True).start()
        done: Future[T] = Future()
        self._jobs.put((job, done))
        return done.result()

    def waiting(self) -> int:
        """How many jobs nobody has begun."""
        return self._jobs.qsize()


def _work(jobs: SimpleQueue[_Job | None]) -> None:
    while (one := jobs.get()) is not None:
        job, done = one
        try:
            done.set_result(job())
        except BaseException as error:  # whoever asked is told
            done.set_exception(error)
        del one, job, done


def _dismiss(jobs: SimpleQueue[_Job | None], count: int) -> None:
    for _ in range(count):
        jobs.put(None)
