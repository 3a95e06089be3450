"""The columns of derivations: the two models, and who says what of them."""

from collections.abc import Mapping

import numpy as np

from lineage.columns.column import GraphColumn, ReadColumn
from lineage.columns.values import CodedValues, ColumnValues, TextValues
from lineage.frozen import FrozenGraph
from lineage.frozen.derivations.edges import REGULAR, SEPARATOR
from lineage.frozen.results import EVIDENCE, IRREGULARITIES, RELATIONS, evidence_of
from lineage.frozen.storage.arrays import AnyArray
from lineage.schema import DERIVED_FROM

ENDS = ("child", "parent")
RELATION_WORDS = tuple(map(str, RELATIONS))
EVIDENCE_LISTS = tuple([str(source) for source in evidence_of(mask)] for mask in range(1 << len(EVIDENCE)))
"""The sources of each bit mask, most trusted first."""
ODDITIES = tuple(map(str, IRREGULARITIES))


def _parent(graph: FrozenGraph, places: AnyArray) -> TextValues:
    return TextValues(graph.ids.strings, graph.edges.parent[places])


def _raw(graph: FrozenGraph, places: AnyArray) -> ColumnValues:
    words = graph.edges.raw_words
    return CodedValues(words.codes[places], words.vocabulary, otherwise=_parent(graph, places))


def _claims(graph: FrozenGraph, places: AnyArray) -> ColumnValues:
    words = graph.edges.claim_words
    return CodedValues(words.codes[places], words.vocabulary, SEPARATOR)


def _irregularity(graph: FrozenGraph, places: AnyArray) -> ColumnValues:
    codes = graph.edges.irregularity[places].astype(np.int64)
    return CodedValues(np.where(codes == REGULAR, -1, codes), ODDITIES)


_READ: Mapping[str, ReadColumn] = {
    "relation": lambda graph, places: CodedValues(graph.edges.relation[places].astype(np.int64), RELATION_WORDS),
    "evidence": lambda graph, places: CodedValues(graph.edges.evidence[places].astype(np.int64), EVIDENCE_LISTS),
    "raw": _raw,
    "relation_claims": _claims,
    "irregularity": _irregularity,
}
_COLUMNS = (
    GraphColumn(
        "child",
        "string",
        "the model that was derived",
        lambda graph, places: TextValues(graph.ids.strings, graph.edges.child[places]),
    ),
    GraphColumn("parent", "string", "the model that it was derived from", _parent),
    *(
        GraphColumn(one.name, one.type, one.meaning, _READ[one.name])
        for one in DERIVED_FROM.properties
        if one.name in _READ
    ),
)
DERIVATION_COLUMNS: Mapping[str, GraphColumn] = {column.name: column for column in _COLUMNS}
"""By name, in the order of tables and files. What a relation was inferred to be, and when a derivation was seen, stays
in the store."""
