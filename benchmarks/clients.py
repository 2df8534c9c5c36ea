"""Clients of a server: so many at once, each asking its next question when it has its answer.

They speak the least of HTTP that keeps a connection open, in one process, so that they need little
of the processor they share with the server.
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle, takewhile
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: its path, status, headers, bytes of body, and seconds until it was whole."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The body as it was before it was compressed."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass(slots=True)
class Tally:
    """Seconds of every answer, what was not answered with 200, and the cost.

    `cpu` are processor seconds of the clients, `served` those of the server.
    """

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bytes: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    served: float = 0.0

    def percentile(self, share: float) -> float:
        """The seconds within which that share of the answers came."""
        return percentile(self.seconds, share)


def percentile(seconds: Sequence[float], share: float) -> float:
    """The seconds within which that share of them lies; 0 of none."""
    ordered = sorted(seconds) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ask(address: str, headers: Mapping[str, str], path: str) -> Reply:
    """One request on a connection of its own."""

    async def once() -> Reply:
        client = _Client(address, headers)
        try:
            return await client.get(path)
        finally:
            client.close()

    return asyncio.run(once())


def besiege(
    address: str,
    headers: Mapping[str, str],
    paths: Sequence[Sequence[str]],
    *,
    seconds: float | None = None,
    heard: Callable[[Reply], None] = lambda _: None,
) -> Tally:
    """Let a client for each of `paths` ask for those, all at once, until all have no more.

    With `seconds` each begins again as long as those are not over. `heard` is told each answer.
    """
    tally = Tally()
    end = None if seconds is None else time.perf_counter() + seconds

    async def run(own: Sequence[str]) -> None:
        client = _Client(address, headers)
        for path in own if end is None else _until(end, own):
            try:
                reply = await client.get(path)
            except (OSError, ValueError, asyncio.IncompleteReadError) as error:
                tally.errors.append(f"{path}: {type(error).__name__}")
                client.close()
                continue
            tally.seconds.append(reply.seconds)
            tally.bytes += len(reply.body)
            heard(reply)
            if reply.status != HTTPStatus.OK:
                tally.errors.append(f"{path}: {reply.status}")
        client.close()

    async def together() -> None:
        await asyncio.gather(*(run(own) for own in paths))

    wall, cpu = time.perf_counter(), time.process_time()
    asyncio.run(together())
    tally.wall, tally.cpu = time.perf_counter() - wall, time.process_time() - cpu
    return tally


def _until(end: float, own: Sequence[str]) -> Iterator[str]:
    return takewhile(lambda _: time.perf_counter() < end, cycle(own))


class _Client:
    """A connection that is kept."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        where = urlsplit(address)
        self._host, self._port = where.hostname or "", where.port or 80
        told = {"Host": where.netloc, **headers}
        self._lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Reply:
        start = time.perf_counter()
        if self._open is None:
            self._open = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._open
        writer.write(f"GET {path} HTTP/1.1\r\n{self._lines}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Reply(path, int(first.split()[1]), headers, body, time.perf_counter() - start)

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None
