"""The quantisations below a model as a ladder of formats and bits: on each rung how many, and the most downloaded.

Below a model means by quantisations alone, one behind another; those of re-uploads of it that declare it are its own
too. Re-uploads that nobody declares are named, and what hangs on them is in no count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.lists.lists import SORTS
from lineage.frozen.results import relation_code
from lineage.frozen.rollups.files import rollups_of
from lineage.frozen.storage.arrays import AnyArray, Bools, Ints, Longs
from lineage.frozen.storage.columns import NO_MOMENT
from lineage.frozen.storage.csr import ranges
from lineage.frozen.storage.distinct import are_among, distinct_numbers
from lineage.licences import LicenseClass
from lineage.text import ids
from lineage.values import Relation
from lineage.variants.mirror_evidence import COPYING
from lineage.variants.quantized import quantized_below
from lineage.weight_formats.names import bears_name
from lineage.weight_formats.rules import VariantFormat
from lineage.weight_formats.variant import Variant

DEFINITIONS = {
    "variants": "Distinct models that quantisations alone, one behind another, lead down to from the model or from a "
    "re-upload that declares it.",
    "re_uploads": "Models of other owners with exactly its name, capitals aside, that declare themselves a finetune of "
    "it or state no relation.",
    "candidates": "Models of other owners with exactly its name, capitals aside, that declare no such thing: by their "
    "names alone. Neither they nor what hangs on them is in any count.",
    "relation_not_stated": "Models that name it, or a re-upload that declares it, as a base without a relation, and "
    "bear its name with nothing behind that but words for how weights are stored. By their names alone they are "
    "variants, so they are in no count. Of more than 256 the most downloaded are looked at.",
    "estimated_bytes": "A lower bound of the size on disk, all weights at so many bits: the parameters that the model "
    "states, times whole bits, divided by 8. Files are larger, by a fifth to two thirds at 4 bits: a quantisation has "
    "scales (a Q4_K_M of 4 bits takes about 4.9), and AWQ, GPTQ and NVFP4 as a rule keep embeddings and other layers "
    "at 16 bits. Running takes memory for the context besides.",
    "official": "Of the owner of the model itself, or of an owner that counts as the same organisation.",
}
"""What exactly is counted."""


AT_ONCE = 4_096  # variants that are looked at together
UNDECLARED = -1  # in the place of a relation's code
NOT_STATED = relation_code(Relation.UNKNOWN)
NAMES_LOOKED_AT = 256  # of models that state no relation, the most downloaded


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant: how its weights are stored and which rules read that, whose it is, and what it was made from."""

    id: str
    number: int
    variant: Variant
    owner: str | None
    official: bool
    downloads: int | None
    created_at: datetime | None
    mass_upload: str | None
    license: str | None
    license_name: str | None
    effective_class: LicenseClass


@dataclass(frozen=True, slots=True)
class Rung:
    """The variants of one format and so many bits; None is not known. `estimated_bytes` as in DEFINITIONS, None where
    the bits or the model's parameters are not known. `best` is the most downloaded, by any name."""

    format: VariantFormat | None
    bits: int | None
    estimated_bytes: int | None
    models: int
    without_mass_uploads: int
    official: int
    best: VariantRow


@dataclass(frozen=True, slots=True)
class VariantTotals:
    """How many variants there are, and of how many format or bits are not known."""

    models: int
    without_mass_uploads: int
    official: int
    format_not_known: int
    bits_not_known: int


class VariantLadder:
    """The ladder of the model `number`. `variants` are their numbers, most downloaded first, equals by id; `re_uploads`
    and `candidates` as in DEFINITIONS, ascending."""

    def __init__(self, graph: FrozenGraph, number: int) -> None:
        self.graph, self.number = graph, number
        self.re_uploads, self.candidates = _namesakes(graph, number)
        self.variants, self._ranks = quantized_below(graph, [number, *self.re_uploads.tolist()])
        self.official = _are_official(graph, number, self.variants, self._ranks)
        self._kind = graph.variants.kinds(self.variants)
        self._is_marked = graph.models.is_mass_upload.take(self.variants)
        kinds = graph.variants.distinct
        self._models = np.bincount(self._kind, minlength=len(kinds))  # of each kind; there are few, whatever the ladder
        self._kinds: dict[int, Variant] = {at: kinds[at] for at in np.flatnonzero(self._models).tolist()}

    def __repr__(self) -> str:
        official = self.totals.official
        return f"<VariantLadder of {self.graph.ids[self.number]}: {len(self):,} variants, {official:,} official>"

    def __len__(self) -> int:
        return len(self.variants)

    @property
    def totals(self) -> VariantTotals:
        return VariantTotals(
            len(self.variants),
            len(self.variants) - int(np.count_nonzero(self._is_marked)),
            int(np.count_nonzero(self.official)),
            sum(int(self._models[at]) for at, one in self._kinds.items() if one.format is None),
            sum(int(self._models[at]) for at, one in self._kinds.items() if one.bits is None),
        )

    def rungs(self) -> list[Rung]:
        """Every rung, those of a format together: the format with most variants first, in it the most bits, the
        unknown last."""
        kinds: dict[tuple[VariantFormat | None, int | None], list[int]] = defaultdict(list)
        of_format: dict[VariantFormat | None, int] = defaultdict(int)
        for at, one in self._kinds.items():
            kinds[one.format, one.bits].append(at)
            of_format[one.format] += int(self._models[at])
        order = sorted(kinds, key=lambda key: (key[0] is None, -of_format[key[0]], str(key[0]), -(key[1] or 0)))
        marked, official = self._by_kind(self._is_marked), self._by_kind(self.official)
        first, rungs = self._first_of_kinds(), []
        for format, bits in order:
            of = kinds[format, bits]
            models = int(self._models[of].sum())
            best = self.row(min(first[kind] for kind in of))
            unmarked = models - int(marked[of].sum())
            rungs.append(Rung(format, bits, self._estimate(bits), models, unmarked, int(official[of].sum()), best))
        return rungs

    def _estimate(self, bits: int | None) -> int | None:
        """About how many bytes the model takes with so many bits a weight."""
        parameters = self.graph.models.numbers("parameters").get(self.number)
        return None if bits is None or parameters is None else parameters * bits // 8

    def _by_kind(self, which: Bools) -> Longs:
        """How many of some variants, few of them, are of each kind."""
        return np.bincount(self._kind[np.flatnonzero(which)], minlength=len(self._models))

    def _first_of_kinds(self) -> dict[int, int]:
        """The place of the most downloaded variant of each kind; most are found among the first."""
        first: dict[int, int] = {}
        for start in range(0, len(self._kind), AT_ONCE):
            found, places = np.unique(self._kind[start : start + AT_ONCE], return_index=True)
            first = dict(zip(found.tolist(), (places + start).tolist(), strict=True)) | first
            if len(first) == len(self._kinds):
                break
        return first

    def rows(
        self,
        format: VariantFormat | None = None,
        bits: int | None = None,
        *,
        not_known: Iterable[str] = (),
        official: bool = False,
        mass_uploads: bool = True,
    ) -> "LadderPart":
        """The variants of this format, with so many bits; `not_known` names `format` or `bits` where None is not known,
        and not any. `official` leaves out all others, without `mass_uploads` those marked as such are."""
        wanted = {"format": format, "bits": bits}
        asked = {name: value for name, value in wanted.items() if value is not None or name in not_known}
        kinds = [at for at, one in self._kinds.items() if all(getattr(one, n) == v for n, v in asked.items())]
        if not kinds:
            return LadderPart(self, np.zeros(0, np.int64))
        is_kept = np.zeros(len(self._models), np.bool_)
        is_kept[kinds] = True
        kept = is_kept.take(self._kind)
        if official:
            kept &= self.official
        if not mass_uploads:
            kept &= ~self._is_marked
        return LadderPart(self, np.flatnonzero(kept))

    def row(self, place: int) -> VariantRow:
        """The variant at a place of `variants`."""
        number, kind = int(self.variants[place]), self._kinds[int(self._kind[place])]
        return self._row(number, kind, bool(self.official[place]))

    @cached_property
    def relation_not_stated(self) -> list[VariantRow]:
        """As in DEFINITIONS, the most downloaded first, equals by id."""
        graph, base = self.graph, self.graph.ids[self.number]
        numbers = self._without_relation()
        if not len(numbers):
            return []
        kinds = graph.variants.kinds(numbers)
        telling = [kind for kind in distinct_numbers(kinds).tolist() if _is_telling(graph.variants.distinct[kind])]
        numbers = numbers[np.isin(kinds, telling)]
        ranks = graph.lists.rank("downloads")[graph.subtree.preorder[numbers]]
        first = ranks.argsort(kind="stable")[:NAMES_LOOKED_AT]
        called_so = [bears_name(id, base) for id in graph.ids.take(numbers[first])]
        found = first[np.array(called_so, np.bool_)]
        found = found[~are_among(ranks[found], self._ranks)]
        official = _are_official(graph, self.number, numbers[found], ranks[found]).tolist()
        rows = zip(numbers[found].tolist(), official, strict=True)
        return [self._row(number, graph.variants.get(number), is_official) for number, is_official in rows]

    def _without_relation(self) -> Ints:
        """The models that name the ladder's own, or a re-upload of it, as a base, and state no relation; none of these
        themselves, each once."""
        children, made_of = self.graph.children, [self.number, *self.re_uploads.tolist()]
        rows = [children.row(number) for number in made_of]
        found = np.concatenate([children.indices[row][children.relation[row] == NOT_STATED] for row in rows])
        if not len(found):
            return found
        numbers = distinct_numbers(found)
        return numbers[~np.isin(numbers, made_of)]

    def _row(self, number: int, kind: Variant, is_official: bool) -> VariantRow:
        models = self.graph.models
        return VariantRow(
            self.graph.ids[number],
            number,
            kind,
            models.words("author").get(number),
            is_official,
            models.numbers("downloads").get(number),
            models.moments("created_at").get(number),
            models.words("mass_upload").get(number),
            models.words("license").get(number),
            models.words("license_name").get(number),
            LicenseClass(models.words("effective_class").get(number) or LicenseClass.UNKNOWN),
        )


@dataclass(frozen=True, slots=True)
class LadderPart:
    """Some of a ladder's variants: their `places` in it."""

    ladder: VariantLadder
    places: AnyArray

    def __len__(self) -> int:
        return len(self.places)

    def page(self, sort: str = "downloads", offset: int = 0, limit: int | None = None) -> Iterator[VariantRow]:
        """Those from `offset` on, by one of `lineage.frozen.lists.lists.SORTS`: by id, or the most or newest first, the
        unknown last. Raises BadInput for another order."""
        places = self._sorted(sort)
        end = len(places) if limit is None else offset + limit
        return map(self.ladder.row, places[offset:end].tolist())

    def _sorted(self, sort: str) -> AnyArray:
        numbers, graph = self.ladder.variants[self.places], self.ladder.graph
        if sort not in SORTS:
            raise BadInput(f"no order {sort!r}", f"there are {', '.join(SORTS)}")
        if sort == "downloads":  # the order they are in
            return self.places
        if sort == "id":
            return self.places[np.argsort(numbers)]
        if sort == "created_at":
            values = np.maximum(graph.models.moments(sort).values[numbers], NO_MOMENT + 1)
        else:
            counts = graph.reach.descendant_count if sort == "descendants" else graph.models.numbers(sort).values
            values = counts[numbers]
        return self.places[np.argsort(-values, kind="stable")]


def _namesakes(graph: FrozenGraph, number: int) -> tuple[Ints, Ints]:
    """Models of other owners that are called so: those that declare the model, and those whose name alone says it."""
    (called,) = graph.search.beginnings.named(ids.name(graph.ids[number]))
    owner, others = graph.models.words("author").codes, np.array(called, np.int32)
    others = others[owner[others] != owner[number]]
    if not len(others):
        return others, others
    relations = _relations(graph, others, number)
    copying = [relation_code(relation) for relation in COPYING]
    declared = np.logical_or.reduce([relations == code for code in copying])
    return others[declared], others[(relations == UNDECLARED) & _are_suggested(graph, others, number)]


def _is_telling(variant: Variant) -> bool:
    """Whether it is more than plain weights."""
    return variant.bits is not None or variant.format not in (None, VariantFormat.SAFETENSORS, VariantFormat.PYTORCH)


def _relations(graph: FrozenGraph, children: Ints, parent: int) -> AnyArray:
    """The code of the relation that each of some models declares to another; UNDECLARED where it declares nothing."""
    above, degrees = graph.parents, graph.parents.counts(children)
    places, whose = ranges(above.indptr[children], degrees), np.repeat(np.arange(len(children)), degrees)
    so_made = above.indices[places] == parent
    relations = np.full(len(children), UNDECLARED)
    relations[whose[so_made]] = above.relation[places[so_made]]
    return relations


def _are_suggested(graph: FrozenGraph, children: Ints, parent: int) -> Bools:
    """Whether the name of each of some models gives another away as a parent of it."""
    if graph.inferred_parents is None:
        return np.zeros(len(children), np.bool_)
    guessed, parents = graph.inferred_parents
    first = guessed.searchsorted(children)
    many = guessed.searchsorted(children, side="right") - first
    is_it = parents[ranges(first, many)] == parent
    return np.bincount(np.repeat(np.arange(len(children)), many), is_it, len(children)) > 0


def _are_official(graph: FrozenGraph, number: int, variants: Ints, ranks: Ints) -> Bools:
    """Whether each is of the model's own owner or organisation; none is where the model has no owner. `ranks` are those
    by downloads, ascending: by them the models of an organisation are looked for where these are fewer."""
    words, rolled = graph.models.words("author"), rollups_of(graph)
    author, official = words.codes, np.zeros(len(variants), np.bool_)
    if author[number] < 0:
        return official
    of_owner = rolled.organisation_of_owner[: len(words.vocabulary)]
    owners = np.flatnonzero(of_owner == of_owner[author[number]]).astype(np.int32)
    if rolled.count_of_owners(owners) > len(variants):
        owner = author[variants]
        return np.asarray((of_owner[owner] == of_owner[author[number]]) & (owner >= 0))
    own = graph.lists.rank("downloads")[graph.subtree.preorder[rolled.models_of_owners(owners)]]
    official[ranks.searchsorted(own[are_among(own, ranks)])] = True
    return official
