"""The pages as they are sent: complete, escaped, the same for the same snapshot."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from revcompass.catalogue import METRICS
from revcompass.cli.main import run
from revcompass.desk.loading import load
from revcompass.glossary.subjects import subjects
from revcompass.web.routes import VIEWS
from revcompass.words.languages import LANGUAGES
from revcompass.words.translate import Translator

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</title><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "{{ 7 * 7 }}",
    "{% include 'layout.html' %}",
    "javascript:alert(1)",
    "\\u003cscript\\u003ealert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "${alert(1)}",
    "%3Cscript%3E",
    "a' + alert(1) + '",
    "\u202egnp.exe",
    "]]><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
)
TAKEN = {"/customer": "?id=A-000001", "/revenue/cohort": "?at=2026-09"}
"""What a page cannot do without."""
PATHS = [
    re.sub(r"\{(metric|entry)\}", "mrr", view.path) + TAKEN.get(view.path, "") for view in VIEWS
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose plans and accounts are named by somebody who means harm."""
    folder = tmp_path_factory.mktemp("hostile") / "book"
    folder.mkdir()
    rows = [
        f'"S{index}","{name.replace(chr(34), chr(34) * 2)}",2026-01-01,,{100 + index},month,EUR,'
        f'"{name.replace(chr(34), chr(34) * 2)}"'
        for index, name in enumerate(HOSTILE)
    ]
    head = "subscription_id,account_id,starts_on,ends_on,amount,interval,currency,plan"
    (folder / "s.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    (folder / "revcompass.toml").write_text(
        '[book]\nname = "<b>Bold</b>"\ncurrency = "EUR"\ntimezone = "UTC"\nas_of = "2026-03-31"\n'
        '[[source]]\nname = "s"\ntable = "subscriptions"\nfiles = "s.csv"\n',
        encoding="utf-8",
    )
    load(folder, today=date(2026, 4, 1))
    return folder


@pytest.mark.parametrize("path", [*PATHS, "/metric/mrr?by=plan", "/records/mrr?period=2026-03"])
def test_names_in_the_records_never_become_markup(
    hostile: Path, visit: Callable[[Path], TestClient], path: str
) -> None:
    answer = visit(hostile).get(path)
    assert answer.status_code in (200, 400), answer.text
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert all('src="/assets/app.js' in script for script in scripts)
    assert not re.search(r"<[^>]*\son\w+\s*=", answer.text)
    assert not re.search(r'(?:href|src)="(?:javascript|data|https?):', answer.text)
    assert "<b>Bold</b>" not in answer.text


def test_hostile_names_are_shown_as_they_are(
    hostile: Path, visit: Callable[[Path], TestClient]
) -> None:
    text = unescape(visit(hostile).get("/metric/mrr?by=plan&period=2026-03").text)
    assert all(name in text for name in HOSTILE)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_filter_is_taken_literally(
    hostile: Path, visit: Callable[[Path], TestClient], name: str
) -> None:
    told = name.replace('"', '""')
    answer = visit(hostile).get(
        "/records/mrr", params={"period": "2026-03", "where": f'plan="{told}"'}
    )
    assert answer.status_code == 200, answer.text
    assert len(re.findall(r"<tr><td", answer.text)) == 1


def test_no_formula_is_alive_in_a_download(
    hostile: Path, visit: Callable[[Path], TestClient]
) -> None:
    client = visit(hostile)
    sheet = client.get("/export/mrr.xlsx?by=plan&period=2026-03").content
    cells = [cell for row in openpyxl.load_workbook(BytesIO(sheet)).active.rows for cell in row]
    assert {"=1+1", "@SUM(A1)"} <= {cell.value for cell in cells}
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    text = client.get("/export/mrr.csv?by=plan&period=2026-03").text
    assert not re.search(r'(?:^|,)"?[=@]', text, re.MULTILINE)


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_page_is_not_sent_again(client: TestClient, path: str) -> None:
    address = f"{path}{'&' if '?' in path else '?'}period=2026-09"
    first = client.get(address)
    assert first.status_code == 200, first.text
    assert first.headers["content-type"].startswith("text/html")
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{address}&lang=de").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_has_its_page_and_downloads(client: TestClient, metric: str) -> None:
    assert client.get(f"/metric/{metric}").status_code == 200
    assert client.get(f"/export/{metric}.csv").status_code == 200


def test_every_entry_has_its_page(client: TestClient) -> None:
    for name in subjects():
        page = client.get(f"/glossary/{name}").text
        inside = re.findall(r'href="#([^"]+)"', page)
        assert len(inside) >= 1, name
        assert all(f' id="{one}"' in page for one in inside), name
    assert client.get("/glossary/nothing").status_code == 400


def test_what_can_be_told_follows_from_what_is_loaded(
    client: TestClient, hostile: Path, visit: Callable[[Path], TestClient], tmp_path: Path
) -> None:
    """All records, subscriptions alone, and none at all."""

    def told(page: str) -> dict[str, str]:
        """What each metric that cannot be computed lacks, and nothing for those that can."""
        found = re.findall(r'<li class="(?:yes|no)">(.*?)</li>', page, re.DOTALL)
        links = {re.findall(r"/metric/(\w+)", one)[0]: one for one in found}
        return {
            name: "".join(re.findall(r'class="quiet">([^<]*)', one)) for name, one in links.items()
        }

    everything = told(client.get("/readiness").text)
    assert set(everything) == set(METRICS)
    assert not any(everything.values())
    some = told(visit(hostile).get("/readiness?lang=ar").text)
    assert set(some) == set(METRICS)
    assert not some["mrr"]
    assert "spend" in some["cac"]
    assert any("، " in lacks for lacks in some.values())
    run(["init", str(tmp_path / "new")])
    nothing = visit(tmp_path / "new").get("/readiness").text
    assert "revcompass load" in nothing
    assert not told(nothing)


def test_a_territory_in_the_book_says_how_numbers_are_written(
    copied: Path, visit: Callable[[Path], TestClient]
) -> None:
    """On pages and over the API, where its language is read."""
    settings = copied / "revcompass.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[book]", '[book]\nlanguage = "de-CH"', 1), "utf-8")
    client = visit(copied)
    grouped = re.compile(r"\d’\d{3}")
    assert grouped.search(client.get("/metric/mrr?lang=de").text)
    assert not grouped.search(client.get("/metric/mrr?lang=fr").text)
    found = client.get("/api/v1/glossary?q=win_rate").json()["entries"][0]
    assert (found["language"], found["example"]["gives"]) == ("de", "25.0%")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_is_headed_as_such_and_whole(client: TestClient, language: str) -> None:
    """The same entries in every language, under its own word for it; the brand stays as it is."""
    page = client.get(f"/glossary?lang={language}").text
    heading = Translator(language).glossary("Glossary")
    assert f"<title>{heading} · revcompass</title>" in page
    assert "<bdi>revcompass</bdi>" in page
    shown = set(re.findall(r'href="/glossary/(\w+)', page))
    assert shown >= set(subjects())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_says_the_books_own_number(client: TestClient, language: str) -> None:
    words = Translator(language)
    page = unescape(client.get(f"/glossary/mrr?lang={language}").text)
    assert words.ui("Your number now") in page
    assert words.glossary("Monthly recurring revenue") in page
    assert words.ui("Your number now") not in client.get(f"/glossary/lead?lang={language}").text


@pytest.mark.parametrize(
    ("form", "begins"),
    [("csv", b"metric,"), ("xlsx", b"PK"), ("svg", b"<svg"), ("png", b"\x89PNG"), ("json", b"{")],
)
def test_downloads_are_what_they_say(client: TestClient, form: str, begins: bytes) -> None:
    answer = client.get(f"/export/win_rate.{form}?by=segment")
    assert answer.content.startswith(begins)
    assert "attachment" in answer.headers["content-disposition"]
    assert b"vega.github.io/vega-datasets" not in answer.content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/metric/nothing", 404),
        ("/metric/mrr?grain=months", 400),
        ("/metric/mrr?by=nothing", 400),
        ("/metric/mrr?lang=xx", 400),
        ("/records/mrr", 400),
        ("/records/mrr?period=2026-09&offset=-1", 400),
        ("/export/mrr.exe", 400),
        ("/assets/../routes.py", 404),
        ("/assets/%2e%2e/routes.py", 404),
    ],
)
def test_what_cannot_be_shown_is_said(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_before_the_first_load_the_page_says_what_to_do(
    tmp_path: Path, visit: Callable[[Path], TestClient]
) -> None:
    assert run(["init", str(tmp_path / "b"), "--currency", "EUR", "--timezone", "UTC"]) == 0
    answer = visit(tmp_path / "b").get("/")
    assert answer.status_code == 200
    assert "revcompass load" in answer.text


def test_who_is_not_let_in_sees_a_page_that_says_so(stranger: TestClient) -> None:
    answer = stranger.get("/", headers={"Accept-Language": "de-DE,de;q=0.9"})
    assert answer.status_code == 401
    assert '<html lang="de"' in answer.text
    assert stranger.get("/assets/style.css").status_code == 200


def test_settings_keep_only_what_is_known(client: TestClient) -> None:
    ours = {"Origin": "http://127.0.0.1:8017"}
    form = {"lang": "ar", "theme": "dark", "digits": "roman", "more": "x"}
    answer = client.post("/settings", data=form, headers=ours)
    assert answer.status_code == 303
    assert "lang=ar&theme=dark" in answer.headers["set-cookie"].replace('"', "")
    assert "roman" not in answer.headers["set-cookie"]
    page = client.get("/settings").text
    assert 'lang="ar" dir="rtl" data-theme="dark"' in page
