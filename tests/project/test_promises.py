"""Promises of docs/trust.md that cross the floors: from files to answers."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from revcompass.catalogue import METRICS
from revcompass.desk import Desk, load
from revcompass.desk.documents import result_document
from revcompass.domain.period import Grain
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Question
from revcompass.engine.build import build_rollups
from revcompass.samples import write_company
from revcompass.words.translate import Translator

ACCOUNTS = 60
ASKED = (
    Question(tuple(METRICS)),
    Question(tuple(METRICS), grain=Grain.QUARTER, by=("segment",), compare="previous"),
    Question(tuple(METRICS), policies=(("netting", "each_change"), ("discounts", "net_all"))),
)

Company = tuple[Path, date]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The sample company's files, and the day of their export."""
    folder = tmp_path_factory.mktemp("company") / "book"
    return folder, write_company(folder, accounts=ACCOUNTS).as_of


def answers(folder: Path, today: date) -> str:
    """Load, and ask for every metric: whole, by segment, and counted another way; as JSON."""
    load(folder, today=today)
    desk, words = Desk.open(folder), Translator("en")
    text = json.dumps([result_document(desk.show(asked), words) for asked in ASKED])
    desk.close()
    return text


def with_threads(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Let every connection that does not say otherwise use so many threads."""
    original = duckdb.connect

    def connect(*arguments: Any, **options: Any) -> duckdb.DuckDBPyConnection:
        options["config"] = {"threads": threads, **options.get("config", {})}
        return original(*arguments, **options)

    monkeypatch.setattr(duckdb, "connect", connect)


def shuffle_and_split(source: Path, target: Path, seed: int) -> None:
    """The same records in another order, each file cut in two."""
    rng = random.Random(seed)  # noqa: S311 - seeded on purpose
    settings = (source / "revcompass.toml").read_text(encoding="utf-8")
    target.mkdir()
    (target / "revcompass.toml").write_text(settings.replace('.csv"', '*.csv"'), encoding="utf-8")
    for path in sorted(source.rglob("*.csv")):
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        rng.shuffle(rows)
        cut = rng.randrange(len(rows) + 1)
        folder = target / path.parent.relative_to(source)
        folder.mkdir(exist_ok=True)
        for part, text in (("a", rows[:cut]), ("b", rows[cut:])):
            new = folder / f"{path.stem}_{part}.csv"
            new.write_text("".join([header, *text]), encoding="utf-8")


def test_answers_are_the_same_bytes_whatever_threads_order_and_files(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, today = company
    found = set()
    for threads in (1, 8):
        folder = tmp_path / f"threads_{threads}"
        shutil.copytree(source, folder)
        with monkeypatch.context() as patch:
            with_threads(patch, threads)
            found.add(answers(folder, today))
    shuffle_and_split(source, tmp_path / "shuffled", seed=1)
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
