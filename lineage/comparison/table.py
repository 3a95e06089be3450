"""Models side by side as a table: a row each, its fields beside what it was made from and what descends from it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lineage.values import Relation

if TYPE_CHECKING:
    import polars as pl

    from lineage.comparison.compare import ModelComparison

COUNTS = ("descendants", "descendants_without_mass_uploads", "descendants_of_it_alone")
FAMILY_DOWNLOADS = ("family_downloads", "family_downloads_all_time")
"""Downloads of a model and of all that descends from it, each model once."""
RELATIONS = tuple(f"descendants_by_{relation}" for relation in Relation)
"""How many of the descendants were made so from any parent: one may count under several."""


def columns(comparison: "ModelComparison") -> list[str]:
    """The names of what `rows` has."""
    fields = [field.name for field in comparison.fields]
    return ["id", *fields, "terms", "parents", "generation", *COUNTS, *RELATIONS, *FAMILY_DOWNLOADS]


def rows(comparison: "ModelComparison") -> Iterator[tuple[Any, ...]]:
    """A row for each model, in their order; `parents` are dicts with the relation of each and who says so."""
    families = comparison.families
    for at, model in enumerate(comparison.models):
        parents = [
            {"id": one.id, "relation": str(one.relation), "evidence": [*map(str, one.evidence)]}
            for one in model.parents
        ]
        counts = families.each[at].models, families.each[at].without_mass_uploads, families.alone[at].models
        relations = (families.relations[at].get(relation, 0) for relation in Relation)
        downloads = families.downloads[at].both.value, families.downloads_all_time[at].both.value
        fields = (field.values[at] for field in comparison.fields)
        yield model.id, *fields, model.terms, parents, model.generation, *counts, *relations, *downloads


def frame(comparison: "ModelComparison") -> "pl.DataFrame":
    """The same in polars; `parents` are structs."""
    import polars as pl  # noqa: PLC0415 - an import of 0.1 s, paid by those who ask for a table

    parent = pl.Struct({"id": pl.String, "relation": pl.String, "evidence": pl.List(pl.String)})
    moment = pl.Datetime("us", "UTC")
    types: dict[str, Any] = dict.fromkeys(columns(comparison), pl.Int64)
    texts = ("id", "terms", "status", "author", "format", "pipeline_tag", "library", "license", "effective_class")
    types |= dict.fromkeys((*texts, "gated", "mass_upload"), pl.String)
    types |= {"parents": pl.List(parent), "created_at": moment, "last_modified": moment}
    return pl.DataFrame([*rows(comparison)], types, orient="row")
