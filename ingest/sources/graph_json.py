"""Graphs as JSON documents: node-link (networkx, D3), Cytoscape, graphology, JSON Graph Format, and trees."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ingest.sources.direction import Direction
from ingest.sources.graph import Graph
from ingest.sources.header_words import CHILD, PARENT, RELATION, Target, fold, names_columns, target_of
from ingest.sources.mostly import mostly
from lineage.text.hub_ids import ID

_WRAPPERS = ("graph", "elements")
_NODES = ("nodes", "vertices", "models")
_EDGES = ("edges", "links", "relationships", "derivations")
_ADJACENT = "adjacency"
_KEYS = ("id", "key", "name")
_BELOW = ("children", "derivatives")
_SOURCES = ("source", "sourceid", "from", "src", "start", "startid", "startnode")
_TARGETS = ("target", "targetid", "to", "dst", "end", "endid", "endnode")


def json_graph(document: object) -> Graph | None:
    """The graph a document holds: an object with nodes and edges, perhaps within another, other ids by id, a list of
    pairs, or a tree; None for any other."""
    holder = _holder(document)
    if holder is None:
        return _pairs(document) or _adjacency(document) or _tree(document)
    graph = Graph({key: attributes for key, attributes in _nodes(_listed(holder, _NODES)) if key})
    keys = list(graph.nodes)
    for number, edge in enumerate(_edges(holder, keys), 1):
        words = [_word(edge, _SOURCES), _word(edge, _TARGETS)]
        if None in words and None not in (said := [_of(edge, CHILD), _of(edge, PARENT)]):
            words, graph.way = said, Direction(0, "an edge names its child and its parent")
        source, target = (_key(_end(edge, word), keys, graph.nodes) for word in words)
        if source and target:
            graph.edges.append((source, target, {name: edge[name] for name in edge if name not in words}))
        else:
            graph.unread[f"edge {number}"] = edge
    return graph


def _holder(document: object) -> Mapping[str, Any] | None:
    if not isinstance(document, Mapping):
        return None
    for one in (document, *(document.get(key) for key in _WRAPPERS)):
        if (
            isinstance(one, Mapping)
            and _listed(one, _NODES) is not None
            and _first(one, (*_EDGES, _ADJACENT)) is not None
        ):
            return one
    return None


def _edges(holder: Mapping[str, Any], keys: list[str]) -> Iterator[dict[str, Any]]:
    """What is listed as edges; else, as networkx's `adjacency_data` has it, what is listed for each node in turn."""
    listed = _first(holder, _EDGES)
    if listed is not None:
        yield from _objects(listed)
        return
    for key, others in zip(keys, holder[_ADJACENT], strict=False):
        for edge in _objects(others):
            end = next((edge.pop(name) for name in _KEYS if name in edge), None)
            yield {**edge, _SOURCES[0]: key, _TARGETS[0]: end}


def _pairs(document: object) -> Graph | None:
    """`[["a/b", "c/d"], ...]`, perhaps under `edges`; a third text says the relation."""
    listed = _first(document, _EDGES) if isinstance(document, Mapping) else document
    if not isinstance(listed, list) or not listed or not mostly(map(_is_pair, listed)) or _is_header(listed[0]):
        return None
    graph = Graph()
    for number, one in enumerate(listed, 1):
        if _is_pair(one):
            graph.edges.append((one[0], one[1], {"label": one[2]} if len(one) > 2 else {}))
        else:
            graph.unread[f"edge {number}"] = one
    return graph


def _is_pair(value: object) -> bool:
    if not isinstance(value, list) or len(value) not in (2, 3) or not all(isinstance(one, str) for one in value):
        return False
    return all(ID.fullmatch(one) for one in value[:2])


def _is_header(row: object) -> bool:
    return isinstance(row, list) and names_columns(map(str, row))


def _adjacency(document: object) -> Graph | None:
    """`{"a/b": ["c/d", "e/f"]}`: whether these are parents or children is for the data to tell."""
    if not isinstance(document, Mapping) or not document:
        return None
    rows = {str(key): [value] if isinstance(value, str) else value for key, value in document.items()}
    if not mostly(ID.fullmatch(key) and _is_list_of_texts(others) for key, others in rows.items()):
        return None
    graph = Graph()
    for key, others in rows.items():
        if not ID.fullmatch(key) or not _is_list_of_texts(others):
            graph.unread[key] = others
        elif others:
            graph.edges += [(key, other, {}) for other in others]
        else:
            graph.nodes[key] = {}
    return graph


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _tree(document: object) -> Graph | None:
    """`{"id": "a/b", "children": [{"id": "c/d"}]}`: what stands below a model is derived from it."""
    if not isinstance(document, Mapping) or _named(document) is None or _below(document) is None:
        return None
    graph = Graph(way=Direction(0, "it stands below its parent"))
    waiting: list[tuple[str | None, Mapping[str, Any]]] = [(None, document)]
    while waiting:
        parent, now = waiting.pop(0)
        name = _named(now)
        if name is None:
            continue
        own = {word: value for word, value in now.items() if word not in _BELOW}
        stated = {word: value for word, value in own.items() if target_of(word) is RELATION}
        graph.nodes.setdefault(name, {}).update({word: value for word, value in own.items() if word not in stated})
        if parent is not None:
            graph.edges.append((name, parent, stated))
        waiting += [(name, one) for one in _below(now) or () if isinstance(one, Mapping)]
    return graph


def _named(node: Mapping[str, Any]) -> str | None:
    return next((value for word in _KEYS if isinstance(value := node.get(word), str) and value), None)


def _below(node: Mapping[str, Any]) -> list[Any] | None:
    return next((value for word in _BELOW if isinstance(value := node.get(word), list)), None)


def _nodes(nodes: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each node's key and attributes: of objects by key, of objects, or of keys alone."""
    if isinstance(nodes, Mapping):
        yield from ((str(key), _flat(one) if isinstance(one, Mapping) else {}) for key, one in nodes.items())
        return
    for number, one in enumerate(nodes if isinstance(nodes, list) else ()):
        if isinstance(one, Mapping):
            attributes = _flat(one)
            yield str(next((attributes[key] for key in _KEYS if attributes.get(key) is not None), number)), attributes
        elif isinstance(one, str):
            yield one, {}


def _objects(edges: object) -> Iterator[dict[str, Any]]:
    yield from (_flat(one) for one in edges if isinstance(one, Mapping)) if isinstance(edges, Iterable) else ()


def _flat(one: Mapping[str, Any]) -> dict[str, Any]:
    """The object with what stands under `data`, `attributes` or `metadata` in its place."""
    inner = [value for name in ("data", "attributes", "metadata") if isinstance(value := one.get(name), Mapping)]
    own = {name: value for name, value in one.items() if not any(value is part for part in inner)}
    return {**{str(name): value for part in inner for name, value in part.items()}, **own}


def _word(edge: Mapping[str, Any], words: tuple[str, ...]) -> str | None:
    return next((name for name in edge if fold(name) in words), None)


def _of(edge: Mapping[str, Any], target: Target) -> str | None:
    """The edge's word for a field; an edge's own `id` or `name` is none."""
    return next((name for name in edge if name not in _KEYS and target_of(name) is target), None)


def _end(edge: Mapping[str, Any], word: str | None) -> object:
    end = None if word is None else edge[word]
    return next((end[key] for key in _KEYS if end.get(key) is not None), None) if isinstance(end, Mapping) else end


def _key(end: object, keys: list[str], nodes: Mapping[str, Any]) -> str | None:
    """The node an end names, by its key, else by its place in the list, as D3 once wrote it."""
    if isinstance(end, int) and str(end) not in nodes and 0 <= end < len(keys):
        return keys[end]
    return None if end is None else str(end)


def _listed(holder: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next((holder[name] for name in names if isinstance(holder.get(name), list | Mapping)), None)


def _first(holder: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((holder[name] for name in names if isinstance(holder.get(name), list)), None)
