"""Families and walks as tables of models: what the table of all models says, and how each model came in."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import polars as pl

from lineage.columns.values import TextValues
from lineage.errors import BadInput, UnknownOwner
from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.adjacency import Adjacency
from lineage.frozen.derivations.walks import ModelsMet, walk
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.rollups.progenitors import Generations, Progenitor
from lineage.frozen.storage.arrays import AnyArray, Ints
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.given_ids import number_called, number_meant
from lineage.owners.unknown_names import unknown_of_level
from lineage.tabular import series
from lineage.tabular.models import ModelTables
from lineage.tabular.scan import FrameColumn
from lineage.values import Relation

DISTANCE = "derivations to the nearest model that the family is of; 0 of those themselves"


def own_models(graph: FrozenGraph, names: Mapping[str, str], ids: Sequence[str]) -> Ints:
    """The models of an owner or an organisation (`names` by these words), and of these ids, as people have them,
    ascending.

    Raises UnknownOwner and UnknownModel, and BadInput where nobody is named.
    """
    if not names and not ids:
        raise BadInput("a family of nobody", "name an owner=, an organisation=, or ids=[...]")
    rolled = rollups_of(graph)
    known = {"owner": graph.models.words("author").vocabulary, "organisation": rolled.organisations}
    own = [np.array([number_meant(graph, id) for id in ids], np.int32)]
    for level, name in names.items():
        code = known[level].find(name)
        if code is None:
            raise _unknown(graph, level, name)
        own.append(Progenitor(level, code).own_models(rolled))
    return distinct_numbers(np.concatenate(own)).astype(np.int32)


def _unknown(graph: FrozenGraph, level: str, name: str) -> UnknownOwner:
    """That none is called so; of a model, that it is named among ids."""
    error = unknown_of_level(graph, level, name)
    number = number_called(graph, name.removeprefix("model:"))
    if number is None:
        return error
    hint = f"name the model as ids={graph.ids[number]!r}"
    return UnknownOwner(error.message, hint, error.similar, level, error.text)


def family_scan(
    tables: ModelTables, own: Ints, *, include_own: bool, mass_uploads: bool, quantised: bool
) -> pl.LazyFrame:
    """What descends from `own` models, by id, with `distance`; `own` themselves where they are to be included."""
    graph = tables.graph
    places = graph.subtree.family(own) if len(own) else None
    numbers = np.zeros(0, np.int32) if places is None else graph.subtree.numbers(places)
    kept = np.ones(len(numbers), np.bool_) if include_own else ~np.isin(numbers, own)
    if not mass_uploads:
        kept &= ~graph.models.is_mass_upload[numbers]
    if not quantised:
        kept &= ~graph.is_quantized[numbers]
    distance = Generations(graph).all_of(own)
    distance[own] = 0
    return tables.scan(
        numbers[kept], [FrameColumn("distance", pl.Int64, DISTANCE, lambda rows: pl.Series(distance[rows]))]
    )


def walk_scan(
    tables: ModelTables,
    adjacency: Adjacency,
    start: int,
    neighbour: str,
    relations: Collection[Relation | str],
    max_depth: int | None,
) -> pl.LazyFrame:
    """The models that derivations lead to from `start`, by id, each with its `distance` and the derivation by which it
    was met: the model at its other end, in the column `neighbour`, its `relation` and its `evidence`."""
    found = walk(adjacency, np.array([start]), relations, max_depth)
    return tables.scan(found.numbers, _edge_columns(tables.graph, found, neighbour))


def _edge_columns(graph: FrozenGraph, found: ModelsMet, neighbour: str) -> list[FrameColumn]:
    def at(rows: AnyArray) -> AnyArray:
        return np.searchsorted(found.numbers, rows)

    return [
        FrameColumn(
            "distance", pl.Int64, "derivations between the two", lambda rows: pl.Series(found.distance[at(rows)])
        ),
        FrameColumn(
            neighbour,
            pl.String,
            "the model one step nearer",
            lambda rows: series.texts(TextValues(graph.ids.strings, found.neighbour[at(rows)])),
        ),
        FrameColumn("relation", pl.String, "how", lambda rows: series.relations(found.relation[at(rows)])),
        FrameColumn(
            "evidence", pl.List(pl.String), "who says so", lambda rows: series.evidence(found.evidence[at(rows)])
        ),
    ]
