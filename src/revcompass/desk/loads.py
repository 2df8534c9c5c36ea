"""The loads of a served book: one at a time, each in a process of its own, followed as they go."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from revcompass.book.config import read_book
from revcompass.book.durable import clear_faults, exclusive
from revcompass.book.inputs import check_names
from revcompass.book.settings import SETTINGS_FILE
from revcompass.desk.answers import LoadReport
from revcompass.desk.aside import Aside, Progress
from revcompass.desk.loading import load
from revcompass.domain.problem import Problem, RevcompassError, Where, usage_error

State = Literal["running", "done", "failed"]

_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class LoadState:
    """How far a load is.

    `step` is `sources`, the ledger being summed, or `done`; `share` of the whole is from 0 to 1.
    A load that is `done` has a `report`, one that `failed` the `problem` that stopped it.
    """

    id: str
    state: State = "running"
    step: str = "sources"
    share: float = 0.0
    report: LoadReport | None = None
    problem: Problem | None = None


class Loads:
    """Starts loads and knows how those of this server went; safe to ask from any thread."""

    def __init__(self, folder: Path, today: Callable[[], date]) -> None:
        self._folder = folder
        self._today = today
        self._lock = threading.Lock()
        self._states: OrderedDict[str, LoadState] = OrderedDict()
        self._running: Aside[LoadReport] | None = None

    def start(
        self, only: Sequence[str] = (), on_failure: Callable[[], None] | None = None
    ) -> LoadState:
        """Start a load of all sources, or of `only` some, and return at once.

        `on_failure` is called where nothing came of it. Raises `load_running` while another load
        runs, here or anywhere else; `no_sources`, `unknown_source`, and what is wrong in the
        settings.
        """
        book = read_book(self._folder)
        if not book.sources:
            raise RevcompassError("no_sources", where=Where(SETTINGS_FILE))
        check_names(book, only)
        with self._lock:
            if self._running is not None:
                raise RevcompassError("load_running", folder=str(self._folder))
            with clear_faults(self._folder), exclusive(self._folder):
                pass  # nobody loads it from the command line either
            state = LoadState(secrets.token_hex(8))
            self._running = Aside(partial(_load, self._folder, self._today(), tuple(only)))
            self._states[state.id] = state
            while len(self._states) > _REMEMBERED:
                self._states.popitem(last=False)
        following = threading.Thread(
            target=self._follow, args=(state.id, self._running, on_failure), daemon=True
        )
        following.start()
        return state

    def state(self, load_id: str) -> LoadState:
        """How far a load is; raises `no_such_load`."""
        with self._lock:
            found = self._states.get(load_id)
        if found is None:
            raise usage_error("no_such_load", load=load_id)
        return found

    def running(self) -> LoadState | None:
        """The load that runs now."""
        with self._lock:
            last = next(reversed(self._states.values()), None)
        return last if last is not None and last.state == "running" else None

    def close(self) -> None:
        """End a load that runs; nothing of it is published."""
        with self._lock:
            if self._running is not None:
                self._running.stop()

    def _follow(
        self, load_id: str, work: Aside[LoadReport], on_failure: Callable[[], None] | None
    ) -> None:
        try:
            report = work.result(lambda step, share: self._note(load_id, step=step, share=share))
        except RevcompassError as error:
            try:
                if on_failure is not None:
                    on_failure()
            finally:
                self._end(load_id, "failed", problem=error.problem)
        else:
            self._end(load_id, "done", report=report)

    def _note(self, load_id: str, *, step: str, share: float) -> None:
        with self._lock:
            self._states[load_id] = replace(self._states[load_id], step=step, share=share)

    def _end(
        self,
        load_id: str,
        state: State,
        *,
        report: LoadReport | None = None,
        problem: Problem | None = None,
    ) -> None:
        with self._lock:
            ended = replace(self._states[load_id], state=state, report=report, problem=problem)
            self._states[load_id] = ended
            self._running = None


def _load(folder: Path, today: date, only: tuple[str, ...], progress: Progress) -> LoadReport:
    return load(folder, today=today, only=only, progress=progress)
