"""The table of models: a row each, with all that the frozen graph knows of it, where it comes from and what follows."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial

import numpy as np
import polars as pl
from polars.datatypes import DataType, DataTypeClass

from lineage.frozen import FrozenGraph
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.roots_of_models import RootsOfModels
from lineage.frozen.storage.arrays import AnyArray
from lineage.frozen.variants import MEANINGS as OF_VARIANTS
from lineage.schema import MODEL
from lineage.tabular import series
from lineage.tabular.scan import FrameColumn, scan
from lineage.tabular.series import STRINGS

Values = Callable[["ModelTables", AnyArray], pl.Series]


def _words(name: str) -> Values:
    return lambda tables, rows: series.coded(
        tables.vocabulary(name), tables.graph.models.words(name).codes[rows].astype(np.int64)
    )


def _numbers(name: str) -> Values:
    return lambda tables, rows: series.numbers(tables.graph.models.numbers(name).values[rows])


def _moments(name: str) -> Values:
    return lambda tables, rows: series.moments(tables.graph.models.moments(name).values[rows])


def _array(of: Callable[[FrozenGraph], AnyArray]) -> Values:
    return lambda tables, rows: pl.Series(of(tables.graph)[rows])


_Column = tuple[str, DataType | DataTypeClass, str, Values]
_MEANINGS = {property.name: property.meaning for property in MODEL.properties} | OF_VARIANTS


def _stored(name: str, dtype: DataType | DataTypeClass, values: Values) -> _Column:
    """A column of what is said or read of a model, in the words that define it."""
    return name, dtype, _MEANINGS[name], values


def _text(name: str) -> _Column:
    return _stored(name, pl.String, _words(name))


def _number(name: str) -> _Column:
    return _stored(name, pl.Int64, _numbers(name))


def _moment(name: str) -> _Column:
    return _stored(name, series.MOMENT, _moments(name))


_COLUMNS: tuple[_Column, ...] = (
    _stored("id", pl.String, lambda tables, rows: series.texts(tables.graph.ids.strings, rows)),
    _text("author"),
    _stored("organisation", pl.String, lambda tables, rows: tables.organisations(rows)),
    _text("status"),
    *map(_moment, ("created_at", "last_modified")),
    *map(_number, ("downloads", "downloads_all_time", "likes", "parameters")),
    *map(_text, ("pipeline_tag", "library", "gated", "license", "license_name")),
    *map(_text, ("license_class", "effective_class", "license_verdict")),
    (
        "effective_licences",
        STRINGS,
        "the known licences that hold for it, its own and those above",
        lambda tables, rows: series.coded(tables.licence_names, tables.graph.terms.effective[rows].astype(np.int64)),
    ),
    _text("format"),
    _stored("bits", pl.Int64, lambda tables, rows: _words("bits")(tables, rows).cast(pl.Int64)),
    *map(_text, ("encoding", "new_version", "mass_upload")),
    (
        "parents",
        pl.Int64,
        "models it was derived from directly",
        lambda tables, rows: pl.Series(tables.graph.parents.counts(rows)),
    ),
    (
        "children",
        pl.Int64,
        "models derived from it directly",
        lambda tables, rows: pl.Series(tables.graph.children.counts(rows)),
    ),
    ("descendants", pl.Int64, "distinct models below it, at any distance", _array(lambda g: g.reach.descendant_count)),
    (
        "without_mass_uploads",
        pl.Int64,
        "of these, those that are no mass upload",
        _array(lambda g: g.reach.without_mass),
    ),
    (
        "undercount",
        pl.Int64,
        "models that `descendants` leaves out, below copies that are not listed",
        lambda tables, rows: tables.undercounts(rows),
    ),
    ("generation", pl.Int64, "derivations to the nearest root; 0 of a root", _array(lambda g: g.reach.generation)),
    ("depth", pl.Int64, "derivations of the longest chain below it", _array(lambda g: g.reach.depth)),
    ("is_root", pl.Boolean, "nothing is above it, or only its own cycle", _array(lambda g: g.reach.is_root)),
    ("roots", STRINGS, "ids of the roots it descends from; of a root its own", lambda tables, rows: tables.roots(rows)),
    (
        "is_quantized",
        pl.Boolean,
        "a derivation says that it was quantized",
        lambda tables, rows: pl.Series(tables.graph.is_quantized[rows]),
    ),
)

MODEL_COLUMNS: tuple[tuple[str, str, str], ...] = tuple((name, str(dtype), text) for name, dtype, text, _ in _COLUMNS)
"""Name, type and meaning of each column of a table of models, in their order; unknown is null."""


class ModelTables:
    """Tables of a graph's models. What its columns share is made once, when the first table asks for it."""

    graph: FrozenGraph

    def __init__(self, graph: FrozenGraph) -> None:
        self.graph = graph
        self._vocabularies: dict[str, pl.Series] = {}
        self._columns = [FrameColumn(name, dtype, text, partial(of, self)) for name, dtype, text, of in _COLUMNS]

    def scan(self, rows: AnyArray | None = None, more: Sequence[FrameColumn] = ()) -> pl.LazyFrame:
        """The models of these numbers (None: all, by id), with `more` columns after those of MODEL_COLUMNS."""
        return scan([*self._columns, *more], np.arange(self.graph.size) if rows is None else rows.astype(np.int64))

    def vocabulary(self, name: str) -> pl.Series:
        """The words of a column."""
        if name not in self._vocabularies:
            self._vocabularies[name] = series.vocabulary(self.graph.models.words(name))
        return self._vocabularies[name]

    @cached_property
    def licence_names(self) -> pl.Series:
        """The names of each set of licences."""
        return pl.Series(self.graph.terms.licence_names, dtype=STRINGS)

    def organisations(self, rows: AnyArray) -> pl.Series:
        """The organisation of each model; null without an owner."""
        codes, rolled = self.graph.models.words("author").codes[rows], rollups_of(self.graph)
        organisation = rolled.organisations_of(codes).astype(np.int64)
        return series.coded(self._organisations, np.where(codes < 0, -1, organisation))

    def undercounts(self, rows: AnyArray) -> pl.Series:
        """What each count leaves out; null in a graph that was frozen before this was known."""
        left_out = self.graph.undercounts.models
        return pl.Series(left_out[rows]) if len(left_out) else pl.Series([None] * len(rows), dtype=pl.Int64)

    def roots(self, rows: AnyArray) -> pl.Series:
        """The ids of each model's roots, in order of id."""
        numbers, lengths = self._roots.of(rows)
        return series.lists(series.texts(self.graph.ids.strings, numbers), lengths)

    @cached_property
    def _organisations(self) -> pl.Series:
        return series.all_texts(rollups_of(self.graph).organisations)

    @cached_property
    def _roots(self) -> RootsOfModels:
        return RootsOfModels.of_graph(self.graph.children, self.graph.parents)
