"""The models two derivations and more below a root, two long lines among them."""

import numpy as np

from ingest.practice import shape
from ingest.practice.genealogy.columns import DAY, Ints, Mass
from ingest.practice.genealogy.draft import Draft, at_least_one_each
from ingest.practice.genealogy.merges import merge_more

CHAINS = (("Qwen/Qwen2.5-7B-Instruct", shape.FINETUNE, 16), ("mistralai/Mistral-7B-v0.1", shape.MERGE, 60))
"""Long lines: the base, how each model is made from the one before, and how many there are."""


def deal_levels(draft: Draft) -> list[Ints]:
    """The related models' numbers, one array a level below the roots, none of them empty."""
    numbers = draft.related_models
    edges = np.round(np.cumsum(shape.LEVEL_SHARES) * len(numbers)).astype(int)
    edges[-1] = len(numbers)
    return [part for part in np.split(numbers, edges[:-1]) if len(part)]


def grow(draft: Draft, levels: list[Ints]) -> Ints:
    """Hang each deeper level on the fertile models of the one above; returns every fertile model."""
    random = draft.streams("deeper")
    everyone: list[Ints] = []
    merge_more(draft, levels[0], np.empty(0, np.int32), random)
    for depth in range(1, len(levels)):
        above, here = levels[depth - 1], levels[depth]
        fertile = _fertile(draft, above, len(here), random)
        everyone.append(fertile)
        draft.parent[here] = fertile[at_least_one_each(len(fertile), len(here), random)]
        draft.root[here] = draft.root[draft.parent[here]]
        draft.level[here] = depth + 1
        draft.relate(here, shape.DEEPER_MIX, random)
        draft.date_children(here, 50 * DAY)
        merge_more(draft, here, np.concatenate(everyone), random)
    return np.concatenate(everyone) if everyone else np.empty(0, np.int32)


def _fertile(draft: Draft, above: Ints, children: int, random: np.random.Generator) -> Ints:
    """Which models of a level have children: at most as many as there are children, at least one."""
    named = above[draft.mass[above] == Mass.NO]
    named = named if len(named) else above
    rate = np.zeros(256)
    for code, share in shape.FERTILE.items():
        everyone = int(np.count_nonzero(draft.relation[above] == code))
        by_hand = int(np.count_nonzero(draft.relation[named] == code))
        rate[code] = share * everyone / max(by_hand, 1)
    fertile = named[random.random(len(named)) < rate[draft.relation[named]]]
    return fertile[:children] if len(fertile) else named[:1]


def make_chains(draft: Draft, levels: list[Ints], fertile: Ints) -> None:
    """Two long lines, on a Hub big enough: 17 finetunes below a Qwen model, merges of merges elsewhere."""
    if draft.models < 20_000 or len(levels) < 2 or not len(fertile):
        return
    spare = levels[1][~np.isin(levels[1], fertile) & (draft.relation[levels[1]] != shape.MERGE)]
    for base, relation, length in CHAINS:
        _chain(draft, draft.numbers[base], relation, spare[:length])
        spare = spare[length:]


def _chain(draft: Draft, base: int, relation: int, line: Ints) -> None:
    """Make each model of the line from the one before."""
    draft.parent[line] = np.concatenate([[base], line[:-1]])
    draft.relation[line], draft.root[line] = relation, draft.root[base]
    draft.level[line] = np.minimum(np.arange(1, len(line) + 1), 250)
    start = draft.created[base] + 30 * DAY
    draft.created[line] = start + np.arange(len(line)) * ((shape.NOW - start) // (len(line) + 2))
    if relation == shape.MERGE:
        draft.pairs.append(np.column_stack([line, np.full(len(line), base + 1)]).astype(np.int32))


def backdate(draft: Draft) -> None:
    """A few children are older than their parents: uploaded first, or moved from elsewhere."""
    random = draft.streams("backdated")
    numbers = draft.related_models
    barren = ~np.isin(numbers, np.concatenate([draft.parent, *(pairs[:, 1] for pairs in draft.pairs)]))
    few = numbers[barren & (random.random(len(numbers)) < shape.BACKDATED) & (draft.mass[numbers] == Mass.NO)]
    before = draft.created[draft.parent[few]] - random.integers(DAY, 60 * DAY, len(few))
    draft.created[few] = np.maximum(before, shape.FLOOR + 1)
