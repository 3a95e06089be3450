"""Several files of one format, read as one; and the places of what is rejected named by file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import polars as pl

from ingest.rows.rejections import Rejections
from ingest.sources.format import Advance, Format
from ingest.sources.opening import Opening
from lineage.errors import BadFile


def format_of_all(opening: Opening, recognise: Callable[[Opening], Format]) -> Format:
    """The one format of all parts, reading them one after the other. Raises BadFile when there are several."""
    forms = [recognise(part) for part in opening.parts]
    for (part, form), (other, another) in pairwise(zip(opening.parts, forms, strict=True)):
        if form.name != another.name:
            found = f"{part.path.name} ({form.title}), {other.path.name} ({another.title})"
            hint = "import those of one format together, by a pattern: 'folder/*.parquet'"
            raise BadFile(f"{opening.path}: several formats: {found}", hint)
    return replace(forms[0], read=_read_all(forms))


def _read_all(forms: list[Format]) -> Callable[[Opening, Rejections, Advance], Iterator[pl.DataFrame]]:
    def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
        for part, form in zip(opening.parts, forms, strict=True):
            yield from placed(form.read(part, rejections, advance), rejections, part.path.name)

    return read


def placed(frames: Iterator[pl.DataFrame], rejections: Rejections, name: str) -> Iterator[pl.DataFrame]:
    """The frames; what is rejected while they are read has the file's name before its place."""
    before = len(rejections.kept)
    yield from frames
    lost = rejections.kept[before:]
    rejections.kept[before:] = [replace(one, place=f"{name} {one.place}") for one in lost]
