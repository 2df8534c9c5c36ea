"""Loads over HTTP: started, followed, refused, and seen by whoever asks next, whole."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from revcompass.book.durable import exclusive
from revcompass.cli import house
from revcompass.cli.main import run
from revcompass.desk.schemas import schema
from revcompass.desk.service import Service
from revcompass.server.access import Access
from revcompass.server.app import make_app

TODAY = date(2026, 4, 1)
SETTINGS = """\
[book]
name = "Small"
currency = "EUR"
timezone = "UTC"
as_of = "2026-03-31"

[[source]]
name = "billing"
table = "subscriptions"
files = "billing.csv"
constants = { interval = "month", currency = "EUR" }
"""


def write_billing(folder: Path, amount: int, rows: int = 40) -> None:
    """So many subscriptions of one amount each, of as many accounts; and one without a start."""
    lines = [f"S{i},A{i},2026-01-01,,{amount},{'even' if i % 2 else 'odd'}" for i in range(rows)]
    lines.append(f"S{rows},A{rows},,,{amount},odd")
    head = "subscription_id,account_id,starts_on,ends_on,amount,plan"
    (folder / "billing.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small book that nobody has loaded yet."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "revcompass.toml").write_text(SETTINGS, encoding="utf-8")
    write_billing(folder, 1)
    return folder


@pytest.fixture
def service(book: Path) -> Service:
    """Serves the small book, on a fixed day."""
    return Service(book, today=lambda: TODAY)


@pytest.fixture
def small(service: Service, access: Access) -> Any:
    """Asks the small book."""
    client = TestClient(
        make_app(service, access),
        base_url="http://127.0.0.1:8017",
        headers={"Authorization": f"Bearer {access.token}"},
    )
    with closing(client), client:
        yield client


def ended(client: TestClient, where: str) -> dict[str, Any]:
    """A load's state once it has ended."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        state: dict[str, Any] = client.get(where).json()
        jsonschema.validate(state, schema("load-progress"))
        if state["state"] != "running":
            return state
        time.sleep(0.02)
    raise AssertionError(state)


def test_a_load_is_started_followed_and_reported(
    small: TestClient,
    book: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("revcompass.toml", "billing.csv"):
        (other / name).write_bytes((book / name).read_bytes())
    assert small.get("/api/v1/status").json()["code"] == "no_snapshot"
    begun = small.post("/api/v1/load?lang=de")
    assert begun.status_code == 202, begun.text
    where = begun.headers["location"]
    assert begun.json()["state"] == "running"
    too_early = small.get(f"{where}/result")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "load_unfinished")
    state = ended(small, where)
    assert (state["state"], state["percent"], state["snapshot"]) == ("done", 100, "000001")
    found = small.get(f"{where}/result?lang=de").json()
    monkeypatch.setattr(house, "today", lambda: TODAY)
    assert run(["load", str(other), "--json", "--lang", "de"]) == 0
    assert found == json.loads(capsys.readouterr().out)
    assert found["tables"]["subscriptions"]["set_aside"] == 1
    assert small.get("/api/v1/status").json()["snapshot"] == "000001"


def test_a_second_load_is_refused_while_one_runs(small: TestClient, book: Path) -> None:
    where = small.post("/api/v1/load").headers["location"]
    second = small.post("/api/v1/load")
    assert (second.status_code, second.json()["code"]) == (409, "load_running")
    assert second.headers["content-type"] == "application/problem+json"
    assert ended(small, where)["state"] == "done"
    with exclusive(book):  # the command line loads
        assert small.post("/api/v1/load").json()["code"] == "load_running"
    again = small.post("/api/v1/load?source=billing").headers["location"]
    ended(small, again)
    assert small.get(f"{again}/result").json()["unchanged"] is True


def test_a_load_that_fails_says_why_and_leaves_what_was_there(
    small: TestClient, book: Path
) -> None:
    ended(small, small.post("/api/v1/load").headers["location"])
    (book / "billing.csv").write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    where = small.post("/api/v1/load").headers["location"]
    state = ended(small, where)
    assert state["state"] == "failed"
    assert state["problem"]["code"] == "missing_column"
    answer = small.get(f"{where}/result")
    assert (answer.status_code, answer.json()["code"]) == (422, "missing_column")
    assert answer.headers["content-type"] == "application/problem+json"
    assert small.get("/api/v1/show?metric=mrr").json()["snapshot"] == "000001"
    write_billing(book, 2)
    assert ended(small, small.post("/api/v1/load").headers["location"])["snapshot"] == "000002"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "load/0123456789abcdef", 404, "no_such_load"),
        ("GET", "load/0123456789abcdef/result", 404, "no_such_load"),
        ("POST", "load?source=nothing", 400, "unknown_source"),
        ("POST", "load?sauce=billing", 400, "no_such_parameter"),
    ],
)
def test_what_there_is_not_is_a_problem(
    small: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = small.request(method, f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_book_without_sources_is_told_before_anything_starts(
    small: TestClient, book: Path
) -> None:
    (book / "revcompass.toml").write_text('[book]\ncurrency = "EUR"\n', encoding="utf-8")
    answer = small.post("/api/v1/load")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_sources")


def test_a_killed_load_is_a_failed_one(small: TestClient, service: Service) -> None:
    where = small.post("/api/v1/load").headers["location"]
    service.loads.close()
    state = ended(small, where)
    assert (state["state"], state["problem"]["code"]) == ("failed", "work_ended")
    assert ended(small, small.post("/api/v1/load").headers["location"])["state"] == "done"


def test_no_answer_mixes_two_snapshots(small: TestClient, book: Path) -> None:
    """Under the n-th snapshot every subscription costs n: each answer must be of one n only."""
    ended(small, small.post("/api/v1/load").headers["location"])
    asked: list[Callable[[int], tuple[int, set[int]]]] = [
        lambda n: _shown(small, n),
        lambda n: _traced(small, n),
        lambda n: _page(small, n),
    ]
    seen: list[tuple[int, set[int]]] = []
    stop = threading.Event()

    def keep_asking(ask: Callable[[int], tuple[int, set[int]]]) -> None:
        n = 0
        while not stop.is_set():
            seen.append(ask(n := n + 1))

    threads = [threading.Thread(target=keep_asking, args=(ask,)) for ask in asked]
    for thread in threads:
        thread.start()
    try:
        for amount in (2, 3):
            write_billing(book, amount)
            before = len(seen)
            state = ended(small, small.post("/api/v1/load").headers["location"])
            assert state["snapshot"] == f"{amount:06d}"
            assert len(seen) > before  # answers went on meanwhile
            assert _shown(small, 0)[0] == amount  # and the next one is of the new snapshot
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert {snapshot for snapshot, _ in seen} >= {1, 3}
    assert [(snapshot, amounts) for snapshot, amounts in seen if amounts != {snapshot}] == []


def _got(client: TestClient, path: str) -> Response:
    answer = client.get(f"/{path}")
    assert answer.status_code == 200, answer.text
    return answer


def _shown(client: TestClient, n: int) -> tuple[int, set[int]]:
    # What is asked differs each time, so that most answers are made and not remembered.
    found = _got(client, f"api/v1/show?metric=mrr,arpa&by=plan&from=2025-{n % 12 + 1:02d}").json()
    (mrr, arpa) = (one["rows"] for one in found["results"])
    last = {row["slice"]["plan"]: row["value"] for row in mrr if row["from"] == "2026-03-01"}
    average = {row["value"] for row in arpa if row["from"] == "2026-03-01"}
    assert set(last) == {"odd", "even"}
    return int(found["snapshot"]), {int(v) // 20 for v in last.values()} | {*map(int, average)}


def _traced(client: TestClient, n: int) -> tuple[int, set[int]]:
    found = _got(client, f"api/v1/trace/mrr?period=2026-03&limit={n % 30 + 10}").json()
    amounts = {int(one["contribution"]) for one in found["records"]}
    return min(amounts), amounts | {int(found["total"]) // 40}


def _page(client: TestClient, n: int) -> tuple[int, set[int]]:
    text = _got(client, f"metric/mrr?period=2026-03&where=plan%3Dodd&n={n}").text
    (snapshot,) = set(re.findall(r"snapshot (\d{6})", text))
    amounts = {int(one) for one in re.findall(r">€(\d+)<", text)}
    assert amounts
    return int(snapshot), {one // 20 for one in amounts}
