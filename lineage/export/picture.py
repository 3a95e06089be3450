"""Standalone HTML pictures of a subgraph, drawn by pyvis at positions computed here."""

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lineage.errors import BadInput
from lineage.export.optional import optional
from lineage.values import shown_license

if TYPE_CHECKING:
    import networkx as nx

COLORS = {
    "finetune": "#4477aa",
    "adapter": "#ee9933",
    "quantized": "#44aa77",
    "merge": "#aa4499",
    "unknown": "#888888",
}
PYVIS_LIMIT = 2000  # beyond it a browser takes minutes to open the page


def to_pyvis(tree: "nx.DiGraph[str]", path: Path, height: str = "700px") -> Path:
    """Write one HTML file that draws `tree` without a network: scripts inlined, positions computed here, physics off.

    Above it stands the statement that a subtree carries.

    Raises BadInput above 2,000 models, or where pyvis is not installed.
    """
    if len(tree) > PYVIS_LIMIT:
        raise BadInput(f"{len(tree):,} models are too many for a pyvis page", f"take at most {PYVIS_LIMIT:,}")
    network = optional("pyvis.network", "notebook").Network
    picture = network(height=height, width="100%", directed=True, cdn_resources="in_line", notebook=False)
    picture.toggle_physics(False)
    positions = _rings(tree)
    for id, facts in tree.nodes(data=True):
        x, y = positions[id]
        size = 6 + 3 * float(np.log1p(facts["descendants"]))
        picture.add_node(
            id, label=id.split("/")[-1], title=_title(tree, id), x=x, y=y, size=size, color=_color(tree, id)
        )
    for child, parent, facts in tree.edges(data=True):
        picture.add_edge(child, parent, color=COLORS[facts["relation"]], title=facts["relation"])
    html = _without_links(picture.generate_html(notebook=False))
    path.write_text(_captioned(html, tree.graph.get("statement")), encoding="utf-8")
    return path


def _rings(tree: "nx.DiGraph[str]") -> dict[str, tuple[float, float]]:
    """A radial layout: each model within its parent's angle, one ring a generation."""
    import networkx as nx  # noqa: PLC0415

    roots = sorted((n for n in tree if tree.out_degree(n) == 0), key=lambda n: -tree.nodes[n]["descendants"])
    forest = nx.DiGraph()
    forest.add_nodes_from(tree)
    top = object()
    seen = set(roots)
    queue = list(roots)
    forest.add_edges_from((top, root) for root in roots)
    for parent in queue:
        for child in sorted(tree.predecessors(parent)):
            if child not in seen:
                seen.add(child)
                queue.append(child)
                forest.add_edge(parent, child)
    forest.add_edges_from((top, n) for n in sorted(set(tree) - seen))
    return _angles(forest, top, queue)


def _angles(forest: "nx.DiGraph[object]", top: object, order: list[str]) -> dict[str, tuple[float, float]]:
    weight: dict[object, int] = {}
    for node in [*reversed(order), top]:
        weight[node] = max(1, sum(weight.get(child, 1) for child in forest.successors(node)))
    span: dict[object, tuple[float, float, int]] = {top: (0.0, 2 * np.pi, -1 if forest.out_degree(top) == 1 else 0)}
    places: dict[str, tuple[float, float]] = {}
    queue: list[object] = [top]
    for node in queue:
        start, end, ring = span[node]
        for child in forest.successors(node):
            width = (end - start) * weight.get(child, 1) / weight[node] if node in weight else 0.0
            span[child] = (start, start + width, ring + 1)
            angle, radius = start + width / 2, 260.0 * (ring + 1)
            places[str(child)] = (radius * float(np.cos(angle)), radius * float(np.sin(angle)))
            start += width
            queue.append(child)
    return places


def _color(tree: "nx.DiGraph[str]", id: str) -> str:
    relations = [facts["relation"] for _, _, facts in tree.out_edges(id, data=True)]
    return COLORS[relations[0]] if relations else "#ccbb44"


def _title(tree: "nx.DiGraph[str]", id: str) -> str:
    facts = tree.nodes[id]
    absent = "not in this source" if "license" in tree.graph.get("not_in_source", "").split("; ") else "not stated"
    licence = shown_license(facts.get("license"), facts.get("license_name")) or absent
    return f"{id}\n{facts['descendants']:,} descendants\nlicence: {licence}"


def _captioned(html: str, statement: str | None) -> str:
    """The page with what part of the Hub it is of above the picture; as it is where nobody said."""
    return (
        html if statement is None else html.replace("<body>", f"<body>\n<p><small>{escape(statement)}</small></p>", 1)
    )


def _without_links(html: str) -> str:
    """Drop the two Bootstrap tags that pyvis links even when everything else is inlined."""
    html = re.sub(r"<link[^>]*bootstrap[^>]*/?>", "", html, flags=re.DOTALL)
    return re.sub(r"<script[^>]*bootstrap[^>]*>\s*</script>", "", html, flags=re.DOTALL)
