"""Wrong passwords cost time: after a few, a name or an address has to wait, longer each time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

_FREE = 5
_LONGEST = 300
_KEPT = 10_000


class Throttle:
    """Counts failures by key, in memory; keys are names and addresses."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, keys: Sequence[str]) -> int:
        """Whole seconds until another try is taken; 0 for now."""
        now = self._clock()
        with self._lock:
            until = max((self._failures.get(key, (0, 0.0))[1] for key in keys), default=0.0)
        return max(0, -int(-(until - now) // 1))

    def failed(self, keys: Sequence[str]) -> None:
        """Note a failure: from the fifth on, the wait doubles from 1 second to 5 minutes."""
        now = self._clock()
        with self._lock:
            for key in keys:
                count = self._failures.pop(key, (0, 0.0))[0] + 1
                pause = min(2 ** min(count - _FREE, 20), _LONGEST) if count >= _FREE else 0
                self._failures[key] = (count, now + pause)
            while len(self._failures) > _KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, keys: Sequence[str]) -> None:
        """Forget the failures."""
        with self._lock:
            for key in keys:
                self._failures.pop(key, None)
