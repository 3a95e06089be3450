"""Python's cycle collector, held back while pages or rows stream by: it would look at every one again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 100_000
"""New lists, dicts and the like between two collections, 700 by default; a page brings some thousands, which go again
without the collector."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Collect cycles every SELDOM new containers until the block (or the function, as a decorator) ends."""
    first, *others = gc.get_threshold()
    gc.set_threshold(max(first, SELDOM) if first else 0, *others)
    try:
        yield
    finally:
        gc.set_threshold(first, *others)
