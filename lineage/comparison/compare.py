"""Up to four models side by side."""

from collections.abc import Sequence

from lineage.comparison.families import compared_families
from lineage.comparison.fields import compared_fields
from lineage.comparison.kinship import Kinship
from lineage.comparison.side_by_side import ComparedModel, ComparedParent, ModelComparison
from lineage.compliance.model_licence import licence_of_model
from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.stores import Reader

MOST_MODELS = 4
HOW = f"give 2 to {MOST_MODELS} ids, as Qwen/Qwen3-8B"


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
