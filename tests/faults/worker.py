"""Does jobs in children of one process that has everything imported, so that they may die.

`python -m faults.worker` reads a job per line as JSON and writes what came of it:
`{"said": …, "signal": …}`, the signal 0 where the child ended by itself. `kill_after` kills it.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from faults.points import Fault, FaultyDisk, Shim
from revcompass.book import durable
from revcompass.desk import Desk
from revcompass.desk.documents import load_document, result_document
from revcompass.desk.loading import load
from revcompass.domain.period import Grain
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question
from revcompass.sources.reading import Format, land
from revcompass.words.translate import Translator

TODAY = date(2026, 9, 30)
ASKED = (
    Question(("mrr", "customers", "new_mrr", "churned_mrr", "customer_churn_rate", "arpa")),
    Question(("mrr", "net_new_mrr"), grain=Grain.QUARTER, by=("plan",)),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job said, `None` where it died, and the signal that ended it."""

    said: Any
    signal: int


def ask(folder: Path) -> str:
    """A hash of everything that is asked of a book; the same for equal records."""
    desk, words = Desk.open(folder), Translator("en")
    documents: list[Any] = [result_document(desk.show(asked), words) for asked in ASKED]
    for document in documents:
        del document["snapshot"]
    desk.close()
    return hashlib.sha256(json.dumps(documents).encode()).hexdigest()


def _load(folder: Path) -> str:
    """`ok` once the load was acknowledged, else the code of what was said."""
    try:
        report = load(folder, today=TODAY)
        json.dumps(load_document(report, Translator("en")))
    except RevcompassError as error:
        return error.problem.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "ok"


def job_load(book: str, at: int = 0, fault: int = 0, through: str = "seam") -> dict[str, Any]:
    """A load, with a fault at one of its steps; how many steps it had."""
    folder, how = Path(book), Fault(fault)
    if through == "shim":
        shim = Shim()
        shim.arm(folder, at, how)
        said = _load(folder)
        steps = shim.steps
        shim.arm(Path("/nowhere"), 0, Fault.NONE)
        return {"load": said, "steps": steps}
    durable.disk = disk = FaultyDisk(at, how)
    return {"load": _load(folder), "steps": disk.steps}


def job_ask(book: str) -> str:
    """The hash of the answers."""
    return ask(Path(book))


def job_try_ask(book: str) -> str:
    """The hash of the answers, or the code of what was said instead."""
    try:
        return ask(Path(book))
    except RevcompassError as error:
        return error.problem.code


def job_from_landed(book: str) -> str:
    """Rebuild from the landed copies (but one file's), and the hash of the answers or the code."""
    folder = Path(book)
    accounts = folder / "accounts.csv"
    accounts.write_text(accounts.read_text() + "more,One more\n", encoding="utf-8")
    try:
        load(folder, today=TODAY, only=["crm"])
        return ask(folder)
    except RevcompassError as error:
        return error.problem.code


def _land(path: str) -> str:
    """The code of what was said of a file; empty if it was read."""
    with duckdb.connect() as con:
        try:
            land(con, "t", Path(path), Format())
        except RevcompassError as error:
            return error.problem.code
    return ""


def job_land(paths: Sequence[str]) -> list[str]:
    """Whether each file was read or refused; anything else is shown."""
    said = []
    for path in paths:
        try:
            said.append("refused" if _land(path) else "read")
        except Exception as error:
            said.append(f"{path}: {type(error).__name__}: {error}")
    return said


def job_defuse(path: str) -> dict[str, Any]:
    """What was said of a file, and the most memory in MB: here, and in a child that read it."""
    said = _land(path) or "read"
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    peak = next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"said": said, "peak": peak, "child": child}


def job_recover(book: str) -> dict[str, str]:
    """The answers as the fault left them, then a load without one, then the answers."""
    folder = Path(book)
    left = ask(folder)
    return {"left": left, "load": _load(folder), "then": ask(folder)}


JOBS: Mapping[str, Callable[..., Any]] = {
    name.removeprefix("job_"): job for name, job in globals().items() if name.startswith("job_")
}


def _in_child(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Fork, do it, and hand back what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            said = json.dumps(JOBS[asked["job"]](**asked["options"]))
        except BaseException:
            said = json.dumps({"raised": traceback.format_exc()})
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    if asked["kill_after"] is not None:
        time.sleep(asked["kill_after"])
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return {
        "said": json.loads(text) if text else None,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
    }


class Worker:
    """The other side: asks a worker process, which lives as long as the block."""

    def __init__(self, preload: Path | None = None) -> None:
        own = {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONWARNINGS": "ignore"}
        if preload is not None:
            own["LD_PRELOAD"] = str(preload)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **own},
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def __call__(self, job: str, kill_after: float | None = None, **options: Any) -> Outcome:
        """Do a job; see the functions named `job_…`."""
        self.start(job, kill_after, **options)
        return self.finish()

    def start(self, job: str, kill_after: float | None = None, **options: Any) -> None:
        """Begin a job; `finish` waits for it."""
        asked = {"job": job, "options": options, "kill_after": kill_after}
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()

    def finish(self) -> Outcome:
        """What came of the job that was begun."""
        assert self._process.stdout is not None
        found = json.loads(self._process.stdout.readline())
        return Outcome(found["said"], found["signal"])


def main(lines: Sequence[str]) -> None:
    """Do the jobs as they come."""
    for line in lines:
        sys.stdout.write(f"{json.dumps(_in_child(json.loads(line)))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.stdin)  # type: ignore[arg-type] # lines as they arrive
