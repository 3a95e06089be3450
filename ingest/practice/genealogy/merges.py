"""The further parents of merges."""

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.genealogy.columns import DAY, KINDS, Ints
from ingest.practice.genealogy.draft import Draft
from ingest.practice.random_streams import pick

MOST_PARENTS = 47


def merge_more(draft: Draft, here: Ints, fertile: Ints, random: np.random.Generator) -> None:
    """Give merges their further parents: language models of the same architecture, older or made older."""
    merges = here[draft.relation[here] == shape.MERGE]
    if not len(merges):
        return
    child = np.repeat(merges, _extra_parents(len(merges), random))
    pairs = _allowed(draft, np.column_stack([child, _other_parents(draft, child, fertile, random)]))
    np.maximum.at(draft.created, pairs[:, 0], draft.created[pairs[:, 1]] + DAY)
    draft.created[merges] = np.minimum(draft.created[merges], shape.NOW - 1)
    draft.pairs.append(pairs.astype(np.int32))


def _extra_parents(merges: int, random: np.random.Generator) -> NDArray[np.int64]:
    """How many parents to draw beyond the first: 1 for most; one of 50 merges or more draws too many."""
    more = 1 + (random.pareto(1.45, merges) * 0.95).astype(np.int64).clip(max=30)
    if merges >= 50:
        more[random.integers(merges)] = 2 * MOST_PARENTS
    return more


def _other_parents(draft: Draft, child: Ints, fertile: Ints, random: np.random.Generator) -> Ints:
    """One more parent for each entry: a language model among the bases for a third, a relative for the others."""
    language = np.array([i for i, base in enumerate(draft.bases) if base.kind in KINDS[:2]], np.int32)
    from_base = (random.random(len(child)) < 0.3) | (not len(fertile))
    other = np.empty(len(child), np.int32)
    other[from_base] = language[pick(draft.weights[language], int(from_base.sum()), random)]
    other[~from_base] = _relatives(draft, child[~from_base], fertile, random)
    return other


def _relatives(draft: Draft, children: Ints, fertile: Ints, random: np.random.Generator) -> Ints:
    """For each child a fertile model, usually out of its own family."""
    by_root = fertile[np.argsort(draft.root[fertile], kind="stable")]
    roots = draft.root[by_root]
    low = np.searchsorted(roots, draft.root[children], "left")
    high = np.searchsorted(roots, draft.root[children], "right")
    within = (low + (random.random(len(children)) * (high - low)).astype(np.int64)).clip(max=len(by_root) - 1)
    anyone = random.integers(0, len(by_root), len(children))
    return by_root[np.where(high > low, within, anyone)].astype(np.int32)


def _allowed(draft: Draft, pairs: Ints) -> Ints:
    """Each pair of child and parent once: neither the first parent again nor the child, no more than MOST_PARENTS."""
    pairs = np.unique(pairs, axis=0)
    pairs = pairs[(pairs[:, 1] != draft.parent[pairs[:, 0]]) & (pairs[:, 0] != pairs[:, 1])]
    return pairs[np.arange(len(pairs)) - np.searchsorted(pairs[:, 0], pairs[:, 0]) < MOST_PARENTS - 1]
