"""The practice Hub lives: what each day says of itself is what its routes then show."""

from itertools import pairwise

import numpy as np
import pytest

from ingest.practice import HubRequest, PracticeHub, population
from ingest.practice.days import AWAY, SimulatedDay, days
from ingest.practice.population import Population


@pytest.fixture(scope="module")
def people() -> Population:
    return population(3_000, seed=11, related=0.6)


@pytest.fixture(scope="module")
def life(people: Population) -> list[SimulatedDay]:
    return list(days(people))


def detail(day: SimulatedDay, id: str) -> dict[str, object] | int:
    response = PracticeHub(day.population)(HubRequest(f"/api/models/{id}?expand=baseModels&expand=lastModified"))
    return response.json() if response.status == 200 else response.status


def test_the_same_population_lives_the_same_days(people: Population, life: list[SimulatedDay]) -> None:
    again = list(days(population(3_000, seed=11, related=0.6)))
    events = ("created", "reparented", "restated", "renamed", "deleted", "hidden", "returned")
    assert [[getattr(d, e) for e in events] for d in again] == [[getattr(d, e) for e in events] for d in life]
    assert all((a.population.hub.parents == b.population.hub.parents).all() for a, b in zip(again, life, strict=True))


def test_living_leaves_the_population_it_began_with_alone(people: Population) -> None:
    fresh = population(3_000, seed=11, related=0.6)
    list(days(people))
    assert fresh.ids == people.ids
    assert fresh.cards.base_model == people.cards.base_model
    assert (fresh.metadata.modified == people.metadata.modified).all()


def test_every_day_has_every_kind_of_event(life: list[SimulatedDay]) -> None:
    for day in life[1:]:
        assert all((day.reparented, day.restated, day.renamed, day.deleted, day.hidden))
    assert sum(len(day.created) for day in life) > 14
    assert all(set(life[n].returned) == set(life[n - AWAY].hidden) for n in range(AWAY + 1, 15))


def test_the_listing_is_yesterdays_with_the_days_events(life: list[SimulatedDay]) -> None:
    for before, day in pairwise(life):
        old, new = ({name for name, _ in day.renamed}, {name for _, name in day.renamed})
        expected = set(before.population.numbers) - old - set(day.deleted) - set(day.hidden)
        assert set(day.population.numbers) == expected | new | set(day.created) | set(day.returned)


def test_edits_are_dated_on_their_day_and_nothing_is_dated_after_it(life: list[SimulatedDay]) -> None:
    for before, day in pairwise(life):
        shown = ~day.population.hidden
        moments = day.population.metadata.modified[shown]
        yesterday = before.population.metadata.modified[~before.population.hidden].max()
        edited = [day.population.numbers[id] for id in (*day.reparented, *day.restated)]
        assert moments.max() <= yesterday + 2 * 86_400
        assert np.all(day.population.metadata.modified[edited] > moments.max() - 86_400)


def test_an_edit_changes_parent_or_relation(life: list[SimulatedDay]) -> None:
    before, day = life[0], life[1]
    for id in day.reparented:
        assert detail(before, id)["baseModels"]["models"] != detail(day, id)["baseModels"]["models"]  # type: ignore[index]
    for id in day.restated:
        assert detail(before, id)["baseModels"]["relation"] != detail(day, id)["baseModels"]["relation"]  # type: ignore[index]


def test_a_renamed_model_keeps_its_id_number_and_its_old_name_leads_to_it(life: list[SimulatedDay]) -> None:
    before, day = life[0], life[1]
    for old, new in day.renamed:
        assert detail(before, old)["_id"] == detail(day, new)["_id"]  # type: ignore[index]
        assert detail(day, old) == 307


def test_children_still_write_the_old_name_of_a_parent_and_the_hub_follows_it(life: list[SimulatedDay]) -> None:
    day = life[-1]
    hub = PracticeHub(day.population)
    renames = day.population.cards.renamed
    followed = 0
    for new in {renames[old] for one in life for old, _ in one.renamed} & set(day.population.numbers):
        for item in hub(HubRequest(f"/api/models?filter=base_model:{new}&expand=cardData&expand=baseModels")).json():
            written = item.get("cardData", {}).get("base_model")
            texts = written if isinstance(written, list) else [written]
            assert new in [parent["id"] for parent in item["baseModels"]["models"]]
            followed += any(renames.get(text) == new for text in texts)
    assert followed > 50


def test_what_is_gone_is_neither_listed_nor_shown_nor_counted(life: list[SimulatedDay]) -> None:
    before, day = life[0], life[1]
    for id in (*day.deleted, *day.hidden):
        assert detail(day, id) == 401
    for id in day.deleted:
        for parent in (detail(before, id).get("baseModels") or {"models": []})["models"]:  # type: ignore[union-attr]
            hub = PracticeHub(day.population)
            assert id not in {m["id"] for m in hub(HubRequest(f"/api/models?filter=base_model:{parent['id']}")).json()}
