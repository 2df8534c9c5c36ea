"""A disk that is really full: a small file system of memory, in a name space of our own.

`python -m faults.full_disk FOLDER` mounts it there, loads into it until it is full, asks meanwhile,
then makes it larger and loads again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from faults.books import write_book
from faults.figure import Figure
from faults.worker import Worker

_LOADS = 3
_AT_LEAST = 20
"""So often the old snapshot is asked, and at least as long as the loads go on."""


def _mounted(folder: Path, more: str) -> None:
    options = ["-o", f"{more}"] if "remount" in more else ["-t", "tmpfs", "-o", more]
    subprocess.run(["mount", *options, "none", str(folder)], check=True)


def is_possible() -> bool:
    """Whether this machine lets a file system be mounted in a name space of one's own."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    command = ["unshare", "-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def disk_full(folder: Path) -> Figure:
    """Figure 3: a full disk is said plainly, the old snapshot is served on, a retry succeeds."""
    figure = Figure("A full disk while a load runs; questions to the old snapshot meanwhile")
    command = ["unshare", "-Urm", sys.executable, "-m", "faults.full_disk", str(folder)]
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    ran = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    found = json.loads(ran.stdout) if ran.returncode == 0 else {}
    figure.check(f"it went wrong: {ran.stderr[-500:]}", holds=bool(found))
    if found:
        figure.check(f"said {found['loads']}", holds=found["loads"] == ["disk_full"] * _LOADS)
        for answer in found["answers"]:
            figure.check(f"the old snapshot answers {answer}", holds=answer == found["old"])
        figure.check(f"retry: {found['retry']}", holds=found["retry"]["load"] == "ok")
        changed = found["retry"]["then"] != found["old"]
        figure.check("the retry publishes nothing new", holds=changed)
    figure.notes.append("said as `disk_full`; every answer is the old snapshot's; the retry loads")
    return figure


def _load_and_ask(book: Path) -> tuple[list[str], list[str]]:
    """Loads in one process, answers from another at the same time."""
    with Worker() as asking, Worker() as loading:
        answers: list[str] = []
        loads = []
        for _ in range(_LOADS):
            loading.start("load", book=str(book))
            answers += [asking("ask", book=str(book)).said for _ in range(_AT_LEAST // _LOADS + 1)]
            loads.append(loading.finish().said["load"])
        return loads, answers


def main(folder: Path) -> None:
    """Print what was said and answered, as JSON."""
    _mounted(folder, "size=64m")
    book = folder / "book"
    write_book(book)
    with Worker() as worker:
        assert worker("load", book=str(book)).said["load"] == "ok"
        old = worker("ask", book=str(book)).said
    write_book(book, changed=True)
    used = shutil.disk_usage(folder).used
    _mounted(folder, f"remount,size={used + (1 << 20)}")
    loads, answers = _load_and_ask(book)
    _mounted(folder, "remount,size=64m")
    with Worker() as worker:
        retry = worker("recover", book=str(book)).said
    sys.stdout.write(json.dumps({"loads": loads, "old": old, "answers": answers, "retry": retry}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
