"""Edges as objects or Parquet rows whose two ends do not say which is the child: the data decide, or nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

import polars as pl

from ingest.sources.direction import SAMPLE, direction
from ingest.sources.header_words import CHILD, ENDS, PARENT, fold
from ingest.sources.items import shape_of
from ingest.sources.opening import Opening, array, json_lines


def oriented(opening: Opening) -> Opening:
    """The opening, with the columns of the child and of the parent chosen where its data tell them apart."""
    told = opening.chosen or opening.header or opening.graph or opening.cards
    if told or {CHILD, PARENT} & shape_of(opening.words, {}).columns.keys():
        return opening
    ends = [word for word in opening.words if fold(word) in ENDS]
    if len(ends) != 2:
        return opening
    first, second = ends
    way = direction(list(islice(_edges(opening, first, second), SAMPLE)))
    if way is None:
        return opening
    child, parent = way.child_first(first, second)
    return replace(opening, chosen={CHILD: child, PARENT: parent}, note=way.note(child))


def _edges(opening: Opening, first: str, second: str) -> Iterator[tuple[str, str]]:
    for one, other in _pairs(opening, first, second):
        if isinstance(one, str) and isinstance(other, str):
            yield one, other


def _pairs(opening: Opening, first: str, second: str) -> Iterator[tuple[object, object]]:
    if opening.columns:
        table = pl.scan_parquet(opening.path, glob=False).select(first, second).head(SAMPLE)
        yield from table.collect().iter_rows()
        return
    objects = array(opening.path) if opening.is_array else json_lines(opening.path)
    yield from ((one.get(first), one.get(second)) for one in objects if isinstance(one, Mapping))
