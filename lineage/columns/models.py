"""The columns of models: what is said of each, where it comes from, and what follows from the whole graph."""

from collections.abc import Callable, Mapping

import numpy as np

from lineage.columns.column import GraphColumn, ReadColumn
from lineage.columns.values import (
    CodedValues,
    ColumnValues,
    FlagValues,
    ListValues,
    MomentValues,
    TextValues,
    WholeValues,
)
from lineage.frozen import FrozenGraph
from lineage.frozen.languages import MEANING as LANGUAGES
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.arrays import AnyArray
from lineage.frozen.storage.columns import INTEGERS, MOMENTS
from lineage.frozen.variants import MEANINGS as OF_VARIANTS
from lineage.schema import MODEL, Type


def _words(name: str) -> ReadColumn:
    def read(graph: FrozenGraph, rows: AnyArray) -> ColumnValues:
        words = graph.models.words(name)
        return CodedValues(words.codes[rows], words.vocabulary)

    return read


def _integers(name: str) -> ReadColumn:
    return lambda graph, rows: WholeValues(graph.models.numbers(name).values[rows])


def _moments(name: str) -> ReadColumn:
    return lambda graph, rows: MomentValues(graph.models.moments(name).values[rows])


def _array(of: Callable[[FrozenGraph], AnyArray]) -> ReadColumn:
    return lambda graph, rows: WholeValues(of(graph)[rows])


def _flags(of: Callable[[FrozenGraph], AnyArray]) -> ReadColumn:
    return lambda graph, rows: FlagValues(of(graph)[rows])


def _organisation(graph: FrozenGraph, rows: AnyArray) -> ColumnValues:
    codes, rolled = graph.models.words("author").codes[rows], rollups_of(graph)
    return CodedValues(np.where(codes < 0, -1, rolled.organisations_of(codes)), rolled.organisations)


def _hub_id(graph: FrozenGraph, rows: AnyArray) -> ColumnValues:
    return TextValues(graph.models.texts("hub_id").texts, rows)


def _bits(graph: FrozenGraph, rows: AnyArray) -> ColumnValues:
    words = graph.models.words("bits")
    return CodedValues(words.codes[rows], list(map(int, words.vocabulary)))


def _languages(graph: FrozenGraph, rows: AnyArray) -> ColumnValues:
    return CodedValues(graph.languages.words.codes[rows], graph.languages.codes)


def _undercount(graph: FrozenGraph, rows: AnyArray) -> ColumnValues:
    left_out = graph.undercounts.models
    return WholeValues(left_out[rows] if len(left_out) else np.full(len(rows), -1))


def _copies(graph: FrozenGraph, rows: AnyArray) -> ColumnValues:
    left_out = graph.undercounts
    if not len(left_out.copies):
        return WholeValues(np.full(len(rows), -1))
    return WholeValues(np.where(left_out.models[rows], left_out.copies[rows], 0))


def _roots(graph: FrozenGraph, rows: AnyArray) -> ColumnValues:
    return ListValues(graph.ids.strings, *graph.roots.of(rows))


_MEANINGS: Mapping[str, str] = {one.name: one.meaning for one in MODEL.properties} | OF_VARIANTS
_TYPES: Mapping[str, Type] = {one.name: one.type for one in MODEL.properties}


def _stated(name: str) -> GraphColumn:
    """A column of what is said of a model, or read off its name, in the words that define it."""
    kind = _integers if name in INTEGERS else _moments if name in MOMENTS else _words
    return GraphColumn(name, _TYPES.get(name, "string"), _MEANINGS[name], kind(name))


_COLUMNS = (
    GraphColumn("id", "string", _MEANINGS["id"], lambda graph, rows: TextValues(graph.ids.strings, rows)),
    GraphColumn("hub_id", "string", _MEANINGS["hub_id"], _hub_id),
    _stated("author"),
    GraphColumn("organisation", "string", _MEANINGS["organisation"], _organisation),
    *map(_stated, ("status", "created_at", "created_month", "last_modified")),
    *map(_stated, ("downloads", "downloads_all_time", "likes", "parameters")),
    *map(_stated, ("pipeline_tag", "library", "gated", "license", "license_name", "license_link")),
    *map(_stated, ("license_class", "effective_class", "license_verdict")),
    GraphColumn(
        "license_rules",
        "strings",
        _MEANINGS["license_rules"],
        lambda graph, rows: CodedValues(graph.terms.rules_met(rows), graph.terms.rule_names),
    ),
    GraphColumn(
        "effective_licences",
        "strings",
        "the known licences that hold for it, its own and those above",
        lambda graph, rows: CodedValues(graph.terms.effective[rows], graph.terms.licence_names),
    ),
    _stated("format"),
    GraphColumn("bits", "integer", _MEANINGS["bits"], _bits),
    *map(_stated, ("encoding", "new_version", "base_not_found", "mass_upload")),
    GraphColumn("languages", "strings", LANGUAGES, _languages),
    GraphColumn(
        "parents",
        "integer",
        "models that it declares to be derived from",
        lambda graph, rows: WholeValues(graph.parents.counts(rows)),
    ),
    GraphColumn(
        "children",
        "integer",
        "models that declare to be derived from it",
        lambda graph, rows: WholeValues(graph.children.counts(rows)),
    ),
    GraphColumn(
        "descendants",
        "integer",
        "distinct models derived from it at any distance, in the whole snapshot",
        _array(lambda graph: graph.reach.descendant_count),
    ),
    GraphColumn(
        "descendants_without_mass_uploads",
        "integer",
        "of them, those not marked as mass uploads",
        _array(lambda graph: graph.reach.without_mass),
    ),
    GraphColumn(
        "undercount", "integer", "models that `descendants` leaves out, below copies that are not listed", _undercount
    ),
    GraphColumn("copies", "integer", "copies, named and not listed, on which those that it leaves out hang", _copies),
    GraphColumn(
        "generation",
        "integer",
        "derivations to the nearest root; 0 of a root",
        _array(lambda graph: graph.reach.generation),
    ),
    GraphColumn(
        "depth", "integer", "derivations of the longest chain below it", _array(lambda graph: graph.reach.depth)
    ),
    GraphColumn(
        "is_root", "boolean", "nothing is above it, or only its own cycle", _flags(lambda graph: graph.reach.is_root)
    ),
    GraphColumn(
        "root",
        "string",
        "the root of the tree in which it is drawn; of a root its own id",
        lambda graph, rows: TextValues(graph.ids.strings, graph.forest.root[rows]),
    ),
    GraphColumn("roots", "strings", "ids of the roots it descends from; of a root its own", _roots),
    GraphColumn(
        "is_quantized",
        "boolean",
        "a derivation from another model says that it was quantized",
        _flags(lambda graph: graph.is_quantized),
    ),
)  # fmt: skip
MODEL_COLUMNS: Mapping[str, GraphColumn] = {column.name: column for column in _COLUMNS}
"""By name, in the order of tables and files. Tags, rejected claims and when a model was seen stay in the store."""
