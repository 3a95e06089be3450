"""How a population is made: who descends from whom, names, cards, metadata, and what the Hub makes of them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ingest.practice import hub_rules, invented_names, shape
from ingest.practice.cards import Cards, write_cards
from ingest.practice.genealogy.columns import DAY, Codes, Genealogy, Ints
from ingest.practice.genealogy.make import make_genealogy
from ingest.practice.metadata import describe
from ingest.practice.population import Links, Population, Truth
from ingest.practice.random_streams import RandomStreams
from ingest.practice.weight_formats import WEIGHT_FORMATS
from lineage.errors import BadInput


def population(models: int, seed: int, related: float = shape.RELATED) -> Population:
    """A Hub of `models` models, the share `related` of them declaring a parent; the same arguments give the same Hub.

    Raises BadInput when there would be no model, or the share is no share.
    """
    _check(models, seed, related)
    streams = RandomStreams(seed)
    genealogy = make_genealogy(models, related, streams)
    ids = invented_names.ids(genealogy, streams)
    cards = write_cards(genealogy, ids, streams)
    metadata = describe(genealogy, ids, streams)
    salt = streams("salt").integers(1, 2**63, models, dtype=np.uint64)
    order = np.lexsort((salt, genealogy.created))
    place = _places(order, len(cards.absent))
    cards = cards.renumbered(order, place)
    made = Population(
        seed=seed,
        related=related,
        ids=[ids[i] for i in order.tolist()],
        created=genealogy.created[order],
        salt=salt[order],
        metadata=metadata.reordered(order),
        cards=cards,
        absent_created=np.full(len(cards.absent), shape.FLOOR + 300 * DAY, np.int64),
        truth=_truth(genealogy, cards, order, place),
        hub=Links.none(models),
        hub_relation=np.full(models, shape.NONE, np.uint8),
    )
    made.hub, made.hub_relation = _hub_view(made)
    return made


def _check(models: int, seed: int, related: float) -> None:
    if models < 1 or seed < 0:
        raise BadInput(
            "a practice Hub needs at least one model and a seed of 0 or more", "for example --models 20000 --seed 1"
        )
    if not 0 <= related <= 0.95:
        raise BadInput(
            f"{related} is no share of related models", "choose one between 0 and 0.95; the real Hub has 0.2813"
        )


def _places(order: NDArray[np.int64], absent: int) -> Ints:
    """Each model's place in the order; parents that are not on the Hub stay behind all models."""
    size = len(order)
    place = np.arange(size + absent, dtype=np.int32)
    place[order] = np.arange(size, dtype=np.int32)
    return place


def _truth(genealogy: Genealogy, cards: Cards, order: NDArray[np.int64], place: Ints) -> Truth:
    first = np.flatnonzero(genealogy.parent >= 0)
    child = place[np.concatenate([first, genealogy.more[:, 0]])]
    parent = place[np.concatenate([genealogy.parent[first], genealogy.more[:, 1]])]
    return Truth(
        _links(child, parent, genealogy.size),
        genealogy.relation[order],
        cards.quirk,
        genealogy.mass[order],
        genealogy.undeclared[order],
        genealogy.level[order],
    )


def _hub_view(made: Population) -> tuple[Links, Codes]:
    """The Hub's view of every card. A plain card needs no rule read out: its parents are all there and a merge says so;
    the others go through `hub_rules.base_models` one by one."""
    truth = made.truth
    parents = np.diff(truth.links.start)
    odd = np.zeros(made.size, np.bool_)
    odd[list(made.cards.base_model)] = True
    odd |= (truth.relation == shape.MERGE) & (parents == 1)
    plain = (parents > 0) & (truth.undeclared == 0) & ~odd
    relation = np.where(plain, _plain_relation(made, parents), shape.NONE).astype(np.uint8)
    kept = plain[truth.links.children]
    child, parent = [truth.links.children[kept]], [truth.links.parents[kept]]
    for i in np.flatnonzero(odd & (truth.undeclared == 0)).tolist():
        view = hub_rules.base_models(made.card(i), made.current, WEIGHT_FORMATS[made.metadata.format[i]].seen)
        if view is not None:
            relation[i] = shape.RELATIONS.index(view.relation)
            parent.append(np.array([made.number(p) for p in view.parents], np.int32))
            child.append(np.full(len(view.parents), i, np.int32))
    links = _links(np.concatenate(child), np.concatenate(parent), made.size)
    _sort_parents(links, made, np.flatnonzero(np.diff(links.start) > 1))
    return links, relation


def _plain_relation(made: Population, parents: NDArray[np.int64]) -> NDArray[np.int64]:
    """The relation of a plain card: the stated one, merge where there are several parents, else what the files say."""
    by_format = np.array([shape.RELATIONS.index(f.relation) for f in WEIGHT_FORMATS])[made.metadata.format]
    explicit = made.cards.explicit
    return np.where(explicit != shape.NONE, explicit, np.where(parents > 1, shape.MERGE, by_format))


def _sort_parents(links: Links, made: Population, several: Iterable[int]) -> None:
    for i in several:
        part = links.of(int(i))
        part[:] = sorted(part.tolist(), key=made.id)


def _links(child: Ints, parent: Ints, size: int) -> Links:
    order = np.argsort(child, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(child, minlength=size))])
    return Links(start.astype(np.int64), parent[order].astype(np.int32))
