"""Loads that are killed, torn and refused by the disk: nothing partial, nothing lost."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.books import write_book
from faults.figure import Figure
from faults.points import FAULTS, Fault, compiled
from faults.worker import Outcome, Worker

LOAD_FAULTS = ("disk_full", "write_failed")


@dataclass(frozen=True)
class Loads:
    """A book that was loaded once and then changed; what it answers before and after."""

    worker: Worker
    template: Path
    scratch: Path
    old: str
    new: str
    through: str

    def copy(self) -> Path:
        """The book, ready for its second load."""
        target = self.scratch / "book"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.template, target)
        return target

    def steps(self) -> int:
        """How many steps an undisturbed second load has."""
        said = self.worker("load", book=str(self.copy()), through=self.through).said
        assert said["load"] == "ok", said
        return int(said["steps"])

    def faults_of(self, book: Path, ended: Outcome) -> Iterator[str]:
        """What is wrong with the book that a disturbed load left, and after a further one."""
        found = self.worker("recover", book=str(book))
        if found.signal or "raised" in found.said:
            yield f"cannot be opened: {found}"
            return
        if found.said["left"] not in (self.old, self.new):
            yield "a part of a load is published"
        if ended.said is not None and ended.said["load"] == "ok" and found.said["left"] != self.new:
            yield "an acknowledged load is lost"
        if found.said["load"] != "ok" or found.said["then"] != self.new:
            yield f"the next load does not succeed: {found.said}"


@contextmanager
def prepared(folder: Path, through: str = "seam") -> Iterator[Loads]:
    """The book and the process that loads it."""
    template = folder / "template"
    write_book(template)
    with Worker(compiled(folder) if through == "shim" else None) as worker:
        assert worker("load", book=str(template)).said["load"] == "ok"
        old = worker("ask", book=str(template)).said
        write_book(template, changed=True)
        ready = Loads(worker, template, folder, old, "", through)
        book = ready.copy()
        new = worker("recover", book=str(book)).said["then"]
        assert isinstance(old, str)
        assert old != new
        yield Loads(worker, template, folder, old, new, through)


def every_step(folder: Path, through: str, share: float = 1.0) -> Figure:
    """Figure 1: each step of a load with each fault, or a share of these, drawn with a seed."""
    with prepared(folder, through) as loads:
        steps = loads.steps()
        points = [(at, fault) for at in range(1, steps + 1) for fault in FAULTS]
        some = random.Random(1).sample(points, max(1, round(len(points) * share)))  # noqa: S311
        where = {"seam": "of our own", "shim": "of the whole process"}[through]
        figure = Figure(f"Faults at the {steps} writes, flushes and renames {where} in a load")
        for at, fault in sorted(some):
            _disturb(loads, figure, at, fault)
        figure.notes.append("0 unopenable, 0 partial, 0 acknowledged lost, every retry succeeds")
        return figure


def _disturb(loads: Loads, figure: Figure, at: int, fault: Fault) -> None:
    book = loads.copy()
    ended = loads.worker("load", book=str(book), at=at, fault=fault, through=loads.through)
    name = f"step {at}, {fault.name.lower()}"
    wrong = list(loads.faults_of(book, ended))
    if fault in (Fault.NO_SPACE, Fault.IO_ERROR):
        said = ended.said["load"] if ended.said and not ended.signal else str(ended)
        if said not in ("ok", *LOAD_FAULTS):
            wrong.append(f"not said plainly: {said}")
    elif ended.signal != signal.SIGKILL and at <= _most(ended):
        wrong.append(f"not killed: {ended}")
    figure.check(f"{name}: {'; '.join(wrong)}", holds=not wrong)


def _most(ended: Outcome) -> int:
    """How many steps there were; threads of the database do not always write as often."""
    return int(ended.said["steps"]) if ended.said else 0


def random_kills(folder: Path, times: int, seed: int = 1) -> Figure:
    """Figure 2: loads killed at any moment."""
    rng = random.Random(seed)  # noqa: S311 - seeded on purpose
    figure = Figure("Loads killed at a random moment")
    ended = 0
    with prepared(folder) as loads:
        start = time.perf_counter()
        loads.worker("load", book=str(loads.copy()))
        whole = time.perf_counter() - start
        for n in range(times):
            book, moment = loads.copy(), rng.uniform(0, whole * 1.1)
            outcome = loads.worker("load", kill_after=moment, book=str(book))
            ended += outcome.signal == 0
            wrong = list(loads.faults_of(book, outcome))
            figure.check(f"kill {n} after {moment:.3f} s: {'; '.join(wrong)}", holds=not wrong)
    figure.notes.append(f"all reopen; {ended} loads had ended before they were killed")
    return figure
