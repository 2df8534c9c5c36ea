"""A served book under load: `python -m benchmarks.serve [BOOK]`, a million rows if none is named.

Clients and server share the processor, so what can be compared between machines is processor time
and the distance from the floor: a server that sends always the same body of the same size.
"""

from __future__ import annotations

import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.book import write_book
from benchmarks.clients import Reply, Tally, ask, besiege, percentile
from benchmarks.measure import children, open_files, peak_memory, processor_seconds, watched
from benchmarks.published import VARIANTS, Heard, Shelf, content, mixed, publishing

ROWS = 1_000_000
_CLIENTS = 32
_TIMES = 100
_SECONDS_TO_WARM_UP = 20.0
_SECONDS_TO_SETTLE = 20.0
_SECONDS_REFRESHED = 60.0
_EDGE = 15  # seconds: three snapshots
_GZIP = {"Accept-Encoding": "gzip"}

_KEPT = (
    "/",
    "/revenue",
    "/metric/mrr",
    "/metric/win_rate?by=channel",
    "/leads",
    "/api/v1/show?metric=mrr&metric=cac",
    "/api/v1/show?metric=win_rate&by=channel",
    "/api/v1/explain/cac",
)
_WHOLE_BOOK = ("/", "/revenue")
"""Pages that read more than roll-ups: cohorts, the largest accounts."""

_METRICS = ("mrr", "customers", "win_rate", "average_deal_size", "pipeline", "new_mrr", "cac")
_YEARS = [
    (f"{year}-{month:02d}", f"{year + 1}-{month:02d}")
    for year, month in product(range(2016, 2024), (1, 4, 7, 10))
]
_DATA = [
    f"/api/v1/show?metric={metric}&from={first}&to={end}{by}"
    for metric, (first, end), by in product(_METRICS, _YEARS, ("", "&by=channel"))
]
"""What a page shows of a metric, from stored roll-ups; none is asked twice."""

_PAGES = [
    f"/metric/{metric}?from={first}&to={end}&lang={lang}"
    for metric, (first, end), lang in product(_METRICS, _YEARS[:6], ("en", "de", "ar"))
]
"""Pages with their drawings; none is asked for twice."""

_DEAR = [
    f"/api/v1/show?metric={metric}&policy={policy}"
    for metric, policy in (
        ("new_mrr", "reactivation=as_new"),
        ("new_mrr", "netting=each_change"),
        ("win_rate", "cycle_start=lead_created"),
    )
]
"""Under other policies than the book's: their ledgers are built when they are asked."""


@dataclass(frozen=True, slots=True)
class _Server:
    address: str
    headers: dict[str, str]
    pid: int


def measure(book: Path) -> Iterator[str]:
    """Lines of a table: percentiles by the clock, processor time of an answer, memory."""
    with _serving(book) as server:
        yield from _first_visit(server)
        yield "what | answers, errors | p50, p99 ms | a second | CPU ms: server, clients"
        for path in _KEPT:
            ask(server.address, server.headers, path)
        kept = [_KEPT * (_TIMES // len(_KEPT))] * _CLIENTS
        tally = _besieged(server, kept)
        yield _line("kept", tally)
        with _floor(tally.bytes // len(tally.seconds)) as floor:
            yield _line("floor, as large", _besieged(floor, [("/",) * _TIMES] * _CLIENTS))
        yield _line("data, not kept", _besieged(server, _dealt(_DATA)))
        yield _line("pages, not kept", _besieged(server, _dealt(_PAGES)))
        yield _line("other policies", _besieged(server, [_DEAR]))
        parts = [f"{peak_memory(pid):.0f}" for pid in (server.pid, *children(server.pid))]
        yield f"most memory of the server and the processes that draw: {', '.join(parts)} MB"
    with _serving(book) as server, closing(Shelf(book)) as shelf:
        yield from _refreshed(server, shelf)


def _refreshed(server: _Server, shelf: Shelf) -> Iterator[str]:
    """A minute in which a snapshot appears every five seconds, after such a time to warm up."""
    alone: dict[tuple[str, int], str] = {}
    for _ in range(VARIANTS):
        shelf.publish()
        for path in _KEPT:
            alone[path, shelf.variant(shelf.number)] = content(_asked(server, path))[1]
    different = sum(len({alone[path, one] for one in range(VARIANTS)}) > 1 for path in _KEPT)
    yield f"{different} of {len(_KEPT)} answers differ from snapshot to snapshot"
    heard, dice = Heard(), random.Random(1)  # noqa: S311 - no secret
    often = [path for path in _KEPT if path not in _WHOLE_BOOK]
    with publishing(shelf):
        paths = [dice.sample(often, len(often)) for _ in range(_CLIENTS - 1)]
        paths.append([*_WHOLE_BOOK])  # one client waits for these, anew with each snapshot
        besiege(server.address, server.headers, paths, seconds=_SECONDS_TO_SETTLE)
        with watched(server.pid) as held:
            before = processor_seconds(server.pid)
            tally = besiege(
                server.address, server.headers, paths, seconds=_SECONDS_REFRESHED, heard=heard
            )
            tally.served = processor_seconds(server.pid) - before
    yield _line("refreshed", tally)
    yield _percentiles("of those kept", heard.kept)
    made = [one for path in often for one in heard.made.get(path, ())]
    yield _percentiles("of those made", made)
    for path in _WHOLE_BOOK:
        yield _percentiles(f"{path} made", heard.made.get(path, ()))
    wrong = mixed(heard, alone, shelf)
    yield f"{len(heard.answers)} different answers, {len(wrong)} of them mixed"
    yield from wrong[:3]
    first, last = median(held[:_EDGE]), median(held[-_EDGE:])
    yield f"the server held {max(held):.0f} MB at most; {last / first - 1:+.1%} from begin to end"
    _asked(server, "/api/v1/show?metric=cac&grain=year")
    gone = [one for one in open_files(server.pid) if one.endswith("(deleted)")]
    yield f"{len(gone)} files still open that are gone"


def _percentiles(what: str, seconds: Sequence[float]) -> str:
    middle, most = (1000 * percentile(seconds, share) for share in (0.5, 0.99))
    return f"{what:16} | {len(seconds):5} | {middle:.0f}, {most:.0f}"


def _first_visit(server: _Server) -> Iterator[str]:
    """The first page and what it names, each on a connection of its own."""
    start = time.perf_counter()
    page = ask(server.address, server.headers, "/")
    seconds = time.perf_counter() - start
    paths = set(re.findall(r'(?:href|src)="(/assets/[^"]*)"', page.text))
    style = next(path for path in paths if "style.css" in path)
    fonts = re.findall(r"url\((fonts/plex-latin-[46]00[^)]*)\)", _asked(server, style).text)
    paths |= {f"/assets/{font}" for font in fonts}
    total = len(page.body) + sum(len(_asked(server, path).body) for path in paths)
    yield f"first visit: {seconds * 1000:.0f} ms to the page with its charts, {total / 1000:.0f} kB"


def _asked(server: _Server, path: str) -> Reply:
    return ask(server.address, server.headers, path)


def _besieged(server: _Server, paths: Sequence[Sequence[str]]) -> Tally:
    """Every client asks for its paths in an order of its own."""
    dice = random.Random(1)  # noqa: S311 - no secret
    orders = [dice.sample(own, len(own)) for own in paths]
    before = processor_seconds(server.pid)
    tally = besiege(server.address, server.headers, orders)
    tally.served = processor_seconds(server.pid) - before
    return tally


def _dealt(paths: Sequence[str]) -> list[Sequence[str]]:
    return [paths[number::_CLIENTS] for number in range(_CLIENTS)]


def _line(what: str, tally: Tally) -> str:
    count = len(tally.seconds)
    middle, most = (1000 * tally.percentile(share) for share in (0.5, 0.99))
    cpu = f"{1000 * tally.served / count:.1f}, {1000 * tally.cpu / count:.1f}"
    line = f"{what:16} | {count:5}, {len(tally.errors)} | {middle:.0f}, {most:.0f}"
    wrong = "".join(f"\n{error}" for error in tally.errors[:3])
    return f"{line} | {count / tally.wall:.0f} | {cpu}{wrong}"


@contextmanager
def _serving(book: Path) -> Iterator[_Server]:
    """The command as a person would run it; yields once the first page is there."""
    command = (sys.executable, "-m", "revcompass", "serve", str(book), "--port", str(_free_port()))
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        told = ""
        while "token=" not in told:
            told = process.stderr.readline() if process.stderr else ""
        address, token = re.findall(r"(http://[^/]*)/\?token=(\S+)", told)[0]
        server = _Server(address, {**_GZIP, "Authorization": f"Bearer {token}"}, process.pid)
        time.sleep(_SECONDS_TO_WARM_UP)
        yield server
        process.terminate()


@contextmanager
def _floor(size: int) -> Iterator[_Server]:
    port = _free_port()
    command = (sys.executable, "-m", "benchmarks.floor", str(port), str(size))
    with subprocess.Popen(command) as process:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.1)
        yield _Server(f"http://127.0.0.1:{port}", _GZIP, process.pid)
        process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def main(book: Path | None) -> None:
    """Measure a book, or one made for it."""
    with TemporaryDirectory() as folder:
        if book is None:
            book = Path(folder) / "book"
            write_book(book, ROWS)
        for line in measure(book):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
