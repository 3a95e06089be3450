"""Keeping within the Hub's rate limit: what is left of a window, and how long to wait for the next one."""

import time
from collections.abc import Callable, Mapping
from math import inf

from huggingface_hub.utils import parse_ratelimit_headers

Clock = Callable[[], float]

ANONYMOUS, WITH_TOKEN, WINDOW = 500, 1000, 300.0
"""Requests in a window of so many seconds, where an answer does not say (the Hub's documentation, September 2025)."""

LONGEST_MARGIN = 1.0
"""Seconds to wait beyond the end of a window, at most; a hundredth of the window, where it is shorter than 100 s."""


class RateLimit:
    """The window of a rate limit, as the answers state it; `wait` says when the next request is within it.

    Within a window requests follow each other as quickly as the Hub answers, one at a time; a spent window is waited
    out, so no request is ever one too many. `quota` is assumed for answers without a RateLimit.
    """

    def __init__(self, quota: int, clock: Clock = time.monotonic) -> None:
        self._quota, self._clock = quota, clock
        self._remaining, self._ends, self._length = quota, inf, WINDOW

    def wait(self) -> float:
        """Seconds to wait before the next request: 0, but for a window that is spent."""
        now = self._clock()
        margin = min(LONGEST_MARGIN, self._length / 100)
        if now >= self._ends + margin:
            self._begin()
        return self._ends + margin - now if self._remaining <= 0 else 0.0

    def after(self, headers: Mapping[str, str]) -> None:
        """Learn from an answer that just came.

        Its `t` is rounded up to seconds, so each answer of a window gives a latest moment of its end, and the earliest
        of these is the closest. Within a window `r` only falls: one that does not, or comes later, begins another.
        """
        stated = parse_ratelimit_headers(headers)
        now = self._clock()
        if stated is None:
            self._remaining -= 1
            self._ends = min(self._ends, now + WINDOW)
            return
        if stated.remaining >= self._remaining or now >= self._ends:
            self._begin()
        self._remaining = stated.remaining
        self._length = stated.window_seconds or WINDOW
        self._ends = min(self._ends, now + stated.reset_in_seconds)

    def _begin(self) -> None:
        self._remaining, self._ends = self._quota, inf
