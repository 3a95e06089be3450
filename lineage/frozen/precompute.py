"""What follows from a graph's columns and derivations, computed once for all models while freezing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lineage.frozen.derivations.dominators import DominatorTree
from lineage.frozen.derivations.edges import REGULAR
from lineage.frozen.derivations.forest import NO_RELATION, forest, primary_parents
from lineage.frozen.derivations.reachability import Reachability, reach
from lineage.frozen.derivations.root_organisations import organisations_of_roots
from lineage.frozen.derivations.subtree import side_edges
from lineage.frozen.lists.orders import Orders
from lineage.frozen.map.layout import Layout, lay_out
from lineage.frozen.owners import OwnerCodes
from lineage.frozen.results import IRREGULARITIES, relation_code
from lineage.frozen.rollups.build import rolled_up
from lineage.frozen.rollups.rollups import ALL, variants
from lineage.frozen.storage.arrays import AnyArray, Arrays, ArrayWriter, Bools, Codes, Ints, Longs
from lineage.frozen.storage.csr import Csr, inverse
from lineage.frozen.storage.radix import radix_lexsort
from lineage.frozen.storage.strings import encode
from lineage.frozen.undercount import undercounts
from lineage.values import Irregularity, Relation


@dataclass(frozen=True, slots=True)
class Columns:
    """The models' properties that anything else follows from, by number; unknown as in `frozen.storage.columns`."""

    downloads: Longs
    likes: Longs
    created_at: Longs
    is_mass_upload: Bools
    is_listed: Bools
    is_missing: Bools
    author: Ints  # the code of the owner
    organisations: Sequence[str]  # in byte order
    owners: OwnerCodes


@dataclass(frozen=True, slots=True)
class Derivations:
    """The derivations as numbers and codes, sorted by child and parent, self-references included."""

    child: Ints
    parent: Ints
    relation: Codes
    evidence: Codes
    stated_irregularity: Codes


def precompute(
    columns: Columns, edges: Derivations, guessed: tuple[Ints, Ints], out: ArrayWriter, orders: Orders
) -> tuple[Ints, Ints, Arrays]:
    """Write every array that follows from columns, edges and inferred parents but those of the search.

    Returns the numbers in the order of a search's answers, the preorder of the display forest, and the counts of
    `rolled_up`, which stand elsewhere.
    """
    real = np.flatnonzero(edges.child != edges.parent)
    parents, facts = _reached(columns, edges, real, out)
    ends = edges.child[real], edges.parent[real]
    out.add(undercounts(ends, _of_copies(guessed, columns, edges), facts.descendant_count).arrays())
    rank = inverse(orders.by_descendants(facts.descendant_count, columns.downloads))
    by_parent = radix_lexsort((rank[ends[0]], ends[1]))
    children = Csr.of_sorted(ends[1][by_parent], ends[0][by_parent], len(rank))
    out.add(_adjacency("children", children, edges, real[by_parent]))
    out.add(_families(facts, rank, children))
    primary, child = primary_parents(children, parents, facts, columns.is_listed), children.indices
    counted = rolled_up(children, parents, columns.owners, _variants(columns, edges, real), facts.is_root, guessed)
    del children, by_parent, ends
    relation = _relations_drawn(primary, edges, real)
    layout = _map(primary, relation, columns, facts.component, _unions(counted, columns.owners), out)
    preorder = _drawn(primary, relation, layout, parents, out)
    del layout
    by_preorder = inverse(preorder)
    out.add(DominatorTree.made(parents, facts, by_preorder).arrays())
    used = orders.by_use(columns.is_missing, columns.downloads, facts.descendant_count)
    del facts
    out.add({"by_preorder": by_preorder})
    out.add(_ranks(columns, orders, by_preorder, child))
    out.add(_placed(columns, rank, _relation_masks(edges, real, len(rank)), by_preorder))
    return used, preorder, counted


def _reached(columns: Columns, edges: Derivations, real: AnyArray, out: ArrayWriter) -> tuple[Csr, Reachability]:
    """The parents of all models and who reaches whom; `real` are the edges that are no self-references."""
    size = len(columns.downloads)
    child, parent = edges.child[real], edges.parent[real]
    parents = Csr.of_sorted(child, parent, size)
    out.add(_adjacency("parents", parents, edges, real))
    facts = reach(Csr.of_edges(parent, child, size), parents, columns.is_mass_upload)
    out.add(facts.arrays())
    out.add(
        {
            "edge.irregularity": _irregularities(edges, facts.component),
            "self_references": edges.child[edges.child == edges.parent],
        }
    )
    return parents, facts


def _adjacency(name: str, graph: Csr, edges: Derivations, order: AnyArray) -> Arrays:
    return {
        f"{name}.indptr": graph.indptr,
        f"{name}.indices": graph.indices,
        f"{name}.relation": edges.relation[order],
        f"{name}.evidence": edges.evidence[order],
    }


def _irregularities(edges: Derivations, component: Ints) -> AnyArray:
    """What is stated of each edge; where nothing is, what the graph itself shows."""
    child, parent, stated = edges.child, edges.parent, edges.stated_irregularity
    selves, cycle = (IRREGULARITIES.index(odd) for odd in (Irregularity.SELF_REFERENCE, Irregularity.CYCLE))
    shown = np.where(child == parent, selves, np.where(component[child] == component[parent], cycle, REGULAR))
    return np.where(stated == REGULAR, shown, stated).astype(np.uint8)


def _relation_masks(edges: Derivations, real: AnyArray, size: int) -> Codes:
    """For each model a bit for each relation by which it was derived from any other parent."""
    masks = np.zeros(size, np.uint8)
    np.bitwise_or.at(masks, edges.child[real], np.left_shift(1, edges.relation[real]).astype(np.uint8))
    return masks


def _of_copies(guessed: tuple[Ints, Ints], columns: Columns, edges: Derivations) -> tuple[Ints, Ints]:
    """Those of the inferred edges whose child is missing, and has no declared parent."""
    child, parent = guessed
    missing = columns.is_missing.copy()
    missing[edges.child] = False
    kept = missing[child] & (child != parent)
    return child[kept], parent[kept]


def _ranks(columns: Columns, orders: Orders, by_preorder: Ints, child: Ints) -> Iterator[tuple[str, Ints]]:
    """Each model's place when all are sorted by a property, the highest or newest first, the unknown last.

    They lie in preorder, and once more where the children of all models lie.
    """
    for name, values in (
        ("downloads", columns.downloads),
        ("likes", columns.likes),
        ("created_at", columns.created_at),
    ):
        ranks = inverse(orders.by_property(name, values))
        yield f"placed.rank.{name}", ranks.take(by_preorder)
        yield f"children.rank.{name}", ranks.take(child)


def _placed(columns: Columns, rank: Ints, relations: Codes, by_preorder: Ints) -> Iterator[tuple[str, AnyArray]]:
    """The arrays of `Conditions`, and the rank by descendants, by place in the preorder."""
    yield "placed.rank.descendants", rank.take(by_preorder)
    yield "placed.author", columns.author.take(by_preorder)
    yield "placed.created_at", columns.created_at.take(by_preorder)
    yield "placed.is_mass_upload", columns.is_mass_upload.take(by_preorder)
    yield "placed.relations", relations.take(by_preorder)


def _families(facts: Reachability, rank: Ints, children: Csr) -> Arrays:
    roots = np.flatnonzero(facts.is_root & (children.degrees > 0)).astype(np.int32)
    return {"families": roots[np.argsort(rank[roots])]}


def _variants(columns: Columns, edges: Derivations, real: AnyArray) -> list[Bools]:
    """For each of VARIANTS which models count."""
    quantized = np.zeros(len(columns.downloads), np.bool_)
    quantized[edges.child[real[edges.relation[real] == relation_code(Relation.QUANTIZED)]]] = True
    return variants(columns.is_mass_upload, quantized)


def _unions(counted: Arrays, owners: OwnerCodes) -> Ints:
    """The union of each organisation, of all models."""
    unions = np.zeros(owners.organisations, np.int32)
    unions[counted["organisation.rows"]] = counted["organisation.union"][ALL, 0]
    return unions


def _map(primary: Ints, relation: Codes, columns: Columns, component: Ints, unions: Ints, out: ArrayWriter) -> Layout:
    """Write and return the map; in its middle lies the organisation with the largest of the `unions`."""
    organisation = organisations_of_roots(columns.owners.organisation_of_model, component)
    middle = int(np.argmax(unions)) if len(unions) else -1
    layout = lay_out(primary, relation, columns.downloads, organisation, middle)
    out.add({f"map.{name}": np.asarray(array) for name, array in layout.arrays().items()})
    names = encode([columns.organisations[code] for code in layout.continent_organisation.tolist()])
    out.add({f"map.continent_name.{part}": array for part, array in names.items()})
    return layout


def _drawn(primary: Ints, relation: Codes, layout: Layout, parents: Csr, out: ArrayWriter) -> Ints:
    """Write the display forest of the `primary` parents, and the derivations beside it; returns its preorder."""
    trees = forest(primary, relation, layout.children())
    out.add(trees.arrays())
    out.add(side_edges(parents, primary, trees.preorder, trees.size))
    return trees.preorder


def _relations_drawn(primary: Ints, edges: Derivations, real: AnyArray) -> Codes:
    """The code of each model's relation to its primary parent, NO_RELATION at roots."""
    relation = np.full(len(primary), NO_RELATION, np.uint8)
    drawn = real[primary[edges.child[real]] == edges.parent[real]]
    relation[edges.child[drawn]] = edges.relation[drawn]
    return relation
