"""Draw demo.svg: what `revcompass demo` prints on a terminal of 80 columns.

The text is the program's own; nothing is typed in by hand. Run by `make picture`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

WIDTH = 80
PICTURE = Path(__file__).with_name("demo.svg")
_FONT_FACE = re.compile(r"\s*@font-face\s*\{.*?\}", re.DOTALL)


def printed() -> str:
    """What the demo prints, with its colours; its progress is not part of it."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    program = [sys.executable, "-m", "revcompass", "demo"]
    with TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - our own program
            program, cwd=folder, env=environment, check=True, capture_output=True
        )
    return done.stdout.decode("utf-8").rstrip("\n")


def drawn(output: str) -> str:
    """The output as SVG that asks for nothing from outside."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi("$ revcompass demo\n" + output))
    svg = console.export_svg(title="revcompass demo", unique_id="demo")
    svg = _FONT_FACE.sub("", svg).replace("Fira Code, monospace", "ui-monospace, monospace")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(drawn(printed()), encoding="utf-8")
    sys.stdout.write(f"{PICTURE}\n")
