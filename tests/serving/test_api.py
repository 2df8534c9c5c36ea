"""The API: the same JSON as the command line, and what HTTP adds to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
from starlette.testclient import TestClient

from revcompass.api.openapi import example, openapi
from revcompass.api.operations import OPERATIONS
from revcompass.catalogue import METRICS
from revcompass.cli.main import run
from revcompass.desk.loading import load
from revcompass.desk.schemas import schema

Pairs = list[tuple[str, str]]

SHOWN: list[Pairs] = [
    [("metric", metric), *rest]
    for metric, rest in zip(
        METRICS,
        [
            [],
            [("grain", "quarter")],
            [("period", "2026-09"), ("compare", "year_before")],
            [("from", "2026-01-01"), ("to", "2026-07-01")],
            [("from", "2026-Q1"), ("grain", "quarter"), ("compare", "previous")],
            [("by", "segment"), ("period", "2026-Q3")],
            [("where", "segment=SMB"), ("grain", "year")],
            [("policy", "reactivation=after_n_days:30"), ("period", "2026-08")],
            [("preset", "stripe"), ("grain", "quarter")],
            [("currency", "USD"), ("period", "2026-09")],
            [("as_of", "000001"), ("period", "2026-09")],
        ]
        * 5,
        strict=False,
    )
]
OTHERS: list[tuple[list[str], str]] = [
    (["show", "most_important", "kpis"], "show?metric=most_important&metric=kpis"),
    (["show", "Win-Rate,mrr"], "show?metric=Win-Rate,mrr"),
    (["explain", "win_rate"], "explain/win_rate"),
    (["explain", "clv"], "explain/clv"),
    (
        ["compare-policies", "win_rate", "--period", "2026-Q1", "--limit", "2"],
        "compare-policies/win_rate?period=2026-Q1&limit=2",
    ),
    (["glossary", "--lang", "de"], "glossary?lang=de"),
    (["glossary", "mrr", "--lang", "fr"], "glossary?q=mrr&lang=fr"),
    (["glossary", "Kundenbindung", "--lang", "en"], "glossary?q=Kundenbindung"),
    (["status"], "status"),
    (["problems"], "problems"),
    (["trace", "mrr", "--period", "2026-09"], "trace/mrr?period=2026-09"),
    (
        ["trace", "win_rate", "--period", "2026-Q1", "--side", "denominator", "--limit", "3"],
        "trace/win_rate?period=2026-Q1&side=denominator&limit=3",
    ),
]


def spoken(pairs: Pairs) -> list[str]:
    """A query as a command line."""
    metrics = [value for name, value in pairs if name == "metric"]
    options = [
        text
        for name, value in pairs
        if name != "metric"
        for text in (f"--{name.replace('_', '-')}", value)
    ]
    return ["show", *metrics, *options]


@pytest.fixture
def command(
    loaded: tuple[Path, date], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """What the command line writes as JSON, inside the book's folder."""
    monkeypatch.chdir(loaded[0])

    def ask(*words: str) -> Any:
        run([*words, "--json"])
        written = capsys.readouterr()
        return json.loads(written.out) if written.out else written.err

    return ask


@pytest.mark.parametrize("pairs", SHOWN, ids=lambda pairs: "&".join("=".join(p) for p in pairs))
def test_shows_what_the_command_line_shows(
    client: TestClient, command: Callable[..., Any], pairs: Pairs
) -> None:
    answer = client.get(f"/api/v1/show?{urlencode(pairs)}")
    spoken_answer = command(*spoken(pairs))
    if answer.status_code == 200:
        assert answer.json() == spoken_answer
        jsonschema.validate(answer.json(), schema("result"))
    else:
        assert answer.json()["title"] in spoken_answer


@pytest.mark.parametrize(("words", "path"), OTHERS, ids=lambda x: x if isinstance(x, str) else "")
def test_other_answers_are_the_command_lines(
    client: TestClient, command: Callable[..., Any], words: list[str], path: str
) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    assert answer.json() == command(*words)


@pytest.mark.parametrize("metric", list(METRICS))
def test_the_glossary_says_the_number_that_is_shown(client: TestClient, metric: str) -> None:
    found = client.get(f"/api/v1/glossary?q={metric}").json()["entries"][0]
    assert found["id"] == metric
    rows = client.get(f"/api/v1/show?metric={metric}").json()["results"][0]["rows"]
    valued = [row for row in rows if row["value"] is not None]
    last = ([row for row in valued if not row["to_date"]] or valued or [None])[-1]
    shown = last and {name: last[name] for name in ("from", "to", "value")}
    said = found["now"] and {name: found["now"][name] for name in ("from", "to", "value")}
    assert said == shown


def test_an_answer_says_how_its_time_is_cut(
    copied: Path, visit: Callable[[Path], TestClient], loaded: tuple[Path, date]
) -> None:
    """Time zone and fiscal calendar stand with the numbers, and their periods follow them."""
    settings = copied / "revcompass.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("fiscal_year_start = 1", "fiscal_year_start = 4"), "utf-8")
    load(copied, today=loaded[1])
    asked = "/api/v1/show?metric=bookings&grain=fiscal_quarter&period=FY2026-Q4"
    answer = visit(copied).get(asked).json()
    assert answer["calendar"] == {
        "timezone": "Europe/Berlin",
        "fiscal_year_start": 4,
        "week_start": 0,
    }
    (row,) = answer["results"][0]["rows"]
    assert (row["from"], row["to"]) == ("2026-01-01", "2026-04-01")


def test_most_questions_have_an_answer(client: TestClient) -> None:
    answered = sum(client.get(f"/api/v1/show?{urlencode(p)}").status_code == 200 for p in SHOWN)
    assert answered > 0.8 * len(SHOWN)
    assert len(SHOWN) + len(OTHERS) >= 50


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("show", 400, "missing_parameter"),
        ("show?metric=mmr", 404, "unknown_metric"),
        ("show?metric=mrr&grain=months", 400, "bad_choice"),
        ("show?metric=mrr&gain=month", 400, "no_such_parameter"),
        ("show?metric=mrr&period=never", 400, "bad_period"),
        ("show?metric=mrr&to=9999-12-31", 400, "bad_period"),
        ("show?metric=mrr&from=0001-01-01", 400, "bad_period"),
        ("show?metric=mrr&grain=day&from=1900&to=2199", 400, "too_many_periods"),
        ("show?metric=mrr&by=nothing", 400, "unknown_slice"),
        ("show?metric=mrr&where=segment", 400, "bad_pair"),
        ("show?metric=mrr&policy=week=9", 400, "unknown_choice"),
        ("show?metric=mrr&currency=XXY", 400, "no_such_currency"),
        ("show?metric=mrr&lang=xx", 400, "bad_choice"),
        ("trace/mrr", 400, "missing_parameter"),
        ("trace/mrr?period=2026-09&limit=0", 400, "number_out_of_range"),
        ("trace/mrr?period=2026-09&limit=99999999999", 400, "number_out_of_range"),
        ("trace/mrr?period=2026-09&side=top", 400, "bad_choice"),
        ("trace/mrr?period=1990-01", 400, "nothing_to_trace"),
        ("explain/nothing", 404, "unknown_metric"),
        ("glossary?q=zzzzzzzz", 400, "no_such_term"),
        ("compare-policies/mrr", 400, "missing_parameter"),
        ("nothing", 404, "no_such_page"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    client: TestClient, path: str, status: int, code: str
) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    jsonschema.validate(found, openapi()["components"]["schemas"]["problem"])
    assert found["title"] != code
    assert found["detail"]


def test_other_methods_are_refused(client: TestClient) -> None:
    assert client.post("/api/v1/status").status_code == 405
    assert client.head("/api/v1/status").status_code == 200


def test_nothing_loaded_is_a_problem(tmp_path: Path, visit: Callable[[Path], TestClient]) -> None:
    assert run(["init", str(tmp_path / "empty"), "--currency", "EUR", "--timezone", "UTC"]) == 0
    answer = visit(tmp_path / "empty").get("/api/v1/status")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_snapshot")


def test_an_unchanged_answer_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/show?metric=mrr")
    tag = {"If-None-Match": first.headers["etag"]}
    again = client.get("/api/v1/show?metric=mrr", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/show?metric=arr", headers=tag).status_code == 200


def test_pages_of_records_are_all_records(client: TestClient) -> None:
    whole = client.get("/api/v1/trace/mrr?period=2026-09").json()
    records, path = [], "/api/v1/trace/mrr?period=2026-09&limit=7"
    while path:
        answer = client.get(path)
        assert answer.json()["total"] == whole["total"]
        records += answer.json()["records"]
        link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("link", ""))
        path = link[1] if link else ""
    assert records == whole["records"]
    assert len(records) == whole["count"] > 7


def test_a_new_snapshot_and_new_settings_are_seen_at_once(
    copied: Path, loaded: tuple[Path, date], visit: Callable[[Path], TestClient]
) -> None:
    client = visit(copied)
    first = client.get("/api/v1/show?metric=mrr")
    settings = copied / "revcompass.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + '\n[policies]\nweek = "4"\n', encoding="utf-8")
    changed = client.get("/api/v1/show?metric=mrr")
    assert changed.json()["results"][0]["policies"]["week"] == "4"
    load(copied, today=loaded[1])
    second = client.get("/api/v1/show?metric=mrr")
    assert [a.json()["snapshot"] for a in (first, changed, second)] == [
        "000001",
        "000001",
        "000002",
    ]
    assert len({a.headers["etag"] for a in (first, changed, second)}) == 3


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_examples_are_answers(operation: Any) -> None:
    jsonschema.validate(example(operation.name), schema(operation.answer))


def test_every_reference_of_the_document_resolves() -> None:
    document = openapi()
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for step in reference.split("/"):
            found = found[step]
        assert isinstance(found, dict)
