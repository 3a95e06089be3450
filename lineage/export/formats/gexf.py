"""GEXF 1.3: dates, the map's colours, sizes and places; what is unknown has no `attvalue`.

A model is there from the day of its creation on (`start`), one without a date always. Its place is that on the family
map, its axis turned up as Gephi has it; a model without relatives has none there. A list is its words between
semicolons.
"""

from collections.abc import Iterator
from math import log1p
from typing import Any

from lineage.columns import GraphColumn
from lineage.export.about import short_facts
from lineage.export.attributes import OF_DERIVATIONS, OF_MODELS
from lineage.export.colours import RELATION_COLOURS, ROOT_COLOUR
from lineage.export.formats.xml_text import HEADER, escaped, rows, type_name
from lineage.export.subgraph import Subgraph
from lineage.frozen.derivations.forest import NO_RELATION
from lineage.frozen.map.places import dots_of
from lineage.frozen.results import RELATIONS

OPENING = """<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
"""
COLOURS = {
    **{code: RELATION_COLOURS[relation].rgb for code, relation in enumerate(RELATIONS)},
    NO_RELATION: ROOT_COLOUR.rgb,
}


def pieces(subgraph: Subgraph) -> Iterator[str]:
    """The text of the file."""
    facts = short_facts(subgraph)
    yield f'{HEADER}{OPENING}<meta lastmodifieddate="{subgraph.graph.facts.finished_at:%Y-%m-%d}">\n'
    yield f"<creator>{escaped(facts['generator'])}</creator>\n<title>{escaped(facts['selection'])}</title>\n"
    description = " ".join((facts["coverage"], facts["licence"], facts["cite"]))
    yield f"<description>{escaped(description)}</description>\n</meta>\n"
    yield '<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n'
    yield from _declared("node", subgraph.attributes)
    yield from _declared("edge", OF_DERIVATIONS.values())
    yield "<nodes>\n"
    yield from _nodes(subgraph)
    yield "</nodes>\n<edges>\n"
    yield from _edges(subgraph)
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared(kind: str, attributes: Any) -> Iterator[str]:
    yield f'<attributes class="{kind}" mode="static">\n'
    yield from map(_attribute, attributes)
    yield "</attributes>\n"


def _attribute(attribute: GraphColumn) -> str:
    return f'<attribute id="{attribute.name}" title="{attribute.name}" type="{type_name(attribute.type)}"/>\n'


def _value(name: str, text: str) -> str:
    return f'<attvalue for="{name}" value="{text}"/>'


def _nodes(subgraph: Subgraph) -> Iterator[str]:
    names = [attribute.name for attribute in subgraph.attributes]
    at = 0
    for columns in subgraph.models():
        numbers = subgraph.numbers[at : at + len(columns["id"])]
        at += len(numbers)
        born = OF_MODELS["created_at"].values(subgraph.graph, numbers)
        looks = _looks(subgraph, numbers)
        text = zip(map(escaped, columns["id"]), born, rows(columns, names, _value), looks, strict=True)
        yield "".join(map(_node, *zip(*text, strict=True)))


def _node(id: str, born: Any, values: str, looks: str) -> str:
    start = "" if born is None else f' start="{born:%Y-%m-%d}"'
    return f'<node id="{id}" label="{id}"{start}><attvalues>{values}</attvalues>{looks}</node>\n'


def _looks(subgraph: Subgraph, numbers: Any) -> Iterator[str]:
    dots = dots_of(subgraph.graph, numbers)
    relations = subgraph.graph.forest.relation[numbers].tolist()
    descendants = subgraph.graph.reach.descendant_count[numbers].tolist()
    for relation, below, x, y in zip(relations, descendants, dots.x.tolist(), dots.y.tolist(), strict=True):
        where = "" if x != x else f'<viz:position x="{x:.3f}" y="{-y:.3f}" z="0.0"/>'  # noqa: PLR0124 - no place is NaN
        yield f'{_colour(relation)}{where}<viz:size value="{1 + log1p(below):.2f}"/>'


def _colour(relation: int) -> str:
    red, green, blue = COLOURS[relation]
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _edges(subgraph: Subgraph) -> Iterator[str]:
    at = 0
    codes = {str(relation): code for code, relation in enumerate(RELATIONS)}
    for columns in subgraph.derivations():
        ends = zip(map(escaped, columns["child"]), map(escaped, columns["parent"]), columns["relation"], strict=True)
        values = rows(columns, list(OF_DERIVATIONS), _value)
        yield "".join(
            f'<edge id="{at + i}" source="{child}" target="{parent}" label="{relation}"><attvalues>{own}</attvalues>'
            f"{_colour(codes[relation])}</edge>\n"
            for i, ((child, parent, relation), own) in enumerate(zip(ends, values, strict=True))
        )
        at += len(columns["child"])
