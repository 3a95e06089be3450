"""Keeping within the Hub's rate limit: what is left of a window, and how long to wait for the next one."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf

from huggingface_hub.utils import RateLimitInfo, parse_ratelimit_headers

Clock = Callable[[], float]

ANONYMOUS, WITH_TOKEN, WINDOW = 500, 1000, 300.0
"""Requests in a window of so many seconds, where an answer does not say (the Hub's documentation, September 2025)."""

LONGEST_MARGIN = 1.0
"""Seconds to wait beyond the end of a window, at most; a hundredth of the window, where it is shorter than 100 s."""

MOST_STATED = 10**9
"""Requests, or seconds: no answer is believed to mean more."""


@dataclass(frozen=True, slots=True)
class QuotaWindow:
    """How a quota stands: of `quota` requests in a window of `seconds` so many are `remaining`, for `ends_in` seconds.

    Where the Hub has not said so, they are what is assumed, and `ends_in` is a whole window.
    """

    quota: int
    seconds: float
    remaining: int
    ends_in: float

    def seconds_for(self, requests: int, each: float) -> float:
        """Seconds that so many further requests take, `each` when none has to wait."""
        if requests <= self.remaining:
            return requests * each
        later = requests - self.remaining
        windows = (later - 1) // self.quota
        full = max(self.seconds, self.quota * each)
        return max(self.ends_in, self.remaining * each) + windows * full + (later - windows * self.quota) * each


class RateLimit:
    """The window of a rate limit, as the answers state it; `wait` says when the next request is within it.

    Within a window requests follow each other as quickly as the Hub answers, one at a time; a spent window is waited
    out, so no request is ever one too many. `quota` is assumed for answers without a RateLimit.
    """

    def __init__(self, quota: int, clock: Clock = time.monotonic) -> None:
        self._quota, self._clock = quota, clock
        self._remaining, self._ends, self._length = quota, inf, WINDOW

    @property
    def window(self) -> QuotaWindow:
        """How it stands now."""
        ends_in = self._ends - self._clock()
        if ends_in <= 0:
            return QuotaWindow(self._quota, self._length, self._quota, self._length)
        return QuotaWindow(self._quota, self._length, max(self._remaining, 0), min(ends_in, self._length))

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
        stated = _stated(headers)
        now = self._clock()
        if stated is None:
            self._remaining -= 1
            self._ends = min(self._ends, now + WINDOW)
            return
        if stated.remaining >= self._remaining or now >= self._ends:
            self._begin()
        self._remaining, self._quota = stated.remaining, stated.limit or self._quota
        self._length = stated.window_seconds or WINDOW
        self._ends = min(self._ends, now + stated.reset_in_seconds)

    def _begin(self) -> None:
        self._remaining, self._ends = self._quota, inf


def _stated(headers: Mapping[str, str]) -> RateLimitInfo | None:
    """What an answer states; None where it states nothing, or numbers of more digits than Python reads."""
    try:
        stated = parse_ratelimit_headers(headers)
    except ValueError:
        return None
    if stated is None:
        return None
    limit, window = (None if n is None else min(n, MOST_STATED) for n in (stated.limit, stated.window_seconds))
    remaining, reset = min(stated.remaining, MOST_STATED), min(stated.reset_in_seconds, MOST_STATED)
    return RateLimitInfo(stated.resource_type, remaining, reset, limit, window)
