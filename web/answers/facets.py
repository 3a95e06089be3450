"""Facets of a selection of models: the values that its models have, the most frequent first, with exact counts."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Annotated
from weakref import WeakKeyDictionary

import numpy as np
from msgspec import Struct

from lineage.filtered_models import FacetCounts, FilteredModels
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray
from web.answers.types import Number, meaning
from web.parameters import FacetQuery

KEPT = 256
"""Answers of each graph that are kept, those that were asked for last."""


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


class FacetAnswers(Struct, frozen=True):
    """How many models meet a filter, and the facets of them."""

    total: Number
    items: list[FacetAnswer]


_kept: WeakKeyDictionary[FrozenGraph, OrderedDict[Hashable, FacetAnswers]] = WeakKeyDictionary()
_lock = Lock()


def facets(graph: FrozenGraph, query: FacetQuery, number: int | None = None) -> FacetAnswers:
    """Those of all models, or of the derivatives of one."""
    key = (query, number)
    with _lock:
        kept = _kept.setdefault(graph, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    selection = FilteredModels(graph, query.filter, number)
    items = [_answer(selection, name, query.like, query.limit) for name in query.facets]
    found = FacetAnswers(selection.total, items)
    with _lock:
        kept[key] = found
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def _answer(selection: FilteredModels, name: str, like: str | None, limit: int) -> FacetAnswer:
    counts = selection.facet(name)
    having = np.flatnonzero(counts.models)
    if like is not None:
        having = np.intersect1d(having, selection.values_like(name, like))
    shown = _most(having, counts, limit)
    others = len(having) - len(shown)
    chosen = [code for code in sorted(counts.chosen) if code not in shown] if like is None else []
    left = int(counts.models[having].sum() - counts.models[shown].sum())
    values = [
        FacetValue(counts.values[code], int(counts.models[code]), code in counts.chosen, counts.asks(name, code))
        for code in (*shown, *chosen)
    ]
    extra = [code for code in chosen if counts.models[code]]
    return FacetAnswer(name, values, others - len(extra), left - int(counts.models[extra].sum()), counts.not_stated)


def _most(having: AnyArray, counts: FacetCounts, limit: int) -> list[int]:
    """The values that most models have, equals in their order; numbers and dates in theirs, all of them."""
    if counts.ranges:
        return list(map(int, having))
    keys = counts.models[having] * len(counts.values) + (len(counts.values) - having)
    if len(keys) > limit:
        having = having[np.argpartition(-keys, limit)[:limit]]
        keys = counts.models[having] * len(counts.values) + (len(counts.values) - having)
    return list(map(int, having[np.argsort(-keys)]))
