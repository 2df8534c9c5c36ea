"""Who is let in, from where, and what every response forbids."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from revcompass.cli.main import run
from revcompass.desk.service import Service
from revcompass.server.access import Access
from revcompass.server.app import make_app
from revcompass.server.needs import NEEDS, need_of
from revcompass.server.people import People
from revcompass.server.run import is_loopback
from serving.conftest import beside

HOSTS = [
    "evil.example",
    "evil.example:8017",
    "127.0.0.1",
    "127.0.0.1:80",
    "127.0.0.1:8018",
    "127.0.0.1:8017.evil.example",
    "127.0.0.1.evil.example:8017",
    "localhost.evil.example:8017",
    "127.0.0.2:8017",
    "0.0.0.0:8017",
    "[::1]:8018",
    "",
    "127.0.0.1:8017, evil.example",
    "evil.example#127.0.0.1:8017",
    "127.0.0.1:8017@evil.example",
    "evil.example@127.0.0.1:8017",
    "127.0.0.1:8017/",
    "http://127.0.0.1:8017",
    "2130706433:8017",
    "127.1:8017",
    "0x7f.0.0.1:8017",
    "localhost.:8017",
    "[::ffff:127.0.0.1]:8017",
    "127.0.0.1:08017",
    "127.0.0.1 :8017",
]
ORIGINS: list[dict[str, str]] = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://127.0.0.1:8017"},
    {"Origin": "http://127.0.0.1:8018"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "http://127.0.0.1:8017.evil.example"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://127.0.0.1:8017", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://127.0.0.1:8017/"},
    {"Origin": "http://evil.example, http://127.0.0.1:8017"},
    {"Origin": "http://127.0.0.1:8017@evil.example"},
    {"Origin": "file://"},
    {"Sec-Fetch-Site": ""},
]


@pytest.fixture(scope="module")
def app(
    loaded: tuple[Path, date], access: Access, tmp_path_factory: pytest.TempPathFactory
) -> Starlette:
    """The served sample company, where people may sign in besides."""
    folder = beside(loaded[0], tmp_path_factory.mktemp("people"))
    return make_app(Service(folder), access, People(folder))


def paths(app: Starlette) -> list[str]:
    """One path for every route there is."""
    found = [
        route.path if isinstance(route, Route) else f"{route.path}/style.css"
        for route in app.routes
        if isinstance(route, Route | Mount)
    ]
    assert len(found) == len(app.routes)
    return ["/", "/nothing", *(path.replace("{", "").replace("}", "") for path in found)]


@pytest.mark.parametrize("host", HOSTS)
def test_no_route_answers_for_another_host(client: TestClient, app: Starlette, host: str) -> None:
    for path in paths(app):
        for method in ("GET", "POST"):
            assert client.request(method, path, headers={"Host": host}).status_code == 421, path


def test_two_hosts_are_none(client: TestClient, app: Starlette) -> None:
    both = [("Host", "127.0.0.1:8017"), ("Host", "evil.example")]
    for path in paths(app):
        assert client.get(path, headers=both).status_code == 421, path


@pytest.mark.parametrize("headers", ORIGINS, ids=str)
def test_no_route_changes_anything_for_another_site(
    client: TestClient, app: Starlette, headers: dict[str, str]
) -> None:
    for path in paths(app):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.request(method, path, headers=headers).status_code == 403, path


def test_no_route_opens_without_the_token(stranger: TestClient, app: Starlette) -> None:
    for path in paths(app):
        need = need_of(path)
        if need is not None and need.role is None:
            continue
        for value in ("", "Bearer", "Bearer wrong", "Basic d3Jvbmc="):
            answer = stranger.get(path, headers={"Authorization": value})
            asked_in = 401 if path.startswith("/api/") else 303
            assert answer.status_code == asked_in, path


def test_only_the_door_and_what_it_looks_like_are_open() -> None:
    found = {path for path, need in NEEDS.items() if need.role is None}
    assert found == {"/assets/{path:path}", "/login", "/logout"}


def test_a_cookie_alone_does_not_change_anything(stranger: TestClient, access: Access) -> None:
    stranger.get(f"/?token={access.token}")
    assert stranger.get("/api/v1/status").status_code == 200
    assert stranger.post("/api/v1/status").status_code == 403
    ours = {"Origin": access.origins[0], "Sec-Fetch-Site": "same-origin"}
    assert stranger.post("/api/v1/status", headers=ours).status_code == 405


def test_the_token_is_exchanged_for_a_strict_cookie(stranger: TestClient, access: Access) -> None:
    entered = stranger.get(f"/metric/mrr?grain=month&token={access.token}&by=plan")
    assert entered.status_code == 303
    assert entered.headers["location"] == "/metric/mrr?grain=month&by=plan"
    cookie = entered.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert access.token not in cookie
    assert stranger.get("/api/v1/status").status_code == 200
    assert stranger.get("/api/v1/status?token=wrong").status_code == 400


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/%2F%2Fevil.example"])
def test_entering_leads_nowhere_else(stranger: TestClient, access: Access, path: str) -> None:
    entered = stranger.get(f"http://127.0.0.1:8017{path}?token={access.token}")
    assert urlsplit(entered.headers["location"]).netloc == ""
    assert not entered.headers["location"].startswith(("//", "/\\"))


def test_every_response_keeps_scripts_and_frames_out(client: TestClient, app: Starlette) -> None:
    for path in paths(app):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_secrets_are_not_shown(access: Access) -> None:
    other = Access.on_loopback(8017)
    assert other.token != access.token
    assert len(other.token) >= 43
    assert other.token not in repr(other)
    assert other.session not in repr(other)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "metrics.example.com", ""])
def test_other_interfaces_are_refused(
    loaded: tuple[Path, date], capsys: pytest.CaptureFixture[str], host: str
) -> None:
    assert not is_loopback(host)
    assert run(["serve", str(loaded[0]), "--host", host]) == 2
    assert "--behind-proxy" in capsys.readouterr().err


def test_behind_a_proxy_only_its_name_is_answered(loaded: tuple[Path, date]) -> None:
    access = Access.behind_proxy("metrics.example.com")
    client = TestClient(
        make_app(Service(loaded[0]), access),
        base_url="http://metrics.example.com",
        follow_redirects=False,
    )
    assert "Secure" in client.get(f"/?token={access.token}").headers["set-cookie"]
    assert client.get("/", headers={"Host": "127.0.0.1:8017"}).status_code == 421


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """`revcompass serve` as another process; the address it prints."""
    with subprocess.Popen(
        [sys.executable, "-m", "revcompass", "serve", str(folder), "--port", str(free_port())],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline().split()[-1]
        finally:
            process.terminate()
            assert "Traceback" not in process.stderr.read()


def test_the_address_that_is_printed_lets_in(loaded: tuple[Path, date]) -> None:
    with served(loaded[0]) as address:
        found = urlsplit(address)
        with contextlib.closing(HTTPConnection(found.netloc, timeout=30)) as connection:
            connection.request("GET", f"/api/v1/status?{found.query}")
            entered = connection.getresponse()
            assert entered.status == 303
            entered.read()
            cookie = str(entered.getheader("Set-Cookie")).partition(";")[0]
            connection.request("GET", "/api/v1/status", headers={"Cookie": cookie})
            assert connection.getresponse().status == 200


def test_a_taken_port_is_a_plain_problem(
    loaded: tuple[Path, date], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert run(["serve", str(loaded[0]), "--port", str(port)]) == 1
    assert str(port + 1) in capsys.readouterr().err
