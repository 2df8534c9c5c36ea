"""The shape of the tree: short files, short functions, dependencies with a reason, no strays."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from project.documents import ROOT, SOURCE, files, name_of

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60

MODULES = sorted(SOURCE.rglob("*.py"))

# Written in two halves, so that this file does not hold what it forbids.
STRAY = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:work|root|home|Users)" + "/",  # a path of somebody's machine
            r"\bpypi\." + r"org\b",  # which registry is asked is the machine's own setting
            r"\bpython" + r"hosted\b",
            r"\bTO" + r"DO\b",
            r"\bFIX" + r"ME\b",
            r"\bbreak" + r"point\(",
        ]
    )
)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_and_functions_are_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) < MOST_LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length < MOST_LINES_OF_A_FUNCTION, f"{node.name}: {length} lines"


def names(requirements: list[str]) -> list[str]:
    return [re.split(r"[<>=!~\[; ]", one, maxsplit=1)[0] for one in requirements]


def test_every_dependency_has_its_reason() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    wanted = {
        *names(settings["build-system"]["requires"]),
        *names(project["dependencies"]),
        *(n for extra in project["optional-dependencies"].values() for n in names(extra)),
    }
    record = (ROOT / "docs" / "decisions" / "0006-dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (.+)$", record, re.MULTILINE)) == wanted


def test_decisions_are_numbered_and_whole() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    for number, path in enumerate(records, start=1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number:04d} ")
        heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert heads == ["Context", "Decision", "Evidence", "Consequences"]


def test_nothing_of_a_machine_or_a_workshop_is_left() -> None:
    found = [
        (name_of(path), match[0])
        for path in files()
        for match in STRAY.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_the_picture_asks_for_nothing_from_outside() -> None:
    picture = (ROOT / "docs" / "pictures" / "demo.svg").read_text(encoding="utf-8")
    bare = picture.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"url\((?!#)|@import|<script|href=", bare)
