"""The models one derivation below a root: mass uploads, children of well-known bases, children of unknown roots."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ingest.practice import shape
from ingest.practice.genealogy.columns import DAY, KINDS, Ints, Mass
from ingest.practice.genealogy.draft import Draft, at_least_one_each
from ingest.practice.random_streams import pick


@dataclass(frozen=True, slots=True)
class MassUpload:
    """So many models (on a Hub of the real one's size) made from some of these bases by a program."""

    count: int
    bases: tuple[str, ...]
    pattern: Mass
    relation: int


def mass_children(draft: Draft, direct: Ints) -> Ints:
    """Take the mass uploads out of the first level; returns the models that are left."""
    random = draft.streams("mass")
    taken = 0
    for upload in _mass_uploads(draft):
        known = np.array([draft.numbers[base] for base in upload.bases if base in draft.numbers], np.int32)
        part = direct[taken : taken + round(upload.count * draft.scale)] if len(known) else direct[:0]
        draft.parent[part] = known[random.integers(0, len(known), len(part))] if len(part) else -1
        draft.mass[part], draft.relation[part], draft.level[part] = upload.pattern, upload.relation, 1
        taken += len(part)
    draft.date_children(direct[:taken], 120 * DAY)
    draft.root[direct[:taken]] = draft.root[draft.parent[direct[:taken]]]
    return direct[taken:]


def _mass_uploads(draft: Draft) -> Iterator[MassUpload]:
    for base, count in shape.MASS_BY_BASE.items():
        yield MassUpload(count, (base,), Mass.TIMESTAMP, shape.ADAPTER)
    yield MassUpload(shape.SWARM, shape.SWARM_BASES, Mass.SWARM, shape.FINETUNE)
    language = tuple(b.id for b in draft.bases if b.kind == "llm" and 1000 < b.children < shape.REPORTED)
    yield MassUpload(shape.UUID_CHILDREN, language, Mass.UUID, shape.ADAPTER)
    yield MassUpload(shape.TOURNAMENT, language, Mass.TOURNAMENT, shape.FINETUNE)


def named_children(draft: Draft, direct: Ints, unknown_roots: Ints) -> None:
    """Give the rest of the first level its parents and relations."""
    random = draft.streams("children of bases")
    first_level = draft.related.stop - draft.related.start
    unknown = round((shape.LEVEL_SHARES[0] - shape.BASES) * first_level) if len(unknown_roots) else 0
    unknown = min(unknown, len(direct))
    ours, theirs = direct[unknown:], direct[:unknown]
    draft.parent[ours] = pick(draft.weights, len(ours), random)
    draft.parent[theirs] = unknown_roots[at_least_one_each(len(unknown_roots), len(theirs), random)]
    draft.root[direct] = draft.root[draft.parent[direct]]
    draft.level[direct] = 1
    draft.date_children(direct, 300 * DAY)
    draft.relate(theirs, shape.UNKNOWN_ROOTS_MIX, random)
    _relate_by_kind(draft, ours, random)


def _relate_by_kind(draft: Draft, children: Ints, random: np.random.Generator) -> None:
    kind = np.array([KINDS.index(base.kind) for base in draft.bases])[draft.parent[children]]
    for name, mix in shape.KIND_MIX.items():
        draft.relate(children[kind == KINDS.index(name)], mix, random)
    _relate_language(draft, children[kind < 2], random)


def _relate_language(draft: Draft, numbers: Ints, random: np.random.Generator) -> None:
    """Children of language models get the relations that make the whole Hub's mix come out."""
    total = draft.related.stop - draft.related.start
    done = np.bincount(draft.relation[draft.related], minlength=256)[:4]
    deeper = total * (1 - shape.LEVEL_SHARES[0])
    wanted = np.array([0.0, *(shape.MODEL_MIX[code] * total for code in (1, 2, 3))])
    wanted[0] = total - wanted.sum() - shape.MODEL_MIX[shape.UNKNOWN] * total
    left = np.maximum(wanted - done - deeper * np.array(shape.DEEPER_MIX), 0.0)
    draft.relate(numbers, tuple(left / left.sum()) if left.sum() > 0 else shape.DEEPER_MIX, random)
    unknown = random.random(len(numbers)) < shape.MODEL_MIX[shape.UNKNOWN] * total / max(len(numbers), 1)
    draft.relation[numbers[unknown]] = shape.UNKNOWN
