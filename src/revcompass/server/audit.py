"""Who asked what, when, from which snapshot, and with what outcome: lines that are only added to.

Each line carries the hash of the line before it, so that a line changed or taken out shows.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from revcompass.server.people import FOLDER, require_private

_LARGEST = 8 * 2**20
_KEPT = 8
_LONGEST = 8192  # characters of what is asked: a line must fit into what is read of the last one
_BEGIN: Final = "0" * 64


class Audit:
    """The log of one book, `access/audit.jsonl`; full files are kept as `audit.1.jsonl` and on."""

    def __init__(
        self,
        book: Path,
        largest: int = _LARGEST,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`largest` is the size in bytes at which a new file is begun; eight full ones are kept."""
        self.file = book / FOLDER / "audit.jsonl"
        self._largest, self._clock = largest, clock
        self._lock = threading.Lock()

    def note(self, who: str, what: str, outcome: str, snapshot: str | None = None) -> None:
        """Add a line. `what` must hold no secret."""
        with self._lock:
            self.file.parent.mkdir(mode=0o700, exist_ok=True)
            last = _last_line(self.file)
            line = {
                "at": self._clock().isoformat(timespec="milliseconds"),
                "who": who,
                "what": what[:_LONGEST],
                "outcome": outcome,
                "snapshot": snapshot,
                "before": hashlib.sha256(last).hexdigest() if last else _BEGIN,
            }
            if last and self.file.stat().st_size >= self._largest:
                self._begin_anew()
            text = json.dumps(line, ensure_ascii=False) + "\n"
            opened = os.open(self.file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
            with os.fdopen(opened, "ab") as file:
                require_private(self.file)
                file.write(text.encode())

    def is_whole(self) -> bool:
        """Whether every line kept follows from the one before it."""
        before = None
        for file in [*reversed(self._full()), self.file]:
            for line in file.read_bytes().splitlines() if file.exists() else ():
                if before and json.loads(line)["before"] != hashlib.sha256(before).hexdigest():
                    return False
                before = line
        return True

    def _full(self) -> list[Path]:
        """Full files, the newest first."""
        numbered = [self.file.with_name(f"audit.{n}.jsonl") for n in range(1, _KEPT + 1)]
        return [file for file in numbered if file.exists()]

    def _begin_anew(self) -> None:
        full = self._full()
        for number in range(len(full), 0, -1):
            if number < _KEPT:
                full[number - 1].rename(self.file.with_name(f"audit.{number + 1}.jsonl"))
        self.file.rename(self.file.with_name("audit.1.jsonl"))


def _last_line(file: Path) -> bytes:
    if not file.exists():
        return b""
    with file.open("rb") as read:
        size = read.seek(0, os.SEEK_END)
        read.seek(max(0, size - 65536))
        return (read.read().splitlines() or [b""])[-1]
