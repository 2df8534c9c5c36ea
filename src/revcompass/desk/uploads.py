"""Files sent to a served book: looked at, corrected by choices, and only then loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from revcompass.book.config import Book, Source, read_book
from revcompass.book.quarantine import MOST_BYTES, Quarantine, Waiting
from revcompass.book.recorded import Coverage
from revcompass.book.source_text import add_source, remove_source
from revcompass.desk.aside import Aside, Progress
from revcompass.desk.loads import Loads, LoadState
from revcompass.domain.problem import Problem, RevcompassError, Where, usage_error
from revcompass.sources.check import check_book
from revcompass.sources.drafts import Choices, Draft, draft

__all__ = ["MOST_BYTES", "Review", "Uploads"]

FOLDER = "uploads"

_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class Review:
    """What a waiting file seems to hold, and what a load of it alone would do.

    `stopped` is the problem that would end the load, or that the file cannot be read; without a
    table there is neither a check nor a problem.
    """

    name: str
    draft: Draft | None = None
    tables: Mapping[str, Coverage] | None = None
    problems: tuple[Problem, ...] = ()
    stopped: Problem | None = None

    @property
    def can_load(self) -> bool:
        """Whether at least one record would be loaded."""
        return any(counts.loaded for counts in (self.tables or {}).values())


class Uploads:
    """Takes files in, shows what they are, and hands them to a load; safe from any thread."""

    def __init__(self, folder: Path, loads: Loads, today: Callable[[], date]) -> None:
        self._folder = folder
        self._loads = loads
        self._today = today
        self._quarantine = Quarantine(folder)
        self._one_at_a_time = threading.Lock()

    def receive(self, name: str, file: BinaryIO) -> str:
        """Keep a file apart; its id. Raises what `Quarantine.receive` raises, and `no_book`."""
        read_book(self._folder)
        return self._quarantine.receive(name, file).id

    def review(self, upload_id: str, choices: Choices) -> Review:
        """Look at a waiting file, in a process of its own; nothing is loaded.

        Raises `no_such_upload`, `work_ended`.
        """
        waiting = self._quarantine.waiting(upload_id)
        book = read_book(self._folder)
        look = partial(_look, waiting, book, choices, self._today())
        return Aside(look).result(_nobody)

    def discard(self, upload_id: str) -> None:
        """Remove a waiting file."""
        self._quarantine.discard(upload_id)

    def accept(self, upload_id: str, choices: Choices) -> LoadState:
        """Make a waiting file a source of the book, and start to load it.

        A load that fails takes the source out again, and the file waits as before. Raises
        `upload_not_ready` where nothing would be loaded, `load_running`, and what `review` raises.
        """
        review = self.review(upload_id, choices)
        if review.draft is None or review.draft.source is None or not review.can_load:
            raise usage_error("upload_not_ready")
        with self._one_at_a_time:
            if self._loads.running() is not None:
                raise RevcompassError("load_running", folder=str(self._folder))
            return self._load(upload_id, review.draft.source)

    def _load(self, upload_id: str, proposed: Source) -> LoadState:
        waiting = self._quarantine.waiting(upload_id)
        uploads = self._folder / FOLDER
        taken = {source.name for source in read_book(self._folder).sources}
        taken |= {place.name for place in uploads.iterdir()} if uploads.is_dir() else set()
        source = replace(proposed, name=_free(proposed.name, taken))
        target = uploads / source.name / waiting.path.name
        self._quarantine.release(waiting, target)
        added = ""
        try:
            files = target.relative_to(self._folder).with_name(f"*{target.suffix}")
            added = add_source(self._folder, replace(source, files=files.as_posix()))
            undo = partial(self._undo, waiting, target, added)
            return self._loads.start((source.name,), on_failure=undo)
        except RevcompassError:
            self._undo(waiting, target, added)
            raise

    def _undo(self, waiting: Waiting, target: Path, added: str) -> None:
        if added:
            remove_source(self._folder, added)
        self._quarantine.take_back(waiting, target)


def _look(
    waiting: Waiting, book: Book, choices: Choices, today: date, _progress: Progress
) -> Review:
    path = waiting.path
    try:
        found = draft(path, choices, book.currency)
    except RevcompassError as error:
        return Review(path.name, stopped=_named(error.problem, path))
    problems = tuple(_named(problem, path) for problem in found.problems)
    if found.source is None:
        return Review(path.name, found, problems=problems)
    if found.lacking:
        problem = Problem("column_needed", {"needed": list(found.lacking)}, Where(path.name))
        return Review(path.name, found, problems=problems, stopped=problem)
    alone = replace(book, folder=path.parent, sources=(found.source,))
    report = check_book(alone, today, _PROBLEMS)
    told = {problem.code for problem in problems}
    further = tuple(one for one in report.problems if one.code not in told or one.where.line)
    return Review(path.name, found, report.tables, (*problems, *further), report.stopped)


def _named(problem: Problem, path: Path) -> Problem:
    """A problem that says the file's name and not where it waits."""
    if problem.where.file is None or Path(problem.where.file).name != path.name:
        return problem
    return replace(problem, where=replace(problem.where, file=path.name))


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number where there is such a source (or folder) already.

    >>> _free("billing", {"billing", "billing_2"})
    'billing_3'
    """
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _nobody(_step: str, _share: float) -> None:
    """Nobody watches."""
