"""Who sees the rows of one team finds no other team's account on any route."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from revcompass import catalogue
from serving.people import TEAM
from serving.people import people as people  # noqa: PLC0414 - a fixture

HER = {"Authorization": "Bearer some_rows"}
PAGES = ("/", "/revenue", "/funnel", "/leads", "/engagement", "/survey", "/glossary", "/readiness")
BY = ("", "&by=team", "&by=owner", "&by=name", "&by=account_id", "&by=region")


@pytest.fixture(scope="module")
def foreign(loaded: tuple[Path, date]) -> tuple[set[str], set[str]]:
    """Ids of other teams' accounts, and names that no account of the own team has."""
    with (loaded[0] / "crm" / "accounts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    own = {row[key] for row in rows if row["team"] == TEAM for key in ("name", "owner")}
    others = [row for row in rows if row["team"] != TEAM]
    names = {row[key] for row in others for key in ("name", "owner", "team")} - own
    assert len(names) > 30
    return {row["account_id"] for row in others}, names


def read(people: TestClient, path: str) -> str:
    """What a route says to her, files unpacked."""
    answer = people.get(path, headers=HER)
    assert answer.status_code < 500, path
    if answer.content[:2] == b"PK":
        with ZipFile(BytesIO(answer.content)) as packed:
            return "".join(packed.read(one).decode() for one in packed.namelist())
    return answer.text


def check(people: TestClient, path: str, foreign: tuple[set[str], set[str]]) -> str:
    """The same, without anything foreign."""
    text, (ids, names) = read(people, path), foreign
    assert not ids & set(re.findall(r"A-\d+", text)), path
    assert not [name for name in names if name in text], path
    return text


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_another_team(
    people: TestClient, foreign: tuple[set[str], set[str]], page: str
) -> None:
    check(people, page, foreign)


@pytest.mark.parametrize("metric", list(catalogue.METRICS))
def test_no_route_of_a_metric_names_another_team(
    people: TestClient, foreign: tuple[set[str], set[str]], metric: str
) -> None:
    for by in BY:
        check(people, f"/api/v1/show?metric={metric}{by}", foreign)
    for side in ("numerator", "denominator"):
        check(people, f"/api/v1/trace/{metric}?period=2026-09&side={side}", foreign)
    check(people, f"/metric/{metric}?by=owner", foreign)
    check(people, f"/records/{metric}?period=2026-09", foreign)
    for form in ("csv", "xlsx", "svg", "json"):
        check(people, f"/export/{metric}.{form}?by=name", foreign)


@pytest.mark.parametrize("metric", ["mrr", "win_rate", "cac", "enps"])
def test_no_comparison_names_another_team(
    people: TestClient, foreign: tuple[set[str], set[str]], metric: str
) -> None:
    check(people, f"/api/v1/compare-policies/{metric}?period=2026-09&limit=100", foreign)


def test_the_glossary_says_her_own_number(people: TestClient) -> None:
    """That of the rows she sees, and none where they do not tell."""
    everyone = {"Authorization": "Bearer admin"}

    def now(metric: str, who: dict[str, str]) -> str | None:
        answer = people.get(f"/api/v1/glossary?q={metric}", headers=who).json()
        said = answer["entries"][0]["now"]
        return said and str(said["value"])

    rows = people.get("/api/v1/show?metric=mrr", headers=HER).json()["results"][0]["rows"]
    assert now("mrr", HER) in [row["value"] for row in rows]
    assert now("mrr", HER) != now("mrr", everyone)
    assert (now("cac", HER), now("cac", everyone) is None) == (None, False)


@pytest.mark.parametrize("asked", ["owner=Nobody", "name=Mirubra", "team=Mid", "segment=sm"])
def test_no_refusal_suggests_what_is_not_seen(
    people: TestClient, foreign: tuple[set[str], set[str]], asked: str
) -> None:
    for path in ("/api/v1/show?metric=mrr", "/metric/mrr?grain=month"):
        text = check(people, f"{path}&where={asked}", foreign)
        assert "unknown_slice_value" in text


@pytest.mark.parametrize("path", ["/data", "/data/problems", "/api/v1/status", "/api/v1/problems"])
def test_what_concerns_the_whole_book_is_not_shown(people: TestClient, path: str) -> None:
    answer = people.get(path, headers=HER)
    assert answer.status_code == 403
    assert "whole_book_only" in answer.text
