"""Which part of the graph is wanted as a file, and in which format."""

from dataclasses import dataclass
from typing import Any

from lineage.export import FORMATS
from lineage.filters.filter_fields import filter_of
from lineage.filters.model_filter import EVERYTHING, ModelFilter
from lineage.filters.parameter_kinds import OneOf, Text
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.lists import FILTERS

PARTS = ("file", "beside", "manifest")


@dataclass(frozen=True, slots=True)
class ExportQuery:
    """One selection, by the name of a model or an owner, or by a filter; a format, and which of its files is wanted."""

    model: str | None
    subtree: str | None
    lineage: str | None
    owner: str | None
    format: str
    part: str
    filter: ModelFilter

    @property
    def selections(self) -> dict[str, Any]:
        """The selections that are given, by kind; one, where it is as it should be."""
        named = {"model": self.model, "subtree": self.subtree, "lineage": self.lineage, "owner": self.owner}
        wanted = {} if self.filter == EVERYTHING else {"filter": self.filter}
        return {**{kind: name for kind, name in named.items() if name}, **wanted}


def _export(
    model: str | None,
    subtree: str | None,
    lineage: str | None,
    owner: str | None,
    format: str,
    part: str,
    **values: Any,
) -> ExportQuery:
    return ExportQuery(model, subtree, lineage, owner, format, part, filter_of(values))


EXPORT = RequestQuery(
    _export,
    (
        QueryParameter("model", Text(), "the id of a model: it, its parents and its children"),
        QueryParameter("subtree", Text(), "the id of a model: it and all that descends from it"),
        QueryParameter("lineage", Text(), "the id of a model: it and all that it comes from"),
        QueryParameter(
            "owner",
            Text(),
            "an owner, or `organisation:Qwen`: its models, and all below",
            example="Qwen",
        ),
        QueryParameter("format", OneOf(tuple(FORMATS)), "the file's format", default="json"),
        QueryParameter(
            "part",
            OneOf(PARTS),
            "the file, the one beside it (derivations of CSV and Parquet, those that no Newick tree says), or what "
            "stands beside both: snapshot, definitions, counts, licence, how to cite",
            default="file",
        ),
        *FILTERS,
    ),
)
