"""Who may do what: every route says what it takes, and takes nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount, Route, compile_path
from starlette.testclient import TestClient

from revcompass.desk.service import Service
from revcompass.domain.viewer import Role
from revcompass.server.access import Access
from revcompass.server.app import make_app
from revcompass.server.needs import NEEDS, need_of
from revcompass.server.people import People
from serving.people import PEOPLE
from serving.people import people as people  # noqa: PLC0414 - a fixture


def templates(app: Starlette) -> list[str]:
    """The paths of all routes, as they are written; files below a mount are one."""
    found = [route.path for route in app.routes if isinstance(route, Route)]
    found += [f"{route.path}/{{path:path}}" for route in app.routes if isinstance(route, Mount)]
    assert len(app.routes) == len(found)
    return found


@pytest.fixture(scope="module")
def routed(loaded: tuple[Path, date], access: Access) -> list[Route]:
    """Every route, in the order they are tried, but for the assets'."""
    app = make_app(Service(loaded[0]), access, People(loaded[0]))
    found = [route for route in app.routes if isinstance(route, Route)]
    return [route for route in found if not route.path.startswith("/assets")]


def filled(template: str) -> str:
    """A path that a route takes."""
    values = {"metric": "mrr", "entry": "mrr", "form": "csv", "path:path": "style.css"}
    values |= {"load": "1", "upload": "1"}
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    assert "{" not in template
    return template


def test_every_route_declares_what_it_takes_and_nothing_else_does(
    loaded: tuple[Path, date], access: Access
) -> None:
    app = make_app(Service(loaded[0]), access, People(loaded[0]))
    written = {path for path in templates(app) if not path.startswith("/assets/")}
    assert written == set(NEEDS) - {"/assets/{path:path}"}
    for path, need in NEEDS.items():
        assert need_of(filled(path)) is need, path
        assert compile_path(path)[0].match(filled(path))


def test_what_is_not_declared_is_not_served(people: TestClient) -> None:
    for path in ("/nothing", "/api/v1/secret", "/records", "/data/problems/1", "/api/v1/"):
        assert need_of(path) is None
        assert people.get(path, headers={"Authorization": "Bearer admin"}).status_code == 404, path
        assert people.get(path).status_code in (401, 303), path


@pytest.mark.parametrize("who", [*PEOPLE, "stranger"])
def test_every_route_takes_whom_it_says_and_nobody_else(people: TestClient, who: str) -> None:
    for path, need in NEEDS.items():
        answer = people.get(filled(path), headers={"Authorization": f"Bearer {who}"})
        if need.role is None:
            assert answer.status_code in (200, 404), path  # signing in has its own tests
        elif who == "stranger":
            assert answer.status_code == (401 if path.startswith("/api/") else 303), path
        else:
            kept_out = answer.status_code == 403
            assert kept_out != need.is_met(PEOPLE[who]), path


METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get")


@pytest.mark.parametrize("who", [*PEOPLE, "stranger"])
def test_no_method_opens_what_another_does_not(people: TestClient, who: str) -> None:
    """What a route takes is asked before its method: nobody kept out learns which there are."""
    for path, need in NEEDS.items():
        if need.role is None or (who in PEOPLE and need.is_met(PEOPLE[who])):
            continue
        for method in METHODS:
            answer = people.request(
                method, filled(path), headers={"Authorization": f"Bearer {who}"}
            )
            refused = (403,) if who in PEOPLE else (401, 303)
            assert answer.status_code in refused, (method, path)
            assert "allow" not in answer.headers


SPELLINGS = (
    "{0}/",
    "{0}//",
    "/{0}",
    "{0}/.",
    "/.{0}",
    "{0}/..",
    "/assets/..{0}",
    "{0}%2F",
    "{0};a",
    "{0}%00",
    "{0}?a=/login",
    "{0}#/login",
)


def test_no_spelling_of_a_path_opens_it(people: TestClient) -> None:
    """What is not the path itself is nothing, or leads to the path, or is kept shut as it is."""
    for path, need in NEEDS.items():
        if need.role is None:
            continue
        spelled = [filled(path).upper(), *(one.format(filled(path)) for one in SPELLINGS)]
        for one in spelled:
            answer = people.get(one, headers={"Authorization": "Bearer stranger"})
            assert answer.status_code in (303, 401, 404), one


ODD = {"mrr", "mrr.csv", "1", "..", ".", "%2e%2e", "\u2044data"}


@settings(max_examples=100, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(
            sorted({part for path in NEEDS for part in path.split("/") if "{" not in part} | ODD)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_route_is_judged_by_its_own_need(routed: list[Route], parts: list[str]) -> None:
    """The table and the router never take a path for different routes."""
    path = "/" + "/".join(parts)
    for route in routed:
        if route.path_regex.match(path):
            assert need_of(path) is NEEDS[route.path], path
            break


def test_roles_include_those_before_them() -> None:
    reached = {role: [one for one in Role if role.reaches(one)] for role in Role}
    assert [len(found) for found in reached.values()] == [1, 2, 3]
    for need in NEEDS.values():
        taken = [need.is_met(PEOPLE[role.value]) for role in Role]
        assert taken == sorted(taken)


@pytest.mark.parametrize("lang", ["en", "fr", "it", "ms", "ar", "de"])
def test_who_is_kept_out_hears_why(people: TestClient, lang: str) -> None:
    low = people.get(
        f"/api/v1/problems?lang={lang}", headers={"Authorization": "Bearer viewer"}
    ).json()
    assert (low["code"], low["params"]["needed"]) == ("role_too_low", "analyst")
    part = people.get(
        f"/api/v1/problems?lang={lang}", headers={"Authorization": "Bearer some_rows"}
    ).json()
    assert part["code"] == "whole_book_only"
    page = people.get(f"/records/mrr?lang={lang}", headers={"Authorization": "Bearer viewer"})
    assert page.status_code == 403
    assert (
        low["title"]
        in people.get(
            f"/data/problems?lang={lang}", headers={"Authorization": "Bearer viewer"}
        ).text
    )


def test_answers_are_kept_apart_by_what_is_seen(people: TestClient) -> None:
    whole = people.get("/api/v1/show?metric=mrr", headers={"Authorization": "Bearer admin"})
    again = {"If-None-Match": whole.headers["etag"]}
    assert (
        people.get(
            "/api/v1/show?metric=mrr", headers={"Authorization": "Bearer viewer", **again}
        ).status_code
        == 304
    )
    part = people.get(
        "/api/v1/show?metric=mrr", headers={"Authorization": "Bearer some_rows", **again}
    )
    assert part.status_code == 200
    assert part.headers["etag"] != whole.headers["etag"]
