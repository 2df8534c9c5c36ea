"""The project's own files, as its tests read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "revcompass"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BINARY = (".pyc", ".mo", ".parquet", ".gz")
_OURS = ("src", "tests", "docs", "benchmarks", ".ci")


def documents() -> list[Path]:
    """Every document."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(text: str, language: str = "") -> list[str]:
    """The fenced blocks of a language ('' = none stated)."""
    return [body for stated, body in _FENCE.findall(text) if stated == language]


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return _FENCE.sub("", text)


def files() -> Iterator[Path]:
    """Every file of the project that is text: neither made by a tool nor binary."""
    yield from sorted(path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for folder in _OURS:
        for path in sorted((ROOT / folder).rglob("*")):
            inside = path.relative_to(ROOT / folder)
            hidden = any(part.startswith(".") for part in inside.parts)
            if path.is_file() and not hidden and path.suffix not in _BINARY:
                yield path


def name_of(path: Path) -> str:
    """A file's name in test ids."""
    return path.relative_to(ROOT).as_posix()
