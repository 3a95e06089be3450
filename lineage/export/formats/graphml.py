"""GraphML: one typed key an attribute, one edge a derivation; what is unknown has no `data`.

Lists are words between semicolons and moments are ISO 8601, for GraphML has neither.
"""

from collections.abc import Iterator
from itertools import chain

from lineage.columns import GraphColumn
from lineage.export.about import short_facts
from lineage.export.attributes import OF_DERIVATIONS
from lineage.export.formats.xml_text import HEADER, escaped, rows, type_name
from lineage.export.subgraph import Subgraph

OPENING = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def pieces(subgraph: Subgraph) -> Iterator[str]:
    """The text of the file."""
    facts = short_facts(subgraph)
    yield HEADER + OPENING
    yield from (f'<key id="g_{name}" for="graph" attr.name="{name}" attr.type="string"/>\n' for name in facts)
    yield from (_key("node", attribute) for attribute in subgraph.attributes)
    yield from (_key("edge", attribute) for attribute in OF_DERIVATIONS.values())
    yield '<graph id="lineage" edgedefault="directed">\n'
    yield from (f'<data key="g_{name}">{escaped(value)}</data>\n' for name, value in facts.items())
    yield from chain(_nodes(subgraph), _edges(subgraph))
    yield "</graph>\n</graphml>\n"


def _key(kind: str, attribute: GraphColumn) -> str:
    return (
        f'<key id="{kind}_{attribute.name}" for="{kind}" attr.name="{attribute.name}" '
        f'attr.type="{type_name(attribute.type)}"><desc>{escaped(attribute.meaning)}</desc></key>\n'
    )


def _nodes(subgraph: Subgraph) -> Iterator[str]:
    names = [attribute.name for attribute in subgraph.attributes]
    for columns in subgraph.models():
        data = rows(columns, names, lambda name, text: f'<data key="node_{name}">{text}</data>')
        ids = map(escaped, columns["id"])
        yield "".join(f'<node id="{id}">{own}</node>\n' for id, own in zip(ids, data, strict=True))


def _edges(subgraph: Subgraph) -> Iterator[str]:
    for columns in subgraph.derivations():
        data = rows(columns, list(OF_DERIVATIONS), lambda name, text: f'<data key="edge_{name}">{text}</data>')
        ends = zip(map(escaped, columns["child"]), map(escaped, columns["parent"]), data, strict=True)
        yield "".join(f'<edge source="{child}" target="{parent}">{own}</edge>\n' for child, parent, own in ends)
