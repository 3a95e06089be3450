"""How many models descend from a model, an owner or an organisation: the one number of a badge."""

from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import rollups_of
from lineage.owners.progenitors import NamedProgenitor


def descendants(graph: FrozenGraph, one: NamedProgenitor) -> int:
    """Distinct models, at any distance, as its page has them."""
    code = one.progenitor.code
    if one.level == "model":
        return int(graph.reach.descendant_count[code])
    return int(rollups_of(graph).of(one.level, code).union.value)
