"""What every source format offers: how to recognise it, and how to read it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.sources.opening import Opening

Advance = Callable[[int], None]
Listed = TypeVar("Listed")

BATCH = 10_000
"""Items made into one frame: enough to be quick, few enough to stay small."""


@dataclass(frozen=True, slots=True)
class Format:
    """`read` yields frames of the schema ROW in the file's order, and puts into the rejections what it leaves out.

    `note` is what whoever reads the snapshot's manifest should know of this kind of source.
    """

    name: str
    title: str
    recognises: Callable[[Opening], bool]
    read: Callable[[Opening, Rejections, Advance], Iterator[pl.DataFrame]]
    note: str | None = None


def batches(items: Iterable[Listed], size: int = BATCH) -> Iterator[list[Listed]]:
    """The items in their order, `size` of them at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
