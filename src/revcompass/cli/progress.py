"""A progress bar on stderr for whatever takes longer than a second."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from revcompass.cli.house import Progress
from revcompass.cli.session import Session

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_PATIENCE = 1.0


class _LateBar:
    """Draws nothing during the first second."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._since = monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __call__(self, doing: str, share: float) -> None:
        """`doing` is at `share` of the whole, from 0 to 1."""
        if monotonic() - self._since < _PATIENCE:
            return
        if self._bar is None:
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=doing, completed=share)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar

        console = Console(file=sys.stderr, width=self._session.width, markup=False)
        self._bar = Bar(console=console, transient=True)
        self._task = self._bar.add_task("", total=1.0)
        self._bar.start()


@contextmanager
def progress_bar(session: Session) -> Iterator[Progress | None]:
    """A callback that draws progress; `None` where a bar has no place."""
    if not session.shows_progress:
        yield None
        return
    bar = _LateBar(session)
    try:
        yield bar
    finally:
        bar.close()
