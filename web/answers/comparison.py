"""Organisations, owners and models side by side: their counts, their growth, and what descends from two of them."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Struct

from lineage.coverage.coverage_statement import CoverageStatement
from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.overlaps import Overlaps, in_both
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.rollups.growth import Series, drawn_from
from lineage.owners.progenitors import NamedProgenitor, is_named, named
from lineage.values import Extent
from web.addresses import in_query
from web.answers.growth import DRAWN_FROM, GrowthSeries
from web.answers.kept_answers import KeptAnswers
from web.answers.owners import OwnerAnswer, owner_answers
from web.answers.types import Number, meaning
from web.answers.unions import unions_of
from web.parameters.compare import MOST_TOGETHER, CompareQuery


class SharedCount(Struct, frozen=True, gc=False):
    """The models that descend from both of two (of one and itself: its union), and beside them those that descend from
    the row's and not from the column's."""

    models: Number
    without_mass_uploads: Number
    list: Annotated[str, meaning("page with these models, below the app's root")]
    row_alone: Annotated[Number, meaning("models that descend from the row's and not from the column's")]
    row_alone_list: Annotated[str, meaning("page with those")]


class ComparedGrowth(Struct, frozen=True):
    """New models of each union by month; a series for each that is compared, in their order."""

    months: list[str]
    series: list[GrowthSeries]
    drawn_from: Annotated[str | None, meaning(DRAWN_FROM)]


class ComparisonAnswer(Struct, frozen=True):
    """What is compared, in the order given; `shared` has a row and a column for each."""

    items: list[OwnerAnswer]
    growth: ComparedGrowth
    shared: list[list[SharedCount]]
    snapshot: Annotated[str, meaning("the snapshot's name")]
    coverage: Annotated[str, meaning("which part of the Hub the snapshot has, and of when")]
    lower_bounds: Annotated[bool, meaning("whether counts are lower bounds, since only a part of the Hub was read")]


def comparison(graph: FrozenGraph, query: CompareQuery) -> ComparisonAnswer:
    """Raises BadInput for more than MOST_TOGETHER or none, UnknownOwner and UnknownModel for a name that is none."""
    compared = _compared(graph, query.of)
    items = owner_answers(graph, compared)
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
    names = list(dict.fromkeys(name for text in texts for name in _names(graph, text)))
    if not names:
        raise BadInput("nothing to compare", "give organisations, owners or models, as of=Qwen,meta-llama")
    if len(names) > MOST_TOGETHER:
        raise BadInput(f"{len(names)} are to be compared", f"give {MOST_TOGETHER} at most")
    return list({one.progenitor: one for one in (named(graph, name) for name in names)}.values())


def _names(graph: FrozenGraph, text: str) -> list[str]:
    """The name that a text is; else what stands between its commas."""
    return [text] if is_named(graph, text) else [part.strip() for part in text.split(",") if part.strip()]


def _growth(items: Sequence[OwnerAnswer], show: str) -> ComparedGrowth:
    """On the months of all of them together."""
    months = sorted({month for item in items for month in item.portrait.months.months})
    series = [_series(item, months, show) for item in items]
    return ComparedGrowth(months, series, drawn_from(months, [one.counts for one in series]))


def _series(item: OwnerAnswer, months: Sequence[str], show: str) -> GrowthSeries:
    monthly = item.portrait.months
    counted = (sum(counts) for counts in zip(*(series.counts for series in monthly.series), strict=True))
    by_month = dict(zip(monthly.months, counted, strict=True))
    series = Series([by_month.get(month, 0) for month in months], monthly.undated.models)
    values = None if show == "new" else series.measured(show, series)
    return GrowthSeries(series.counts, series.undated, series.total, item.name, item.lists.union, values)


_kept: KeptAnswers[list[list[SharedCount]]] = KeptAnswers(most=64)  # a page is asked for, and then its chart's answer


def _shared(graph: FrozenGraph, compared: Sequence[NamedProgenitor]) -> list[list[SharedCount]]:
    key = rollups_of(graph).table, tuple(compared)
    return _kept.get(graph, key, lambda: list(_shared_rows(graph, compared)))


def _shared_rows(graph: FrozenGraph, compared: Sequence[NamedProgenitor]) -> Iterator[list[SharedCount]]:
    rolled = rollups_of(graph)
    overlaps = Overlaps.of(unions_of(graph, [one.progenitor for one in compared]))
    models = in_both(overlaps.counts(overlaps.bounds)).tolist()
    unmarked = in_both(overlaps.counts(rolled.without_mass_uploads_before(overlaps.bounds))).tolist()
    quoted = [in_query(one.key) for one in compared]  # once: a table of eight has each in some thirty addresses
    for row, one in enumerate(quoted):
        of_row = models[row][row]
        cells = zip(models[row], unmarked[row], quoted, strict=True)
        yield [_count(both, without, of_row, one, other) for both, without, other in cells]


def _count(both: int, unmarked: int, of_row: int, one: str, other: str) -> SharedCount:
    """The cell of a row and a column, whose keys are given as addresses have them."""
    row = f"/table?descends_from={one}"
    below = row if one == other else f"{row}&descends_from={other}"
    return SharedCount(both, unmarked, below, of_row - both, f"{row}&not_descends_from={other}")


def list_below(below: Sequence[str], beside: Sequence[str] = ()) -> str:
    """The page with what descends from each of `below` and from none of `beside`, below the app's root."""
    above = [f"descends_from={in_query(key)}" for key in dict.fromkeys(below)]
    return f"/table?{'&'.join([*above, *(f'not_descends_from={in_query(key)}' for key in beside)])}"
