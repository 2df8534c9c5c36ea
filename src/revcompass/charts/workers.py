"""Processes that draw: a drawing holds its interpreter for 40 ms, while others want answers."""

from __future__ import annotations

import hashlib
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from revcompass.domain.problem import RevcompassError

Drawn = TypeVar("Drawn", str, bytes)

_VEGA_LITE = "6.4"
_KEPT = 256


def svg_of(spec: str) -> str:
    """The specification's drawing, as Vega makes it."""
    return str(_vega().vegalite_to_svg(spec, vl_version=_VEGA_LITE))


def png_of(spec: str) -> bytes:
    """The same in pixels, twice as many as it measures."""
    return bytes(_vega().vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=2))


class Workers:
    """So many processes that draw. What was drawn lately is kept by its specification."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._kept: OrderedDict[bytes, Future[str]] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = self._started()

    def svg(self, specs: list[str]) -> list[str]:
        """The drawings of some specifications, made side by side."""
        under_way = [self._begun(spec) for spec in specs]
        return [self._result(one, spec) for one, spec in zip(under_way, specs, strict=True)]

    def png(self, spec: str) -> bytes:
        """A drawing in pixels; not kept."""
        try:
            return self._pool.submit(png_of, spec).result()
        except BrokenExecutor:
            self._start_again()
            return _alone(png_of, spec)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)

    def _begun(self, spec: str) -> Future[str]:
        key = hashlib.sha256(spec.encode()).digest()
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None or (found.done() and found.exception()):
                found = self._submitted(spec)
            self._kept[key] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def _submitted(self, spec: str) -> Future[str]:
        try:
            return self._pool.submit(svg_of, spec)
        except BrokenExecutor as error:
            failed: Future[str] = Future()
            failed.set_exception(error)
            return failed

    def _result(self, under_way: Future[str], spec: str) -> str:
        try:
            return under_way.result()
        except BrokenExecutor:  # a process was killed: others are started
            self._start_again()
            return _alone(svg_of, spec)

    def _start_again(self) -> None:
        with self._lock:
            self._pool.shutdown(wait=False)
            self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        """New processes; they begin to warm up at once."""
        pool = ProcessPoolExecutor(self._count, get_context("spawn"), _begin)
        for _ in range(self._count):
            pool.submit(svg_of, '{"mark": "bar"}')
        return pool


def _alone(draw: Callable[[str], Drawn], spec: str) -> Drawn:
    """Draw in one more process: the specification may be what killed the last one.

    Raises `not_drawn` where it kills this one too.
    """
    try:
        with ProcessPoolExecutor(1, get_context("spawn"), _begin) as pool:
            return pool.submit(draw, spec).result()
    except BrokenExecutor as error:
        raise RevcompassError("not_drawn") from error


def _begin() -> None:
    """An interrupt is for the server, which then ends its processes itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@cache
def _vega() -> ModuleType:
    import fontpkg_ibm_plex_sans_arabic as font  # noqa: PLC0415 - heavy, and needed late
    import vl_convert  # noqa: PLC0415

    vl_convert.register_font_directory(str(Path(font.ROOT) / "files"))
    return vl_convert
