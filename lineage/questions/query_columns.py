"""The columns of the stored queries' answers: what each is called for readers, and what its values are."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lineage.questions.stored_query import Question


class ColumnKind(StrEnum):
    """What the values of a column are; those of MODELS and TEXTS are lists."""

    MODEL = "model"
    MODELS = "models"
    OWNER = "owner"
    ORGANISATION = "organisation"
    RELATION = "relation"
    LICENCE = "licence"
    CLASS = "class"
    COUNT = "count"
    PERCENT = "percent"
    MOMENT = "moment"
    TEXT = "text"
    TEXTS = "texts"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class QueryColumn:
    """A column: its title, the kind of its values, and the field of `source_fields.FIELDS` that it shows, if any."""

    title: str
    kind: ColumnKind = ColumnKind.COUNT
    field: str | None = None


COLUMNS: Mapping[str, QueryColumn] = {
    "id": QueryColumn("Model", ColumnKind.MODEL),
    "parent": QueryColumn("Parent", ColumnKind.MODEL),
    "ancestor": QueryColumn("Model above", ColumnKind.MODEL),
    "perhaps_from": QueryColumn("Perhaps made from", ColumnKind.MODEL),
    "first_child": QueryColumn("Its first child", ColumnKind.MODEL),
    "first_model": QueryColumn("The first of them", ColumnKind.MODEL),
    "parent_ids": QueryColumn("Which", ColumnKind.MODELS),
    "path": QueryColumn("Way", ColumnKind.PATH),
    "owner": QueryColumn("Owner", ColumnKind.OWNER),
    "builder": QueryColumn("Owner", ColumnKind.OWNER),
    "organisation": QueryColumn("Organisation", ColumnKind.ORGANISATION),
    "relation": QueryColumn("Relation", ColumnKind.RELATION, "relation"),
    "then_made": QueryColumn("and from that", ColumnKind.RELATION, "relation"),
    "license": QueryColumn("Licence", ColumnKind.LICENCE, "license"),
    "ancestor_license": QueryColumn("Its licence", ColumnKind.LICENCE, "license"),
    "parent_license": QueryColumn("Its licence", ColumnKind.LICENCE, "license"),
    "license_class": QueryColumn("Class of its licence", ColumnKind.CLASS, "license"),
    "effective_class": QueryColumn("What applies", ColumnKind.CLASS, "license"),
    "rules": QueryColumn("By the rules", ColumnKind.TEXTS),
    "parent_licenses": QueryColumn("Their licences", ColumnKind.TEXTS, "license"),
    "gated": QueryColumn("Gated", ColumnKind.TEXT, "gated"),
    "status": QueryColumn("Status", ColumnKind.TEXT),
    "task": QueryColumn("Task", ColumnKind.TEXT, "pipeline_tag"),
    "library": QueryColumn("Library", ColumnKind.TEXT, "library"),
    "rule": QueryColumn("Rule", ColumnKind.TEXT),
    "said_by": QueryColumn("Stated by", ColumnKind.TEXTS),
    "relation_claims": QueryColumn("Relations stated", ColumnKind.TEXTS, "relation"),
    "rejected": QueryColumn("What the card says", ColumnKind.TEXTS),
    "written": QueryColumn("Written", ColumnKind.TEXT),
    "differs_by": QueryColumn("Differs by", ColumnKind.TEXT),
    "month": QueryColumn("Month", ColumnKind.TEXT, "created_at"),
    "last_seen": QueryColumn("Last seen", ColumnKind.MOMENT),
    "models": QueryColumn("Models"),
    "without_mass_uploads": QueryColumn("without mass uploads"),
    "bases": QueryColumn("Bases"),
    "children": QueryColumn("Direct derivatives"),
    "finetunes": QueryColumn("Fine-tunes", field="relation"),
    "adapters": QueryColumn("Adapters", field="relation"),
    "quantisations": QueryColumn("Quantisations", field="relation"),
    "merges": QueryColumn("Merges", field="relation"),
    "parents": QueryColumn("Parents"),
    "owners": QueryColumn("Owners"),
    "derivations": QueryColumn("Derivations"),
    "descendants": QueryColumn("Descendants"),
    "own_models": QueryColumn("Own models"),
    "of_others": QueryColumn("of others"),
    "exclusive": QueryColumn("Exclusive"),
    "fractional": QueryColumn("Fractional"),
    "loosened": QueryColumn("of them loosened"),
    "omitted": QueryColumn("without a licence", field="license"),
    "no_relation": QueryColumn("without a relation", field="relation"),
    "open_derivatives": QueryColumn("Open derivatives"),
    "their_downloads": QueryColumn("Their downloads", field="downloads"),
    "downloads": QueryColumn("Downloads", field="downloads"),
    "downloads_all_time": QueryColumn("Downloads of all time", field="downloads_all_time"),
    "likes": QueryColumn("Likes", field="likes"),
    "derived": QueryColumn("All derivatives"),
    "on_its_models": QueryColumn("on its models"),
    "on_owner": QueryColumn("on the owner's"),
    "percent": QueryColumn("Share", ColumnKind.PERCENT),
    "percent_right": QueryColumn("Rule is right in", ColumnKind.PERCENT),
    "snapshot": QueryColumn("Snapshot", ColumnKind.TEXT),
    "source": QueryColumn("Source", ColumnKind.TEXT),
    "scope": QueryColumn("Scope", ColumnKind.TEXT),
    "extent": QueryColumn("Extent", ColumnKind.TEXT),
    "as_of": QueryColumn("As of", ColumnKind.MOMENT),
    "as_of_how": QueryColumn("Dated by", ColumnKind.TEXT),
    "read_at": QueryColumn("Read", ColumnKind.MOMENT),
    "complete": QueryColumn("Complete", ColumnKind.TEXT),
    "synthetic": QueryColumn("Synthetic", ColumnKind.TEXT),
    "listed": QueryColumn("Models listed"),
    "frontier": QueryColumn("Models whose children nobody asked for"),
    "coverage": QueryColumn("Share of descendants that are listed", ColumnKind.TEXT),
    "coverage_low": QueryColumn("at least", ColumnKind.TEXT),
    "coverage_high": QueryColumn("at most", ColumnKind.TEXT),
}
"""Every column of a stored query by its name."""


def column_of(question: Question, name: str) -> QueryColumn:
    """How a column of a question's answer is shown."""
    return COLUMNS[question.columns.get(name, name)]
