"""Newick: one tree a line, ids as quoted labels, each derivation one long; and the derivations that no tree can say."""

from collections.abc import Iterator
from itertools import islice

from lineage.export.formats.tables import derivation_lines
from lineage.export.subgraph import AT_ONCE, Subgraph
from lineage.export.trees import trees_of


def pieces(subgraph: Subgraph) -> Iterator[str]:
    """The trees. A quote in a label is doubled."""
    tokens = _tokens(subgraph)
    while part := "".join(islice(tokens, AT_ONCE)):
        yield part


def dropped(subgraph: Subgraph) -> Iterator[str]:
    """The derivations that are in no tree, as CSV: further parents, self-references, ways round a cycle."""
    return derivation_lines(subgraph, trees_of(subgraph).dropped)


def _tokens(subgraph: Subgraph) -> Iterator[str]:
    ids = subgraph.graph.ids.take(subgraph.numbers)
    after = ""
    for place, depth, entered, children in trees_of(subgraph).walk():
        if entered:
            yield f"{after}{'(' if children else ''}"
            after = ""
        else:
            label = ids[place].replace("'", "''")
            yield f"{')' if children else ''}'{label}'{':1' if depth else ';'}"
            after = "," if depth else "\n"
