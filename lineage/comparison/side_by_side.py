"""What is known of models side by side, and the same as a table: a row each, its fields beside what it was made from
and what descends from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lineage.comparison.families import ComparedFamilies
from lineage.comparison.fields import ComparedField
from lineage.comparison.kinship import CommonAncestors, PairKinship
from lineage.text.notebook import html_table
from lineage.values import Evidence, Relation

if TYPE_CHECKING:
    import polars as pl

COUNTS = ("descendants", "descendants_without_mass_uploads", "descendants_of_it_alone")
FAMILY_DOWNLOADS = ("family_downloads", "family_downloads_all_time")
"""Downloads of a model and of all that descends from it, each model once."""
RELATIONS = tuple(f"descendants_by_{relation}" for relation in Relation)
"""How many of the descendants were made so from any parent: one may count under several."""


@dataclass(frozen=True, slots=True)
class ComparedParent:
    """A parent that a model names: how the model was made from it, and who says so."""

    id: str
    relation: Relation
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ComparedModel:
    """What a model was made from, the fewest derivations up to a root, and in a sentence what may be done with it."""

    id: str
    parents: tuple[ComparedParent, ...]
    generation: int
    terms: str


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """What is compared, by `ids`; all else is in their order.

    `models` are what they were made from, `fields` say where they agree; `common_ancestors` are those of all of them,
    `pairs` how any two are related, and `families` what descends from them. `snapshot` is its name.
    """

    ids: tuple[str, ...]
    models: tuple[ComparedModel, ...]
    fields: tuple[ComparedField, ...]
    common_ancestors: CommonAncestors
    pairs: tuple[PairKinship, ...]
    families: ComparedFamilies
    snapshot: str

    def __repr__(self) -> str:
        shared = self.common_ancestors.total
        return f"<ModelComparison of {', '.join(self.ids)}: {shared:,} common ancestors; table() has a row for each>"

    def _repr_html_(self) -> str:
        rows = dict(zip(self.columns(), zip(*self.rows(), strict=True), strict=True))
        rows["parents"] = tuple(tuple(parent.id for parent in model.parents) for model in self.models)
        return html_table(repr(self), ((name, *values) for name, values in rows.items()))

    def columns(self) -> list[str]:
        """The names of what `rows` has."""
        fields = [field.name for field in self.fields]
        return ["id", *fields, "terms", "parents", "generation", *COUNTS, *RELATIONS, *FAMILY_DOWNLOADS]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """A row for each model, in their order; `parents` are dicts with the relation of each and who says so."""
        families = self.families
        for at, model in enumerate(self.models):
            parents = [
                {"id": one.id, "relation": str(one.relation), "evidence": [*map(str, one.evidence)]}
                for one in model.parents
            ]
            counts = families.each[at].models, families.each[at].without_mass_uploads, families.alone[at].models
            relations = (families.relations[at].get(relation, 0) for relation in Relation)
            downloads = families.downloads[at].both.value, families.downloads_all_time[at].both.value
            fields = (field.values[at] for field in self.fields)
            yield model.id, *fields, model.terms, parents, model.generation, *counts, *relations, *downloads

    def table(self) -> "pl.DataFrame":
        """A row for each model: `id`, its fields, `terms`, `parents` (structs of id, relation, evidence), `generation`,
        its `descendants`, these without mass uploads, those of it alone and `descendants_by_` each relation to any
        parent, of another family too (a merge of several may count under several), and the downloads of its family,
        itself included (`family_downloads` of 30 days, and of all time; null: not stated)."""
        import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a table

        parent = pl.Struct({"id": pl.String, "relation": pl.String, "evidence": pl.List(pl.String)})
        moment = pl.Datetime("us", "UTC")
        types: dict[str, Any] = dict.fromkeys(self.columns(), pl.Int64)
        texts = ("id", "terms", "status", "author", "format", "pipeline_tag", "library", "license", "effective_class")
        types |= dict.fromkeys((*texts, "gated", "mass_upload"), pl.String)
        types |= {"parents": pl.List(parent), "created_at": moment, "last_modified": moment}
        return pl.DataFrame([*self.rows()], types, orient="row")
