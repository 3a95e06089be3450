"""Standalone HTML: one file without a network that draws the models as the family map does, to pan, search and filter.

Places are those of the map's own layout, computed for the selection alone; models without relatives in it stand in a
block below. Every derivation is a line. The largest families stand as text too.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from lineage.coverage.source_fields import why_absent
from lineage.export.about import short_facts
from lineage.export.attributes import OF_MODELS
from lineage.export.colours import RELATION_COLOURS, ROOT_COLOUR
from lineage.export.dots import dots
from lineage.export.subgraph import Subgraph
from lineage.export.trees import ExportTrees, trees_of
from lineage.frozen.results import RELATIONS
from lineage.frozen.storage.arrays import AnyArray
from lineage.text.hub_addresses import HUB
from lineage.values import Status

PARTS = Path(__file__).parents[1] / "page_parts"
SHOWN = {"descendants": "descendants", "licence": "license", "downloads": "downloads", "created": "created_month"}
"""What is said of a model that is pointed at, and the attribute it is."""
IN_TEXT = 100
MOST_ALONE = 2_000
"""Models without any derivation among those selected that are drawn; where there are more, none of them is."""
WORDS = {"finetune": "fine-tune", "quantized": "quantisation", "unknown": "relation not stated"}


def pieces(subgraph: Subgraph) -> Iterator[str]:
    """The text of the file."""
    facts, drawn = short_facts(subgraph), _drawn(subgraph)
    title = escape(facts["selection"])
    yield f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<style>\n{_part('page.css')}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n"
    alone = len(subgraph) - len(drawn)
    left_out = f", of these models {alone:,} without any, which are not drawn" if alone else ""
    counted = f"{len(subgraph):,} models, {len(subgraph.places):,} derivations{left_out}."
    yield f"<p>{counted} {escape(facts['coverage'])}</p>\n"
    yield _part("page.html")
    yield from _as_text(subgraph)
    yield f"<footer><p>{escape(facts['cite'])}</p><p>{escape(facts['licence'])}</p></footer>\n"
    yield '<script type="application/json" id="data">'
    yield from _json(_data(subgraph, drawn))
    yield f"</script>\n<script>\n{_part('page.js')}</script>\n</body>\n</html>\n"


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _as_text(subgraph: Subgraph) -> Iterator[str]:
    """The models with most descendants as a list, for who sees no canvas."""
    below = subgraph.graph.reach.descendant_count[subgraph.numbers]
    first = np.argsort(-below, kind="stable")[:IN_TEXT]
    yield "<details><summary>The largest families as text</summary><ol>\n"
    for id, count in zip(subgraph.graph.ids.take(subgraph.numbers[first]), below[first].tolist(), strict=True):
        yield f"<li>{escape(id)} <small>{count:,} descendants</small></li>\n"
    yield "</ol></details>\n"


def _drawn(subgraph: Subgraph) -> AnyArray:
    """The places among the models of those that are drawn: all, but for many without any derivation among them."""
    alone = np.ones(len(subgraph), np.bool_)
    alone[subgraph.ends().ravel()] = False
    return np.flatnonzero(~alone) if np.count_nonzero(alone) > MOST_ALONE else np.arange(len(subgraph))


def _data(subgraph: Subgraph, drawn: AnyArray) -> Iterator[tuple[str, Any]]:
    """What the script draws, array by array: of models that are drawn, of derivations as places of child and parent."""
    graph, trees, numbers = subgraph.graph, trees_of(subgraph), subgraph.numbers[drawn]
    codes = _codes(subgraph, trees)
    places, radii = dots(trees.parent, codes, graph.models.numbers("downloads").values[subgraph.numbers], drawn)
    yield "ids", graph.ids.take(numbers)
    yield "x", places[drawn, 0].round(2).tolist()
    yield "y", places[drawn, 1].round(2).tolist()
    yield "r", radii[drawn].round(2).tolist()
    yield "relation", codes[drawn].tolist()
    yield "ends", np.searchsorted(drawn, subgraph.ends().ravel()).tolist()
    yield "facts", {name: OF_MODELS[of].values(graph, numbers) for name, of in SHOWN.items()}
    yield "absent", {name: why_absent(graph, of) for name, of in SHOWN.items()}
    stands = enumerate(OF_MODELS["status"].values(graph, numbers))
    yield "missing", [place for place, status in stands if status == Status.MISSING]
    yield "not_there", why_absent(graph, status=Status.MISSING)
    yield "of", graph.edges.relation[subgraph.places].tolist()
    colours = [*(RELATION_COLOURS[relation] for relation in RELATIONS), ROOT_COLOUR]
    names = [*(WORDS.get(relation, str(relation)) for relation in RELATIONS), "no parent in this selection"]
    shown = zip(names, colours, strict=True)
    yield "legend", [{"name": name, "light": one.light, "dark": one.dark} for name, one in shown]
    yield "hub", None if graph.facts.synthetic else HUB


def _codes(subgraph: Subgraph, trees: ExportTrees) -> AnyArray:
    """The code of the relation to the parent that each model hangs on; one more than there are at the tops."""
    codes = subgraph.graph.edges.relation[np.maximum(trees.edge, 0)] if len(subgraph.graph.edges) else trees.edge
    return np.where(trees.edge < 0, len(RELATIONS), codes).astype(np.uint8)


def _json(data: Iterator[tuple[str, Any]]) -> Iterator[str]:
    """An object that can stand in a script element, array by array."""
    for at, (name, value) in enumerate(data):
        text = orjson.dumps(value).decode().replace("<", "\\u003c")
        yield f'{"," if at else "{"}"{name}":{text}'
    yield "}"
