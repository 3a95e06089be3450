"""What the Hub makes of a card: `baseModels` and the pairs of tags, with everything that gets lost on the way.

The rules and their sources (rows: computed from 4,167 real rows of May 2026; guess: inferred by us):

1. A parent must be named exactly, in the right case; an old id of a renamed repository counts as its new one (rows).
   Wrong case, paths, URLs, several ids in one string and ids of nothing leave neither `baseModels` nor a tag (rows).
2. A parent that was removed after the card was written keeps its place and its tags (guess: 1.89 % of the
   tagged parents on the whole Hub are not there any more).
3. Without the tag `merge` only one parent is kept, the smallest in ASCII order (rows).
4. A valid `base_model_relation` always wins (rows). With the tag `merge` and two parents or more the relation is merge;
   with one it is what the other tags say, finetune in most cases (rows).
5. Otherwise the relation is inferred from the tags, and noisily: adapter, quantized or finetune (rows).
6. `baseModels` lists parents in ASCII order, each once (rows); tags come in pairs, one for one with it (rows).
7. Tags the author wrote are kept as they are, `base_model:adapter:/path` too (rows).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lineage.values import Relation

DECLARABLE = ("finetune", "adapter", "merge", "quantized")
ADAPTER_TAGS = frozenset({"peft", "lora"})
QUANTIZED_TAGS = frozenset({"gguf", "awq", "gptq", "bitsandbytes", "fp8", "exl2", "4-bit", "8-bit"})


@dataclass(frozen=True, slots=True)
class Card:
    """What an author wrote: `base_model` and `base_model_relation` (any JSON value, None: absent), and tags."""

    base_model: object
    relation: object
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HubView:
    """The Hub's own view: one relation, and the parents' current ids in ASCII order, never none."""

    relation: Relation
    parents: tuple[str, ...]


def base_models(card: Card, current: Callable[[str], str | None], tags: Iterable[str] = ()) -> HubView | None:
    """What the Hub makes of a card; `current` gives an id's present form, None for an id of nothing.

    `tags` are those the Hub adds from the files (`gguf`, `4-bit`); they count for the relation.
    """
    found = {now for text in named(card.base_model) if (now := current(text)) is not None}
    parents = sorted(found)
    if not parents:
        return None
    every_tag = {*card.tags, *tags}
    if "merge" not in every_tag:
        del parents[1:]
    return HubView(_relation(card.relation, len(parents), every_tag), tuple(parents))


def named(value: object) -> Iterator[str]:
    """The strings of a card's `base_model`: one, or each of a list; anything else names nothing."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item


def inferred(tags: Iterable[str]) -> Relation:
    """The relation of a model with one parent that does not say what it is."""
    tags = frozenset(tags)
    if tags & ADAPTER_TAGS:
        return Relation.ADAPTER
    return Relation.QUANTIZED if tags & QUANTIZED_TAGS else Relation.FINETUNE


def tag_pairs(relation: str, parents: Iterable[str]) -> Iterator[str]:
    """The tags that come with `baseModels`: two for each parent."""
    for parent in parents:
        yield f"base_model:{parent}"
        yield f"base_model:{relation}:{parent}"


def _relation(declared: object, parents: int, tags: set[str]) -> Relation:
    if isinstance(declared, str) and declared in DECLARABLE:
        return Relation(declared)
    if parents > 1:
        return Relation.MERGE
    return inferred(tags)
