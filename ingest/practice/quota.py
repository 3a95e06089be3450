"""Counting requests the way the Hub does: so many per fixed window, for each token."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """What is left of a window: `remaining` requests for `seconds` more; `allowed` unless this one was too many."""

    allowed: bool
    remaining: int
    seconds: int


class Meter:
    """At most `quota` requests in each `window` seconds and caller; a window begins with the first request in it."""

    def __init__(self, quota: int, window: float, clock: Clock = time.monotonic) -> None:
        self.quota, self.window, self.clock = quota, window, clock
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, caller: str) -> QuotaUse:
        """Count one request of this caller."""
        with self._lock:
            now = self.clock()
            began, used = self._windows.get(caller, (now, 0))
            if now >= began + self.window:
                began, used = now, 0
            used += 1
            self._windows[caller] = (began, used)
        left = max(1, math.ceil(began + self.window - now))
        return QuotaUse(used <= self.quota, max(0, self.quota - used), left)
