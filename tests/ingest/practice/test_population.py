"""A population: real bases, invented children, the same for the same arguments, whatever its size."""

from hashlib import sha256

import numpy as np
import pytest

from ingest.practice import HubRequest, Population, PracticeHub, hub_rules, population, shape
from ingest.practice.known_bases import bases, renamed
from ingest.practice.quirks import QUIRKS, Quirk
from ingest.practice.weight_formats import WEIGHT_FORMATS
from lineage.errors import BadInput


def test_well_known_bases_are_unique_and_their_parents_are_among_them() -> None:
    ids = [base.id for base in bases()]
    assert len(ids) == len(set(ids))
    assert {base.parent for base in bases() if base.parent} <= set(ids)
    assert set(renamed().values()) <= set(ids)
    assert sum(base.owner == "Qwen" for base in bases()) >= 130


@pytest.mark.parametrize(("models", "related"), [(1, 0.28), (7, 0.85), (90, 0.0), (1500, 0.85), (5000, 0.2813)])
def test_every_size_gives_exactly_that_many_models_with_different_ids(models: int, related: float) -> None:
    made = population(models, seed=3, related=related)
    assert made.size == models
    assert len({name.lower() for name in made.ids}) == models


def test_the_share_of_related_models_is_the_one_asked_for() -> None:
    for related in (0.2813, 0.85):
        made = population(8000, seed=1, related=related)
        declared = (np.diff(made.truth.links.start) > 0) & (made.truth.undeclared == 0)
        assert declared.mean() == pytest.approx(related, abs=0.005)


def test_the_same_seed_gives_the_same_hub_byte_for_byte_and_another_seed_another_one() -> None:
    target = "/api/models?sort=createdAt&expand=cardData&expand=tags&expand=baseModels&expand=downloads&expand=gated"
    first, again, other = (_whole_listing(population(2500, seed=s), target) for s in (5, 5, 6))
    assert first == again
    assert first != other


def test_a_seed_means_the_same_names_dates_and_derivations_as_ever() -> None:
    """Figures measured on a practice Hub stay comparable: whoever changes this digest measures them anew."""
    made = population(1500, seed=5, related=0.85)
    columns = (made.created, made.salt, made.truth.links.parents, made.hub.parents, made.hub_relation)
    content = ["\n".join(made.ids).encode(), *(column.tobytes() for column in columns)]
    assert sha256(b"".join(content)).hexdigest()[:16] == "8d90fec58bfb3e3b"


def test_numbers_follow_the_creation_dates_and_so_do_the_hub_ids(people: Population) -> None:
    assert (np.diff(people.created) >= 0).all()
    hub_ids = [people.hub_id(i) for i in range(people.size)]
    assert hub_ids == sorted(set(hub_ids))
    assert all(int(hub_ids[i][:8], 16) == people.created[i] for i in range(0, people.size, 97))


def test_what_the_columns_say_of_a_card_is_what_the_rules_make_of_it(people: Population) -> None:
    for i in range(people.size):
        view = hub_rules.base_models(people.card(i), people.current, WEIGHT_FORMATS[people.metadata.format[i]].seen)
        parents = tuple(people.id(int(p)) for p in people.hub.of(i))
        assert parents == (view.parents if view else ())
        assert people.hub_relation[i] == (shape.RELATIONS.index(view.relation) if view else shape.NONE)


def test_each_quirk_of_the_cards_is_there_and_the_truth_is_known_all_the_same(people: Population) -> None:
    present = {QUIRKS[code] for code in np.unique(people.truth.quirk)}
    assert present == set(Quirk)
    odd = np.flatnonzero(people.truth.quirk)
    assert (np.diff(people.truth.links.start)[odd] >= 1).all()


@pytest.mark.parametrize(("models", "seed", "related"), [(0, 1, 0.3), (10, -1, 0.3), (10, 1, 1.2)])
def test_arguments_that_make_no_hub_are_bad_input(models: int, seed: int, related: float) -> None:
    with pytest.raises(BadInput):
        population(models, seed, related)


def _whole_listing(made: Population, target: str) -> list[bytes]:
    hub, bodies = PracticeHub(made), []
    while target:
        response = hub(HubRequest(target))
        bodies.append(response.body)
        link = response.header("Link")
        target = link[1:].split(">")[0].removeprefix("http://127.0.0.1") if link else ""
    return bodies
