"""Writes the reference page of the JSON documents: `python -m revcompass.desk.schemas FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from revcompass.desk.schemas.page import page


def main(arguments: list[str]) -> None:
    """Write the page to a file, or to standard output."""
    if arguments:
        Path(arguments[0]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())


if __name__ == "__main__":
    main(sys.argv[1:])
