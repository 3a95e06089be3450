"""Node-link JSON, as networkx and d3 read it: `nodes` with an `id`, `edges` from `source` (the child) to `target`.

What is unknown is absent; a list is a list, a moment ISO 8601 text.
"""

from collections.abc import Iterator
from typing import Any

from lineage.export.about import manifest
from lineage.export.subgraph import Subgraph, known_rows
from lineage.text.json_pieces import pieces as json_pieces


def pieces(subgraph: Subgraph) -> Iterator[str]:
    """The text of the file."""
    graph = {"directed": True, "multigraph": False, "graph": manifest(subgraph)}
    nodes = (row for columns in subgraph.models() for row in known_rows(columns))
    return json_pieces({**graph, "nodes": nodes, "edges": _edges(subgraph)})


def _edges(subgraph: Subgraph) -> Iterator[dict[str, Any]]:
    for columns in subgraph.derivations():
        ends = {"source": columns.pop("child"), "target": columns.pop("parent")}
        yield from known_rows(ends | columns)
