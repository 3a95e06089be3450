"""Who really descends from whom: parents, relations, dates and mass uploads, before anyone writes a card.

Models are numbered here in the order they are made up: well-known bases, then related models, then the ones alone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.known_bases import KnownBase, bases
from ingest.practice.random_streams import RandomStreams, pick
from lineage.values import Relation

Ints = NDArray[np.int32]
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Seconds = NDArray[np.int64]

KINDS = ("llm", "vision", "image", "encoder", "audio", "robotics")
DAY = 86_400
MOST_PARENTS = 47


class Mass(IntEnum):
    """The pattern a mass upload was made in; NO for the models somebody named."""

    NO = 0
    TIMESTAMP = 1
    UUID = 2
    SWARM = 3
    TOURNAMENT = 4
    BLOCKASSIST = 5
    OMEGA = 6
    CUID = 7


class Undeclared(IntEnum):
    """How a model without a declared parent came to have one: NO for those that truly have none."""

    NO = 0
    REUPLOAD = 1
    SUFFIX = 2
    MIRROR = 3
    SILENT = 4


@dataclass
class Descent:
    """Columns over all models; `parent` is the first one (-1: none), further ones are pairs in `more`."""

    bases: tuple[KnownBase, ...]
    related: slice
    parent: Ints
    relation: Codes
    level: Codes
    root: Ints
    created: Seconds
    mass: Codes
    undeclared: Codes
    more: NDArray[np.int32]
    """Shape (pairs, 2): a merge and one more of its parents."""

    @property
    def size(self) -> int:
        return len(self.parent)

    @cached_property
    def kind(self) -> Codes:
        """The kind of each model's root, as a place in KINDS; a language model where the root is unknown."""
        codes = np.zeros(self.size, np.uint8)
        codes[: len(self.bases)] = [KINDS.index(base.kind) for base in self.bases]
        return codes[self.root]

    @cached_property
    def has_children(self) -> Flags:
        """True for each model some other model was made from."""
        flags = np.zeros(self.size, np.bool_)
        flags[self.parent[self.parent >= 0]] = True
        flags[self.more[:, 1]] = True
        return flags


def descend(models: int, related: float, streams: RandomStreams) -> Descent:
    """The derivations of `models` models, the share `related` of them having parents; the same for the same seed."""
    return _Maker(models, related, streams).make()


def chosen_bases(models: int) -> tuple[KnownBase, ...]:
    """The well-known repositories of a Hub this big: all of them, or the most used ones and their parents."""
    everything = bases()
    room = max(1, models // 4)
    if len(everything) <= room:
        return everything
    by_id = {base.id: base for base in everything}
    kept: set[str] = set()
    for base in sorted(everything, key=lambda b: -b.children):
        line = [base]
        while (parent := line[-1].parent) is not None:
            line.append(by_id[parent])
        if len(kept | {b.id for b in line}) <= room:
            kept |= {b.id for b in line}
    return tuple(base for base in everything if base.id in kept)


class _Maker:
    """The steps of `descend`, sharing the columns they fill."""

    def __init__(self, models: int, related: float, streams: RandomStreams) -> None:
        self.streams = streams
        self.bases = chosen_bases(models)
        inner = sum(base.parent is not None for base in self.bases)
        count = min(max(round(models * related) - inner, 0), models - len(self.bases))
        first = len(self.bases)
        self.related = slice(first, first + count)
        self.alone = slice(first + count, models)
        self.scale = (count + inner) / shape.RELATED_MODELS
        self.models = models
        self.parent = np.full(models, -1, np.int32)
        self.relation = np.full(models, shape.NONE, np.uint8)
        self.level = np.zeros(models, np.uint8)
        self.root = np.arange(models, dtype=np.int32)
        self.created = np.full(models, shape.FLOOR, np.int64)
        self.mass = np.zeros(models, np.uint8)
        self.undeclared = np.zeros(models, np.uint8)
        self.pairs: list[NDArray[np.int32]] = []

    def make(self) -> Descent:
        self._place_bases()
        self._date_the_unrelated()
        unknown_roots = self._unknown_roots()
        levels = self._deal_levels()
        if levels:
            direct = self._mass_children(levels[0])
            self._children_of_bases(direct, unknown_roots)
            fertile = self._grow(levels)
            self._chains(levels, fertile)
            self._backdate()
        self._hide_parents()
        more = np.concatenate(self.pairs) if self.pairs else np.empty((0, 2), np.int32)
        return Descent(
            self.bases, self.related, self.parent, self.relation, self.level, self.root, self.created, self.mass,
            self.undeclared, more,
        )  # fmt: skip

    def _place_bases(self) -> None:
        number = {base.id: i for i, base in enumerate(self.bases)}
        random = self.streams("bases")
        for i, base in enumerate(self.bases):
            start = int(datetime.strptime(base.month, "%Y-%m").replace(tzinfo=UTC).timestamp())
            legacy = base.month == "2022-03"
            self.created[i] = shape.FLOOR if legacy else start + int(random.integers(2 * DAY, 27 * DAY))
            if base.parent is not None:
                self.parent[i] = number[base.parent]
                self.relation[i] = shape.RELATIONS.index(Relation(base.relation or ""))
        for i in range(len(self.bases)):
            while self.parent[self.root[i]] >= 0:
                self.root[i] = self.parent[self.root[i]]
        for i, base in enumerate(self.bases):  # a base made from another is the younger one
            if base.parent is not None:
                self.created[i] = max(self.created[i], self.created[self.parent[i]] + DAY)

    def _date_the_unrelated(self) -> None:
        """The Hub grows: 5, 18, 48, 84 and 100 % of it at fifths of its life are near t^2.2."""
        size = self.alone.stop - self.alone.start
        random = self.streams("alone")
        share = random.random(size) ** (1 / 2.2)
        when = shape.FLOOR + 1 + (share * (shape.NOW - shape.FLOOR - 2)).astype(np.int64)
        legacy = random.random(size) < shape.LEGACY * self.models / max(size, 1)
        self.created[self.alone] = np.where(legacy, shape.FLOOR, when)
        self._mass_alone(random)

    def _mass_alone(self, random: np.random.Generator) -> None:
        size = self.alone.stop - self.alone.start
        everyone = shape.WHOLE_HUB * (1 - shape.RELATED)
        shares = [shape.MASS_ALONE[name] / everyone for name in ("timestamp", "blockassist", "uuid", "omega", "cuid")]
        codes = np.array([Mass.TIMESTAMP, Mass.BLOCKASSIST, Mass.UUID, Mass.OMEGA, Mass.CUID, Mass.NO], np.uint8)
        self.mass[self.alone] = codes[pick([*shares, 1 - sum(shares)], size, random)]

    def _unknown_roots(self) -> Ints:
        """Models nobody has heard of that have children all the same."""
        named = np.flatnonzero(self.mass[self.alone] == Mass.NO) + self.alone.start
        count = min(len(named), max(1, (self.related.stop - self.related.start) // 40))
        chosen = (
            self.streams("unknown roots").choice(named, count, replace=False) if count and len(named) else named[:0]
        )
        return np.sort(chosen).astype(np.int32)

    def _deal_levels(self) -> list[Ints]:
        """The related models' numbers, one array a level below the roots, none of them empty."""
        numbers = np.arange(self.related.start, self.related.stop, dtype=np.int32)
        edges = np.round(np.cumsum(shape.LEVELS) * len(numbers)).astype(int)
        edges[-1] = len(numbers)
        return [part for part in np.split(numbers, edges[:-1]) if len(part)]

    def _mass_children(self, direct: Ints) -> Ints:
        """Take the mass uploads out of the first level; returns the models that are left."""
        number = {base.id: i for i, base in enumerate(self.bases)}
        random = self.streams("mass")
        plans: list[tuple[int, tuple[str, ...], Mass, int]]
        plans = [(n, (base,), Mass.TIMESTAMP, shape.ADAPTER) for base, n in shape.MASS_BY_BASE.items()]
        plans.append((shape.SWARM, shape.SWARM_BASES, Mass.SWARM, shape.FINETUNE))
        language = tuple(b.id for b in self.bases if b.kind == "llm" and 1000 < b.children < shape.REPORTED)
        plans.append((shape.UUID_CHILDREN, language, Mass.UUID, shape.ADAPTER))
        plans.append((shape.TOURNAMENT, language, Mass.TOURNAMENT, shape.FINETUNE))
        taken = 0
        for count, parents, mass, relation in plans:
            known = np.array([number[p] for p in parents if p in number], np.int32)
            part = direct[taken : taken + round(count * self.scale)] if len(known) else direct[:0]
            self.parent[part] = known[random.integers(0, len(known), len(part))] if len(part) else -1
            self.mass[part], self.relation[part], self.level[part] = mass, relation, 1
            taken += len(part)
        self._date_children(direct[:taken], 120 * DAY)
        self.root[direct[:taken]] = self.root[self.parent[direct[:taken]]]
        return direct[taken:]

    def _children_of_bases(self, direct: Ints, unknown_roots: Ints) -> None:
        """Give the rest of the first level its parents and relations."""
        random = self.streams("children of bases")
        first_level = self.related.stop - self.related.start
        unknown = round((shape.LEVELS[0] - shape.BASES) * first_level) if len(unknown_roots) else 0
        unknown = min(unknown, len(direct))
        ours, theirs = direct[unknown:], direct[:unknown]
        self.parent[ours] = pick(self._weights(), len(ours), random)
        self.parent[theirs] = unknown_roots[_at_least_one_each(len(unknown_roots), len(theirs), random)]
        self.root[direct] = self.root[self.parent[direct]]
        self.level[direct] = 1
        self._date_children(direct, 300 * DAY)
        self._relate(theirs, shape.UNKNOWN_ROOTS_MIX, random)
        kind = np.array([KINDS.index(base.kind) for base in self.bases])[self.parent[ours]]
        for name, mix in shape.KIND_MIX.items():
            self._relate(ours[kind == KINDS.index(name)], mix, random)
        self._relate_language(ours[kind < 2], random)

    def _weights(self) -> NDArray[np.float64]:
        """The chance of each base to be a (hand-made) child's parent."""
        children = np.array([base.children for base in self.bases], np.float64)
        mass = np.array([shape.MASS_BY_BASE.get(base.id, 0) for base in self.bases], np.float64)
        for base in shape.SWARM_BASES:
            mass[[b.id == base for b in self.bases]] += shape.SWARM / len(shape.SWARM_BASES)
        reported = children >= shape.REPORTED
        rest = shape.BASES * shape.RELATED_MODELS - children[reported].sum() - shape.UUID_CHILDREN - shape.TOURNAMENT
        estimates = children * ~reported
        if estimates.sum() > 0 and rest > 0:
            children = np.where(reported, children, estimates * rest / estimates.sum())
        hand_made = np.maximum(children - mass, 1.0)
        chances: NDArray[np.float64] = hand_made / hand_made.sum()
        return chances

    def _relate(self, numbers: Ints, mix: tuple[float, ...], random: np.random.Generator) -> None:
        self.relation[numbers] = pick(mix, len(numbers), random)

    def _relate_language(self, numbers: Ints, random: np.random.Generator) -> None:
        """Children of language models get the relations that make the whole Hub's mix come out."""
        total = self.related.stop - self.related.start
        done = np.bincount(self.relation[self.related], minlength=256)[:4]
        deeper = total * (1 - shape.LEVELS[0])
        wanted = np.array([0.0, *(shape.MODEL_MIX[code] * total for code in (1, 2, 3))])
        wanted[0] = total - wanted.sum() - shape.MODEL_MIX[shape.UNKNOWN] * total
        left = np.maximum(wanted - done - deeper * np.array(shape.DEEPER_MIX), 0.0)
        self._relate(numbers, tuple(left / left.sum()) if left.sum() > 0 else shape.DEEPER_MIX, random)
        unknown = random.random(len(numbers)) < shape.MODEL_MIX[shape.UNKNOWN] * total / max(len(numbers), 1)
        self.relation[numbers[unknown]] = shape.UNKNOWN

    def _grow(self, levels: list[Ints]) -> Ints:
        """Hang each deeper level on the fertile models of the one above; returns every fertile model."""
        random = self.streams("deeper")
        everyone: list[Ints] = []
        self._merge_more(levels[0], np.empty(0, np.int32), random)
        for depth in range(1, len(levels)):
            above, here = levels[depth - 1], levels[depth]
            fertile = self._fertile(above, len(here), random)
            everyone.append(fertile)
            self.parent[here] = fertile[_at_least_one_each(len(fertile), len(here), random)]
            self.root[here] = self.root[self.parent[here]]
            self.level[here] = depth + 1
            self._relate(here, shape.DEEPER_MIX, random)
            self._date_children(here, 50 * DAY)
            self._merge_more(here, np.concatenate(everyone), random)
        return np.concatenate(everyone) if everyone else np.empty(0, np.int32)

    def _fertile(self, above: Ints, children: int, random: np.random.Generator) -> Ints:
        """Which models of a level have children: at most as many as there are children, at least one."""
        named = above[self.mass[above] == Mass.NO]
        named = named if len(named) else above
        rate = np.zeros(256)
        for code, share in shape.FERTILE.items():
            everyone = int(np.count_nonzero(self.relation[above] == code))
            by_hand = int(np.count_nonzero(self.relation[named] == code))
            rate[code] = share * everyone / max(by_hand, 1)
        fertile = named[random.random(len(named)) < rate[self.relation[named]]]
        return fertile[:children] if len(fertile) else named[:1]

    def _merge_more(self, here: Ints, fertile: Ints, random: np.random.Generator) -> None:
        """Give merges their further parents: language models of the same architecture, older or made older."""
        merges = here[self.relation[here] == shape.MERGE]
        if not len(merges):
            return
        language = np.array([i for i, base in enumerate(self.bases) if base.kind in KINDS[:2]], np.int32)
        weights = self._weights()[language]
        extra = _extra_parents(len(merges), random)
        child = np.repeat(merges, extra)
        from_base = (random.random(len(child)) < 0.3) | (not len(fertile))
        other = np.empty(len(child), np.int32)
        other[from_base] = language[pick(weights, int(from_base.sum()), random)]
        other[~from_base] = self._relatives(child[~from_base], fertile, random)
        pairs = np.unique(np.column_stack([child, other]), axis=0)
        pairs = pairs[(pairs[:, 1] != self.parent[pairs[:, 0]]) & (pairs[:, 0] != pairs[:, 1])]
        pairs = pairs[np.arange(len(pairs)) - np.searchsorted(pairs[:, 0], pairs[:, 0]) < MOST_PARENTS - 1]
        np.maximum.at(self.created, pairs[:, 0], self.created[pairs[:, 1]] + DAY)
        self.created[merges] = np.minimum(self.created[merges], shape.NOW - 1)
        self.pairs.append(pairs.astype(np.int32))

    def _relatives(self, children: Ints, fertile: Ints, random: np.random.Generator) -> Ints:
        """For each child a fertile model, usually out of its own family."""
        by_root = fertile[np.argsort(self.root[fertile], kind="stable")]
        roots = self.root[by_root]
        low = np.searchsorted(roots, self.root[children], "left")
        high = np.searchsorted(roots, self.root[children], "right")
        within = (low + (random.random(len(children)) * (high - low)).astype(np.int64)).clip(max=len(by_root) - 1)
        anyone = random.integers(0, len(by_root), len(children))
        return by_root[np.where(high > low, within, anyone)].astype(np.int32)

    def _date_children(self, numbers: Ints, scale: float) -> None:
        """Children come after their parents, soon for most: a truncated exponential from the parent's date to now."""
        born = self.created[self.parent[numbers]]
        left = np.maximum(shape.NOW - 1 - born, 1)
        uniform = self.streams(f"dates {len(numbers)} {scale}").random(len(numbers))
        lag = -scale * np.log1p(-uniform * -np.expm1(-left / scale))
        self.created[numbers] = np.minimum(born + 1 + lag.astype(np.int64), shape.NOW - 1)

    def _chains(self, levels: list[Ints], fertile: Ints) -> None:
        """Two long lines, on a Hub big enough: 17 finetunes below a Qwen model, merges of merges elsewhere."""
        if self.models < 20_000 or len(levels) < 2 or not len(fertile):
            return
        number = {base.id: i for i, base in enumerate(self.bases)}
        spare = levels[1][~np.isin(levels[1], fertile) & (self.relation[levels[1]] != shape.MERGE)]
        plans = (("Qwen/Qwen2.5-7B-Instruct", shape.FINETUNE, 16), ("mistralai/Mistral-7B-v0.1", shape.MERGE, 60))
        taken = 0
        for base, relation, length in plans:
            line = spare[taken : taken + length]
            taken += len(line)
            self.parent[line] = np.concatenate([[number[base]], line[:-1]])
            self.relation[line], self.root[line] = relation, self.root[number[base]]
            self.level[line] = np.minimum(np.arange(1, len(line) + 1), 250)
            start = self.created[number[base]] + 30 * DAY
            self.created[line] = start + np.arange(len(line)) * ((shape.NOW - start) // (len(line) + 2))
            if relation == shape.MERGE:
                self.pairs.append(np.column_stack([line, np.full(len(line), number[base] + 1)]).astype(np.int32))

    def _backdate(self) -> None:
        """A few children are older than their parents: uploaded first, or moved from elsewhere."""
        random = self.streams("backdated")
        numbers = np.arange(self.related.start, self.related.stop, dtype=np.int32)
        barren = ~np.isin(numbers, np.concatenate([self.parent, *(pairs[:, 1] for pairs in self.pairs)]))
        few = numbers[barren & (random.random(len(numbers)) < shape.BACKDATED) & (self.mass[numbers] == Mass.NO)]
        before = self.created[self.parent[few]] - random.integers(DAY, 60 * DAY, len(few))
        self.created[few] = np.maximum(before, shape.FLOOR + 1)

    def _hide_parents(self) -> None:
        """Some models that declare nothing do have a parent: names give some away, the rest stay silent."""
        random = self.streams("undeclared")
        named = np.arange(self.alone.start, self.alone.stop, dtype=np.int32)
        named = named[(self.mass[named] == Mass.NO) & (self.created[named] > shape.FLOOR)]
        parents = np.zeros(self.models, np.bool_)
        parents[self.parent[self.parent >= 0]] = True
        named = named[~parents[named]]
        everyone = shape.WHOLE_HUB * (1 - shape.RELATED)
        qwen = np.array([base.architecture.startswith("qwen") for base in self.bases])
        tagged = np.arange(self.related.start, self.related.stop)[self.relation[self.related] != shape.ADAPTER]
        declared = int(np.append(qwen, np.zeros(self.models - len(qwen), np.bool_))[self.root[tagged]].sum())
        size = self.alone.stop - self.alone.start
        wanted = [round(n / everyone * size) for n in shape.UNDECLARED.values()]
        told = sum(wanted) * self._weights()[qwen].sum()
        wanted.append(max(0, round(declared * shape.SILENT / (1 - shape.SILENT) - told)))
        named = random.permutation(named)
        weights = self._weights()
        taken = 0
        for how, count in zip(
            (Undeclared.REUPLOAD, Undeclared.SUFFIX, Undeclared.MIRROR, Undeclared.SILENT), wanted, strict=True
        ):
            part = named[taken : taken + count]
            taken += len(part)
            chance = weights * qwen if how is Undeclared.SILENT else weights
            self._hide(part, how, chance / max(chance.sum(), 1e-9), random)

    def _hide(self, part: Ints, how: Undeclared, chance: NDArray[np.float64], random: np.random.Generator) -> None:
        if not len(part) or chance.sum() < 0.5:
            return
        parent = pick(chance, len(part), random)
        self.parent[part], self.undeclared[part], self.root[part] = parent, how, self.root[parent]
        self.relation[part] = shape.FINETUNE if how in (Undeclared.MIRROR, Undeclared.SILENT) else shape.QUANTIZED
        self.level[part] = 1
        self._date_children(part, 300 * DAY)


def _at_least_one_each(parents: int, children: int, random: np.random.Generator) -> NDArray[np.int64]:
    """For each child the place of its parent: every parent gets one, the others crowd (a heavy tail)."""
    first = np.arange(min(parents, children))
    weights = (random.pareto(1.25, parents) + 0.05).clip(max=0.01 * children + 1)
    more = pick(weights / weights.sum(), children - len(first), random)
    return random.permutation(np.concatenate([first, more])).astype(np.int64)


def _extra_parents(merges: int, random: np.random.Generator) -> NDArray[np.int64]:
    """How many parents to draw beyond the first: 1 for most; one of 50 merges or more draws too many."""
    more = 1 + (random.pareto(1.45, merges) * 0.95).astype(np.int64).clip(max=30)
    if merges >= 50:
        more[random.integers(merges)] = 2 * MOST_PARENTS
    return more
