"""What is compared as one table, a row a figure of each: for spreadsheets."""

from collections.abc import Iterable, Iterator
from typing import Any

from web.answers.comparison import ComparisonAnswer
from web.answers.owners import OwnerAnswer
from web.answers.portraits import PartItem, PartList

COLUMNS = (
    *("compared", "part", "name", "models", "without_mass_uploads", "without_quantisations", "without_both"),
    *("own", "others", "downloads"),
)
"""`models` are distinct ones; `own` and `others` are of them; a cell is empty where it is not told."""
WAYS = ("union", "exclusive", "fractional", "inferred")

Row = tuple[Any, ...]


def rows(answer: ComparisonAnswer) -> Iterator[Row]:
    """The answer as rows of COLUMNS, one that is compared after the other."""
    for item in answer.items:
        yield from ((item.name, *row) for row in _rows(item))


def _rows(item: OwnerAnswer) -> Iterator[Row]:
    yield "own_models", "", item.models.value, *(None,) * 6
    for way in WAYS:
        if (found := getattr(item, way)) is not None:
            without = (found.without_mass_uploads, found.without_quantisations, found.without_both)
            yield way, "", found.value, *without, found.own.value, found.others.value, None
    portrait = item.portrait
    yield from _parts("relation", portrait.relations)
    yield from _parts("generation", portrait.generations)
    yield from _monthly(item)
    for name in ("licences", "tasks", "sizes"):
        values: PartList = getattr(portrait, name)
        yield from _parts(name.removesuffix("s"), [*values.items, values.unstated])
    for one in portrait.builders.items:
        yield "builder", one.name, one.models, one.without_mass_uploads, *(None,) * 4, one.downloads
    for base in portrait.bases.items:
        unmarked = base.descendants_without_mass_uploads
        yield "base", base.id, base.descendants, unmarked, *(None,) * 4, base.downloads
    for field in ("downloads", "downloads_all_time"):
        for of in ("own", "descendants", "both"):
            total = getattr(getattr(portrait, field), of)
            yield field, of, total.stated, *(None,) * 5, total.value


def _parts(part: str, items: Iterable[PartItem]) -> Iterator[Row]:
    for one in items:
        yield part, one.name, one.models, one.without_mass_uploads, None, None, one.own, one.others, None


def _monthly(item: OwnerAnswer) -> Iterator[Row]:
    months = item.portrait.months
    others, own = (series.counts for series in months.series)
    for month, theirs, its, unmarked in zip(months.months, others, own, months.without_mass_uploads, strict=True):
        yield "month", month, theirs + its, unmarked, None, None, its, theirs, None
    yield from _parts("month", [months.undated])
