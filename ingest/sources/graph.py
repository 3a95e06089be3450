"""A graph of models out of a file: its nodes and edges, whatever the file calls them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ingest.sources.direction import SAMPLE, Direction, direction
from ingest.sources.header_words import CHILD, PARENT, Target, fold, rank, target_of

SOURCE, TARGET = "source", "target"
"""The two ends of an edge, as `--map` names them."""

Attributes = Mapping[str, Any]


@dataclass
class Graph:
    """`nodes` are the attributes by the node's key, in the file's order; `edges` are keys of two nodes, from its source
    to its target, and attributes. A key without a node is a name itself. `way` says which end is the child, where the
    file's form does. `unread` are edges, by their place, that do not name two ids, as they were written."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    way: Direction | None = None
    unread: dict[str, object] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """By the node's key what stands for its model's id: of what an id's word names, its key and its label the
        first with an owner."""
        return {key: _name(key, attributes) for key, attributes in self.nodes.items()}

    def name(self, key: str) -> str:
        return self.names.get(key, key)

    def child_end(self, chosen: Mapping[Target, str]) -> Direction | None:
        """Which end of an edge is the child: as the user chose, else as the names tell; None when nothing does."""
        for target, end in ((CHILD, 0), (PARENT, 1)):
            if (word := chosen.get(target)) is not None:
                first = fold(word) in (SOURCE, "1", "from", "src")
                return Direction(end if first else 1 - end, "as chosen")
        return self.way or self._way_by_names

    @cached_property
    def _way_by_names(self) -> Direction | None:
        return direction([(self.name(source), self.name(to)) for source, to, _ in self.edges[:SAMPLE]])

    def note(self, chosen: Mapping[Target, str]) -> str | None:
        """What whoever reads the snapshot should know of its edges."""
        way = self.child_end(chosen) if self.edges else None
        return None if way is None else f"the child is the {(SOURCE, TARGET)[way.child]} of an edge: {way.reason}"


def _name(key: str, attributes: Attributes) -> str:
    told = sorted((rank(CHILD, name), str(value)) for name, value in attributes.items() if target_of(name) is CHILD)
    names = [*(value for _, value in told), key, str(attributes.get("label") or "")]
    owned = next((name for name in names if "/" in name), None)
    return owned or next((name for name in names if name and not name.isdigit()), key)
