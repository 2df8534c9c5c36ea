"""The same records shuffled, split and overlapping, read by any number of threads."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from faults.figure import Figure
from revcompass.catalogue import METRICS
from revcompass.desk import Desk
from revcompass.desk.documents import result_document
from revcompass.desk.loading import load
from revcompass.domain.period import Grain
from revcompass.domain.question import Question
from revcompass.samples import write_company
from revcompass.words.translate import Translator

ASKED = (
    Question(tuple(METRICS)),
    Question(tuple(METRICS), grain=Grain.QUARTER, by=("segment",), compare="previous"),
    Question(tuple(METRICS), policies=(("netting", "each_change"), ("discounts", "net_all"))),
)


def answers(folder: Path, today: date) -> str:
    """Load, and ask for every metric: whole, by segment, and counted another way; as JSON."""
    load(folder, today=today)
    desk, words = Desk.open(folder), Translator("en")
    text = json.dumps([result_document(desk.show(asked), words) for asked in ASKED])
    desk.close()
    return text


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let every connection that does not say otherwise use so many threads."""
    original = duckdb.connect

    def connect(*arguments: Any, **options: Any) -> duckdb.DuckDBPyConnection:
        options["config"] = {"threads": count, **options.get("config", {})}
        return original(*arguments, **options)

    duckdb.connect = connect
    try:
        yield
    finally:
        duckdb.connect = original


def rearrange(source: Path, target: Path, seed: int, *, overlap: int = 0) -> None:
    """The same records in another order, each file cut in two, with `overlap` rows in both."""
    rng = random.Random(seed)  # noqa: S311 - seeded on purpose
    settings = (source / "revcompass.toml").read_text(encoding="utf-8")
    target.mkdir(parents=True)
    (target / "revcompass.toml").write_text(settings.replace('.csv"', '*.csv"'), encoding="utf-8")
    for path in sorted(source.rglob("*.csv")):
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        rng.shuffle(rows)
        cut = rng.randrange(len(rows) + 1)
        folder = target / path.parent.relative_to(source)
        folder.mkdir(exist_ok=True)
        for part, text in (("a", rows[: cut + overlap]), ("b", rows[cut:])):
            new = folder / f"{path.stem}_{part}.csv"
            new.write_text("".join([header, *text]), encoding="utf-8")


def _digest(text: str) -> str:
    """Of the numbers alone: what repeats is counted as skipped, and the snapshot has its number."""
    documents = json.loads(text)
    for document in documents:
        del document["snapshot"], document["coverage"]
    return hashlib.sha256(json.dumps(documents).encode()).hexdigest()


def same_records(folder: Path, accounts: int = 60) -> Figure:
    """Figure 5: loaded again, shuffled, split and with files that overlap: one hash."""
    figure = Figure("The same records again, shuffled and split, and overlapping")
    source = folder / "source"
    today = write_company(source, accounts=accounts).as_of
    ways = {f"again {n}": 0 for n in range(3)} | {f"shuffled {n}": 0 for n in range(3)}
    ways |= {f"overlapping {n}": 25 for n in range(3)}
    first = ""
    for seed, (name, overlap) in enumerate(ways.items()):
        book = folder / "book"
        shutil.rmtree(book, ignore_errors=True)
        if name.startswith("again"):
            shutil.copytree(source, book)
        else:
            rearrange(source, book, seed, overlap=overlap)
        found = _digest(answers(book, today))
        first = first or found
        figure.check(name, holds=found == first)
    figure.notes.append(f"one hash over {len(METRICS)} metrics, 3 questions; {accounts} customers")
    return figure


def any_threads(folder: Path, runs: int, accounts: int = 12) -> Figure:
    """Figure 12: so many runs with each number of threads, every one shuffled: the same bytes."""
    figure = Figure("Runs with 1, 2 and 8 threads over shuffled and split files")
    source = folder / "source"
    today = write_company(source, accounts=accounts).as_of
    first = ""
    for run in range(runs):
        for count in (1, 2, 8):
            book = folder / "book"
            rearrange(source, book, seed=run * 10 + count)
            with threads(count):
                found = hashlib.sha256(answers(book, today).encode()).hexdigest()
            first = first or found
            figure.check(f"run {run}, {count} threads", holds=found == first)
            shutil.rmtree(book)
    figure.notes.append(f"the same bytes of JSON; {accounts} customers, all tables")
    return figure
