"""Up to four models side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.comparison import table
from lineage.comparison.families import ComparedFamilies, compared_families
from lineage.comparison.fields import ComparedField, compared_fields
from lineage.comparison.kinship import CommonAncestors, Kinship, PairKinship
from lineage.compliance.model_licence import licence_of_model
from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.stores import Reader
from lineage.values import Evidence, Relation

if TYPE_CHECKING:
    import polars as pl

MOST_MODELS = 4
HOW = f"give 2 to {MOST_MODELS} ids, as Qwen/Qwen3-8B"


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

    def table(self) -> "pl.DataFrame":
        """A row for each model: `id`, its fields, `terms`, `parents` (structs of id, relation, evidence), `generation`,
        its `descendants`, these without mass uploads, those of it alone and `descendants_by_` each relation, and the
        downloads of its family, itself included (`family_downloads` of 30 days, and of all time; null: not stated)."""
        return table.frame(self)


def compare_models(graph: FrozenGraph, reader: Reader | None, ids: Sequence[str]) -> ModelComparison:
    """The models of these ids side by side, each once. Without a store nobody can say what names alone give away.

    Raises BadInput for none or more than MOST_MODELS, UnknownModel for an id that is none.
    """
    wanted = distinct_ids(ids)
    if not wanted:
        raise BadInput("no model is given to compare", HOW)
    numbers = [graph.ids.number(id) for id in wanted]
    kinship = Kinship(graph, numbers)
    return ModelComparison(
        wanted,
        tuple(_compared(graph, number) for number in numbers),
        compared_fields(graph, numbers),
        kinship.common_ancestors(),
        kinship.pairs(reader),
        compared_families(graph, numbers),
        graph.facts.id,
    )


def _compared(graph: FrozenGraph, number: int) -> ComparedModel:
    parents = (
        ComparedParent(graph.ids[edge.parent], edge.relation, edge.evidence) for edge in graph.edges.parents_of(number)
    )
    terms = licence_of_model(graph, number).sentence
    return ComparedModel(graph.ids[number], tuple(parents), int(graph.reach.generation[number]), terms)


def distinct_ids(ids: Sequence[str]) -> tuple[str, ...]:
    """Each of these ids once, in the order given. Raises BadInput for more than MOST_MODELS."""
    wanted = tuple(dict.fromkeys(id for text in ids if (id := text.strip())))
    if len(wanted) > MOST_MODELS:
        raise BadInput(f"{len(wanted)} models are to be compared", HOW)
    return wanted
