"""Which derivations lie on a cycle: those within a strongly connected component of more than one model."""

import networkx as nx
import numpy as np
import numpy.typing as npt
import polars as pl


def on_cycles(children: pl.Series, parents: pl.Series) -> npt.NDArray[np.bool_]:
    """One flag an edge. Self-references count as no cycle.

    Models without a parent or without a child are peeled off until none are left: on real data some dozens of edges
    remain for networkx out of a million.
    """
    count = len(children)
    codes = pl.concat([children, parents]).cast(pl.Categorical).to_physical().to_numpy().astype(np.int64)
    child, parent = codes[:count], codes[count:]
    edges = np.flatnonzero(child != parent)
    while len(edges):
        size = int(codes.max()) + 1
        has_parent = np.zeros(size, bool)
        has_child = np.zeros(size, bool)
        has_parent[child[edges]] = True
        has_child[parent[edges]] = True
        inner = edges[has_child[child[edges]] & has_parent[parent[edges]]]
        if len(inner) == len(edges):
            break
        edges = inner
    graph = nx.DiGraph(zip(child[edges].tolist(), parent[edges].tolist(), strict=True))
    component = {node: number for number, nodes in enumerate(nx.strongly_connected_components(graph)) for node in nodes}
    flags = np.zeros(count, bool)
    for edge in edges.tolist():
        flags[edge] = component[int(child[edge])] == component[int(parent[edge])]
    return flags
