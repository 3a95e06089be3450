"""Which models are exported: the numbers of a selection, and the sentence that says what was selected."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from lineage.errors import BadInput
from lineage.filters.filtered_models import FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.given_ids import number_meant
from lineage.owners.progenitors import owner_or_organisation
from lineage.schema import MODEL
from lineage.statement_limits import MOST_STATEMENT_ROWS, limits
from lineage.stores import Reader
from lineage.text.did_you_mean import did_you_mean

DEFINITIONS = {
    "model": "{subject}, the models that it declares to be derived from, and those that declare to be derived from it.",
    "subtree": "{subject} and every model that is derived from it, directly or not.",
    "lineage": "{subject} and every model that it is derived from, directly or not.",
    "owner": "The models of {subject} and every model that is derived from any of them, directly or not.",
    "statement": "The models that the answer of this statement holds, as nodes or by their ids: {subject}",
    "ids": "Models that were named, {subject}.",
    "filter": "The models that this filter wants: {subject}.",
    "all": "Every model of the snapshot.",
}
"""What each kind of selection holds. All derivations among its models belong to it."""


@dataclass(frozen=True, slots=True)
class GraphSelection:
    """The numbers of some models, ascending. `subject` is the model, owner, statement or filter; `remarks` say what a
    limit left out."""

    kind: str
    subject: str
    numbers: Ints = field(repr=False, compare=False)
    remarks: tuple[str, ...] = ()

    @property
    def definition(self) -> str:
        """One sentence: which models these are."""
        return DEFINITIONS[self.kind].format(subject=self.subject)


def select(
    graph: FrozenGraph,
    reader: Reader | None,
    *,
    ids: Iterable[str] | None = None,
    statement: str | None = None,
    filter: ModelFilter | None = None,
    **named: str | None,
) -> GraphSelection:
    """The one selection that is given: `ids`, a `statement` for the `reader`, a `filter`, or a name of BY_NAME; else
    every model.

    Raises UnknownModel, UnknownOwner, BadStatement, and BadInput for two of them.
    """
    every = {"ids": ids, "statement": statement, "filter": filter, **named}
    given = [name for name, value in every.items() if value is not None]
    if len(given) > 1:
        raise BadInput(f"{' and '.join(given)} are two selections", "give one of them")
    if ids is not None:
        return named_ids(graph, ids)
    if statement is not None and reader is not None:
        return answered(graph, reader, statement)
    if filter is not None:
        return filtered(graph, filter)
    for kind, name in named.items():
        if name is not None:
            return BY_NAME[kind](graph, name)
    return everything(graph)


def everything(graph: FrozenGraph) -> GraphSelection:
    """All models."""
    return GraphSelection("all", "", np.arange(graph.size, dtype=np.int32))


def model(graph: FrozenGraph, id: str) -> GraphSelection:
    """A model with its parents and its children. Raises UnknownModel."""
    number = number_meant(graph, id)
    return GraphSelection(
        "model", graph.ids[number], _ascending([number], graph.parents.of(number), graph.children.of(number))
    )


def subtree(graph: FrozenGraph, id: str) -> GraphSelection:
    """A model and its descendants. Raises UnknownModel."""
    number = number_meant(graph, id)
    return GraphSelection("subtree", graph.ids[number], _ascending([number], graph.lineage.descendants(number)))


def ancestry(graph: FrozenGraph, id: str) -> GraphSelection:
    """A model and its ancestors. Raises UnknownModel."""
    number = number_meant(graph, id)
    return GraphSelection("lineage", graph.ids[number], _ascending([number], graph.lineage.ancestors(number)))


def owner(graph: FrozenGraph, name: str) -> GraphSelection:
    """An owner's models and their descendants; of `organisation:NAME` those of all its owners. Raises UnknownOwner."""
    one = owner_or_organisation(graph, name).progenitor
    own = one.own_models(rollups_of(graph))
    return GraphSelection(
        "owner", name, _ascending(own, graph.subtree.numbers(one.descendants(graph, rollups_of(graph))))
    )


def named_ids(graph: FrozenGraph, ids: Iterable[str]) -> GraphSelection:
    """Models by their ids, as people have them. Raises UnknownModel for the first that is none."""
    return numbered([number_meant(graph, id) for id in ids])


def numbered(numbers: Iterable[int] | AnyArray) -> GraphSelection:
    """Models by their numbers, in any order."""
    ascending = _ascending(numbers)
    return GraphSelection("ids", f"{len(ascending):,} of them", ascending)


def filtered(graph: FrozenGraph, wanted: ModelFilter) -> GraphSelection:
    """The models that a filter wants. Raises as FilteredModels."""
    found = FilteredModels(graph, wanted)
    chosen = ", ".join(f"{name} = {_in_words(value)}" for name, value in found.meant.chosen.items())
    numbers = _ascending(found.page("id", 0, graph.size).numbers)
    unknown = ((f"{name}={text}", did_you_mean(near, "nor any like it")) for name, text, near in found.unknown())
    remarks = tuple(f"no model has {condition}; {hint}" for condition, hint in unknown)
    return GraphSelection("filter", chosen or "everything", numbers, remarks)


def _in_words(value: Any) -> str:
    if isinstance(value, tuple):
        return " or ".join(map(str, value))
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)


def answered(graph: FrozenGraph, reader: Reader, text: str) -> GraphSelection:
    """The models that a reading statement answers with, as nodes, in paths, or as texts that are ids.

    Raises BadStatement for anything that does more than read, BadInput where its answer holds no model.
    """
    from lineage import graph_cypher  # noqa: PLC0415 - other selections need no Cypher

    answer = graph_cypher.execute(graph, reader, text, limits=limits(MOST_STATEMENT_ROWS))
    found = {number for row in answer.table.rows for number in _models_in(graph, row)}
    if not found:
        raise BadInput("the statement answers with no model", "return models, or their ids: RETURN m, or m.id")
    return GraphSelection("statement", " ".join(text.split()), _ascending(sorted(found)), tuple(answer.notes))


OF_A_MODEL = ("model", "subtree", "lineage")
"""The selections that are named by a model's id."""

BY_NAME: Mapping[str, Callable[[FrozenGraph, str], GraphSelection]] = {
    "model": model,
    "subtree": subtree,
    "lineage": ancestry,
    "owner": owner,
}
"""Selections by the name of one model or owner."""


def _models_in(graph: FrozenGraph, value: Any) -> Iterator[int]:
    if isinstance(value, str):
        number = graph.ids.find(value) if "/" in value else None
        yield from () if number is None else (number,)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _models_in(graph, one)
    elif isinstance(value, dict):
        of_node = MODEL.label in value.get("labels", ()) and "properties" in value
        yield from _models_in(graph, value["properties"][MODEL.key] if of_node else value.get("nodes", []))


def _ascending(*parts: Iterable[int] | AnyArray) -> Ints:
    arrays = [np.asarray(part, np.int32) for part in parts]
    return distinct_numbers(np.concatenate(arrays)).astype(np.int32)
