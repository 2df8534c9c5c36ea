"""People sign in, and nobody else: passwords, sessions, tokens, and what is kept of them."""

from __future__ import annotations

import json
import os
import re
import stat
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from revcompass.cli.main import run
from revcompass.desk.service import Service
from revcompass.domain.problem import RevcompassError
from revcompass.domain.viewer import Role, Sight, Viewer
from revcompass.server.access import Access
from revcompass.server.app import make_app
from revcompass.server.audit import Audit
from revcompass.server.people import People
from revcompass.server.throttle import Throttle
from serving.conftest import beside

ORIGIN = "https://metrics.example.com:8017"
OURS = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
PASSWORD = "correct horse battery"  # noqa: S105
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
NORTH = Sight((("team", ("Key accounts",)),), employees=False)


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(loaded: tuple[Path, date], tmp_path: Path) -> Path:
    """A folder with the sample company's snapshots, and room for people."""
    return beside(loaded[0], tmp_path)


@pytest.fixture
def people(book: Path, clock: Clock) -> People:
    """An administrator, and an analyst of one team."""
    made = People(book, clock, CHEAP)
    made.add(Viewer("ana", Role.ADMIN), PASSWORD)
    made.add(Viewer("ben", Role.ANALYST, NORTH), PASSWORD)
    return made


@pytest.fixture
def browser(book: Path, people: People) -> Iterator[TestClient]:
    """A browser on another machine."""
    access = Access.over_tls(("metrics.example.com",), 8017)
    app = make_app(Service(book), access, people)
    with closing(TestClient(app, base_url=ORIGIN, follow_redirects=False)) as made:
        yield made


def sign_in(browser: TestClient, name: str = "ana", password: str = PASSWORD, **more: str) -> Any:
    """What the form answers."""
    return browser.post("/login", data={"name": name, "password": password, **more}, headers=OURS)


def test_people_sign_in_look_and_sign_out(browser: TestClient) -> None:
    asked = browser.get("/metric/mrr?by=plan")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/login?next=%2Fmetric%2Fmrr%3Fby%3Dplan"
    form = browser.get(asked.headers["location"])
    assert form.status_code == 200
    assert 'value="/metric/mrr?by=plan"' in form.text
    entered = sign_in(browser, next="/metric/mrr?by=plan")
    assert (entered.status_code, entered.headers["location"]) == (303, "/metric/mrr?by=plan")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/", "Secure"))
    assert browser.get("/metric/mrr?by=plan").status_code == 200
    assert "ana" in browser.get("/account").text
    assert browser.post("/logout", headers=OURS).status_code == 303
    assert browser.get("/account").status_code == 303


def test_unknown_names_and_wrong_passwords_are_answered_alike(browser: TestClient) -> None:
    answers = [sign_in(browser, name, "not the password") for name in ("ana", "nobody")]
    assert [one.status_code for one in answers] == [403, 403]
    assert answers[0].text == answers[1].text
    assert not any("set-cookie" in one.headers for one in answers)


def test_unknown_names_take_as_long_as_wrong_passwords(book: Path) -> None:
    people = People(book)
    people.add(Viewer("ana", Role.ADMIN), PASSWORD)
    people.of_password("warm", "up")
    done: dict[str, list[float]] = {"ana": [], "nobody": []}
    verified = []
    for _ in range(5):
        for name, took in done.items():
            before = time.process_time()
            verified.append(people.of_password(name, "not the password"))
            took.append(time.process_time() - before)
    assert not any(verified)
    ratio = statistics.median(done["nobody"]) / statistics.median(done["ana"])
    assert 0.3 < ratio < 3  # without the same work it would be some hundredth


def test_a_session_that_was_planted_is_not_the_one_that_is_entered(
    browser: TestClient, people: People
) -> None:
    planted = people.begin_session("ben")
    name = Access.over_tls(("metrics.example.com",), 8017).login_cookie
    browser.cookies.set(name, planted, domain="metrics.example.com", path="/")
    entered = sign_in(browser)
    assert planted not in entered.headers["set-cookie"]
    assert people.of_session(planted) is None
    assert people.of_session("chosen by somebody else") is None


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}],
    ids=str,
)
def test_another_site_signs_nobody_in_or_out(browser: TestClient, headers: dict[str, str]) -> None:
    for path in ("/login", "/logout"):
        form = {"name": "ana", "password": PASSWORD}
        answer = browser.post(path, data=form, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "/\\evil.example", "https://evil.example", "x", "/login", "/\r\nX: y"],
)
def test_signing_in_leads_nowhere_else(browser: TestClient, place: str) -> None:
    entered = sign_in(browser, next=place)
    assert entered.headers["location"] == "/"
    assert "x" not in entered.headers


def test_guessing_is_slowed(browser: TestClient) -> None:
    for _ in range(5):
        assert sign_in(browser, "ben", "wrong password").status_code == 403
    slowed = sign_in(browser, "ben")
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) >= 1


def test_the_wait_doubles_and_ends() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = []
    for _ in range(16):
        throttle.failed(["name ana"])
        waits.append(throttle.wait(["name ana"]))
    assert waits[:8] == [0, 0, 0, 0, 1, 2, 4, 8]
    assert waits[-1] == 300
    assert throttle.wait(["name ben"]) == 0
    clock.now += 300
    assert throttle.wait(["name ana"]) == 0
    throttle.succeeded(["name ana"])
    throttle.failed(["name ana"])
    assert throttle.wait(["name ana"]) == 0


def test_sessions_end(people: People, clock: Clock) -> None:
    idle, old = people.begin_session("ana"), people.begin_session("ana")
    for _ in range(14):
        clock.now += 11 * 3600
        found = people.of_session(old)
        assert found
        assert found.name == "ana"
    assert people.of_session(idle) is None
    clock.now += 3 * 24 * 3600
    assert people.of_session(old) is None
    again = people.begin_session("ana")
    people.change_password("ana", "another password")
    assert people.of_session(again) is None
    kept = people.begin_session("ana")
    people.remove("ana")
    assert people.of_session(kept) is None


def test_tokens_do_what_both_their_owner_and_their_scope_may(
    browser: TestClient, people: People, clock: Clock
) -> None:
    made = {
        (owner, scope): people.add_token(owner, scope, 30)
        for owner in ("ana", "ben")
        for scope in Role
    }
    for (owner, scope), (_, secret) in made.items():
        found = people.of_token(secret)
        assert found
        assert found.role is min(
            scope, Role.ADMIN if owner == "ana" else Role.ANALYST, key=list(Role).index
        )
        assert found.sight == (Sight() if owner == "ana" else NORTH)
    _, secret = made["ana", Role.VIEWER]
    sent = {"Authorization": f"Bearer {secret}"}
    assert browser.get("/api/v1/show?metric=mrr", headers=sent).status_code == 200
    assert browser.get("/api/v1/problems", headers=sent).status_code == 403
    token, secret = made["ana", Role.ADMIN]
    assert (
        browser.get("/api/v1/problems", headers={"Authorization": f"Bearer {secret}"}).status_code
        == 200
    )
    people.revoke(token.id)
    assert people.of_token(secret) is None
    clock.now += 31 * 24 * 3600
    assert not any(people.of_token(secret) for _, secret in made.values())
    assert browser.get("/api/v1/show?metric=mrr", headers=sent).status_code == 401


def test_who_sees_some_rows_is_told_so(browser: TestClient) -> None:
    sign_in(browser, "ben")
    assert "Key accounts" in browser.get("/account").text
    mine = browser.get("/api/v1/show?metric=mrr,enps").json()
    assert mine["coverage"] == {}
    assert {row["undefined"] for row in mine["results"][1]["rows"]} == {"not_permitted"}
    assert browser.get("/data").status_code == 403


def test_nothing_is_kept_in_the_clear_or_for_others_to_read(
    browser: TestClient, people: People, book: Path
) -> None:
    sign_in(browser)
    session = browser.cookies.get(Access.over_tls(("metrics.example.com",), 8017).login_cookie)
    _, secret = people.add_token("ana", Role.ADMIN, 30)
    browser.get(f"/api/v1/show?metric=mrr&token={secret}")
    browser.get("/api/v1/show?metric=mrr", headers={"Authorization": f"Bearer {secret}"})
    sign_in(browser, "ana", "a wrong canary")
    folder = book / "access"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert len(files) == 2
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        for kept in (PASSWORD, session, secret, "a wrong canary"):
            assert kept
            assert kept.encode() not in file.read_bytes(), file
    assert b"$argon2id$" in people.file.read_bytes()


def test_a_file_others_can_read_is_not_used(people: People) -> None:
    people.file.chmod(0o640)
    with pytest.raises(RevcompassError) as refused:
        people.of_password("ana", PASSWORD)
    assert refused.value.problem.code == "not_private"


@pytest.mark.parametrize("name", ["", " ", "a b", "a\nb", "x" * 65, "a\u202eb"])
def test_names_are_plain(people: People, name: str) -> None:
    with pytest.raises(RevcompassError) as refused:
        people.add(Viewer(name, Role.VIEWER), PASSWORD)
    assert refused.value.problem.code == "bad_user_name"


@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_passwords_are_neither_short_nor_endless(people: People, password: str) -> None:
    with pytest.raises(RevcompassError) as refused:
        people.change_password("ana", password)
    assert refused.value.problem.code == "bad_password"


def test_a_body_is_read_only_so_far(browser: TestClient) -> None:
    endless = {"name": "ana", "password": "x" * 2_000_000}
    assert browser.post("/login", data=endless, headers=OURS).status_code == 413
    sign_in(browser)
    assert browser.post("/settings", data=endless, headers=OURS).status_code in (400, 413)


def test_what_is_asked_is_noted_and_a_change_of_the_log_shows(
    browser: TestClient, book: Path
) -> None:
    sign_in(browser, "ben", "wrong password")
    sign_in(browser, "ben")
    browser.get("/api/v1/show?metric=mrr&token=secret")
    browser.get("/api/v1/problems")
    browser.get("/assets/style.css")
    audit = Audit(book)
    lines = [json.loads(line) for line in audit.file.read_text(encoding="utf-8").splitlines()]
    told = [(line["who"], line["what"], line["outcome"], line["snapshot"]) for line in lines]
    assert told == [
        ("ben", "sign in", "refused", None),
        ("ben", "sign in", "ok", None),
        ("ben", "GET /api/v1/show?metric=mrr", "400", "000001"),
        ("ben", "GET /api/v1/problems", "403", "000001"),
    ]
    assert audit.is_whole()
    text = audit.file.read_text(encoding="utf-8")
    audit.file.write_text(text.replace("refused", "ok"), encoding="utf-8")
    audit.note("ana", "look", "ok")
    assert not audit.is_whole()


def test_a_question_of_any_length_leaves_the_log_whole(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    audit.note("ana", "GET /?" + "\x01" * 200_000, "ok")
    audit.note("ana", "GET /", "ok")
    assert audit.is_whole()


def test_a_full_log_is_begun_anew_and_the_chain_goes_on(tmp_path: Path) -> None:
    audit = Audit(tmp_path, largest=1000)
    for number in range(60):
        audit.note("ana", f"question {number}", "ok")
    files = sorted(one.name for one in audit.file.parent.iterdir())
    assert files == sorted(["audit.jsonl", *(f"audit.{n}.jsonl" for n in range(1, 9))])
    assert all(one.stat().st_size < 1300 for one in audit.file.parent.iterdir())
    assert audit.is_whole()
    (audit.file.parent / "audit.3.jsonl").unlink()
    assert not audit.is_whole()


def test_users_and_tokens_by_command_line(
    book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed(line: str, *, text: str = "") -> tuple[int, str, str]:
        read, write = os.pipe()
        os.write(write, text.encode())
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as given:
            monkeypatch.setattr("sys.stdin", given)
            code = run([*line.split(), "--book", str(book)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    words = f"{PASSWORD}\n"
    assert typed("users add ana --role admin --password-stdin", text=words)[0] == 0
    assert typed("users add ben --rows team=North,South --password-stdin", text=words)[0] == 0
    assert typed("users add ana --password-stdin", text=words)[0] == 2
    assert typed("users add cat --password-stdin", text="short\n")[0] == 2
    assert typed("users list")[1] == "ana\tadmin\t*\tfalse\nben\tviewer\tteam=North,South\tfalse\n"
    listed = json.loads(typed("users list --json")[1])
    assert listed["entries"][1]["rows"] == {"team": ["North", "South"]}
    code, secret, err = typed("tokens add ana --scope analyst --days 7")
    assert code == 0
    found = People(book).of_token(secret.strip())
    assert found
    assert found.role is Role.ANALYST
    token = re.findall(r"[0-9a-f]{8}", err)[0]
    assert secret.strip() not in typed("tokens list")[1]
    assert typed(f"tokens revoke {token}")[0] == 0
    assert People(book).of_token(secret.strip()) is None
    assert typed("users remove ben")[0] == 0
    assert typed("users remove ben")[0] == 2
    assert [one.name for one in People(book).viewers()] == ["ana"]
    assert PASSWORD not in Audit(book).file.read_text(encoding="utf-8")
