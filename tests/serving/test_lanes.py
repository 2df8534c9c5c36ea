"""Who asks for little does not wait for who asks for much, and both get the same answers."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from revcompass.desk import desks
from revcompass.desk.crew import Crew
from revcompass.desk.desk import Desk
from revcompass.desk.desks import Desks, Edition, Lane
from revcompass.desk.service import Service
from revcompass.domain.viewer import EVERYTHING, Sight
from revcompass.engine.backends.light import WouldBuildError

_SECONDS = 30
_ASKED = (
    "/funnel",
    "/metric/mrr?grain=week",
    "/metric/win_rate/policies",
    "/api/v1/show?metric=new_mrr,win_rate&policy=reactivation%3Das_new&by=channel",
    "/api/v1/show?metric=pipeline,engagement_score&grain=quarter&compare=previous",
    "/api/v1/compare-policies/new_mrr?period=2026-03",
)


@pytest.fixture
def lanes(monkeypatch: pytest.MonkeyPatch) -> list[Lane]:
    """In which lane each desk was lent, over snapshots that are all taken for large ones."""
    lent: list[Lane] = []
    lend = Desks.lend

    @contextmanager
    def noted(
        self: Desks, sight: Sight = EVERYTHING, lane: Lane = Lane.QUICK
    ) -> Iterator[tuple[Edition, Desk]]:
        lent.append(lane)
        with lend(self, sight, lane) as found:
            yield found

    monkeypatch.setattr(desks, "_LARGE", 0)
    monkeypatch.setattr(Desks, "lend", noted)
    return lent


@pytest.mark.parametrize("path", _ASKED)
def test_an_answer_is_the_same_in_every_lane(
    path: str, loaded: tuple[Path, date], visit: Callable[[Path], TestClient], lanes: list[Lane]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desks, "_LARGE", 2**40)
        expected = visit(loaded[0]).get(path)
        assert Lane.BUILDING not in lanes  # a quick desk made its tables itself
    lanes.clear()
    found = visit(loaded[0]).get(path)
    assert (found.status_code, _text(found)) == (expected.status_code, _text(expected))
    assert lanes[-1] is not Lane.QUICK


def _text(answer: Response) -> str:
    """Vega numbers the clips of its drawings one after the other."""
    return re.sub(r"clip\d+", "clip", answer.text)


def test_what_takes_long_holds_up_nobody(loaded: tuple[Path, date], lanes: list[Lane]) -> None:
    begun, end = threading.Barrier(3), threading.Event()

    def linger(_: Desk) -> bytes:
        begun.wait(_SECONDS)
        end.wait(_SECONDS)
        return b"late"

    def build(desk: Desk) -> bytes:
        if len([lane for lane in lanes if lane is Lane.BUILDING]) == 0:
            raise WouldBuildError
        return linger(desk)

    with closing(Service(loaded[0])) as service, ThreadPoolExecutor(2) as others:
        long = others.submit(service.written, "long", linger, EVERYTHING, is_long=True)
        building = others.submit(service.written, "building", build, EVERYTHING)
        begun.wait(_SECONDS)  # both are under way, each in the one place of its lane
        for n in range(3):
            assert service.written(n, lambda _: b"at once", EVERYTHING).body == b"at once"
        assert not long.done()
        assert not building.done()
        end.set()
        assert (long.result().body, building.result().body) == (b"late", b"late")


def test_a_snapshot_that_is_gone_is_let_go(
    copied: Path, visit: Callable[[Path], TestClient], lanes: list[Lane]
) -> None:
    client, folder = visit(copied), copied / "snapshots"
    for path in _ASKED:
        client.get(path)
    assert set(lanes) == set(Lane)
    shutil.copy(folder / "000001.duckdb", folder / "000002.duckdb")
    (copied / "CURRENT").write_text("000002\n", encoding="ascii")
    (folder / "000001.duckdb").unlink()
    assert client.get("/api/v1/show?metric=mrr").json()["snapshot"] == "000002"
    held = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    assert [one for one in held if "000001.duckdb" in one and str(copied) in one] == []


def test_a_crew_takes_jobs_in_the_order_of_asking() -> None:
    crew, begun, gate = Crew(1), threading.Event(), threading.Event()
    done: list[int] = []

    def wait() -> None:
        begun.set()
        gate.wait(_SECONDS)

    with ThreadPoolExecutor(6) as askers:
        first = askers.submit(crew.do, wait)
        begun.wait(_SECONDS)
        others = []
        for n in range(5):
            others.append(askers.submit(crew.do, partial(done.append, n)))
            while crew.waiting() <= n:
                time.sleep(0.001)
        gate.set()
        for one in (first, *others):
            one.result(_SECONDS)
    assert done == [0, 1, 2, 3, 4]
    with pytest.raises(ZeroDivisionError):
        crew.do(lambda: 1 // 0)
    crew.close()
