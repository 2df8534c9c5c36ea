"""The command line as a person runs it: another process, its output and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import revcompass

_SOURCE = str(Path(revcompass.__file__).parents[1])


@dataclass(frozen=True)
class Ran:
    """What one run left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Standard output as JSON; nothing else may stand there."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def flat(self) -> str:
        """Standard output without its line breaks and columns."""
        return " ".join(self.out.split())


def revcompass_run(*arguments: str | Path, cwd: Path | None = None) -> Ran:
    """Run `revcompass …`; whatever happens, nobody sees a traceback."""
    path = os.pathsep.join(filter(None, (_SOURCE, os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-m", "revcompass", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "100", "LANG": "C.UTF-8"},
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)
