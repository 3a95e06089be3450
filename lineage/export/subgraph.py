"""A part of the graph that leaves it: its models, the derivations among them, and both as other libraries have them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lineage.columns import GraphColumn
from lineage.coverage.coverage_statement import CoverageStatement
from lineage.coverage.source_fields import lacking
from lineage.export.attributes import OF_DERIVATIONS, attributes_named
from lineage.export.formats.values import as_text
from lineage.export.optional import optional
from lineage.export.selection import GraphSelection, numbered
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.arrays import AnyArray, Ints, Longs
from lineage.frozen.storage.csr import ranges
from lineage.stores.port import Advance, nobody

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import rustworkx

AT_ONCE = 10_000  # models or derivations whose attributes are read together


@dataclass(frozen=True)
class Subgraph:
    """The models of a selection and all derivations among them, self-references included.

    `len` is in models; an edge points from the child to the parent. `attributes` are those of the models, in order.
    `advance` is told how many models and derivations were read.
    """

    graph: FrozenGraph = field(repr=False)
    selection: GraphSelection
    attributes: tuple[GraphColumn, ...] = field(repr=False)
    advance: Advance = field(default=nobody, repr=False, compare=False)

    def __repr__(self) -> str:
        of = f": {self.selection.kind} {self.selection.subject}" if self.selection.subject else ""
        return f"<Subgraph of {len(self):,} models and {len(self.places):,} derivations{of}>"

    def __len__(self) -> int:
        return len(self.selection.numbers)

    @property
    def numbers(self) -> Ints:
        """The models' numbers, ascending."""
        return self.selection.numbers

    @cached_property
    def places(self) -> Longs:
        """The derivations' places in the graph's, by child and parent."""
        edges, numbers = self.graph.edges, self.numbers
        places = ranges(edges.start[numbers], edges.start[numbers + 1] - edges.start[numbers])
        return np.asarray(places[self.holds(edges.parent[places])])

    def holds(self, numbers: AnyArray) -> AnyArray:
        """For each of `numbers` whether it is one of the models."""
        member = np.zeros(self.graph.size, np.bool_)
        member[self.numbers] = True
        return np.asarray(member[numbers])

    def watched(self, advance: Advance) -> "Subgraph":
        """The same, for somebody who watches."""
        return replace(self, advance=advance)

    @property
    def statement(self) -> str:
        """What part of the Hub the snapshot is, and of when."""
        return CoverageStatement(self.graph.facts).short

    def models(self) -> Iterator[dict[str, list[Any]]]:
        """The models some at a time: columns `id` and the attributes, None where unknown."""
        for numbers in parts(self.numbers):
            values = {attribute.name: attribute.values(self.graph, numbers) for attribute in self.attributes}
            yield {"id": self.graph.ids.take(numbers), **values}
            self.advance(len(numbers))

    def derivations(self, places: Longs | None = None) -> Iterator[dict[str, list[Any]]]:
        """The derivations (those at some places, where any are given) some at a time: columns `child`, `parent`, and
        all of OF_DERIVATIONS."""
        edges, ids = self.graph.edges, self.graph.ids
        for part in parts(self.places if places is None else places):
            values = {attribute.name: attribute.values(self.graph, part) for attribute in OF_DERIVATIONS.values()}
            yield {"child": ids.take(edges.child[part]), "parent": ids.take(edges.parent[part]), **values}
            self.advance(len(part))

    def _plain_models(self) -> Iterator[dict[str, list[Any]]]:
        """The models as `models`, with moments as texts: what writes graphs has no other word for them."""
        moments = [attribute.name for attribute in self.attributes if attribute.type == "datetime"]
        for columns in self.models():
            texts = {name: [value and as_text(value) for value in columns[name]] for name in moments}
            yield columns | texts

    def to_networkx(self) -> "nx.DiGraph[str]":
        """Nodes are ids. What is unknown is absent, and moments are texts in ISO 8601, so that networkx' own writers
        take the graph; that of GEXF without the attribute `parents`, which it reads as a word of its own.

        Its own attributes are the `statement` of the snapshot, and the fields that are `not_in_source`, if any.
        """
        import networkx as nx  # noqa: PLC0415 - an import of 0.2 s

        made: nx.DiGraph[str] = nx.DiGraph(statement=self.statement)
        if absent := sorted(lacking(self.graph)):
            made.graph["not_in_source"] = "; ".join(absent)
        for columns in self._plain_models():
            made.add_nodes_from((row.pop("id"), row) for row in known_rows(columns))
        for columns in self._relations():
            made.add_edges_from((row.pop("child"), row.pop("parent"), row) for row in known_rows(columns))
        return made

    def to_igraph(self) -> "igraph.Graph":
        """Vertices are in order of id, which is their `name`; what is unknown is None, moments are texts in ISO 8601.
        Raises BadInput where igraph is not installed."""
        library = optional("igraph", "graphs")
        of_models, of_edges = _whole(self._plain_models()), _whole(self._relations())
        attributes = {"name": of_models.pop("id", []), **of_models}
        ends = self.ends().tolist()
        relations = {"relation": of_edges.get("relation", [])}
        return library.Graph(
            len(self),
            ends,
            directed=True,
            graph_attrs={"statement": self.statement},
            vertex_attrs=attributes,
            edge_attrs=relations,
        )

    def to_rustworkx(self) -> "rustworkx.PyDiGraph[dict[str, Any], dict[str, Any]]":
        """Node i is the i-th model in order of id; a node and an edge are a dict, in which what is unknown is absent
        and moments are texts in ISO 8601.

        Raises BadInput where rustworkx is not installed.
        """
        made: rustworkx.PyDiGraph[dict[str, Any], dict[str, Any]] = optional("rustworkx", "graphs").PyDiGraph(
            attrs={"statement": self.statement}, multigraph=False
        )
        for columns in self._plain_models():
            made.add_nodes_from(list(known_rows(columns)))
        relations = ({"relation": relation} for columns in self._relations() for relation in columns["relation"])
        made.add_edges_from([(*ends, edge) for ends, edge in zip(self.ends().tolist(), relations, strict=True)])
        return made

    def ends(self) -> AnyArray:
        """The places among the models of each derivation's child and parent."""
        edges = self.graph.edges
        ends = (np.searchsorted(self.numbers, end[self.places]) for end in (edges.child, edges.parent))
        return np.stack(list(ends), axis=1)

    def _relations(self) -> Iterator[dict[str, list[Any]]]:
        """The derivations with `relation` alone."""
        edges, ids, relation = self.graph.edges, self.graph.ids, OF_DERIVATIONS["relation"]
        for places in parts(self.places):
            yield {
                "child": ids.take(edges.child[places]),
                "parent": ids.take(edges.parent[places]),
                "relation": relation.values(self.graph, places),
            }


def subgraph(graph: FrozenGraph, selection: GraphSelection, attributes: Sequence[str] | None = None) -> Subgraph:
    """The selection as a subgraph, its models with these attributes (None: all).

    Raises BadInput for an attribute that is none.
    """
    return Subgraph(graph, selection, attributes_named(attributes))


def to_networkx(graph: FrozenGraph, numbers: AnyArray) -> "nx.DiGraph[str]":
    """The subgraph that `numbers` induce, with the attributes that a picture shows; see `Subgraph.to_networkx`."""
    shown = ("status", "downloads", "license", "license_name", "descendants")
    return subgraph(graph, numbered(numbers), shown).to_networkx()


def parts(values: AnyArray) -> Iterator[AnyArray]:
    """The values some at a time."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def known_rows(columns: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """The rows of some columns, each without what is unknown."""
    for row in zip(*columns.values(), strict=True):
        yield {name: value for name, value in zip(columns, row, strict=True) if value is not None}


def _whole(parts: Iterator[dict[str, list[Any]]]) -> dict[str, list[Any]]:
    """The parts one after the other."""
    whole: dict[str, list[Any]] = {}
    for columns in parts:
        for name, values in columns.items():
            whole.setdefault(name, []).extend(values)
    return whole
