"""New models by month: counts of the largest keys, or of those asked for, beside what they are shares of."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from functools import lru_cache
from itertools import accumulate
from typing import Annotated, Any
from urllib.parse import urlencode

from msgspec import Struct

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import growth_of, rollups_of
from lineage.frozen.rollups.growth import (
    FEW,
    MAY_BE_UNSTATED,
    OF_ORGANISATIONS,
    ONE_KEY_EACH,
    MonthlyGrowth,
    Series,
    drawn_from,
)
from lineage.values import Denominator
from web.answers.types import Moment, Number, meaning, moment
from web.parameters.growth import GrowthQuery

WHOLE = {
    Denominator.ALL: "all new models that the snapshot lists",
    Denominator.DECLARED: "new models that the snapshot lists and that declare a parent other than themselves",
    Denominator.LANGUAGE: "new language models that the snapshot lists",
    Denominator.TRACKED: "new models that the snapshot lists of the organisations in the table",
}
Values = list[float | None]
COLUMNS = ("month", "name", "new", "cumulative", "share", "whole", "whole_cumulative")
SERIES_LIST = (
    "page with these models, below the app's root; created_from and created_to narrow it; null for the licence `other` "
    "without a name, which no filter selects: named ones have that id too"
)
DRAWN_FROM = "the month in which a chart begins: the first with 1 % of what is drawn; null where nothing is"


class MonthlyCounts(Struct, frozen=True):
    """New models by month, in the order of the answer's months."""

    counts: list[int]
    undated: Annotated[Number, meaning("without a known date, or at the Hub's floor of 2022-03-02")]
    total: Annotated[Number, meaning("counts and undated together")]


class GrowthWhole(MonthlyCounts, frozen=True):
    """All new models, which those of the series are a part of."""

    values: Annotated[list[int] | None, meaning("by month, added up, where `show` is that; else null")] = None


class GrowthRest(MonthlyCounts, frozen=True):
    """The new models that are in none of the series."""

    values: Annotated[Values | None, meaning("as those of a series")] = None


class GrowthSeries(MonthlyCounts, frozen=True):
    """The new models of one key."""

    name: str
    list: Annotated[str | None, meaning(SERIES_LIST)]
    values: Annotated[Values | None, meaning("by month as `show` has them; null where that is the counts")] = None


class GrowthAnswer(Struct, frozen=True):
    """New models by month, of those that the snapshot lists (removed ones are in none): a series for each of the
    largest keys, and `whole`, what a share is a share of."""

    by: str
    of: str
    share_of: Annotated[str, meaning("what `whole` counts, in words")]
    mass_uploads: bool
    months: list[str]
    whole: GrowthWhole
    series: list[GrowthSeries]
    not_stated: Annotated[GrowthRest | None, meaning("those that state no licence or task; null for other groups")]
    others: Annotated[GrowthRest | None, meaning("all the rest; null where a model may count in several series")]
    as_of: Annotated[Moment | None, meaning("when the data are from; null where nothing tells")]
    thin_months: Annotated[list[str], meaning(f"those of fewer than {FEW} models of `whole`: their shares say little")]
    drawn_from: Annotated[str | None, meaning(DRAWN_FROM)]


def growth(graph: FrozenGraph, query: GrowthQuery) -> GrowthAnswer:
    growth = growth_of(graph)
    whole = growth.everything(query.of, query.mass_uploads)
    named = [key for text in query.key for key in _keys(graph, query.by, text)]
    keys = list(dict.fromkeys(named)) or growth.largest(query.by, query.of, query.most, query.mass_uploads)
    series = [growth.series(query.by, key, query.of, query.mass_uploads) for key in keys]
    not_stated = growth.not_stated(query.by, query.of, query.mass_uploads) if query.by in MAY_BE_UNSTATED else None
    told = series if not_stated is None else [*series, not_stated]
    others = whole.without(told) if query.by in ONE_KEY_EACH else None
    as_of = graph.facts.as_of
    return GrowthAnswer(
        query.by,
        query.of,
        WHOLE[query.of],
        query.mass_uploads,
        growth.months,
        _whole(whole, query),
        [_series(growth, query, key, found, whole) for key, found in zip(keys, series, strict=True)],
        None if not_stated is None else _rest(not_stated, query, whole),
        None if others is None else _rest(others, query, whole),
        moment(as_of.astimezone(UTC)) if as_of else None,
        [month for month, models in zip(growth.months, whole.counts, strict=True) if models < FEW],
        drawn_from(growth.months, [one.counts for one in series]),
    )


def _keys(graph: FrozenGraph, axis: str, text: str) -> Iterator[int]:
    """The keys that a text names: the one that is called so, or those of several names with commas between. An owner's
    name is that of its organisation. Raises BadInput, naming similar ones."""
    growth = growth_of(graph)
    names = [part for part in map(str.strip, text.split(",")) if part]
    if len(names) > 1:
        with suppress(BadInput):
            names = [growth.name(axis, growth.key(axis, text.strip()))]
    for name in names:
        yield _key(graph, axis, name)


def _key(graph: FrozenGraph, axis: str, name: str) -> int:
    growth, rolled = growth_of(graph), rollups_of(graph)
    try:
        return growth.key(axis, name)
    except BadInput:
        owner = graph.models.words("author").vocabulary.find(name) if axis in OF_ORGANISATIONS else None
        if owner is None:
            raise
        return growth.key(axis, rolled.organisation_of(owner))


def _whole(found: Series, query: GrowthQuery) -> GrowthWhole:
    values = list(accumulate(found.counts)) if query.show == "cumulative" else None
    return GrowthWhole(found.counts, found.undated, found.total, values)


def _rest(found: Series, query: GrowthQuery, whole: Series) -> GrowthRest:
    return GrowthRest(found.counts, found.undated, found.total, _values(found, query, whole))


def _values(found: Series, query: GrowthQuery, whole: Series) -> Values | None:
    return None if query.show == "new" else found.measured(query.show, whole)


def _series(growth: MonthlyGrowth, query: GrowthQuery, key: int, found: Series, whole: Series) -> GrowthSeries:
    name = growth.name(query.by, key)
    more = {} if query.of == Denominator.ALL else {"of": query.of}
    kept = {} if query.mass_uploads else {"mass_uploads": "0"}
    address = f"/table?{urlencode({query.by: name, 'status': 'listed', **more, **kept})}"
    listed = address if has_filter(query.by, name) else None
    values = _values(found, query, whole)
    return GrowthSeries(found.counts, found.undated, found.total, name, listed, values)


def has_filter(field: str, value: str) -> bool:
    """Whether a filter selects the models that are counted under a value: the id `other` is that of licences with a
    name too."""
    return field != "license" or value.lower() != "other"


def lists_of(series: GrowthSeries, months: list[str], measure: str = "new") -> list[str]:
    """For each month the page that lists its new models, or where they are added up those until its end; empty where
    no page does."""
    if series.list is None:
        return [""] * len(months)
    narrowed = made_until if measure == "cumulative" else made_in
    return [f"{series.list}{narrowed(month)}" for month in months]


@lru_cache(maxsize=1024)
def made_in(month: str) -> str:
    """What narrows a list to the models made in a month, behind its address."""
    return f"&created_from={month}-01{made_until(month)}"


@lru_cache(maxsize=1024)
def made_until(month: str) -> str:
    """What narrows a list to the models made until a month's end, behind its address."""
    return f"&created_to={month}-{_days(month)}"


def rows(answer: GrowthAnswer) -> Iterator[tuple[Any, ...]]:
    """The answer as rows of COLUMNS."""
    whole = _series_of(answer.whole)
    added = [*accumulate(whole.counts), None]
    for one in answer.series:
        for (month, *values), until in zip(_series_of(one).rows(answer.months, whole), added, strict=True):
            yield month, one.name, *values, until


def _series_of(monthly: MonthlyCounts) -> Series:
    return Series(monthly.counts, monthly.undated)


def _days(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:]))[1]
