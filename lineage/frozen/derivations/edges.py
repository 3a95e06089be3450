"""Derivations with all that is said about them, sorted by child and parent, self-references included."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from lineage.errors import BadFile, BadInput
from lineage.frozen.numbering import Numbering
from lineage.frozen.results import EVIDENCE, IRREGULARITIES, RELATIONS, Edge, evidence_of
from lineage.frozen.storage.arrays import AnyArray, ArrayFile, Bools, Codes, Ints, Spool, Starts
from lineage.frozen.storage.columns import Words, WordsWriter
from lineage.frozen.storage.csr import Csr
from lineage.frozen.storage.distinct import distinct_numbers
from lineage.frozen.storage.radix import radix_lexsort
from lineage.frozen.storage.row_order import RowOrder
from lineage.frozen.storage.strings import Strings, TextTable
from lineage.values import BASE_TAG, Derivation, Evidence

SEPARATOR = "\n"  # between the claims of one derivation
REGULAR = len(IRREGULARITIES)
CODES = ("relation", "evidence", "stated_irregularity")
BITS = {str(source): bit for bit, source in enumerate(EVIDENCE)}


class Edges:
    """Read-only access to the arrays of `EdgesWriter`. Edge e goes from `child[e]` to `parent[e]`.

    `ids` are the models', by number.
    """

    def __init__(self, arrays: ArrayFile, ids: Strings) -> None:
        self.start: Starts = arrays["edge.start"]  # where each child's edges begin
        self.child: Ints = arrays["edge.child"]
        self.parent: Ints = arrays["edge.parent"]
        self.relation: Codes = arrays["edge.relation"]
        self.evidence: Codes = arrays["edge.evidence"]
        self.irregularity: Codes = arrays["edge.irregularity"]
        self.raw_words = Words(arrays["edge.raw.codes"], Strings(arrays, "edge.raw"))  # unknown: it is the parent's id
        self.claim_words = Words(arrays["edge.claims.codes"], Strings(arrays, "edge.claims"))  # joined by SEPARATOR
        self.self_references: Ints = arrays["self_references"]  # the models that name themselves as a parent
        self._ids = ids

    def __len__(self) -> int:
        return len(self.child)

    @cached_property
    def sources(self) -> frozenset[Evidence]:
        """Whoever says anything of any derivation."""
        return frozenset(evidence_of(int(np.bitwise_or.reduce(self.evidence))))

    def name_otherwise(self, wanted: Bools) -> bool:
        """Whether any of the models that are `wanted` is named by another otherwise than by its id, which may stand in
        a tag."""
        places, parents = self._with_raw_words, self.parent[self._with_raw_words]
        chosen = wanted[parents] & (parents != self.child[places])
        named = zip(places[chosen].tolist(), parents[chosen].tolist(), strict=True)
        return any(not is_tag_of(self.raw_words.get(place) or "", self._ids[parent]) for place, parent in named)

    def only_parent_written(self, text: str) -> int | None:
        """The one model that is meant where a parent is written so; None where none is, or several are."""
        code = self.raw_words.code(text)
        if code is None:
            return None
        places = self._with_raw_words
        parents = distinct_numbers(self.parent[places[self.raw_words.codes[places] == code]])
        return int(parents[0]) if len(parents) == 1 else None

    @cached_property
    def _with_raw_words(self) -> AnyArray:
        """The edges of which more is kept than the parent's id."""
        return np.flatnonzero(self.raw_words.codes >= 0)

    def of_child(self, number: int) -> range:
        """The edges of one child, by parent."""
        return range(int(self.start[number]), int(self.start[number + 1]))

    def between(self, child: int, parent: int) -> Edge:
        """The derivation of one model from another. Raises BadInput when there is none."""
        return self._edge(self._find(child, parent))

    def parents_of(self, number: int) -> list[Edge]:
        """The derivations a model is the child of, by parent; a self-reference included, and marked."""
        return [self._edge(place) for place in self.of_child(number)]

    def derivations_of(self, number: int) -> list[Derivation]:
        """As `parents_of`, with ids in place of numbers; when a derivation was seen stays in the store."""
        return [
            Derivation(
                self._ids[edge.child],
                self._ids[edge.parent],
                edge.relation,
                edge.evidence,
                edge.raw,
                edge.relation_claims,
                edge.irregularity,
            )
            for edge in self.parents_of(number)
        ]

    def _find(self, child: int, parent: int) -> int:
        own = self.of_child(child)
        place = own.start + int(np.searchsorted(self.parent[own.start : own.stop], parent))
        if place == own.stop or self.parent[place] != parent:
            raise BadInput("the first model is not declared to be derived from the second", "ask for its parents")
        return place

    def _edge(self, place: int) -> Edge:
        raw, claims, odd = self.raw_words.get(place), self.claim_words.get(place), int(self.irregularity[place])
        return Edge(
            child=int(self.child[place]),
            parent=int(self.parent[place]),
            relation=RELATIONS[self.relation[place]],
            evidence=evidence_of(int(self.evidence[place])),
            irregularity=None if odd == REGULAR else IRREGULARITIES[odd],
            raw=self._ids[int(self.parent[place])] if raw is None else raw,
            relation_claims=None if claims is None else tuple(claims.split(SEPARATOR)),
        )


def is_tag_of(raw: str, id: str) -> bool:
    """Whether what was written is a tag that names an id letter by letter: `base_model:quantized:Qwen/Qwen3-8B`."""
    return raw.startswith(BASE_TAG) and raw.endswith(f":{id}")


class EdgesWriter:
    """Collects derivations batch by batch, on disk below `folder`; `numbering` gives each model's number by id."""

    def __init__(self, numbering: Numbering, folder: Path) -> None:
        self._numbering = numbering
        self._ends = Spool(folder, np.int32), Spool(folder, np.int32)
        self._codes = {name: Spool(folder, np.uint8) for name in CODES}
        self._raw = WordsWriter(folder)  # unknown stands for: the parent's id, letter by letter
        self._claims = WordsWriter(folder)
        self._masks: dict[tuple[str, ...], int] = {}
        self._carried = 0

    def add(self, batch: Mapping[str, Sequence[Any]]) -> None:
        """Take a batch of columns. Raises BadFile for a model, a relation or a source that nobody knows."""
        try:
            for spool, ids in zip(self._ends, (batch["child"], batch["parent"]), strict=True):
                spool.add(self._numbering.of(ids))
            for name, codes in self._coded(batch):
                self._codes[name].add(np.array(codes, np.uint8))
        except (KeyError, ValueError) as error:
            raise BadFile(f"a derivation does not fit the models: {error}", "load the snapshot again") from error
        pairs = zip(batch["raw"], batch["parent"], strict=True)
        self._raw.add([None if raw is None or raw == parent else raw for raw, parent in pairs])
        self._claims.add([SEPARATOR.join(claims) if claims else None for claims in _optional(batch, "relation_claims")])

    def carry(self, arrays: ArrayFile, stay: Bools, renumbered: Ints) -> None:
        """Take those derivations of an earlier graph that `stay`, before any batch; `renumbered` are its models.

        Raises BadFile where a model of theirs is gone.
        """
        for spool, end in zip(self._ends, ("edge.child", "edge.parent"), strict=True):
            numbers = renumbered[arrays[end][stay]]
            if (numbers < 0).any():
                raise BadFile("a derivation of a model that is gone", "load the snapshot again")
            spool.add(numbers)
        self._carried = int(np.count_nonzero(stay))
        for name, spool in self._codes.items():
            spool.add(arrays[f"edge.{name}"][stay])
        for words, name in ((self._raw, "edge.raw"), (self._claims, "edge.claims")):
            words.take(arrays[f"{name}.codes"][stay], TextTable.of(arrays, name))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays of all edges, sorted by child and parent. Raises BadFile when one was given twice."""
        child, parent = (spool.read() for spool in self._ends)
        order = radix_lexsort((parent, child))
        child, parent = child[order], parent[order]
        rows = RowOrder(order, self._carried)
        if ((child[1:] == child[:-1]) & (parent[1:] == parent[:-1])).any():
            raise BadFile("a derivation is given twice", "load the snapshot again")
        return {
            "edge.start": Csr.of_sorted(child, parent, len(self._numbering)).indptr,
            "edge.child": child,
            "edge.parent": parent,
            **{f"edge.{name}": self._codes[name].read()[order] for name in CODES},
            **self._raw.arrays("edge.raw", rows),
            **self._claims.arrays("edge.claims", rows),
        }

    def _coded(self, batch: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, list[int]]]:
        relations = {str(relation): code for code, relation in enumerate(RELATIONS)}
        oddities = {None: REGULAR} | {str(odd): code for code, odd in enumerate(IRREGULARITIES)}
        yield "relation", [relations[relation] for relation in batch["relation"]]
        yield "evidence", [self._mask(evidence) for evidence in batch["evidence"]]
        yield "stated_irregularity", [oddities[odd] for odd in _optional(batch, "irregularity")]

    def _mask(self, evidence: Iterable[str]) -> int:
        sources = tuple(evidence)
        mask = self._masks.get(sources)
        if mask is None:
            mask = self._masks[sources] = sum({1 << BITS[source] for source in sources})
        return mask


def _optional(batch: Mapping[str, Sequence[Any]], name: str) -> Sequence[Any]:
    return batch[name] if name in batch else [None] * len(batch["child"])
