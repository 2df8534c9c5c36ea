"""Writes the pages into a folder: `python -m revcompass.cli.pages docs/reference`."""

from __future__ import annotations

import sys
from pathlib import Path

from revcompass.cli.pages import PAGES


def main(folder: Path) -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
