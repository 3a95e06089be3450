"""Freezing: models and derivations, batch by batch, become the folder that `FrozenGraph.open` maps."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from lineage.errors import BadFile
from lineage.frozen.edges import REGULAR, EdgesWriter
from lineage.frozen.forest import NO_RELATION, forest, primary_parents
from lineage.frozen.map.layout import lay_out
from lineage.frozen.reachability import Reachability, reach
from lineage.frozen.results import IRREGULARITIES
from lineage.frozen.search import search_arrays
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, write_arrays
from lineage.frozen.storage.columns import NO_MOMENT, column_writers
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.strings import encode
from lineage.frozen.subtree import side_edges
from lineage.frozen.undercount import undercounts
from lineage.home import new_folder, write_manifest
from lineage.values import Irregularity, SnapshotFacts, Status

Batch = Mapping[str, Sequence[Any]]
Arrays = dict[str, AnyArray]

KIND = "frozen graph"


def build(
    models: Iterable[Batch],
    derivations: Iterable[Batch],
    facts: SnapshotFacts,
    folder: Path,
    inferred: Iterable[Batch] = (),
) -> None:
    """Write the frozen graph into `folder`, whole or not at all; what stood there before is replaced.

    A batch is a column of values for each property. The same graph gives the same bytes, in whatever order and batches
    it comes. Of `inferred` parents (`child`, `parent`) only those of missing models count, for the undercount. Raises
    BadFile for a model or a derivation given twice, and for a derivation between unknown models. Derivations are read
    last.
    """
    ids, columns = _models(models)
    numbers = {id: number for number, id in enumerate(ids)}
    guessed = _pairs(numbers, inferred)
    edges = _edges(numbers, derivations)
    arrays = {**columns, **edges, **_graph(ids, columns, edges, guessed)}
    with new_folder(folder) as work:
        places, digest = write_arrays(work, arrays)
        counts = {"models": len(ids), "derivations": len(edges["edge.child"])}
        write_manifest(work, {"kind": KIND, "version": digest, "facts": facts.to_row(), **counts, "arrays": places})


def _models(batches: Iterable[Batch]) -> tuple[list[str], Arrays]:
    """The ids in byte order, and the arrays of all columns in that order."""
    ids: list[str] = []
    writers = column_writers()
    for batch in batches:
        ids.extend(batch["id"])
        for name, writer in writers.items():
            writer.add(batch[name] if name in batch else [None] * len(batch["id"]))
    order = sorted(range(len(ids)), key=ids.__getitem__)  # by code point, which is the byte order of UTF-8
    ids = [ids[row] for row in order]
    _refuse_twins(ids)
    arrays = {f"id.{part}": array for part, array in encode(ids).items()}
    rows = np.array(order, np.int64)
    for name, writer in writers.items():
        arrays |= writer.arrays(name, rows)
    _check_statuses(arrays)
    return ids, arrays


def _refuse_twins(ids: Sequence[str]) -> None:
    for one, following in pairwise(ids):
        if one == following:
            raise BadFile(f"the model {one} is given twice", "load the snapshot again")


def _check_statuses(arrays: Arrays) -> None:
    if (arrays["status.codes"] < 0).any() or not set(_vocabulary(arrays, "status")) <= set(Status):
        raise BadFile("a model without a known status", "load the snapshot again")


def _vocabulary(arrays: Arrays, name: str) -> list[str]:
    text = arrays[f"{name}.bytes"].tobytes()
    return [text[start:end].decode() for start, end in pairwise(arrays[f"{name}.starts"].tolist())]


def _edges(numbers: Mapping[str, int], batches: Iterable[Batch]) -> Arrays:
    writer = EdgesWriter(numbers)
    for batch in batches:
        writer.add(batch)
    return writer.arrays()


def _pairs(numbers: Mapping[str, int], batches: Iterable[Batch]) -> tuple[Ints, Ints]:
    """Children and parents of inferred edges. Raises BadFile for a model that is not there."""
    child: list[int] = []
    parent: list[int] = []
    try:
        for batch in batches:
            child.extend(numbers[id] for id in batch["child"])
            parent.extend(numbers[id] for id in batch["parent"])
    except KeyError as error:
        raise BadFile(f"an inferred parent does not fit the models: {error}", "load the snapshot again") from error
    return np.array(child, np.int32), np.array(parent, np.int32)


def _graph(ids: Sequence[str], columns: Arrays, edges: Arrays, guessed: tuple[Ints, Ints]) -> Arrays:
    """Everything that follows from columns, edges and inferred parents."""
    size = len(ids)
    real = np.flatnonzero(edges["edge.child"] != edges["edge.parent"])
    child, parent = edges["edge.child"][real], edges["edge.parent"][real]
    parents = Csr.of_sorted(child, parent, size)
    facts = reach(Csr.of_edges(parent, child, size), parents, columns["mass_upload.codes"] >= 0)
    ranks = _ranks(columns, facts)
    by_parent = np.lexsort((ranks["descendants"][child], parent))
    children = Csr.of_sorted(parent[by_parent], child[by_parent], size)
    drawn = _forest(children, parents, facts, columns, edges, real)
    by_rank = _inverse(ranks["descendants"])
    return {
        "edge.irregularity": _irregularities(edges, facts.component),
        **_adjacency("parents", parents, edges, real),
        **_adjacency("children", children, edges, real[by_parent]),
        "self_references": edges["edge.child"][edges["edge.child"] == edges["edge.parent"]],
        "relations": _relation_masks(child, edges["edge.relation"][real], size),
        **facts.arrays(),
        **undercounts((child, parent), _of_copies(guessed, columns, edges), facts.descendant_count).arrays(),
        **{f"rank.{name}": rank for name, rank in ranks.items()},
        **_families(facts, ranks["descendants"], children),
        **drawn,
        "by_rank": by_rank,
        **search_arrays(ids, by_rank, drawn["preorder"]),
    }


def _adjacency(name: str, graph: Csr, edges: Arrays, order: AnyArray) -> Arrays:
    return {
        f"{name}.indptr": graph.indptr,
        f"{name}.indices": graph.indices,
        f"{name}.relation": edges["edge.relation"][order],
        f"{name}.evidence": edges["edge.evidence"][order],
    }


def _irregularities(edges: Arrays, component: Ints) -> AnyArray:
    """What the derivations bring of each edge; where they bring nothing, what the graph itself shows."""
    child, parent, given = edges["edge.child"], edges["edge.parent"], edges["edge.irregularity"]
    selves, cycle = (IRREGULARITIES.index(odd) for odd in (Irregularity.SELF_REFERENCE, Irregularity.CYCLE))
    shown = np.where(child == parent, selves, np.where(component[child] == component[parent], cycle, REGULAR))
    return np.where(given == REGULAR, shown, given).astype(np.uint8)


def _ranks(columns: Arrays, facts: Reachability) -> dict[str, Ints]:
    """Each model's place when all are sorted by a property, the highest or newest first, the unknown last."""
    size = len(facts.depth)
    numbers = np.arange(size)
    created = columns["created_at"]
    oldest_last = np.where(created == NO_MOMENT, np.iinfo(np.int64).max, -np.maximum(created, NO_MOMENT + 1))
    keys = {
        "descendants": (numbers, -columns["downloads"], -facts.descendant_count),
        "downloads": (numbers, -columns["downloads"]),
        "likes": (numbers, -columns["likes"]),
        "created_at": (numbers, oldest_last),
    }
    return {name: _inverse(np.lexsort(key)) for name, key in keys.items()}


def _inverse(order: AnyArray) -> Ints:
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place


def _relation_masks(child: AnyArray, relation: AnyArray, size: int) -> AnyArray:
    """For each model a bit for each relation by which it was derived from any parent."""
    masks = np.zeros(size, np.uint8)
    np.bitwise_or.at(masks, child, np.left_shift(1, relation).astype(np.uint8))
    return masks


def _families(facts: Reachability, rank: Ints, children: Csr) -> Arrays:
    roots = np.flatnonzero(facts.is_root & (children.degrees > 0)).astype(np.int32)
    return {"families": roots[np.argsort(rank[roots])]}


def _forest(children: Csr, parents: Csr, facts: Reachability, columns: Arrays, edges: Arrays, real: AnyArray) -> Arrays:
    """The display forest, its way through the graph, and the map."""
    parent = primary_parents(children, parents, facts, _listed(columns))
    relation = np.full(len(parent), NO_RELATION, np.uint8)
    child = edges["edge.child"][real]
    drawn = real[parent[child] == edges["edge.parent"][real]]
    relation[edges["edge.child"][drawn]] = edges["edge.relation"][drawn]
    layout = lay_out(parent, relation, columns["downloads"])
    trees = forest(parent, relation, Csr(*layout.children()))
    side_from, side_to = side_edges(parents, parent, trees.preorder)
    return {
        **trees.arrays(),
        "by_preorder": _inverse(trees.preorder),
        "side.from": side_from,
        "side.to": side_to,
        **{f"map.{name}": np.asarray(array) for name, array in layout.arrays().items()},
    }


def _listed(columns: Arrays) -> Bools:
    return _with_status(columns, Status.LISTED)


def _with_status(columns: Arrays, status: Status) -> Bools:
    codes = [code for code, word in enumerate(_vocabulary(columns, "status")) if word == status]
    return np.isin(columns["status.codes"], codes)


def _of_copies(guessed: tuple[Ints, Ints], columns: Arrays, edges: Arrays) -> tuple[Ints, Ints]:
    """Those of the inferred edges whose child is missing, and has no declared parent."""
    child, parent = guessed
    missing = _with_status(columns, Status.MISSING)
    missing[edges["edge.child"]] = False
    kept = missing[child] & (child != parent)
    return child[kept], parent[kept]
