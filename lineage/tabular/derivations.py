"""The table of derivations: a row for each child and parent, with who says so."""

import numpy as np
import polars as pl
from polars.datatypes import DataType, DataTypeClass

from lineage.frozen import FrozenGraph
from lineage.frozen.edges import REGULAR, SEPARATOR
from lineage.frozen.results import IRREGULARITIES
from lineage.frozen.storage.arrays import AnyArray
from lineage.frozen.storage.columns import Words
from lineage.schema import DERIVED_FROM
from lineage.tabular import series
from lineage.tabular.scan import FrameColumn, scan
from lineage.tabular.series import STRINGS

ODDITIES = pl.Series([*map(str, IRREGULARITIES)], dtype=pl.String)

_STORED = ("relation", "evidence", "raw", "relation_claims", "irregularity")
_TYPES: dict[str, DataType | DataTypeClass] = {"string": pl.String, "strings": STRINGS}
_COLUMNS: tuple[tuple[str, DataType | DataTypeClass, str], ...] = (
    ("child", pl.String, "the model that was derived"),
    ("parent", pl.String, "what it was derived from"),
    *((one.name, _TYPES[one.type], one.meaning) for one in DERIVED_FROM.properties if one.name in _STORED),
)
DERIVATION_COLUMNS: tuple[tuple[str, str, str], ...] = tuple((name, str(dtype), text) for name, dtype, text in _COLUMNS)
"""Name, type and meaning of each column of a table of derivations, in their order; unknown is null."""


def derivations_scan(graph: FrozenGraph) -> pl.LazyFrame:
    """Every derivation by child and parent, self-references included."""
    tables = _DerivationTables(graph)
    columns = [FrameColumn(name, dtype, text, getattr(tables, name)) for name, dtype, text in _COLUMNS]
    return scan(columns, np.arange(len(graph.edges)))


class _DerivationTables:
    """A method for each column: its values at some places of the graph's edges."""

    def __init__(self, graph: FrozenGraph) -> None:
        self._graph, self._edges = graph, graph.edges

    def child(self, rows: AnyArray) -> pl.Series:
        return series.texts(self._graph.ids.strings, self._edges.child[rows].astype(np.int64))

    def parent(self, rows: AnyArray) -> pl.Series:
        return series.texts(self._graph.ids.strings, self._edges.parent[rows].astype(np.int64))

    def relation(self, rows: AnyArray) -> pl.Series:
        return series.relations(self._edges.relation[rows])

    def evidence(self, rows: AnyArray) -> pl.Series:
        return series.evidence(self._edges.evidence[rows])

    def raw(self, rows: AnyArray) -> pl.Series:
        written, parent = self._words(self._edges.raw_words, rows), self.parent(rows)
        return pl.select(pl.coalesce(written, parent)).to_series()

    def relation_claims(self, rows: AnyArray) -> pl.Series:
        return self._words(self._edges.claim_words, rows).str.split(SEPARATOR)

    def irregularity(self, rows: AnyArray) -> pl.Series:
        codes = self._edges.irregularity[rows].astype(np.int64)
        return series.coded(ODDITIES, np.where(codes == REGULAR, -1, codes))

    def _words(self, words: Words, rows: AnyArray) -> pl.Series:
        """The words of some rows: those of the vocabulary that occur are few of many."""
        codes, place = np.unique(words.codes[rows], return_inverse=True)
        known = codes >= 0
        found = series.texts(words.vocabulary, codes[known].astype(np.int64))
        return series.coded(found, place - np.count_nonzero(~known))
