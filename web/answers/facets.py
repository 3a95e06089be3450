"""Facets of a selection of models: the values that its models have, the most frequent first, with exact counts."""

from typing import Annotated

import numpy as np
from msgspec import Struct

from lineage.filters.filtered_models import FilteredModels
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import Longs
from web.answers.kept_answers import KeptAnswers
from web.answers.types import Number, meaning
from web.parameters.lists import FacetQuery


class FacetValue(Struct, frozen=True):
    """One value of a facet."""

    value: Annotated[str, meaning("numbers as `least-most`, dates as years")]
    models: Annotated[Number, meaning("that the list would have, were this value asked for instead")]
    chosen: Annotated[bool, meaning("whether the filter asks for it")]
    asks: Annotated[dict[str, str], meaning("the parameters that ask for it")]


class FacetAnswer(Struct, frozen=True):
    """The most frequent values of one facet. Counts leave out of account what the filter asks of this facet itself;
    grants (`terms`) are asked for together, so that their counts are of models that have those already chosen."""

    name: str
    values: list[FacetValue]
    other_values: Annotated[Number, meaning("values that are not among these, though models have them")]
    other_models: Annotated[Number, meaning("models that have those, added up")]
    not_stated: Annotated[Number, meaning("models that have no value, or none that is known")]
    not_stated_chosen: Annotated[bool, meaning("whether the filter asks for these")]


class FacetAnswers(Struct, frozen=True):
    """How many models meet a filter, and the facets of them."""

    total: Number
    items: list[FacetAnswer]


STEP = 4
"""How much lower each bound is than the one before, where it is looked for how many values have so many models."""

_kept: KeptAnswers[FacetAnswers] = KeptAnswers(most=256)


def facets(graph: FrozenGraph, query: FacetQuery, number: int | None = None) -> FacetAnswers:
    """Those of all models, or of the derivatives of one."""
    return _kept.get(graph, (query, number), lambda: _facets(FilteredModels(graph, query.filter, number), query))


def facets_of(selection: FilteredModels, query: FacetQuery) -> FacetAnswers:
    """Those of a selection that was made already; the filter of the query wants the same models."""
    return _kept.get(selection.graph, (query, selection.number), lambda: _facets(selection, query))


def _facets(selection: FilteredModels, query: FacetQuery) -> FacetAnswers:
    items = [_answer(selection, name, query.like, query.limit) for name in query.facets]
    return FacetAnswers(selection.total, items)


def _answer(selection: FilteredModels, name: str, like: str | None, limit: int) -> FacetAnswer:
    counts = selection.facet(name)
    among = None if like is None else selection.values_like(name, like)
    models = counts.models if among is None else counts.models[among]
    places = np.flatnonzero(models) if counts.ranges else _most(models, limit)
    shown = (places if among is None else among[places]).tolist()
    if like is None:
        shown += [code for code in sorted(counts.chosen) if code not in shown]
    values = [
        FacetValue(counts.values[code], int(counts.models[code]), code in counts.chosen, counts.asks(name, code))
        for code in shown
    ]
    others = int(np.count_nonzero(models > 0)) - sum(value.models > 0 for value in values)
    left = int(models.sum()) - sum(value.models for value in values)
    return FacetAnswer(name, values, others, left, counts.not_stated, counts.not_stated_chosen)


def _most(models: Longs, limit: int) -> Longs:
    """The places of the `limit` highest counts above 0, equals in their order.

    A facet may have as many values as there are owners: those below a bound that few are above are not sorted.
    """
    bound = max(int(models.max(initial=0)), 1)
    while bound > 1 and np.count_nonzero(models >= bound) < limit:
        bound = max(bound // STEP, 1)
    places = np.flatnonzero(models >= bound)
    if len(places) > limit:
        places = places[models[places] >= np.partition(models[places], -limit)[-limit]]
    return np.asarray(places[np.argsort(-models[places], kind="stable")][:limit])
