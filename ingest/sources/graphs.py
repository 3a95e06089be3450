"""Graphs (GraphML, GEXF, GML, node-link JSON): nodes are models with their fields, edges derivations.

As in an edge list, every derivation is somebody's claim, kept as the child's card would state it. Every node is listed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from ingest.rows.rejections import Rejections, Unusable
from ingest.sources import cell_values
from ingest.sources.children import child_id
from ingest.sources.described_model import DescribedModel, rows_of
from ingest.sources.format import Advance, Format
from ingest.sources.graph import Graph
from ingest.sources.header_words import CHILD, RELATION, rank, target_of
from ingest.sources.items import ItemReader
from ingest.sources.opening import Opening

_OF_A_DRAWING = frozenset({"label", "key", "weight"})
"""Attributes that every graph library writes, and that are no column left out."""


def recognises(opening: Opening) -> bool:
    """A graph whose edges say which end is the child, or one without edges."""
    graph = opening.graph
    return graph is not None and (not graph.edges or graph.child_end(opening.chosen) is not None)


def read(opening: Opening, rejections: Rejections, advance: Advance) -> Iterator[pl.DataFrame]:
    """One row a model: nodes in the file's order, then children that are no nodes."""
    graph = opening.graph
    assert graph is not None  # noqa: S101 - it was recognised
    models: dict[str, DescribedModel] = {}
    for place, text in graph.unread.items():
        rejections.read += 1
        rejections.reject("not two ids", place, text)
    _nodes(graph, models, rejections)
    _edges(graph, opening, models, rejections)
    for frame in rows_of(models, rejections):
        yield frame
        advance(frame.height)


def _nodes(graph: Graph, models: dict[str, DescribedModel], rejections: Rejections) -> None:
    reader = ItemReader(rejections)
    for key, attributes in graph.nodes.items():
        place = f"node {key}"
        id = _id(graph.name(key), place, rejections)
        if id is not None:
            item: Any = reader({name: value for name, value in attributes.items() if _is_field(name)})
            item.pop("id", None)
            card = item.get("cardData")
            parents = card.pop("base_model", None) if isinstance(card, dict) else None
            models.setdefault(id, DescribedModel(place)).add(parents, None, item)


def _edges(graph: Graph, opening: Opening, models: dict[str, DescribedModel], rejections: Rejections) -> None:
    way = graph.child_end(opening.chosen)
    for number, (source, target, attributes) in enumerate(graph.edges, 1):
        child, parent = (source, target) if way is None else way.child_first(source, target)
        id = _id(graph.name(child), f"edge {number}", rejections)
        if id is not None:
            models.setdefault(id, DescribedModel(f"edge {number}")).add(graph.name(parent), _relation(attributes), {})
        rejections.leave_out(f"{name} of edges" for name in attributes if not _says_relation(name))


def _id(name: str, place: str, rejections: Rejections) -> str | None:
    """The id that a node's name is; None, and rejected at its place, when it is none."""
    try:
        return child_id(name, rejections)
    except Unusable as error:
        rejections.read += 1
        rejections.reject(str(error), place, name)
        return None


def _is_field(name: str) -> bool:
    """Whether a node's attribute may be a field of the model: what it is called was read before, its kind is no
    relation."""
    return name not in _OF_A_DRAWING and target_of(name) not in (CHILD, RELATION)


def _says_relation(name: str) -> bool:
    return name in _OF_A_DRAWING or name == "id" or target_of(name) is RELATION


def _relation(attributes: Mapping[str, Any]) -> str | None:
    """What an edge's relation attribute says, else its label."""
    words = sorted((name for name in attributes if target_of(name) is RELATION), key=lambda name: rank(RELATION, name))
    stated = (cell_values.relation(attributes[name]) for name in (*words, "label") if attributes.get(name))
    return next((one for one in stated if isinstance(one, str) and one.strip()), None)


FORMAT = Format(
    "graph",
    "graph of models",
    recognises,
    read,
    note="a graph: every derivation is its own claim, kept as the child's card would state it",
)
