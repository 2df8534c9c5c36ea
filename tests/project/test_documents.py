"""What the documents say is there: links, targets, commands, keys, versions."""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import fields
from pathlib import Path

import click
import pytest

import revcompass
from project.documents import ROOT, blocks, documents, name_of, prose
from revcompass.book.config import Book, FileFormat, Lookup, Source
from revcompass.catalogue import METRICS
from revcompass.cli import commands
from revcompass.domain.policy import POLICIES
from revcompass.domain.records import TABLES

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:src|tests|docs|benchmarks)/[\w/.\-*]+)`")
_WORDS = re.compile(r"[^\w\- ]")

every_document = pytest.mark.parametrize("path", documents(), ids=name_of)


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    heads = re.findall(r"^#+ (.+)$", prose(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {_WORDS.sub("", head.lower()).replace(" ", "-") for head in heads}


@every_document
def test_links_resolve(path: Path) -> None:
    for link in _LINK.findall(prose(path.read_text(encoding="utf-8"))):
        if link.startswith("https://"):
            continue
        target, _, anchor = link.partition("#")
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), link
        assert not anchor or anchor in anchors(found), link


@every_document
def test_paths_exist(path: Path) -> None:
    for named in _PATH.findall(prose(path.read_text(encoding="utf-8"))):
        assert any(ROOT.glob(named.rstrip("/"))), named


def test_every_document_is_in_the_index() -> None:
    texts = [
        (ROOT / "docs" / name).read_text("utf-8") for name in ("README.md", "decisions/README.md")
    ]
    for path in documents():
        if path.parent != ROOT and path.name != "README.md":
            assert any(path.name in text for text in texts), path


@every_document
def test_make_targets_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    said = re.findall(r"`make ([a-z]+)", text) + re.findall(r"^make ([a-z]+)", text, re.MULTILINE)
    assert set(said) <= targets


@every_document
def test_commands_and_their_options_exist(path: Path) -> None:
    for body in blocks(path.read_text(encoding="utf-8")):
        for line in re.findall(r"^(?:\.venv/bin/)?revcompass (.+)$", body, re.MULTILINE):
            name, *words = shlex.split(line, comments=True)
            known = {
                o
                for p in commands.command(name).params
                if isinstance(p, click.Option)
                for o in p.opts
            }
            assert {word for word in words if word.startswith("--")} <= known, line


def test_the_reference_names_every_key() -> None:
    text = (ROOT / "docs" / "reference" / "book.md").read_text(encoding="utf-8")
    renamed = {"always": "when"}
    unwritten = {"folder", "number_form", "sources", "policies", "keep"}
    for kind in (Book, Source, Lookup, FileFormat):
        for key in {field.name for field in fields(kind)} - unwritten:
            assert f"| `{renamed.get(key, key)}` |" in text, key
    assert all(f"| `{key}` |" in text for key in ("snapshots", "months", "landed"))
    for name, policy in POLICIES.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert [code.split(":")[0] for code in re.findall(r"`([^`]+)`", row)[1:]] == [
            member.code for member in policy
        ]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_reference_names_every_column(table: object) -> None:
    name = getattr(table, "name", "")
    text = (ROOT / "docs" / "reference" / "book.md").read_text(encoding="utf-8")
    section = text.split(f"### `{name}`\n")[1].split("\n### ")[0]
    rows = re.findall(r"^\| (\*\*)?`(\w+)`(?:\*\*)? \| (\w+) \|", section, re.MULTILINE)
    assert rows == [
        ("**" if column.required else "", column.name, column.kind.value)
        for column in TABLES[name].columns
    ]


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == revcompass.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changes, re.MULTILINE)
    assert newest
    assert newest[1] == revcompass.__version__


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_the_number_of_metrics(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    said = re.findall(r"Metrics: (\d+)|(\d+) metrics", text)
    assert {one or other for one, other in said} == {str(len(METRICS))}
