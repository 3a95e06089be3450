"""Progenitors by name: an organisation, an owner or a model, as people and addresses name them."""

from dataclasses import dataclass
from itertools import product

from lineage.errors import UnknownModel, UnknownOwner
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import names_in_table, rollups_of
from lineage.frozen.rollups.progenitors import Progenitor
from lineage.frozen.storage.strings import Strings
from lineage.given_ids import id_meant
from lineage.owners.unknown_names import unknown_of_any_level, unknown_of_level

NAMED_LEVELS = ("organisation", "owner", "model")
"""In the order in which a bare name is looked up."""


ORGANISATION = "organisation:"
"""Before a name that is an organisation's where an owner's is asked for."""


@dataclass(frozen=True, slots=True)
class NamedProgenitor:
    """`name` is an organisation's, an owner's, or a model's id; `key` the shortest text that `named` reads so."""

    progenitor: Progenitor
    name: str
    key: str

    @property
    def level(self) -> str:
        return self.progenitor.level


def named(graph: FrozenGraph, text: str) -> NamedProgenitor:
    """The progenitor that a text means: the organisation of that name, else the owner, else the model of that id; where
    there is none, the one whose name differs by its capitals alone, or the model that `lineage.given_ids` finds.

    Before a name may stand which it is, as `owner:Qwen`. Raises UnknownOwner or UnknownModel, naming similar ones.
    """
    try:
        return _spelt(graph, text)
    except (UnknownOwner, UnknownModel) as error:
        meant = error.twin or (id_meant(graph, error.text or "") if isinstance(error, UnknownModel) else error.text)
        if not error.text or meant is None or meant == error.text:
            raise
        return _spelt(graph, text.removesuffix(error.text) + meant)


def _spelt(graph: FrozenGraph, text: str) -> NamedProgenitor:
    """The progenitor of just that name."""
    level, colon, name = text.partition(":")
    if colon and level in NAMED_LEVELS:
        return of_level(graph, level, name)
    found = _first(graph, text)
    if found is not None:
        return NamedProgenitor(found, text, text)
    if "/" not in text:
        raise unknown_of_any_level(graph, text)
    return of_level(graph, "model", text)


def called(graph: FrozenGraph, text: str) -> NamedProgenitor | None:
    """The organisation, else the owner, whose name a text is, capitals aside; None where it is nobody's. Names that are
    like it are not looked for."""
    name = text.strip()
    if not name or "/" in name:
        return None
    rolled = rollups_of(graph)
    nearest = graph.ids.take(graph.search.beginnings.like(f"{name}/", 1))
    names = [name, *rolled.joined_organisations, *names_in_table(graph), *(id.partition("/")[0] for id in nearest)]
    alike = [other for other in names if other.lower() == name.lower()]
    for level, other in product(NAMED_LEVELS[:2], alike):
        code = _find(graph, level, other)
        if code is not None:
            one = Progenitor(level, code).simplest(rolled)
            return of_level(graph, one.level, other if one.level == level else rolled.organisations[one.code])
    return None


def is_named(graph: FrozenGraph, text: str) -> bool:
    """Whether a bare name is that of any."""
    return _first(graph, text) is not None


def of_level(graph: FrozenGraph, level: str, name: str) -> NamedProgenitor:
    """The one of that level and name; an owner that is all of the organisation of its name is that organisation.

    Raises UnknownOwner or UnknownModel, naming similar ones.
    """
    one = Progenitor(level, _code(graph, level, name))
    first = _first(graph, name)
    if first == one:
        return NamedProgenitor(one, name, name)
    simplest = one.simplest(rollups_of(graph))
    if simplest == first:
        return NamedProgenitor(simplest, name, name)
    return NamedProgenitor(one, name, f"{level}:{name}")


def owner_or_organisation(graph: FrozenGraph, text: str) -> NamedProgenitor:
    """The owner of that name; of `organisation:NAME` the organisation. Raises UnknownOwner, naming similar ones."""
    level = "organisation" if text.startswith(ORGANISATION) else "owner"
    return of_level(graph, level, text.removeprefix(ORGANISATION))


def _first(graph: FrozenGraph, name: str) -> Progenitor | None:
    """The one that a bare name means."""
    found = ((level, _find(graph, level, name)) for level in NAMED_LEVELS)
    return next((Progenitor(level, code) for level, code in found if code is not None), None)


def _code(graph: FrozenGraph, level: str, name: str) -> int:
    if level == "model":
        return graph.ids.number(name)
    code = _find(graph, level, name)
    if code is None:
        raise unknown_of_level(graph, level, name)
    return code


def _find(graph: FrozenGraph, level: str, name: str) -> int | None:
    return graph.ids.find(name) if level == "model" else _names(graph, level).find(name)


def _names(graph: FrozenGraph, level: str) -> Strings:
    return graph.models.words("author").vocabulary if level == "owner" else rollups_of(graph).organisations
