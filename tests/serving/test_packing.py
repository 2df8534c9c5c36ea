"""Texts are sent compressed to who takes that, under a tag of their own."""

from __future__ import annotations

import gzip
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from revcompass.server.packing import Packing

TEXT = b"closing MRR " * 200


def _answer(request: Request) -> Response:
    kind, body = request.query_params["kind"], TEXT[: int(request.query_params.get("bytes", 9999))]
    tag = '"a1"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    tagged = {} if request.query_params.get("untagged") else {"ETag": tag}
    return Response(body, media_type=kind, headers=tagged)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Packing(Starlette(routes=[Route("/", _answer)])))


def raw(client: TestClient, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """Headers and body as they are sent."""
    with client.stream("GET", path, headers=headers) as response:
        return dict(response.headers), b"".join(response.iter_raw())


@pytest.mark.parametrize("kind", ["text/html", "application/json", "image/svg+xml"])
def test_a_text_is_compressed(client: TestClient, kind: str) -> None:
    path = f"/?{urlencode({'kind': kind})}"
    headers, body = raw(client, path, **{"Accept-Encoding": "br, gzip;q=0.5"})
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert int(headers["content-length"]) == len(body) < len(TEXT) / 10
    assert gzip.decompress(body) == TEXT
    again = raw(client, path, **{"Accept-Encoding": "gzip"})
    assert again[1] == body


@pytest.mark.parametrize(
    ("path", "accepted"),
    [
        ("/?kind=text/html", "identity"),
        ("/?kind=text/html", "gzip;q=0, br"),
        ("/?kind=text/html", "gzip; q=0.0"),
        ("/?kind=font/woff2", "gzip"),
        ("/?kind=text/html&bytes=200", "gzip"),
        ("/?kind=text/html&untagged=1", "gzip"),
    ],
)
def test_what_is_sent_as_it_is(client: TestClient, path: str, accepted: str) -> None:
    headers, body = raw(client, path, **{"Accept-Encoding": accepted})
    assert "content-encoding" not in headers
    assert TEXT.startswith(body)
    assert headers.get("etag", '"a1"') == '"a1"'


def test_each_form_has_a_tag_that_is_known_again(client: TestClient) -> None:
    packed = raw(client, "/?kind=text/html", **{"Accept-Encoding": "gzip"})[0]["etag"]
    plain = raw(client, "/?kind=text/html", **{"Accept-Encoding": "identity"})[0]["etag"]
    assert packed != plain
    for tag, accepted in ((packed, "gzip"), (plain, "identity"), (plain, "gzip")):
        asked = {"Accept-Encoding": accepted, "If-None-Match": tag}
        found = client.get("/?kind=text/html", headers=asked)
        assert (found.status_code, found.headers["etag"]) == (304, tag)
