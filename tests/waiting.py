"""Waiting for what another thread or process does, for as long as nobody doubts that it will not."""

import time
from collections.abc import Callable

LATEST = 300.0  # seconds; no measure of speed


def until(true: Callable[[], object]) -> None:
    """Wait for it; fails when it does not come."""
    end = time.monotonic() + LATEST
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
