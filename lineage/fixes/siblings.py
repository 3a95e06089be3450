"""The base that a tuned model is called after, of the same owner: for cards that name no parent.

Measured on models that declare a parent and have such a sibling: 56 of 60 name it on hub-stats of May 2026, 7 of 8 on
a radar; three of the others name a step between. It is no rule of `ingest.inference`, whose edges every count of
inferred ones has, and which ask what others declare for names alike: here it is a likeness, for the owner to judge.
"""

import re

from lineage.frozen import FrozenGraph
from lineage.values import Status

TUNED = re.compile(r"[-_.](?:chat|instruct|it)$", re.IGNORECASE)
"""Words at a name's end by which owners tell what they tuned from its base."""
BASES = ("", "-Base", "-base", "-pt")
"""What the base may have at its end instead."""


def base_called_alike(graph: FrozenGraph, number: int) -> tuple[str, str] | None:
    """The listed model of the same owner that is called as a model is without its word for tuning, and that word; None
    for none, or one that has a parent itself: both are copies then, as of `google/gemma-3-1b` and its `-it`."""
    id = graph.ids[number]
    word = TUNED.search(id)
    if word is None or "/" not in id[: word.start()]:
        return None
    for ending in BASES:
        base = graph.ids.find(f"{id[: word.start()]}{ending}")
        if base is not None and _is_root(graph, base):
            return graph.ids[base], word[0]
    return None


def _is_root(graph: FrozenGraph, number: int) -> bool:
    """Whether a model is listed, and neither says nor suggests what it was made from."""
    is_listed = graph.models.words("status").get(number) == Status.LISTED
    return is_listed and not len(graph.parents.of(number)) and not len(graph.suggested_parents(number))
