"""What descends from a model, collapsed: models, and the variants of them that stand on a line with what they vary."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.lists.conditions import Which
from lineage.frozen.results import RELATIONS
from lineage.values import Relation
from lineage.variants.ladder import VariantLadder

OTHER_RELATIONS = tuple(relation for relation in RELATIONS if relation is not Relation.QUANTIZED)
QUANTIZED_BIT = np.uint8(1 << RELATIONS.index(Relation.QUANTIZED))
OTHER_BITS = np.uint8(sum(1 << RELATIONS.index(relation) for relation in OTHER_RELATIONS))


@dataclass(frozen=True, slots=True)
class CollapsedDescendants:
    """Distinct descendants at any distance: `models` and `variants` are all of them, no model in both.

    `variants` are the `quantised`, made so from any parent, and the re-uploads of the model itself that are not among
    those. `models_have_a_list`: no model that is quantized was made by another relation too, nor re-uploaded, so that
    the relations tell them apart.
    """

    total: int
    models: int
    variants: int
    quantised: int
    re_uploads: int
    mass_uploads: int
    models_have_a_list: bool


def collapsed(ladder: VariantLadder, below: Sequence[Which] | None = None) -> CollapsedDescendants:
    """The descendants of the model of a ladder; `below` are their places, where somebody has them already."""
    graph, number = ladder.graph, ladder.number
    below = graph.lists.parts(graph.subtree.descendants_of(number)) if below is None else below
    made = [graph.lists.relations[part] for part in below]
    quantised, otherwise = (
        sum(int(np.count_nonzero(part & bits)) for part in made) for bits in (QUANTIZED_BIT, OTHER_BITS)
    )
    re_uploaded = graph.lists.relations[graph.subtree.preorder[ladder.re_uploads]]
    re_uploads = int(np.count_nonzero(re_uploaded & QUANTIZED_BIT == 0))
    total = int(graph.reach.descendant_count[number])
    models = total - quantised - re_uploads
    return CollapsedDescendants(
        total,
        models,
        quantised + re_uploads,
        quantised,
        re_uploads,
        total - int(graph.reach.without_mass[number]),
        otherwise == models,
    )
