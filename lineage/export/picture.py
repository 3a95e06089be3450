"""Standalone HTML pictures of a subgraph, drawn by pyvis at positions computed here."""

import re
from collections import Counter
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lineage.coverage.source_fields import NOT_IN_SOURCE, NOT_STATED
from lineage.errors import BadInput
from lineage.export.colours import RELATION_COLOURS, ROOT_COLOUR
from lineage.export.dots import dots
from lineage.export.optional import optional
from lineage.values import Relation, Status, shown_license

if TYPE_CHECKING:
    import networkx as nx

PYVIS_LIMIT = 2000  # beyond it a browser takes minutes to open the page


LABELLED = 14  # models whose names stand in the picture; the others are told when they are pointed at
FONT = {"size": 30, "strokeWidth": 7}  # readable where all of the picture is seen
SCALE = 40.0  # of pyvis' unit to that of the map
SEARCH = """<p><small><label>Find <input id="find" list="ids" size="40"></label> %s</small></p>
<datalist id="ids">%s</datalist>
<script>document.getElementById("find").addEventListener("change", (event) => {
  const id = event.target.value;
  if (nodes.get(id)) { network.selectNodes([id]); network.focus(id, { scale: 1 }); }
});</script>
"""


def to_pyvis(tree: "nx.DiGraph[str]", path: Path, height: str = "700px") -> Path:
    """Write one HTML file that draws `tree` without a network: scripts inlined, positions computed here, physics off.

    It takes any graph that `subgraph` or `subtree` makes; children stand all round their parent, as on the family map.
    Above it stand the statement that the graph carries, a legend, and a field that finds a model. Raises BadInput above
    2,000 models, or where pyvis is not installed.
    """
    if len(tree) > PYVIS_LIMIT:
        raise BadInput(f"{len(tree):,} models are too many for a pyvis page", f"take at most {PYVIS_LIMIT:,}")
    network = optional("pyvis.network", "notebook").Network
    picture = network(height=height, width="100%", directed=True, cdn_resources="in_line", notebook=False)
    picture.toggle_physics(False)
    largest = set(sorted(tree, key=lambda id: -tree.nodes[id].get("descendants", 0))[:LABELLED])
    for id, (x, y, r) in _places(tree).items():
        label = id if id in largest else " "
        look = {"size": r, "shape": "dot", "color": _color(tree, id), "font": FONT}
        picture.add_node(id, label=label, title=_title(tree, id), x=x, y=y, **look)
    for child, parent, facts in tree.edges(data=True):
        relation = Relation(facts["relation"])
        picture.add_edge(child, parent, color=RELATION_COLOURS[relation].light, title=str(relation))
    html = _without_links(picture.generate_html(notebook=False))
    path.write_text(_captioned(html, tree), encoding="utf-8")
    return path


def _places(tree: "nx.DiGraph[str]") -> dict[str, tuple[float, float, float]]:
    """The place and the radius of each model: those nearest the roots first, each round the parent it is reached by."""
    ids = list(tree)
    place = {id: at for at, id in enumerate(ids)}
    parent = np.full(len(ids), -1, np.int32)
    roots = [id for id in ids if not set(tree.successors(id)) - {id}]
    queue = sorted(roots, key=lambda id: -tree.nodes[id].get("descendants", 0))
    seen = set(queue)
    for above in queue:
        children = [child for child in tree.predecessors(above) if child not in seen]
        parent[[place[child] for child in children]] = place[above]
        seen.update(children)
        queue.extend(children)
    nothing = np.zeros(len(ids), np.int64)
    places, radii = dots(parent, nothing.astype(np.uint8), nothing, np.arange(len(ids)))
    drawn = np.column_stack([places, radii]) * SCALE
    return {id: (x, y, r) for id, (x, y, r) in zip(ids, drawn.tolist(), strict=True)}


def _color(tree: "nx.DiGraph[str]", id: str) -> str:
    relations = [Relation(facts["relation"]) for _, parent, facts in tree.out_edges(id, data=True) if parent != id]
    return (RELATION_COLOURS[relations[0]] if relations else ROOT_COLOUR).light


def _legend(tree: "nx.DiGraph[str]") -> str:
    """The colours that there are, with how many derivations are of each."""
    counts = Counter(facts["relation"] for _, _, facts in tree.edges(data=True))
    colours = ((relation, RELATION_COLOURS[relation].light) for relation in Relation if counts[relation])
    return " ".join(f'<span style="color:{colour}">⬤</span> {name} {counts[name]:,}' for name, colour in colours)


def _title(tree: "nx.DiGraph[str]", id: str) -> str:
    facts = tree.nodes[id]
    licence = shown_license(facts.get("license"), facts.get("license_name"))
    descendants = f"\n{facts['descendants']:,} descendants" if "descendants" in facts else ""
    if licence is None and facts.get("status") == Status.MISSING:
        return f"{id}{descendants}\nnot in this snapshot, licence not known"
    absent = NOT_IN_SOURCE if "license" in tree.graph.get("not_in_source", "").split("; ") else NOT_STATED
    return f"{id}{descendants}\nlicence: {licence or absent}"


def _captioned(html: str, tree: "nx.DiGraph[str]") -> str:
    """The page with what part of the Hub it is of above the picture, where that is known, the legend and the search."""
    statement = tree.graph.get("statement")
    stated = "" if statement is None else f"<p><small>{escape(statement)}</small></p>\n"
    ids = "".join(f'<option value="{escape(id)}">' for id in tree)
    return html.replace("<body>", f"<body>\n{stated}{SEARCH % (_legend(tree), ids)}", 1)


def _without_links(html: str) -> str:
    """Drop the two Bootstrap tags that pyvis links even when everything else is inlined."""
    html = re.sub(r"<link[^>]*bootstrap[^>]*/?>", "", html, flags=re.DOTALL)
    return re.sub(r"<script[^>]*bootstrap[^>]*>\s*</script>", "", html, flags=re.DOTALL)
