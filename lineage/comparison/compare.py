"""Up to four models side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from lineage.comparison.families import ComparedFamilies, compared_families
from lineage.comparison.fields import ComparedField, compared_fields
from lineage.comparison.kinship import CommonAncestors, Kinship, PairKinship
from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.stores import Reader

MOST_MODELS = 4
HOW = f"give 2 to {MOST_MODELS} ids, as Qwen/Qwen3-8B"


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """What is compared, by `ids`; all else is in their order.

    `fields` say where they agree; `common_ancestors` are those of all of them, `pairs` how any two are related, and
    `families` what descends from them. `snapshot` is its name.
    """

    ids: tuple[str, ...]
    fields: tuple[ComparedField, ...]
    common_ancestors: CommonAncestors
    pairs: tuple[PairKinship, ...]
    families: ComparedFamilies
    snapshot: str


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
        compared_fields(graph, numbers),
        kinship.common_ancestors(),
        kinship.pairs(reader),
        compared_families(graph, numbers),
        graph.facts.id,
    )


def distinct_ids(ids: Sequence[str]) -> tuple[str, ...]:
    """Each of these ids once, in the order given. Raises BadInput for more than MOST_MODELS."""
    wanted = tuple(dict.fromkeys(id for text in ids if (id := text.strip())))
    if len(wanted) > MOST_MODELS:
        raise BadInput(f"{len(wanted)} models are to be compared", HOW)
    return wanted
