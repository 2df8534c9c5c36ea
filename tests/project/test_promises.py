"""Promises of docs/trust.md that cross the floors: from files to answers."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from faults.rearranged import answers, rearrange, threads
from revcompass.desk import Desk
from revcompass.desk.loading import load
from revcompass.domain.problem import RevcompassError
from revcompass.engine.build import build_rollups
from revcompass.samples import write_company

ACCOUNTS = 60
Company = tuple[Path, date]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The sample company's files, and the day of their export."""
    folder = tmp_path_factory.mktemp("company") / "book"
    return folder, write_company(folder, accounts=ACCOUNTS).as_of


def test_answers_are_the_same_bytes_whatever_threads_order_and_files(
    company: Company, tmp_path: Path
) -> None:
    source, today = company
    found = set()
    for count in (1, 8):
        folder = tmp_path / f"threads_{count}"
        shutil.copytree(source, folder)
        with threads(count):
            found.add(answers(folder, today))
    rearrange(source, tmp_path / "shuffled", seed=1)
    found.add(answers(tmp_path / "shuffled", today))
    assert len(found) == 1


def test_a_bridge_that_does_not_close_is_not_published(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "book"
    shutil.copytree(company[0], folder)
    load(folder, today=company[1])

    def build_wrongly(con: duckdb.DuckDBPyConnection, *arguments: Any) -> None:
        build_rollups(con, *arguments)
        con.execute("""
            UPDATE stored_movements SET churn = churn + 1
            WHERE slice <> '' AND period = (SELECT max(period) FROM stored_movements)""")

    monkeypatch.setattr("revcompass.desk.loading.build_rollups", build_wrongly)
    with (folder / "revcompass.toml").open("a", encoding="utf-8") as file:
        file.write('\n[policies]\nweek = "4"\n')
    with pytest.raises(RevcompassError, match="bridge_open"):
        load(folder, today=company[1])
    assert Desk.open(folder).status().snapshots == ("000001",)
