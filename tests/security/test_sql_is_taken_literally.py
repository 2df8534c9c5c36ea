"""SQL in any parameter of any face: refused, or looked for as the text it is; nothing changes."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from revcompass.api.openapi import openapi
from revcompass.charts import render
from revcompass.charts.look import Spec
from revcompass.cli.commands import COMMANDS, command
from revcompass.cli.main import run
from revcompass.domain.asking import NAMES
from revcompass.domain.problem import RevcompassError
from revcompass.domain.viewer import Role, Viewer
from revcompass.server.people import People
from revcompass.web.asked import _STAYS as STAYS
from security.injections import SQL

EXAMPLES = int(os.environ.get("REVCOMPASS_EXAMPLES", "40"))
EACH = min(len(SQL), max(1, EXAMPLES // 30))
"""How many of the texts each parameter is tried with; in turn, so that all are."""

PLAIN = "zzqx"
"""A text that is nothing, and harmless: the others are answered as it is."""

_turn = itertools.cycle(SQL)
VALUES = {"metric": "mrr", "entry": "mrr", "form": "csv", "load": "1", "upload": "0" * 32}
NEEDED = {
    "/records/{metric}": {"period": "2026-09"},
    "/customer": {"id": "A-000001"},
    "/revenue/cohort": {"period": "2026-03", "at": "2026-09"},
    "/api/v1/show": {"metric": "mrr"},
    "/api/v1/trace/{metric}": {"period": "2026-09"},
    "/api/v1/compare-policies/{metric}": {"period": "2026-09", "limit": "1"},
}
"""What a route cannot do without."""
SHAPES = {
    "where": ("{}", "segment={}", 'segment="{}"', "{}=smb", "team={},smb"),
    "by": ("{}", "segment,{}"),
    "policy": ("{}", "win_rate_of={}", "{}=decided", "reactivation=after_n_days:{}"),
    "metric": ("{}", "mrr,{}"),
    "period": ("{}", "2026-09{}"),
    "from": ("{}", "2026-01-01{}"),
    "id": ("{}", "A-000001{}"),
}


def taken(shape: str = "{}") -> Iterator[str]:
    """The next texts, in a shape."""
    for text in itertools.islice(_turn, EACH):
        yield shape.replace("{}", text)


def state_of(folder: Path) -> str:
    """All that a book keeps, but for who asked what."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "access":
            found.update(f"{path.relative_to(folder)}".encode() + path.read_bytes())
    return found.hexdigest()


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No chart is drawn: that takes the longest, and asks the book nothing."""

    def blank(specs: Sequence[Spec]) -> list[str]:
        return ['<svg viewBox="0 0 1 1"></svg>' for _ in specs]

    monkeypatch.setattr(render, "svgs", blank)


@pytest.fixture(autouse=True)
def unchanged(loaded: tuple[Path, date]) -> Iterator[None]:
    """The book is afterwards what it was."""
    before = state_of(loaded[0])
    yield
    assert state_of(loaded[0]) == before


def words_of(text: str, *asked: str) -> str:
    """What is read in an answer, without what was asked."""
    shown = unescape(re.sub(r"<[^>]*>", " ", text.replace(r"\"", '"')))
    for one in asked:
        for form in (one, one.strip(), " ".join(one.split()), unescape(one)):
            shown = shown.replace(form, "")
    return " ".join(shown.split())


def check(client: TestClient, path: str, pairs: dict[str, str], name: str, shape: str) -> None:
    """A parameter with hostile texts in a shape is answered as with one that is nothing."""

    def ask(value: str) -> Any:
        at = path.replace(f"{{{name}}}", PLAIN if not value else _quoted(value))
        asked = pairs if f"{{{name}}}" in path else {**pairs, name: value}
        return client.get(_filled(at), params=asked)

    nothing = shape.replace("{}", PLAIN)
    for value in taken(shape):
        answer = ask(value)
        case = (path, name, value)
        assert answer.status_code < 500, case
        if answer.status_code != 200:
            assert 400 <= answer.status_code < 500, case
            continue
        if name == "q":
            continue  # is searched for: has a test of its own
        plain = ask(nothing)
        assert plain.status_code == 200, case
        mine, others = (words_of(one.text, value, nothing) for one in (answer, plain))
        assert mine == others, case


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode())


def _filled(path: str) -> str:
    for name, value in VALUES.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def asked_of_api() -> list[tuple[str, str, str]]:
    """Path, parameter and shape, of the OpenAPI document."""
    return [
        (path, one["name"], shape)
        for path, methods in openapi()["paths"].items()
        for operation in methods.values()
        for one in operation.get("parameters", ())
        for shape in SHAPES.get(one["name"], ("{}",))
    ]


@pytest.mark.parametrize(("path", "name", "shape"), asked_of_api())
def test_any_parameter_of_the_api(client: TestClient, path: str, name: str, shape: str) -> None:
    check(client, path, dict(NEEDED.get(path, {})), name, shape)


def test_sources_of_a_load(client: TestClient) -> None:
    for text in SQL:
        answer = client.post("/api/v1/load", params={"source": text})
        assert answer.status_code == 400, text
        assert answer.json()["code"] == "unknown_source"


def names_of_pages() -> list[str]:
    """Every parameter that some page reads, found in the source of the pages."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(str(files("revcompass.web"))).rglob("*.py")
    )
    read = re.findall(r'(?:\.one|\.many|_asked)\((?:page, )?"(\w+)"', source)
    return sorted({*read, *NAMES, *STAYS, "token", "next", "upload"})


def pages_of(app: Starlette) -> list[str]:
    """The routes that are asked with GET, but for the API's."""
    return [
        route.path
        for route in app.routes
        if isinstance(route, Route)
        and "GET" in (route.methods or ())
        and not route.path.startswith(("/api/", "/assets"))
    ]


@pytest.mark.parametrize("name", names_of_pages())
def test_any_parameter_of_any_page(client: TestClient, app: Starlette, name: str) -> None:
    for path in pages_of(app):
        shapes = SHAPES.get(name, ("{}",)) if path.startswith("/metric") or EACH > 1 else ("{}",)
        for shape in shapes:
            check(client, path, dict(NEEDED.get(path, {})), name, shape)


def test_any_part_of_any_path(client: TestClient, app: Starlette) -> None:
    for path in pages_of(app):
        for name in re.findall(r"{(\w+)}", path):
            check(client, path, dict(NEEDED.get(path, {})), name, "{}")


def test_what_is_searched_for_is_looked_for_as_it_is(client: TestClient) -> None:
    for text in SQL:
        for path in ("/find", "/glossary", "/api/v1/glossary"):
            answer = client.get(path, params={"q": text})
            assert answer.status_code in (200, 400), (path, text)
            if answer.status_code == 400:
                assert answer.json()["code"] == "no_such_term"
        found = client.get("/find", params={"q": text}).text
        for account, name in re.findall(r'customer\?id=([^"&]*)[^>]*><bdi>([^<]*)', found):
            told = f"{account} {unescape(name)}".lower()
            assert all(word in told for word in text.lower().split()), text


def test_every_text_as_a_value_finds_nothing(client: TestClient) -> None:
    whole = client.get("/api/v1/show", params={"metric": "mrr"}).content
    for text in SQL:
        told = '"' + text.replace('"', '""') + '"'
        answer = client.get("/api/v1/show", params={"metric": "mrr", "where": f"segment={told}"})
        assert answer.status_code == 400, text
        assert answer.json()["code"] in ("unknown_slice_value", "bad_where"), text
        for by in (text, f'"{text}"'):
            answer = client.get("/api/v1/show", params={"metric": "mrr", "by": by})
            assert answer.status_code == 400, text
    assert client.get("/api/v1/show", params={"metric": "mrr"}).content == whole


def parameters_of(name: str) -> list[tuple[str, ...]]:
    """How each parameter of a command is given, with `{}` for the text."""
    found: list[tuple[str, ...]] = []
    for one in command(name).params:
        if isinstance(one, click.Argument):
            found.append(("{}",))
        elif isinstance(one, click.Option) and not one.is_flag:
            shapes = SHAPES.get(one.opts[0].removeprefix("--"), ("{}",))
            found += [(one.opts[0], shape) for shape in shapes]
    return found


GIVEN = {
    "show": ["mrr"],
    "trace": ["mrr", "--period", "2026-09"],
    "compare-policies": ["mrr", "--period", "2026-09"],
    "explain": ["mrr"],
    "glossary": [],
    "users": ["list"],
    "tokens": ["list"],
    "completion": ["bash"],
    "load": ["--source", "billing"],
}
"""What a command cannot do without."""


@pytest.mark.parametrize("name", [one for one in COMMANDS if one not in ("serve", "demo")])
def test_any_option_of_any_command(
    copied: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.chdir(copied if name != "init" else tmp_path)
    before = state_of(copied)
    for shape in parameters_of(name):
        for text in taken():
            given = [part.replace("{}", text.replace("\x00", "")) for part in shape]
            needed = GIVEN.get(name, []) if len(shape) > 1 else []
            code = run([name, *needed, *given])
            said = capsys.readouterr()
            assert code in (0, 1, 2), (name, given)
            assert "internal_error" not in said.err
            assert "Traceback" not in said.err
    assert state_of(copied) == before


def test_no_text_is_somebody(tmp_path: Path) -> None:
    people = People(tmp_path, hasher=PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    people.add(Viewer("ana", Role.ADMIN), "correct horse battery")
    token, secret = people.add_token("ana", Role.ADMIN, 1)
    for text in SQL:
        assert people.of_password(text, text) is None
        assert people.of_password("ana", text) is None
        assert people.of_session(text) is None
        assert people.of_token(text) is None
        people.end_session(text)
        for change in (people.remove, people.revoke):
            with pytest.raises(RevcompassError):
                change(text)
    assert [one.name for one in people.viewers()] == ["ana"]
    assert people.tokens() == [token]
    assert people.of_token(secret) == Viewer("ana", Role.ADMIN)


def test_the_list_is_as_long_as_promised() -> None:
    assert len(set(SQL)) == len(SQL) >= 60
