"""Files that are sent in: kept apart, shown, corrected, and only then a source that is loaded."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from revcompass.book import quarantine
from revcompass.book.config import read_book
from revcompass.desk import uploads
from revcompass.desk.aside import Progress
from revcompass.desk.service import Service
from revcompass.desk.uploads import Review
from revcompass.server.access import Access
from revcompass.server.app import make_app

ORIGIN = "http://127.0.0.1:8017"
SETTINGS = """\
# Ours; keep this line.
[book]
currency = "EUR"   # what we report in
timezone = "UTC"
as_of = "2026-03-31"

[funnel]
stages = ["Lead", "Won"]
"""
GERMAN = """\
Vertrag;Kunde;Beginn;Ende;Preis;Größe
V-001;Alder GmbH;01.01.2026;;1.200,00;Team
V-002;Bäcker AG;15.01.2026;;450,50;Start
V-003;;03.03.2026;;120,00;Start
"""
HEAD = "subscription_id,account_id,starts_on,amount,interval,currency\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book with settings and nothing else."""
    made = tmp_path / "acme"
    made.mkdir()
    (made / "revcompass.toml").write_text(SETTINGS, encoding="utf-8")
    return made


@pytest.fixture
def page(folder: Path, access: Access) -> Iterator[TestClient]:
    """Somebody with a browser on the book's pages."""
    app = make_app(Service(folder, today=lambda: date(2026, 4, 1)), access)
    headers = {"Authorization": f"Bearer {access.token}", "Origin": ORIGIN}
    with (
        closing(TestClient(app, base_url=ORIGIN, headers=headers, follow_redirects=False)) as made,
        made,
    ):
        yield made


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at files in this process: starting another takes most of the time of a small test."""

    class Here:
        def __init__(self, work: Callable[[Progress], Review]) -> None:
            self._work = work

        def result(self, progress: Progress) -> Review:
            return self._work(progress)

    monkeypatch.setattr(uploads, "Aside", Here)


def send(page: TestClient, name: str, content: bytes) -> Response:
    """The form of the data page, sent."""
    return page.post("/data/upload", files={"file": (name, content, "text/csv")})


def look(page: TestClient, name: str, content: bytes) -> Response:
    """What is said of a file that was kept."""
    kept = send(page, name, content)
    assert kept.status_code == 303, kept.text
    return page.get(kept.headers["location"])


def chosen(html: str) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    form = html[html.index('id="choices"') : html.index("</form>", html.index('id="choices"'))]
    found = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'<option value="([^"]*)" selected', options)[0]
    return {unescape(name): unescape(value) for name, value in found.items()}


def codes(html: str) -> set[str]:
    """The problems that a page lists."""
    return set(re.findall(r'<section class="panel" id="(\w+)"', html))


def loaded(page: TestClient, accepted: Response) -> str:
    """The page of a load once it has ended."""
    assert accepted.status_code == 303, accepted.text
    until = time.monotonic() + 60
    while time.monotonic() < until:
        html = page.get(accepted.headers["location"]).text
        if "data-follow" not in html:
            return html
        assert '<noscript><meta http-equiv="refresh"' in html
        time.sleep(0.05)
    raise AssertionError(html)


def test_a_file_is_shown_corrected_and_loaded(page: TestClient, folder: Path) -> None:
    kept = send(page, "Verträge 2026.csv", GERMAN.encode("cp1252"))
    address = kept.headers["location"]
    first = page.get(address)
    form = chosen(first.text)
    assert form["table"] == form["mapped"] == "subscriptions"
    assert (form["encoding"], form["delimiter"]) == ("cp1252", "semicolon")
    assert (form["decimal"], form["dates"]) == (",", "%d.%m.%Y")
    assert form["column:Kunde"] == "account_id"
    assert form["column:Größe"] == ""
    assert form["constant:currency"] == "EUR"
    assert "Every record needs what nothing fills yet: interval." in first.text
    assert "Bäcker AG" in first.text
    assert "Load this file" not in first.text
    assert list(folder.rglob("*.duckdb")) == []

    form |= {"constant:interval": "month", "column:Größe": "plan"}
    second = page.get(address, params=form)
    assert chosen(second.text)["column:Größe"] == "plan"
    assert codes(second.text) == {"missing_value"}
    assert "Load this file" in second.text
    assert (folder / "revcompass.toml").read_text("utf-8") == SETTINGS

    result = loaded(page, page.post(address, data=form))
    cells = [unescape(cell) for cell in re.findall(r'<td class="num">([^<]*)</td>', result)]
    assert cells == ["3", "2", "1", "0", "1,770.50", "1,650.50", "120.00", "0.00"]
    settings = (folder / "revcompass.toml").read_text("utf-8")
    assert settings.startswith(SETTINGS)
    (source,) = read_book(folder).sources
    assert (source.name, source.files) == ("Verträge_2026", "uploads/Verträge_2026/*.csv")
    assert source.columns["plan"] == "Größe"
    assert source.format.encoding == "cp1252"
    assert page.get("/api/v1/show?metric=mrr&period=2026-03").json()["snapshot"] == "000001"
    assert page.get(address).status_code == 404  # it does not wait any more
    assert list((folder / ".quarantine").iterdir()) == []


@pytest.mark.usefixtures("beside")
def test_a_second_file_of_the_same_name_is_a_second_source(page: TestClient, folder: Path) -> None:
    for number in (1, 2):
        text = f"{HEAD}S{number},A{number},2026-01-01,10,month,EUR\n"
        address = send(page, "billing.csv", text.encode()).headers["location"]
        loaded(page, page.post(address, data=chosen(page.get(address).text)))
    names = [source.name for source in read_book(folder).sources]
    assert names == ["billing", "billing_2"]
    found = page.get("/api/v1/show?metric=mrr&period=2026-03").json()
    assert found["results"][0]["rows"][0]["value"] == "20"


@pytest.mark.usefixtures("beside")
def test_a_workbook_is_read_by_sheet_and_row(page: TestClient) -> None:
    book = openpyxl.Workbook()
    book.active.append(["nothing to see"])
    sheet = book.create_sheet("Billing")
    for row in (["Our customers"], [], HEAD.strip().split(",")):
        sheet.append(row)
    sheet.append(["S1", "A1", date(2026, 1, 1), 12.5, "month", "EUR"])
    content = BytesIO()
    book.save(content)
    address = send(page, "Book.XLSX", content.getvalue()).headers["location"]
    assert "Load this file" not in page.get(address).text
    form = {"sheet": "Billing", "header_row": "3"}
    found = page.get(address, params=form).text
    assert chosen(found)["table"] == "subscriptions"
    assert "12.5" in found
    result = loaded(page, page.post(address, data=chosen(found)))
    assert "12.50" in result


def zipped(size: int) -> bytes:
    """A workbook whose sheet unpacks to so many bytes."""
    plain = BytesIO()
    openpyxl.Workbook().save(plain)
    bomb = BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as to:
        for name in source.namelist():
            blank = name.endswith("sheet1.xml")
            to.writestr(name, b"<worksheet>" + b" " * size if blank else source.read(name))
    return bomb.getvalue()


def formulas() -> bytes:
    """A workbook with a formula that nobody computed."""
    book = openpyxl.Workbook()
    book.active.append(["account_id", "name"])
    book.active.append(["=1+1", "A"])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


REFUSED: list[tuple[str, bytes, str]] = [
    ("report.csv", b"%PDF-1.4 1 0 obj", "no table of text: its content is of the kind “pdf”"),
    ("login.csv", b"<!DOCTYPE html><html>", "its content is of the kind “html”"),
    ("sheet.csv", zipped(1), "its content is of the kind “zip”"),
    ("wide.csv", "id,name\n1,A\n".encode("utf-16-le"), "its content is of the kind “binary”"),
    ("not.xlsx", b"id,name\n1,A\n", "damaged or incomplete"),
    ("bomb.xlsx", zipped(100 << 20), "unpacks to 100 MB"),
    ("live.xlsx", formulas(), "Formulas without a stored value in the sheet: 1."),
    ("twice.csv", b"id,id\n1,2\n", "Rename one of them"),
    ("what.csv", b"what,is,this\n1,2,3\n", "do not tell which table this is"),
    ("head.csv", HEAD.encode(), "No record of this file would be loaded yet."),
]


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize(("name", "content", "said"), REFUSED, ids=[one[0] for one in REFUSED])
def test_what_cannot_be_loaded_is_said_and_not_offered(
    page: TestClient, folder: Path, name: str, content: bytes, said: str
) -> None:
    kept = send(page, name, content)
    address = kept.headers["location"]
    shown = page.get(address)
    assert said in unescape(shown.text)
    assert "Load this file" not in shown.text
    forced = page.post(address, data=chosen(shown.text))
    assert forced.status_code == 422
    assert said in unescape(forced.text)
    assert (folder / "revcompass.toml").read_text("utf-8") == SETTINGS
    assert not (folder / "uploads").exists()
    assert page.post(f"{address}/discard").status_code == 303
    assert page.get(address).status_code == 404


@pytest.mark.usefixtures("beside")
def test_wrong_bytes_are_named_with_their_place(page: TestClient) -> None:
    shown = look(page, "m.csv", HEAD.encode() + b"S1,M\xfcller\x81,2026-01-01,5,month,EUR\n").text
    assert codes(shown) == {"undecodable"}
    assert "m.csv:2" in shown
    assert "Load this file" not in shown


@pytest.mark.usefixtures("beside")
def test_texts_that_begin_like_formulas_stay_text(page: TestClient) -> None:
    rows = "S1,=cmd|' /C calc'!A0,2026-01-01,5,month,EUR\nS2,@SUM(1),2026-01-01,-5,month,EUR\n"
    shown = look(page, "f.csv", (HEAD + rows).encode()).text
    assert "formula_text" in codes(shown)
    assert "=cmd|' /C calc'!A0" in unescape(shown)
    assert "amount" not in re.findall(r"Texts in “([^”]*)”", unescape(shown))  # -5 is a number


@pytest.mark.usefixtures("beside")
def test_days_that_can_be_read_in_two_ways_are_asked_about(page: TestClient) -> None:
    rows = "S1,A1,01/02/2026,5,month,EUR\nS2,A2,02/03/2026,5,month,EUR\n"
    kept = send(page, "d.csv", (HEAD + rows).encode())
    address = kept.headers["location"]
    shown = page.get(address).text
    assert {"ambiguous_dates", "unreadable_date"} <= codes(shown)
    assert "Load this file" not in shown
    settled = page.get(address, params={**chosen(shown), "dates": "%d/%m/%Y"}).text
    assert codes(settled) == set()
    assert "Load this file" in settled


@pytest.mark.usefixtures("beside")
def test_a_column_chosen_twice_is_told(page: TestClient) -> None:
    text = "id,subscription_id,account_id,starts_on,amount,interval,currency\n"
    kept = send(page, "t.csv", f"{text}1,S1,A1,2026-01-01,5,month,EUR\n".encode())
    form = chosen(page.get(kept.headers["location"]).text)
    form = {"column:id": "account_id", **{k: v for k, v in form.items() if k != "column:id"}}
    shown = page.get(kept.headers["location"], params=form).text
    assert codes(shown) >= {"column_chosen_twice"}


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\boot.csv", "boot.csv"),
        ("/etc/cron.d/x.csv", "x.csv"),
        ("<script>alert(1)</script>.csv", "script.csv"),
        ('"><img src=x onerror=alert(1)>.csv', "img_src_x_onerror_alert_1.csv"),
        ("=cmd|' !A0.csv", "cmd_A0.csv"),
        (".htaccess.csv", "htaccess.csv"),
        ("...csv", "upload.csv"),
        ("*.csv", "upload.csv"),
        ("[a-z]?{b}.csv", "a-z_b.csv"),
        ("x" * 500 + ".csv", "x" * 50 + ".csv"),
        ("re\u202evsc.csv", "re_vsc.csv"),
        ("عقود.csv", "عقود.csv"),
        ("a\nb.csv", "a_b.csv"),
        ("$(reboot);`id`.csv", "reboot_id.csv"),
    ],
)
def test_names_are_made_plain(page: TestClient, folder: Path, name: str, kept: str) -> None:
    assert quarantine.plain_name(name) == kept.rpartition("/")[2]
    before = {path for path in folder.parent.rglob("*") if ".quarantine" not in path.parts}
    shown = look(page, name, b"what,is,this\n1,2,3\n")
    assert shown.status_code == 200
    assert "<script>" not in shown.text
    assert "onerror=" not in shown.text
    (found,) = (path for path in folder.rglob("*.csv") if path.is_file())
    assert found.parent.parent == folder / ".quarantine"
    after = {path for path in folder.parent.rglob("*") if ".quarantine" not in path.parts}
    assert after == before


NOT_TAKEN = [
    ("x.exe", b"MZ", 415, "upload_kind"),
    ("x", b"a,b", 415, "upload_kind"),
    ("x.csv.gz", b"\x1f\x8b", 415, "upload_kind"),
    ("x.csv", b"", 400, "no_file"),
    ("", b"a,b", 400, "no_file"),
    ("x.csv", b"a" * 5000, 413, "upload_too_large"),
    ("x.csv", b"a" * 100_000, 413, "upload_too_large"),
]


@pytest.mark.parametrize("sent", NOT_TAKEN, ids=lambda one: f"{one[0]}-{len(one[1])}")
def test_what_is_not_taken_is_said(
    page: TestClient,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    sent: tuple[str, bytes, int, str],
) -> None:
    name, content, status, code = sent
    monkeypatch.setattr(quarantine, "MOST_BYTES", 4096)
    monkeypatch.setattr("revcompass.web.uploading.MOST_BYTES", 4096)
    answer = send(page, name, content)
    assert answer.status_code == status
    assert f"<code>{code}</code>" in answer.text
    assert [path for path in folder.rglob("*") if path.is_file()] == [folder / "revcompass.toml"]


def test_a_form_that_is_none_is_said(page: TestClient) -> None:
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x", "text/plain"):
        answer = page.post("/data/upload", content=b"x", headers={"Content-Type": content_type})
        assert answer.status_code == 400, content_type
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("upload", ["1", "0" * 32, "../snapshots", "%2e%2e", "..%2f..%2f", "*"])
def test_only_what_waits_is_found(page: TestClient, folder: Path, upload: str) -> None:
    (folder / ".quarantine").mkdir()
    for path in (f"/data/upload/{upload}", f"/data/upload/{upload}/discard"):
        for method in ("GET", "POST"):
            answer = page.request(method, path, follow_redirects=False)
            assert answer.status_code in (303, 404, 405), path
    assert (folder / "revcompass.toml").exists()


def test_other_sites_cannot_send_files(page: TestClient, folder: Path) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for path in ("/data/upload", "/data/upload/x", "/data/upload/x/discard", "/data/load"):
            assert page.post(path, headers=headers).status_code == 403
    assert not (folder / ".quarantine").exists()


@pytest.mark.usefixtures("beside")
def test_the_oldest_makes_room(page: TestClient, folder: Path) -> None:
    sent = [send(page, "a.csv", b"a,b\n1,2\n").headers["location"] for _ in range(12)]
    assert len(list((folder / ".quarantine").iterdir())) == 10
    assert page.get(sent[0]).status_code == 404
    assert page.get(sent[-1]).status_code == 200


def test_a_waiting_file_is_read_by_no_source(page: TestClient, folder: Path) -> None:
    send(page, "stray.csv", f"{HEAD}S9,A9,2026-01-01,999,month,EUR\n".encode())
    (folder / "own.csv").write_text(f"{HEAD}S1,A1,2026-01-01,1,month,EUR\n", encoding="utf-8")
    every = '\n[[source]]\nname = "all"\ntable = "subscriptions"\nfiles = "**/*.csv"\n'
    with (folder / "revcompass.toml").open("a", encoding="utf-8") as settings:
        settings.write(every)
    html = loaded(page, page.post("/data/load"))
    assert re.findall(r'<td class="num">(\d+)</td>', html) == ["1", "1", "0", "0"]


def test_a_load_that_fails_takes_the_source_out_again(page: TestClient, folder: Path) -> None:
    """Another source names a file that there is not, which only the load of all sees."""
    broken = '\n[[source]]\nname = "gone"\ntable = "accounts"\nfiles = "gone.csv"\n'
    settings = folder / "revcompass.toml"
    settings.write_text(SETTINGS + broken, encoding="utf-8")
    text = f"{HEAD}S1,A1,2026-01-01,1,month,EUR\n"
    address = send(page, "b.csv", text.encode()).headers["location"]
    form = chosen(page.get(address).text)
    html = loaded(page, page.post(address, data=form))
    assert "The load failed" in html
    assert "gone.csv" in html
    assert f'href="{address}"' in html
    assert settings.read_text("utf-8") == SETTINGS + broken
    assert not (folder / "uploads" / "b").exists()
    settings.write_text(SETTINGS, encoding="utf-8")
    assert "Where every record went" in loaded(page, page.post(address, data=form))


def test_before_the_first_load_a_file_can_be_sent(page: TestClient) -> None:
    assert 'action="/data/upload"' in page.get("/").text


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("language", ["en", "fr", "it", "ms", "ar", "de"])
def test_the_language_is_kept_on_the_way(page: TestClient, language: str) -> None:
    text = f"{HEAD}S1,A1,2026-01-01,1,month,EUR\n".encode()
    kept = page.post(f"/data/upload?lang={language}", files={"file": ("b.csv", text)})
    address = kept.headers["location"]
    shown: Any = page.get(address).text
    assert f'<html lang="{language}"' in shown
    assert chosen(shown)["lang"] == language
    refused = page.post(f"/data/upload?lang={language}", files={"file": ("b.exe", text)}).text
    assert f'<html lang="{language}"' in refused
