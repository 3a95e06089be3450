"""The attributes of models and derivations that leave with a graph: type and meaning, and where each is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.results import IRREGULARITIES, RELATIONS, evidence_of
from lineage.frozen.rollup_files import rollups_of
from lineage.frozen.storage.arrays import AnyArray
from lineage.schema import DERIVED_FROM, MODEL, Property, Type

Values = list[Any]
Read = Callable[[FrozenGraph, AnyArray], Values]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: `read` gives its values for numbers of models, or for places of derivations; None is unknown."""

    name: str
    type: Type
    meaning: str
    read: Read


IN_THE_STORE = ("license_rules", "tags", "rejected_claims", "first_seen", "last_seen", "relation_inferred")
"""Properties that a frozen graph does not have: no file has them."""


def column(name: str, graph: FrozenGraph, numbers: AnyArray) -> Values:
    """A column of the frozen graph."""
    return graph.models.column(name).take(numbers)


def _organisation(graph: FrozenGraph, numbers: AnyArray) -> Values:
    owners = graph.models.words("author").codes[numbers]
    rolled = rollups_of(graph)
    codes = np.where(owners < 0, -1, rolled.organisations_of(owners))
    names = {code: rolled.organisations[code] for code in np.unique(codes).tolist() if code >= 0}
    return [names.get(code) for code in codes.tolist()]


def _root(graph: FrozenGraph, numbers: AnyArray) -> Values:
    return graph.ids.take(graph.forest.root[numbers])


def _reach(name: str, graph: FrozenGraph, numbers: AnyArray) -> Values:
    values: Values = getattr(graph.reach, name)[numbers].tolist()
    return values


def _degree(name: str, graph: FrozenGraph, numbers: AnyArray) -> Values:
    values: Values = getattr(graph, name).counts(numbers).tolist()
    return values


_OTHERWISE: Mapping[str, Read] = {"organisation": _organisation}
COMPUTED = (
    Attribute("root", "string", "the root of the tree in which it is drawn; its own id at roots", _root),
    Attribute("generation", "integer", "the fewest derivations up to a root", partial(_reach, "generation")),
    Attribute("depth", "integer", "the longest chain of derivations below it", partial(_reach, "depth")),
    Attribute("parents", "integer", "models it declares to be derived from", partial(_degree, "parents")),
    Attribute("children", "integer", "models that declare to be derived from it", partial(_degree, "children")),
    Attribute(
        "descendants",
        "integer",
        "distinct models derived from it at any distance, in the whole snapshot",
        partial(_reach, "descendant_count"),
    ),
    Attribute(
        "descendants_without_mass_uploads",
        "integer",
        "of them, those not marked as mass uploads",
        partial(_reach, "without_mass"),
    ),
)
"""What follows from the whole graph, whatever part of it is exported."""


def _relation(graph: FrozenGraph, places: AnyArray) -> Values:
    return [str(RELATIONS[code]) for code in graph.edges.relation[places].tolist()]


def _evidence(graph: FrozenGraph, places: AnyArray) -> Values:
    masks = graph.edges.evidence[places].tolist()
    words = {mask: [str(source) for source in evidence_of(mask)] for mask in set(masks)}
    return [words[mask] for mask in masks]


def _raw(graph: FrozenGraph, places: AnyArray) -> Values:
    return list(graph.edges.raws(places))


def _claims(graph: FrozenGraph, places: AnyArray) -> Values:
    return [None if claims is None else list(claims) for claims in graph.edges.claims(places)]


def _irregularity(graph: FrozenGraph, places: AnyArray) -> Values:
    words = [*map(str, IRREGULARITIES), None]
    return [words[code] for code in graph.edges.irregularity[places].tolist()]


_OF_EDGES: Mapping[str, Read] = {
    "relation": _relation,
    "evidence": _evidence,
    "raw": _raw,
    "relation_claims": _claims,
    "irregularity": _irregularity,
}


def _of(property: Property, read: Read) -> Attribute:
    return Attribute(property.name, property.type, property.meaning, read)


OF_MODELS = {
    attribute.name: attribute
    for attribute in (
        *(
            _of(property, _OTHERWISE.get(property.name) or partial(column, property.name))
            for property in MODEL.properties
            if property.name not in (MODEL.key, *IN_THE_STORE)
        ),
        *COMPUTED,
    )
}
"""Attributes of models by name, in the order of files; a model's id stands before them."""

OF_DERIVATIONS = {
    property.name: _of(property, _OF_EDGES[property.name])
    for property in DERIVED_FROM.properties
    if property.name not in IN_THE_STORE
}
"""Attributes of derivations by name; `child` and `parent` stand before them."""


def attributes_named(names: Sequence[str] | None) -> tuple[Attribute, ...]:
    """Those of models by their names (None: all). Raises BadInput for a name that is none."""
    if names is None:
        return tuple(OF_MODELS.values())
    for name in names:
        if name not in OF_MODELS:
            raise BadInput(f"no attribute {name!r}", f"there are {', '.join(OF_MODELS)}")
    return tuple(OF_MODELS[name] for name in names)
