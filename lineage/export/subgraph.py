"""Subgraphs as networkx has them."""

from typing import TYPE_CHECKING

import numpy as np

from lineage.coverage_statement import CoverageStatement
from lineage.frozen import FrozenGraph
from lineage.source_fields import lacking

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(graph: FrozenGraph, numbers: np.ndarray) -> "nx.DiGraph[str]":
    """The subgraph that `numbers` induce: nodes are ids, edges point from child to parent and carry `relation`.

    Its own attributes are the `statement` of the snapshot, and the fields that are `not_in_source`.
    """
    import networkx as nx  # noqa: PLC0415 - an import of 0.2 s

    statement = CoverageStatement(graph.facts).short
    subgraph: nx.DiGraph[str] = nx.DiGraph(statement=statement, not_in_source=sorted(lacking(graph)))
    members = set(np.asarray(numbers).tolist())
    columns = {name: graph.models.column(name) for name in ("downloads", "license", "license_name")}
    for number in members:
        subgraph.add_node(
            graph.ids[number],
            **{name: column.get(number) for name, column in columns.items()},
            descendants=int(graph.reach.descendant_count[number]),
        )
    for number in members:
        for edge in graph.edges.parents_of(number):
            if edge.parent in members:
                subgraph.add_edge(graph.ids[number], graph.ids[edge.parent], relation=str(edge.relation))
    return subgraph
