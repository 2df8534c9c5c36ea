"""JSON, CSV and tab-separated text; colour and bars only where a terminal wants them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cli.fake import FakeDesk, Run, mrr_by_segment, win_rate
from revcompass.cli.session import Session
from revcompass.domain.question import Value


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_json_of_show(cli: Run, desk: FakeDesk) -> None:
    desk.results = (win_rate(),)
    document: dict[str, Any] = json.loads(cli("show", "win_rate", "--json").out)
    assert document["schema"] == "revcompass.result/1"
    assert document["results"][0]["rows"][1]["value"] == "0.21"
    assert desk.asked[0].compare is None


def test_csv_of_show(cli: Run, desk: FakeDesk) -> None:
    desk.results = (mrr_by_segment(),)
    rows = _rows(cli("show", "mrr", "--by", "segment", "--csv").out)
    assert len(rows) == 39
    assert (
        rows[2] | {"segment": "", "value": "12", "currency": "EUR", "flags": "below_minimum_n"}
        == rows[2]
    )


def test_csv_neutralises_text_but_not_numbers(cli: Run, desk: FakeDesk) -> None:
    formulas = ("=1+1", "+1+1", "-1+1", "@sum", "\tx", "\rx", "=cmd|' /C calc'!A0")
    base = mrr_by_segment().rows[0]
    rows = tuple(replace(base, slice=(("segment", text),)) for text in formulas)
    loss = replace(base, slice=(("segment", "-"),), value=Value(Fraction(-98_000)))
    desk.results = (replace(mrr_by_segment(), rows=(*rows, loss)),)
    written = _rows(cli("show", "mrr", "--by", "segment", "--csv").out)
    assert [row["segment"] for row in written] == [f"'{text}" for text in (*formulas, "-")]
    assert written[-1]["value"] == "-98000"


def test_plain_is_one_row_per_line(cli: Run, desk: FakeDesk) -> None:
    desk.results = (win_rate(),)
    lines = cli("show", "win_rate", "--plain").out.splitlines()
    assert len(lines) == 14
    assert {line.count("\t") for line in lines} == {lines[0].count("\t")}


@pytest.mark.usefixtures("desk")
def test_trace_as_data(cli: Run) -> None:
    command = ("trace", "mrr", "--period", "2026-09")
    document = json.loads(cli(*command, "--json").out)
    assert (document["total"], document["count"]) == ("988", 31)
    rows = _rows(cli(*command, "--csv").out)
    assert [(row["contribution"], row["file"], row["line"]) for row in rows] == [
        ("1000", "billing/a.csv", "7"),
        ("-12", "billing/a.csv", "9"),
    ]
    assert rows[0]["plan"] == "'=Team"
    plain = cli(*command, "--plain").out.splitlines()
    assert [line.split("\t")[0] for line in plain] == ["contribution", "1000", "-12"]


@pytest.mark.usefixtures("desk")
def test_other_documents(cli: Run) -> None:
    for name in ("status", "problems"):
        assert json.loads(cli(name, "--json").out)["schema"] == f"revcompass.{name}/1"
    explained = json.loads(cli("explain", "mrr", "--json").out)
    assert explained["policies"][0]["number"] == 30


@pytest.mark.usefixtures("desk")
def test_people_read_status_problems_and_meaning(cli: Run) -> None:
    assert "needs spend" in cli("status").out
    assert "a.csv:7" in cli("problems").out
    assert "after_n_days:30" in cli("explain", "mrr").out


def test_notes_lead_on(cli: Run, desk: FakeDesk) -> None:
    desk.results = (win_rate(),)
    out = cli("show", "win_rate", "--book", ".").out
    assert "2 records were set aside at the load: revcompass problems ." in out
    assert "Next: revcompass trace win_rate --book . --period 2026-08" in out


@pytest.mark.parametrize(
    ("environment", "lively"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False),
    ],
)
def test_colour_and_bars(
    cli: Run,
    desk: FakeDesk,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    *,
    lively: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    desk.results = (win_rate(),)
    out = cli("show", "win_rate").out
    assert ("\x1b[" in out) is lively
    assert ("▁" in out) is lively
    assert Session().is_lively is lively
