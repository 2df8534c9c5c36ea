"""A page offers nothing that who reads it would be refused, and says in a sentence what is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from revcompass.desk.service import Service
from revcompass.server.access import Access
from revcompass.server.app import make_app
from revcompass.server.needs import need_of
from revcompass.web.routes import VIEWS
from revcompass.words.translate import Translator
from serving.people import PEOPLE, recognise
from serving.test_pages import PATHS

MORE = (
    "/api",
    "/account",
    "/metric/win_rate?by=owner",
    "/metric/stage_conversion",
    "/records/mrr?period=2026-09",
    "/find?q=revenue",
    "/find?q=data",
    "/glossary/win_rate",
    "/nothing",
)
_OFFERED = re.compile(r'(?:href|action|formaction|data-find)="([^"]*)"')


def read(people: TestClient, who: str, path: str) -> str:
    """A page as somebody sees it, whether it is the page or a refusal."""
    answer = people.get(path, headers={"Authorization": f"Bearer {who}"})
    assert answer.status_code in (200, 400, 403, 404), path
    return answer.text


def offered(text: str, path: str) -> set[str]:
    """The paths that a page leads to."""
    found = {urlsplit(unescape(one)) for one in _OFFERED.findall(text)}
    assert not any(one.scheme or one.netloc for one in found)
    return {one.path or urlsplit(path).path for one in found}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_link_and_form_opens(people: TestClient, who: str) -> None:
    met = set()
    for path in (*PATHS, *MORE):
        for place in offered(read(people, who, path), path):
            if place == urlsplit(path).path:
                continue  # of a refusal: in another language, in the dark
            need = need_of(place)
            assert need is not None, (path, place)
            assert need.is_met(PEOPLE[who]), (path, place)
            met.add(place)
    assert len(met) > 60


def test_what_somebody_may_do_is_offered(people: TestClient) -> None:
    """The same pages lead on, for those who may go there."""
    expected = {
        "/data": {"admin": {"/data/upload", "/data/load", "/data/problems"}},
        "/metric/mrr": {"analyst": {"/records/mrr", "/export/mrr.csv", "/metric/mrr/policies"}},
        "/revenue": {"analyst": {"/revenue/cohort", "/customer", "/export/cohorts.csv"}},
        "/funnel": {"analyst": {"/records/open_opportunities", "/customer"}},
    }
    for path, by_role in expected.items():
        for who, places in by_role.items():
            assert places <= offered(read(people, who, path), path), path
            assert not places & offered(read(people, "viewer", path), path), path
    assert "/data" not in offered(read(people, "some_rows", "/"), "/")
    assert "/records/mrr" in offered(read(people, "some_rows", "/metric/mrr"), "/metric/mrr")


@pytest.mark.parametrize("lang", ["en", "fr", "it", "ms", "ar", "de"])
def test_what_is_missing_is_said(people: TestClient, lang: str) -> None:
    say = Translator(lang).ui
    loads = say("Administrators add files and start loads.")
    records = say("Analysts also see the records behind the numbers, and download them.")
    for path, sentence, able in (("/data", loads, "admin"), ("/metric/mrr", records, "analyst")):
        assert sentence in unescape(read(people, "viewer", f"{path}?lang={lang}"))
        assert sentence not in unescape(read(people, able, f"{path}?lang={lang}"))


@pytest.mark.parametrize(("who", "is_offered"), [("viewer", False), ("admin", True)])
def test_an_empty_book_takes_files_from_administrators(
    tmp_path: Path, who: str, *, is_offered: bool
) -> None:
    (tmp_path / "revcompass.toml").write_text('[book]\ncurrency = "EUR"\n', encoding="utf-8")
    access = replace(Access.on_loopback(8017), recognise=recognise)
    with TestClient(make_app(Service(tmp_path), access), base_url=access.origins[0]) as client:
        text = read(client, who, "/")
    assert ('action="/data/upload"' in text) is is_offered
    assert ("Administrators add files and start loads." in text) is not is_offered


def test_a_stalled_deal_leads_to_its_own_line(
    people: TestClient, loaded: tuple[Path, date]
) -> None:
    text = read(people, "analyst", "/funnel?period=2026-09")
    deals = re.findall(
        r'<td><a href="(/records/open_opportunities[^"]*)"><bdi>([^<]*)</bdi></a> '
        r'<code class="quiet" dir="ltr">([^<:]*):(\d+)</code>',
        text,
    )
    assert len(deals) >= 5
    for href, key, file, line in deals:
        written = (loaded[0] / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert key in written
        records = read(people, "analyst", unescape(href))
        assert f"<bdi>{key}</bdi>" in records
        assert f"<code>{file}:{line}</code>" in records
    assert "crm/opportunities.csv" not in read(people, "viewer", "/funnel?period=2026-09")


def test_pages_are_kept_apart_by_role(people: TestClient) -> None:
    """A page that was made for an administrator is not given to a viewer, nor is its tag."""
    for path in [view.path for view in VIEWS if "{" not in view.path]:
        if not (need := need_of(path)) or not need.is_met(PEOPLE["viewer"]):
            continue
        whole = people.get(path, headers={"Authorization": "Bearer admin"})
        again = {"If-None-Match": whole.headers["etag"]}
        low = people.get(path, headers={"Authorization": "Bearer viewer", **again})
        assert low.status_code == 200, path
        assert low.headers["etag"] != whole.headers["etag"]
