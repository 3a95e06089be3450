"""Which part of the graph is wanted as a file, and in which format."""

from dataclasses import dataclass

from lineage.export import FORMATS
from web.parameters.declare import QueryParameter, RequestQuery
from web.parameters.kinds import OneOf, Text

PARTS = ("file", "beside", "manifest")


@dataclass(frozen=True, slots=True)
class ExportQuery:
    """One selection, by the name of a model or an owner, a format, and which of its files is wanted."""

    model: str | None
    subtree: str | None
    lineage: str | None
    owner: str | None
    format: str
    part: str

    @property
    def selections(self) -> dict[str, str]:
        """The selections that are given, by kind; one, where it is as it should be."""
        named = {"model": self.model, "subtree": self.subtree, "lineage": self.lineage, "owner": self.owner}
        return {kind: name for kind, name in named.items() if name}


EXPORT = RequestQuery(
    ExportQuery,
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
    ),
)
