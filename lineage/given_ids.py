"""What becomes of ids as people have them: in another case, out of an address, by a name that a model had once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lineage.frozen import FrozenGraph
from lineage.text.hub_addresses import id_in


class IdRule(StrEnum):
    """How a given text led to a model: it is its id; so is the id in an address, in a path of the Hub's cache or before
    a revision; in another case; cards that name it so are read as naming that model, as of one that was renamed.
    `unknown`: it leads to none."""

    EXACT = "exact"
    ADDRESS = "address"
    CASE = "case"
    RENAMED = "renamed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GivenId:
    """What became of one given text: the model's `id` by that rule, or None and `similar` ids."""

    given: str
    id: str | None
    rule: IdRule
    similar: tuple[str, ...] = ()


def given_ids(graph: FrozenGraph, texts: Sequence[str]) -> Iterator[GivenId]:
    """What becomes of each."""
    return (_one(graph, text) for text in texts)


def id_meant(graph: FrozenGraph, text: str) -> str:
    """The id of the model that a text means by `number_called`, or that had that id once; a text that means none as it
    is."""
    number = number_called(graph, text)
    return graph.ids.now_called(id_in(text.strip())) or text if number is None else graph.ids[number]


def number_meant(graph: FrozenGraph, text: str) -> int:
    """The number of the model that `id_meant` names. Raises UnknownModel, naming similar ids."""
    return graph.ids.number(id_meant(graph, text))


def number_called(graph: FrozenGraph, text: str) -> int | None:
    """The number of the model whose id a text is, in any case or in an address: what the rules say that look at ids
    alone. None where they know none."""
    known = _by_id(graph, text)
    return None if known is None else known[0]


def _by_id(graph: FrozenGraph, text: str) -> tuple[int, IdRule] | None:
    """The same, and which of these rules led to it."""
    text = text.strip()
    number = graph.ids.find(text)
    if number is not None:
        return number, IdRule.EXACT
    id = id_in(text.removesuffix("/"))
    number = graph.ids.find(id)
    if number is not None:
        return number, IdRule.ADDRESS
    twin = graph.search.beginnings.twin(id)
    return None if twin is None else (graph.ids.number(twin), IdRule.CASE)


def _one(graph: FrozenGraph, given: str) -> GivenId:
    known = _by_id(graph, given)
    if known is not None:
        number, rule = known
        return GivenId(given, graph.ids[number], rule)
    id = id_in(given.strip())
    now = graph.ids.now_called(id)
    if now is not None:
        return GivenId(given, now, IdRule.RENAMED)
    return GivenId(given, None, IdRule.UNKNOWN, tuple(graph.ids.take(graph.search.similar(id))))
