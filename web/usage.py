"""How much of the statements' time each client had lately, so that who had little goes before who had much."""

import math
import time

HALF_LIFE = 30.0  # seconds in which what somebody had counts half as much
REMEMBERED = 1_000  # clients


class ClientUsage:
    """Seconds that clients' statements ran, fading; the REMEMBERED last ones. Not safe between threads."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, float]] = {}

    def of(self, client: str | None) -> float:
        """What a client had; nothing for nobody in particular."""
        seconds, at = self._known.get(client or "", (0.0, 0.0))
        return seconds * math.exp2((at - time.monotonic()) / HALF_LIFE)

    def add(self, client: str | None, seconds: float) -> None:
        if client is None:
            return
        total = self.of(client) + seconds
        self._known.pop(client, None)
        self._known[client] = (total, time.monotonic())
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]
