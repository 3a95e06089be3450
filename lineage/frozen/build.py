"""Freezing: models and derivations, batch by batch, become the folder that `FrozenGraph.open` maps.

What comes is spooled to disk as numbers; each array is written as soon as it is known, and let go of when nothing else
follows from it. So memory is bounded by the few arrays that are needed together, not by the whole graph.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lineage.errors import BadFile
from lineage.frozen.counts import count, to_manifest
from lineage.frozen.derivations.edges import CODES, EdgesWriter
from lineage.frozen.earlier import RECIPE, Carried, Earlier
from lineage.frozen.facets.files import freeze_facets
from lineage.frozen.graph import FrozenGraph
from lineage.frozen.languages import LanguagesWriter
from lineage.frozen.lists.orders import Orders
from lineage.frozen.numbering import IdsWriter, Numbering
from lineage.frozen.owners import owners_by_code
from lineage.frozen.precompute import Columns, Derivations, precompute
from lineage.frozen.rollups.files import freeze_rollups
from lineage.frozen.search.build import search_arrays
from lineage.frozen.storage.arrays import AnyArray, Arrays, ArrayWriter, Ints, Spool
from lineage.frozen.storage.columns import column_writers
from lineage.frozen.storage.radix import radix_lexsort
from lineage.frozen.storage.strings import Strings
from lineage.frozen.variants import VariantsWriter
from lineage.home.home import FolderKind, new_folder, write_manifest
from lineage.organisations import Organisations, known_organisations
from lineage.values import SnapshotFacts, Status

Batch = Mapping[str, Sequence[Any]]


def build(
    models: Iterable[Batch],
    derivations: Iterable[Batch],
    facts: SnapshotFacts,
    folder: Path,
    inferred: Iterable[Batch] = (),
    organisations: Organisations | None = None,
    earlier: Earlier | None = None,
) -> None:
    """Write the frozen graph into `folder`, whole or not at all; what stood there before is replaced.

    A batch is a column of values for each property. The same graph gives the same bytes, in whatever order and batches
    it comes. Of `inferred` parents (`child`, `parent`) only those of missing models count, for the undercount; roll-ups
    have all of them beside their counts. Roll-ups and the map follow the table of `organisations` (None: the project's
    own). Models and derivations of an `earlier` graph that stay need not be given.

    Raises BadFile for a model or a derivation given twice, and for a derivation between unknown models. Derivations are
    read last.
    """
    organisations = organisations or known_organisations()
    with new_folder(folder) as work:
        with ArrayWriter(work) as out:
            numbering, columns, carried = _models(models, work, out, organisations, earlier)
            guessed = _pairs(numbering, inferred, work, carried)
            out.add({"inferred.child": guessed[0], "inferred.parent": guessed[1]})
            writer = EdgesWriter(numbering, work)
            if carried is not None:
                writer.carry(carried.arrays, carried.derivations_that_stay(), carried.moved.number)
            edges = _derivations(writer, derivations, out)
            sizes = {"models": len(numbering), "derivations": len(edges.child)}
            used, preorder, counted = precompute(columns, edges, guessed, out, Orders(carried))
            del columns, edges, guessed
            if earlier is not None:
                earlier.arrays.let_go()
            out.add(search_arrays(numbering.texts, used, preorder, carried))
        described = {"kind": FolderKind.FROZEN, "recipe": RECIPE, "facts": facts.to_row(), **sizes}
        manifest = {**described, "version": out.digest, "checksum of arrays": str(out.checksum), "arrays": out.places}
        write_manifest(work, manifest)
        if earlier is not None:
            earlier.arrays.let_go()
        graph = FrozenGraph.open(work)
        graph.lazy_terms.freeze(carried)
        freeze_facets(graph)
        freeze_rollups(graph, organisations, counted)
        write_manifest(work, {**manifest, "counts": to_manifest(count(graph))})


def _models(
    batches: Iterable[Batch], work: Path, out: ArrayWriter, organisations: Organisations, earlier: Earlier | None
) -> tuple[Numbering, Columns, Carried | None]:
    """The models' numbers, by the byte order of their ids; every column is written in that order. And what is
    carried over from the earlier graph."""
    ids, writers, carried = IdsWriter(work), column_writers(work), None
    variants, languages = VariantsWriter(work), LanguagesWriter(work)
    if earlier is not None:
        for name, writer in writers.items():
            writer.carry(earlier.arrays, name)
        variants.carry(earlier.arrays)
        languages.carry(earlier.arrays)
    for batch in batches:
        ids.add(batch["id"])
        variants.add(batch)
        languages.add(batch)
        for name, writer in writers.items():
            writer.add(batch[name] if name in batch else [None] * len(batch["id"]))
    if earlier is None:
        order, numbering = ids.numbering()
    else:
        order, numbering, moved = ids.numbering_after(earlier.ids, earlier.models_that_stay())
        carried = Carried(earlier, moved)
    out.add(numbering.texts.arrays("id"))
    out.add(variants.arrays(order))
    out.add(languages.arrays(order))
    needed: Arrays = {}
    for name, writer in writers.items():
        arrays = writer.arrays(name, order)
        out.add(arrays)
        needed |= _needed(name, arrays)
        if name == "author":
            owners = owners_by_code(Strings(arrays, name), arrays["author.codes"], organisations)
    return numbering, Columns(**needed, organisations=owners[0], owners=owners[1]), carried


def _needed(name: str, arrays: Arrays) -> Arrays:
    """What `Columns` has of a column. Raises BadFile for a model without a known status."""
    if name in ("downloads", "likes", "created_at"):
        return arrays
    if name == "author":
        return {"author": arrays["author.codes"]}
    if name == "mass_upload":
        return {"is_mass_upload": arrays["mass_upload.codes"] >= 0}
    if name == "status":
        return _statuses(arrays["status.codes"], list(Strings(arrays, "status")))
    return {}


def _statuses(codes: AnyArray, words: list[str]) -> Arrays:
    if (codes < 0).any() or not set(words) <= set(Status):
        raise BadFile("a model without a known status", "load the snapshot again")
    models = {word: codes == code for code, word in enumerate(words)}
    nothing = np.zeros(len(codes), np.bool_)
    return {f"is_{status}": models.get(status, nothing) for status in (Status.LISTED, Status.MISSING)}


def _pairs(numbering: Numbering, batches: Iterable[Batch], work: Path, carried: Carried | None) -> tuple[Ints, Ints]:
    """Children and parents of inferred edges, sorted. Raises BadFile for a model that is not there."""
    child, parent = Spool(work, np.int32), Spool(work, np.int32)
    if carried is not None:
        for spool, numbers in zip((child, parent), carried.inferred(), strict=True):
            spool.add(numbers)
    try:
        for batch in batches:
            child.add(numbering.of(batch["child"]))
            parent.add(numbering.of(batch["parent"]))
    except KeyError as error:
        raise BadFile(f"an inferred parent does not fit the models: {error}", "load the snapshot again") from error
    ends = child.read(), parent.read()
    order = radix_lexsort(ends[::-1])
    return ends[0][order], ends[1][order]


def _derivations(writer: EdgesWriter, batches: Iterable[Batch], out: ArrayWriter) -> Derivations:
    """All derivations; what only an answer about one of them needs is written and let go of."""
    for batch in batches:
        writer.add(batch)
    arrays = writer.arrays()
    out.add(arrays)
    return Derivations(*(arrays[f"edge.{name}"] for name in ("child", "parent", *CODES)))
