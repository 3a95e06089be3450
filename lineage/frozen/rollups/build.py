"""Counting roll-ups of all models, owners and organisations at once; `rollups` beside it says what they mean.

As in `lineage.frozen.derivations.reachability`: contract cycles, cut the edges above joints (nodes with several
parents), and what is left are trees. All models of a tree have the same roots, so the same organisations. What a model
reaches is its part of its own tree, and the whole tree of every joint below it; what an owner reaches is that of its
outermost models, each joint once. In an order in which every subtree is a range, each of these is one range, and
counting the models of one kind in it takes two looks at a running sum: over all models, and over the models sorted by
owner or organisation.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from lineage.frozen.derivations.dominators import dominated
from lineage.frozen.derivations.kin import Kin
from lineage.frozen.derivations.root_organisations import RootOrganisations, root_organisations
from lineage.frozen.derivations.trees import Trees, trees_without_leaves
from lineage.frozen.owners import OwnerCodes
from lineage.frozen.storage.arrays import AnyArray, Arrays, Bools, Ints, Longs
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import are_among, distinct_numbers

Pairs = tuple[Ints, Ints]
NO_BASE = -1  # in the place of a root's own set of organisations: it descends from nothing
UNION = 0  # in the place of how many organisations roots are of: whatever they are of


@dataclass(frozen=True, slots=True)
class SubtreeRanges:
    """Places to count in, from `start` to `end`, in the tree on `top`: what they hold goes to `row`, whose own models
    bear `label`."""

    row: AnyArray
    label: AnyArray
    start: AnyArray
    end: AnyArray
    top: AnyArray

    @classmethod
    def of(cls, trees: Trees, node: AnyArray, row: AnyArray, label: AnyArray) -> "SubtreeRanges":
        """The parts of their trees that hang on nodes, themselves included."""
        return cls(row, label, trees.cut.place[node], trees.cut.end[node], trees.cut.top[node])

    def __add__(self, other: "SubtreeRanges") -> "SubtreeRanges":
        return SubtreeRanges(*(np.concatenate([getattr(one, f.name) for one in (self, other)]) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Level:
    """What is counted for each of `rows`: `ranges`, less the models `single`, one a `single_row`, which stand in them
    and descend from no other model of theirs. `organisation` is each row's."""

    rows: Ints
    organisation: Ints
    ranges: SubtreeRanges
    single: Ints
    single_row: AnyArray


class RunningSums:
    """How many models of each of some kinds stand before each place, and in all."""

    def __init__(self, trees: Trees, kinds: Sequence[Bools]) -> None:
        self.trees, self.kinds, self.place = trees, kinds, trees.cut.place[trees.node]
        self.sums = [_running(np.bincount(self.place[kind], minlength=trees.size)) for kind in kinds]


class CountingOrder:
    """How many models of some kinds there are in a range of places, and how many of them bear a label that is asked
    for: running sums by place, and by label and place."""

    def __init__(self, at_places: "RunningSums", labels: Ints, asked: Ints) -> None:
        trees, kinds = at_places.trees, at_places.kinds
        self.kinds, self._size, self._at_places = kinds, trees.size, at_places.sums
        place, is_asked = at_places.place, np.zeros(int(labels.max(initial=-1)) + 1, np.bool_)
        is_asked[asked] = True
        bearing = np.flatnonzero(is_asked[labels])
        keys = _keys(labels[bearing], place[bearing], self._size)
        order = np.argsort(keys)  # of equals any may be first
        self._keys, bearing = keys[order], bearing[order]
        self._of_labels = [_running(kind[bearing]) for kind in kinds]

    def bounds(self, ranges: SubtreeRanges) -> tuple[AnyArray, AnyArray]:
        """(2, ranges) twice: where each begins and ends in either order."""
        keys = ranges.label.astype(np.int64) * self._size
        own = [np.searchsorted(self._keys, keys + side) for side in (ranges.start, ranges.end)]
        return np.stack([ranges.start, ranges.end]), np.stack(own)

    def count(self, bounds: tuple[AnyArray, AnyArray], kind: int) -> Longs:
        """(2, ranges): how many models of one of the kinds each range has, and how many that bear its label."""
        sums = (self._at_places[kind], self._of_labels[kind])
        return np.stack([total[end] - total[start] for total, (start, end) in zip(sums, bounds, strict=True)])


def rolled_up(
    children: Csr, parents: Csr, owners: OwnerCodes, variants: Sequence[Bools], is_root: Bools, inferred: Pairs | None
) -> Arrays:
    """The arrays of `RollUps`, of a graph given in both directions, without self-references.

    `variants` says for each of VARIANTS which models count. `inferred` are the children and parents that names give
    away; None where nobody knows them.
    """
    kin = Kin.of(children, parents, *(inferred or ()))
    arrays: Arrays = {"related": np.array([np.count_nonzero(kept & ~is_root) for kept in variants])}
    arrays |= _owned(owners)
    for name, label, labels in (
        ("organisation", owners.organisation_of_model, owners.organisations),
        ("owner", owners.of_model, len(owners.organisation)),
    ):
        arrays[f"{name}.models"] = _own_models(label, labels, variants)
    among = OwnerCodes(owners.of_model[kin.numbers], owners.organisation, owners.organisations)
    pairs = None if inferred is None else (kin.place[inferred[0]], kin.place[inferred[1]])
    counted = _among_kin(kin, among, [kept[kin.numbers] for kept in variants], is_root[kin.numbers], pairs)
    for name in ("model.rows", "organisation.outermost", "owner.outermost"):
        counted[name] = kin.numbers[counted[name]]
    bases = np.full(len(is_root), NO_BASE, np.int32)
    bases[kin.numbers] = counted["roots.of_model"]
    return {**arrays, **counted, "roots.of_model": bases}


def _owned(owners: OwnerCodes) -> Arrays:
    """The models of each owner."""
    owned = Csr.of_edges(owners.of_model, np.arange(len(owners.of_model), dtype=np.int32), len(owners.organisation))
    return {"owned.starts": owned.indptr, "owned.models": owned.indices}


def _among_kin(
    kin: Kin, owners: OwnerCodes, variants: Sequence[Bools], is_root: Bools, inferred: Pairs | None
) -> Arrays:
    """What of `rolled_up` follows from derivations, everything by the places of kin."""
    whole = None if inferred is None else _with_edges(kin.children, inferred)
    models = np.flatnonzero((whole or (kin.children,))[0].degrees > 0).astype(np.int32)
    trees = trees_without_leaves(kin.children, kin.parents, models)
    more = None if whole is None else trees_without_leaves(*whole, models)
    organisation = owners.organisation_of_model
    sets = root_organisations(trees, organisation, owners.organisations)
    arrays: Arrays = {"roots.members": sets.members, "roots.starts": sets.starts}
    arrays["roots.of_model"] = np.where(is_root, NO_BASE, sets.of_top[trees.cut.top[trees.node]])
    sums = RunningSums(trees, _kinds(variants, is_root))
    more_sums = None if more is None else RunningSums(more, variants)
    for label, levels in (
        (organisation, (("model", None), ("organisation", np.arange(owners.organisations, dtype=np.int32)))),
        (owners.of_model, (("owner", owners.organisation),)),
    ):
        order = CountingOrder(sums, label, label[models])
        wider = None if more_sums is None else CountingOrder(more_sums, label, label[models])
        for name, of_label in levels:
            level = _level(trees, models, label, of_label)
            found = _ways(trees, order, level, sets)
            if more is not None and wider is not None:
                found["inferred"] = _unions(wider, _level(more, models, label, of_label)) - found["union"]
            if of_label is None:
                found["sole"] = dominated(trees, variants)[:, models]
            else:
                found |= {"outermost": level.single, "outermost.row": level.single_row}
            arrays |= {f"{name}.{way}": array for way, array in (("rows", level.rows), *found.items())}
    return arrays


def _kinds(variants: Sequence[Bools], is_root: Bools) -> list[Bools]:
    """The models that count, of each variant, and those of them that are no roots."""
    return [*variants, *(kept & ~is_root for kept in variants)]


def organisation_counts(
    children: Csr, parents: Csr, organisation: Ints, organisations: int, variants: Sequence[Bools]
) -> tuple[Ints, Mapping[int, AnyArray]]:
    """The organisations with a model that others descend from, and what is counted of each (2, variants, such
    organisations): by UNION its union, and by every number how many models of that are no root and have roots of so
    many organisations, itself among them. `organisation` is each model's.

    Counts add up over the models that a variant counts, as long as the graph has all that these descend from.
    """
    kin = Kin.of(children, parents)
    models, label = np.flatnonzero(kin.children.degrees > 0).astype(np.int32), organisation[kin.numbers]
    trees = trees_without_leaves(kin.children, kin.parents, models)
    sets, each = root_organisations(trees, label, organisations), np.arange(organisations, dtype=np.int32)
    sums = RunningSums(trees, _kinds([kept[kin.numbers] for kept in variants], trees.is_root))
    order = CountingOrder(sums, label, label[models])
    level = _level(trees, models, label, each)
    bounds, shape = order.bounds(level.ranges), (len(variants), 2, len(level.rows))
    counts = {UNION: np.stack([_summed(level, _entries(order, bounds, level, at)) for at in range(len(variants))])}
    for at, size, part in _shares(trees, order, bounds, level, sets):
        counts.setdefault(size, np.zeros(shape, np.int32))[at] = part
    return level.rows, {size: of_variants.swapaxes(0, 1) for size, of_variants in counts.items()}


def _own_models(label: Ints, labels: int, variants: Sequence[Bools]) -> Ints:
    """(variants, labels): how many models bear each label."""
    all_models = np.bincount(label, minlength=labels)
    left_out = (np.bincount(label[np.flatnonzero(~kept)], minlength=labels) for kept in variants)
    return np.stack([all_models - some for some in left_out]).astype(np.int32)


def _with_edges(children: Csr, inferred: Pairs) -> tuple[Csr, Csr]:
    """The graph with these edges in it, in both directions."""
    size = len(children.indptr) - 1
    parent = np.concatenate([np.repeat(np.arange(size), children.degrees), inferred[1]])
    child = np.concatenate([children.indices, inferred[0]])
    parent, child = np.divmod(distinct_numbers(_keys(parent, child, size)[parent != child]), max(size, 1))
    return Csr.of_sorted(parent, child, size), Csr.of_edges(child, parent, size)


def _level(trees: Trees, models: Ints, labels: Ints, organisation: Ints | None) -> Level:
    """Of the `models` with a derivative, ascending: every model by itself, or (where each label's `organisation` is
    given) all that bear a label as one."""
    return _single(trees, models, labels) if organisation is None else _grouped(trees, models, labels, organisation)


def _single(trees: Trees, models: Ints, organisation: Ints) -> Level:
    row, node, of_row = np.arange(len(models), dtype=np.int32), trees.node[models], organisation[models]
    members = Csr.of_edges(node, row, trees.size)
    above, joint = members.gather(trees.ancestor), np.repeat(trees.joint, members.counts(trees.ancestor))
    ranges = SubtreeRanges.of(trees, node, row, of_row) + SubtreeRanges.of(trees, joint, above, of_row[above])
    return Level(models, of_row, ranges, models, row)


def _grouped(trees: Trees, models: Ints, labels: Ints, organisation: Ints) -> Level:
    node, label = trees.node[models], labels[models]
    rows = distinct_numbers(label)
    labelled = Csr.of_edges(node, label, trees.size)
    joint = np.repeat(trees.joint, labelled.counts(trees.ancestor))
    whole = distinct_numbers(_keys(labelled.gather(trees.ancestor), joint, trees.size))
    group, below = np.divmod(whole, max(trees.size, 1))
    first, alone = _outermost(trees, node, label)
    reached = are_among(_keys(label[first], trees.cut.top[node[first]], trees.size), whole)
    first, alone = first[~reached], alone[~reached]
    own = SubtreeRanges.of(trees, node[first], np.searchsorted(rows, label[first]), label[first])
    others = SubtreeRanges.of(trees, below, np.searchsorted(rows, group), group)
    single = first[alone]
    return Level(rows, organisation[rows], own + others, models[single], np.searchsorted(rows, label[single]))


def _outermost(trees: Trees, node: Ints, label: Ints) -> tuple[AnyArray, Bools]:
    """Which pairs of a node and a label have none of the label above them in their tree, one of equals; and whether it
    has no equal."""
    keys, first, count = np.unique(
        _keys(label, trees.cut.place[node], trees.size), return_index=True, return_counts=True
    )
    ends = _keys(label[first], trees.cut.end[node[first]], trees.size)
    outermost = np.ones(len(keys), np.bool_)
    outermost[1:] = keys[1:] >= np.maximum.accumulate(ends)[:-1]
    return first[outermost], count[outermost] == 1


def _ways(trees: Trees, order: CountingOrder, level: Level, sets: RootOrganisations) -> Arrays:
    """The three ways of counting by name, each (2, variants, rows): of all, and of own; the order has `_kinds`."""
    bounds, variants = order.bounds(level.ranges), len(order.kinds) // 2
    shape = (variants, 2, len(level.rows))
    union, exclusive, fractional = np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape)
    for at in range(variants):
        union[at] = _summed(level, _entries(order, bounds, level, at))
    for at, size, part in _shares(trees, order, bounds, level, sets):
        fractional[at] += part / size
        if size == 1:
            exclusive[at] = part
    ways: Arrays = {"union": union, "exclusive": exclusive, "fractional": fractional}
    return {name: counts.swapaxes(0, 1) for name, counts in ways.items()}


def _shares(
    trees: Trees, order: CountingOrder, bounds: tuple[AnyArray, AnyArray], level: Level, sets: RootOrganisations
) -> Iterator[tuple[int, int, Ints]]:
    """For each variant, and each number of organisations that roots are of, ascending: how many models that are no root
    have roots of so many, that of their row among them, (2, rows); the order has `_kinds`."""
    code = sets.of_top[np.concatenate([level.ranges.top, trees.cut.top[trees.node[level.single]]])]
    held, size = sets.hold(code, level.organisation[_rows(level)]), sets.sizes(code)
    sizes = [(number, np.flatnonzero(held & (size == number))) for number in distinct_numbers(size[held]).tolist()]
    for at in range(variants := len(order.kinds) // 2):
        counts = _entries(order, bounds, level, variants + at)
        for number, which in sizes:
            yield at, number, _summed(level, counts[:, which], which)


def _unions(order: CountingOrder, level: Level) -> AnyArray:
    """As the first of `_ways`, of all kinds of the order."""
    bounds = order.bounds(level.ranges)
    return np.stack([_summed(level, _entries(order, bounds, level, kind)) for kind in range(len(order.kinds))], axis=1)


def _rows(level: Level) -> AnyArray:
    """The row of each of `_entries`."""
    return np.concatenate([level.ranges.row, level.single_row])


def _entries(order: CountingOrder, bounds: tuple[AnyArray, AnyArray], level: Level, kind: int) -> Longs:
    """(2, entries): what each range adds to its row, and what each single model takes from it, of all and of own."""
    alone = -order.kinds[kind][level.single].astype(np.int64)
    return np.concatenate([order.count(bounds, kind), np.stack([alone, alone])], axis=1)


def _summed(level: Level, entries: Longs, which: AnyArray | slice = slice(None)) -> Ints:
    """(2, rows): `which` of the entries, by row. They are whole numbers below 2**53, so the sums are exact."""
    row, size = _rows(level)[which], len(level.rows)
    return np.stack([np.bincount(row, values, minlength=size) for values in entries]).astype(np.int32)


def _running(values: AnyArray) -> Longs:
    """How many there are before each place, and in all."""
    return np.concatenate([[0], np.cumsum(values)])


def _keys(label: AnyArray, at: AnyArray, size: int) -> Longs:
    return np.asarray(label.astype(np.int64) * size + at)
