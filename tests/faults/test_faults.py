"""Each figure of docs/trust.md in small; `make faults` tries them at full size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from faults.dirty import dirty_files, one_bad_row, open_quote
from faults.figure import Figure
from faults.flips import flipped_bits
from faults.full_disk import disk_full, is_possible
from faults.loads import every_step, random_kills
from faults.mutated import defused, large_workbook, mutated_files
from faults.points import compiler
from faults.rearranged import any_threads

SMALL: dict[str, Callable[[Path], Figure]] = {
    "steps of our own": lambda folder: every_step(folder, "seam", share=1 / 19),
    "kills": lambda folder: random_kills(folder, 3),
    "flipped bits": lambda folder: flipped_bits(folder, 12),
    "dirty files": lambda folder: dirty_files(folder, 3),
    "one bad row": lambda folder: one_bad_row(folder, 20_000),
    "an open quote": lambda folder: open_quote(folder, 20_000),
    "threads": lambda folder: any_threads(folder, 1),
    "a large sheet": lambda folder: large_workbook(folder, 5_000),
    "mutated files": lambda folder: mutated_files(folder, 10),
}


@pytest.mark.parametrize("name", SMALL)
def test_nothing_fails(name: str, tmp_path: Path) -> None:
    figure = SMALL[name](tmp_path)
    assert figure.tried
    assert figure.failures == []


@pytest.mark.skipif(compiler() is None, reason="steps of the database need a C compiler and Linux")
def test_steps_of_the_database(tmp_path: Path) -> None:
    figure = every_step(tmp_path, "shim", share=1 / 150)
    assert figure.tried > 1
    assert figure.failures == []


@pytest.mark.skipif(not is_possible(), reason="a file system of one's own needs unshare and mount")
def test_a_full_disk(tmp_path: Path) -> None:
    assert disk_full(tmp_path).failures == []


def test_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"deep.json": b"[" * 200_000, "deep.jsonl": b'{"a":' * 200_000}
    monkeypatch.setattr("faults.mutated.bombs", lambda: few)
    assert defused(tmp_path).failures == []


def test_a_failure_is_counted() -> None:
    figure = Figure("what")
    figure.check("well", holds=True)
    figure.check("badly", holds=False)
    assert (figure.tried, figure.failures) == (2, ["badly"])
    assert figure.row == "| what | 2 | 1 |  |"
