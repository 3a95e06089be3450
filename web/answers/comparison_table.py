"""Progenitors that are compared as a table for spreadsheets: a row a figure of each."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from lineage.frozen.rollups.rollups import WAYS, CountVariants
from web.answers.comparison import ComparisonAnswer, SharedCount
from web.answers.owners import OwnerAnswer
from web.answers.portraits import PartItem, PartList

COLUMNS = (
    *("compared", "part", "name", "models", "without_mass_uploads", "without_quantisations", "without_both"),
    *("own", "others", "downloads"),
)
"""`compared` is the key that names it in an address. `models` are distinct ones, but for `fractional`; `own` and
`others` are of them; a cell is empty where it is not told."""

Row = tuple[Any, ...]


def rows(answer: ComparisonAnswer) -> Iterator[Row]:
    """The answer as rows of COLUMNS, one that is compared after the other, each with what it shares with the others."""
    keys = [item.key for item in answer.items]
    for item, shared in zip(answer.items, answer.shared, strict=True):
        beside = [(key, count) for key, count in zip(keys, shared, strict=True) if key != item.key]
        yield from ((item.key, *row) for row in chain(_rows(item), _shared(beside)))


def _rows(item: OwnerAnswer) -> Iterator[Row]:
    yield "own_models", "", *_variants(item.models), *(None,) * 3
    for way in WAYS:
        if (found := getattr(item, way)) is not None:
            yield way, "", *_variants(found), found.own.value, found.others.value, None
    portrait = item.portrait
    yield from _parts("relation", portrait.relations)
    yield from _parts("generation", portrait.generations)
    yield from _monthly(item)
    for name in ("licences", "tasks", "languages", "sizes"):
        values: PartList | None = getattr(portrait, name)
        yield from _parts(name.removesuffix("s"), [*values.items, values.unstated] if values else [])
    for one in portrait.builders.items:
        yield "builder", one.name, one.models, one.without_mass_uploads, *(None,) * 4, one.downloads
    for base in portrait.bases.items:
        unmarked = base.descendants_without_mass_uploads
        yield "base", base.id, base.descendants, unmarked, *(None,) * 4, base.downloads
    for field in ("downloads", "downloads_all_time"):
        for of in ("own", "descendants", "both"):
            total = getattr(getattr(portrait, field), of)
            yield field, of, total.stated, *(None,) * 5, total.value


def _variants(count: CountVariants) -> Row:
    return count.value, count.without_mass_uploads, count.without_quantisations, count.without_both


def _shared(beside: Iterable[tuple[str, SharedCount]]) -> Iterator[Row]:
    """What descends from it and from another, and from it and not from the other."""
    for key, count in beside:
        yield "shared", key, count.models, count.without_mass_uploads, *(None,) * 5
        yield "alone", key, count.row_alone, *(None,) * 6


def _parts(part: str, items: Iterable[PartItem]) -> Iterator[Row]:
    for one in items:
        yield part, one.name, one.models, one.without_mass_uploads, None, None, one.own, one.others, None


def _monthly(item: OwnerAnswer) -> Iterator[Row]:
    months = item.portrait.months
    others, own = (series.counts for series in months.series)
    for month, theirs, its, unmarked in zip(months.months, others, own, months.without_mass_uploads, strict=True):
        yield "month", month, theirs + its, unmarked, None, None, its, theirs, None
    yield from _parts("month", [months.undated])
