"""Organisations, owners and models side by side: their counts, their growth, and what descends from two of them."""

from collections.abc import Iterator, Sequence
from typing import Annotated
from urllib.parse import urlencode

from msgspec import Struct

from lineage.coverage_statement import CoverageStatement
from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.growth import Series
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.subtree import Places
from lineage.progenitors import NamedProgenitor, is_named, named
from lineage.values import Extent
from web.answers.growth import GrowthSeries
from web.answers.owners import OwnerAnswer, owner_answer
from web.answers.types import Number, meaning
from web.parameters.compare import MOST, CompareQuery


class SharedCount(Struct, frozen=True):
    """The models that descend from both of two; of one and itself, its union."""

    models: Number
    without_mass_uploads: Number
    list: Annotated[str, meaning("page with these models, below the app's root")]


class ComparedGrowth(Struct, frozen=True):
    """New models of each union by month; a series for each that is compared, in their order."""

    months: list[str]
    series: list[GrowthSeries]


class ComparisonAnswer(Struct, frozen=True):
    """What is compared, in the order given; `shared` has a row and a column for each."""

    items: list[OwnerAnswer]
    growth: ComparedGrowth
    shared: list[list[SharedCount]]
    snapshot: Annotated[str, meaning("the snapshot's name")]
    coverage: Annotated[str, meaning("which part of the Hub the snapshot has, and of when")]
    lower_bounds: Annotated[bool, meaning("whether counts are lower bounds, since only a part of the Hub was read")]


def comparison(graph: FrozenGraph, query: CompareQuery) -> ComparisonAnswer:
    """Raises BadInput for more than MOST or none, UnknownOwner and UnknownModel for a name that is none."""
    compared = _compared(graph, query.of)
    items = [owner_answer(graph, one) for one in compared]
    return ComparisonAnswer(
        items,
        _growth(items, query.show),
        _shared(graph, compared),
        graph.facts.id,
        CoverageStatement(graph.facts).short,
        graph.facts.extent is not Extent.WHOLE,
    )


def _compared(graph: FrozenGraph, texts: Sequence[str]) -> list[NamedProgenitor]:
    """Each of them once, in the order given."""
    names = [text for text in texts if text]
    found = list({one.progenitor: one for text in names for one in _named(graph, text)}.values())
    if not found:
        raise BadInput("nothing to compare", "give organisations, owners or models, as of=Qwen,meta-llama")
    if len(found) > MOST:
        raise BadInput(f"{len(found)} are to be compared", f"give {MOST} at most")
    return found


def _named(graph: FrozenGraph, text: str) -> Iterator[NamedProgenitor]:
    """What a text names; with commas in it, what stands between them, unless it is one name."""
    parts = [text] if is_named(graph, text) else [part.strip() for part in text.split(",") if part.strip()]
    return (named(graph, part) for part in parts)


def _growth(items: Sequence[OwnerAnswer], show: str) -> ComparedGrowth:
    """On the months of all of them together."""
    months = sorted({month for item in items for month in item.portrait.months.months})
    return ComparedGrowth(months, [_series(item, months, show) for item in items])


def _series(item: OwnerAnswer, months: Sequence[str], show: str) -> GrowthSeries:
    monthly = item.portrait.months
    counted = (sum(counts) for counts in zip(*(series.counts for series in monthly.series), strict=True))
    by_month = dict(zip(monthly.months, counted, strict=True))
    series = Series([by_month.get(month, 0) for month in months], monthly.undated.models)
    values = None if show == "new" else series.measured(show, series)
    return GrowthSeries(series.counts, series.undated, series.total, item.name, item.lists.union, values)


def _shared(graph: FrozenGraph, compared: Sequence[NamedProgenitor]) -> list[list[SharedCount]]:
    unions = [one.progenitor.descendants(graph, rollups_of(graph)) for one in compared]
    half = {(row, column): unions[row].both(unions[column]) for row in range(len(unions)) for column in range(row + 1)}
    return [
        [_count(graph, half[max(row, column), min(row, column)], one, other) for column, other in enumerate(compared)]
        for row, one in enumerate(compared)
    ]


def _count(graph: FrozenGraph, places: Places, one: NamedProgenitor, other: NamedProgenitor) -> SharedCount:
    without = rollups_of(graph).without_mass_uploads(places)
    keys = dict.fromkeys((one.key, other.key))
    return SharedCount(len(places), without, f"/table?{urlencode([('descends_from', key) for key in keys])}")
