"""Passwords, tokens and sessions are found nowhere but where they were given."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from revcompass.book.config import read_book
from revcompass.book.snapshots import numbers, snapshot_path
from revcompass.cli.main import run
from revcompass.desk.service import Service
from revcompass.server.access import Access
from revcompass.server.app import make_app
from revcompass.server.people import People
from serving.test_pages import PATHS
from sources.databases.servers import free_port, postgresql

DATABASE = "canary-database-7d1c"
PASSWORD = "canary-password-93ab"  # noqa: S105
WRONG = "canary-mistyped-5e02"
ORIGIN = "https://metrics.example.com:8017"
OURS = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
SETTINGS = """\
[book]
currency = "EUR"
as_of = "2026-03-31"
[[source]]
name = "billing"
table = "subscriptions"
files = "billing.csv"
constants = {{ interval = "month", currency = "EUR" }}
[[source]]
name = "crm"
table = "accounts"
database = "{database}"
query = "SELECT 'A1' AS account_id, 'Alder' AS name"
"""
BILLING = "subscription_id,account_id,starts_on,ends_on,amount,plan\nS1,A1,2026-01-01,,100,Pro\n"


@dataclass
class Heard:
    """Everything that was said, by where."""

    secrets: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)

    def hear(self, where: str, text: str) -> None:
        """Keep what was said somewhere."""
        self.said[where] = self.said.get(where, "") + text

    def answer(self, answer: Any) -> Any:
        """Keep an HTTP answer, but for the cookie that it gives."""
        headers = [f"{k}: {v}" for k, v in answer.headers.items() if k != "set-cookie"]
        self.hear(f"{answer.request.method} {answer.url.path}", "\n".join([*headers, answer.text]))
        return answer

    def folder(self, folder: Path) -> None:
        """Keep every file below a folder but the settings, snapshots row by row."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != "revcompass.toml":
                self.hear(str(path), path.read_bytes().decode("latin-1"))
        for number in numbers(read_book(folder)):
            with duckdb.connect(
                str(snapshot_path(read_book(folder), number)), read_only=True
            ) as con:
                for (table,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                    rows = con.execute(f'SELECT * FROM "{table}"').fetchall()
                    self.hear(f"{number} {table}", repr(rows))

    def check(self) -> None:
        """None of the secrets is in any of it."""
        assert len(self.said) > 20
        told = [
            (name, where)
            for name, secret in self.secrets.items()
            for where, text in self.said.items()
            if secret in text
        ]
        assert told == []


@pytest.fixture(params=["out of reach", "there"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A book with a source on a database, whose password stands in the settings."""
    (tmp_path / "billing.csv").write_text(BILLING, encoding="utf-8")

    def write(port: int | str) -> Path:
        url = f"postgresql://ada:{DATABASE}@127.0.0.1:{port}/postgres"
        settings = SETTINGS.format(database=url)
        (tmp_path / "revcompass.toml").write_text(settings, encoding="utf-8")
        return tmp_path

    if request.param == "there":
        with postgresql() as keys:
            yield write(keys["port"])
    else:
        yield write(free_port())


@pytest.fixture
def heard(
    book: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Heard]:
    """What is said while a user and a token are made and the book is looked at by command."""
    caplog.set_level(logging.DEBUG)
    made = Heard({"database": DATABASE, "password": PASSWORD, "mistyped": WRONG})
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    of_book = ["--book", str(book)]
    assert run(["users", "add", "ana", "--role", "admin", "--password-stdin", *of_book]) == 0
    made.hear("users", "".join(capsys.readouterr()))
    assert run(["tokens", "add", "ana", "--scope", "admin", *of_book]) == 0
    made.secrets["token"] = capsys.readouterr().out.strip()
    for command in ("check", "load", "status", "problems"):
        for form in ((), ("--json",)):
            run([command, str(book), *form])
            made.hear(command, "".join(capsys.readouterr()))
    for listed in ("users", "tokens"):
        run([listed, "list", *of_book])
        made.hear(listed, "".join(capsys.readouterr()))
    run(["show", "mrr", "--json", *of_book])
    made.hear("show", "".join(capsys.readouterr()))
    yield made
    made.hear(
        "log",
        "\n".join(
            map(
                repr,
                (
                    vars(one)
                    for one in caplog.records
                    if one.name.startswith(("revcompass", "uvicorn", "asyncio"))
                ),
            )
        ),
    )
    made.hear("standard streams", "".join(capsys.readouterr()))
    made.folder(book)
    made.check()


def follow(browser: TestClient, heard: Heard, place: str) -> None:
    """Wait until a load has ended."""
    for _ in range(300):
        answer = heard.answer(browser.get(place))
        if "running" not in answer.text:
            return
        time.sleep(0.1)


def test_secrets_are_found_nowhere(book: Path, heard: Heard) -> None:
    access = Access.over_tls(("metrics.example.com",), 8017)
    people = People(book, hasher=PasswordHasher())
    app = make_app(Service(book, today=lambda: date(2026, 4, 1)), access, people)
    heard.secrets |= {"start": access.token, "session of the start": access.session}
    with TestClient(app, base_url=ORIGIN, follow_redirects=False) as browser:

        def sign_in(name: str, password: str) -> Any:
            form = {"name": name, "password": password, "next": "/"}
            return heard.answer(browser.post("/login", data=form, headers=OURS))

        assert sign_in("ana", WRONG).status_code == 403
        assert sign_in(WRONG, "whatever it is").status_code == 403
        for secret in list(heard.secrets.values()):
            heard.answer(browser.get("/metric/mrr", params={"token": secret, "by": "plan"}))
        entered = sign_in("ana", PASSWORD)
        assert entered.status_code == 303
        found = re.search(r"=([^;]{20,})", entered.headers["set-cookie"])
        assert found
        heard.secrets["session"] = found[1]
        for path in (*PATHS, "/account", "/api", "/nothing", "/data/upload/1", "/data/load/1"):
            heard.answer(browser.get(path))
            heard.answer(browser.get(path, params={"token": heard.secrets["token"]}))
        for name in ("status", "problems", "show?metric=mrr", "openapi.json", "glossary"):
            heard.answer(browser.get(f"/api/v1/{name}"))
        bearer = {"Authorization": f"Bearer {heard.secrets['token']}"}
        started = heard.answer(browser.post("/api/v1/load", headers=bearer))
        assert started.status_code == 202
        follow(browser, heard, started.headers["location"])
        heard.answer(browser.get(f"{started.headers['location']}/result"))
        again = heard.answer(browser.post("/data/load", headers=OURS))
        follow(browser, heard, again.headers["location"])
        heard.answer(browser.get("/data/problems"))
        heard.answer(browser.get("/data"))
        heard.answer(browser.post("/logout", headers=OURS))
