"""Answers compressed: each once, as long as its entity tag says that it is the same."""

from __future__ import annotations

import gzip
import re
import threading
from collections import OrderedDict
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TEXTS = ("text/", "application/json", "application/problem+json", "image/svg+xml")
_LEAST = 1000  # bytes: below, a packet is a packet
_KEPT = 16 * 2**20
_MARK = '-gzip"'
_NOT_AT_ALL = re.compile(r"q\s*=\s*0(\.0*)?")

_Key = tuple[str, str]


class Packing:
    """The middleware that sends texts with an `ETag` as gzip to who takes it.

    The tag of what is compressed is another one: the plain one with `-gzip` at its end.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back in fewer bytes."""
        if scope["type"] != "http" or not _takes_gzip(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        headers = MutableHeaders(raw=list(scope["headers"]))
        known = headers.get("if-none-match", "")
        if _MARK in known:
            headers["If-None-Match"] = known.replace(_MARK, '"')
        inner = {**scope, "headers": headers.raw}
        await self._app(inner, receive, _Packed(self, scope["path"], send, known))

    async def packed(self, key: _Key, body: bytes) -> bytes:
        """The body compressed, as it was kept or now."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = await run_in_threadpool(gzip.compress, body, 6, mtime=0)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._size += len(found)
            while self._size > _KEPT:
                self._size -= len(self._kept.popitem(last=False)[1])
        return found


class _Packed:
    """Sends one answer: holds back its head until the body is whole."""

    def __init__(self, packing: Packing, path: str, send: Send, known: str) -> None:
        """`known` is the tag that the asker knows."""
        self._packing, self._path, self._send, self._known = packing, path, send, known
        self._head: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            if not _is_packable(headers):
                await self._send(message)
                return
            headers.add_vary_header("Accept-Encoding")
            if message["status"] == HTTPStatus.NOT_MODIFIED:
                if _MARK in self._known:
                    _mark(headers)
                await self._send({**message, "headers": headers.raw})
                return
            self._head = {**message, "headers": headers.raw}
            return
        if not self._head:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._finish()

    async def _finish(self) -> None:
        headers, body = MutableHeaders(raw=self._head["headers"]), bytes(self._body)
        if len(body) >= _LEAST:
            body = await self._packing.packed((self._path, headers["etag"]), body)
            _mark(headers)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body))
        await self._send({**self._head, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def _is_packable(headers: Headers) -> bool:
    """A text with a tag; of one that is not modified the kind is not told."""
    if "etag" not in headers or "content-encoding" in headers:
        return False
    kind = headers.get("content-type", "")
    return not kind or kind.startswith((*_TEXTS, "application/javascript"))


def _mark(headers: MutableHeaders) -> None:
    headers["ETag"] = f"{headers['etag'].removesuffix(chr(34))}{_MARK}"


def _takes_gzip(headers: Headers) -> bool:
    """Whether `Accept-Encoding` names gzip, and not with a weight of 0."""
    for part in headers.get("accept-encoding", "").split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            return _NOT_AT_ALL.fullmatch(weight.strip()) is None
    return False
