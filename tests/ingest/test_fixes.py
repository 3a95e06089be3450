"""The fix-it list, the whole way: a practice Hub is read, its cards are mended by their patches, and read again."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
import yaml

from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.pipeline.steps import show
from ingest.practice import Population, PracticeHub, hub_rules, population, shape
from ingest.practice.messages import HubRequest, HubResponse
from ingest.practice.weight_formats import WEIGHT_FORMATS
from lineage import cli
from lineage.fixes import CardFix, mended
from lineage.graph import Lineage, open_place
from lineage.place import Place, place
from lineage.text import ids
from lineage.values import Relation, Status
from tests.ingest.networks import QUOTA, serving

GONE = {"not_listed", "removed"}
"""Rules about parents that are gone: no patch brings them back."""
LICENCES = {"licence", "licence_copy"}
UNNAMED = {"placeholder", "no_model", "itself", "cycle"}
"""Rules about cards that name no parent, so that nobody knew what holds above them."""
CARD = "---\n# as it was\n{}---\n# {}\n"


class MendedHub:
    """A practice Hub where some cards are others: what the Hub itself makes of a card follows from these."""

    def __init__(self, people: Population) -> None:
        self.people, self.hub = people, PracticeHub(people, quota=QUOTA)
        self.cards: dict[str, dict[str, Any]] = {}

    def __call__(self, request: HubRequest) -> HubResponse:
        plain = {name: value for name, value in request.headers.items() if name != "accept-encoding"}
        answer = self.hub(HubRequest(request.target, plain, request.base))
        items = orjson.loads(answer.body) if request.path.startswith("/api/models") else None
        if isinstance(items, list):
            for item in items:
                self.mend(item)
            return HubResponse(answer.status, orjson.dumps(items), answer.headers)
        return answer

    def mend(self, item: dict[str, Any]) -> None:
        card = self.cards.get(item["id"])
        if card is None:
            return
        number = self.people.numbers[item["id"]]
        tags = tuple(card.get("tags") or ())
        seen = WEIGHT_FORMATS[self.people.metadata.format[number]].seen
        read = hub_rules.Card(card.get("base_model"), card.get("base_model_relation"), tags)
        view = hub_rules.base_models(read, self.people.current, seen)
        kept = [tag for tag in item["tags"] if not tag.startswith(("base_model:", "license:"))]
        item |= {"cardData": card, "tags": [*kept, *(tag for tag in tags if tag.startswith("base_model:"))]}
        item.pop("baseModels", None)
        if view is not None:
            numbers = [self.people.number(parent) for parent in view.parents]
            models = [{"_id": self.people.hub_id(n), "id": self.people.id(n)} for n in numbers]
            item["baseModels"] = {"relation": view.relation.value, "models": models}
            item["tags"] += hub_rules.tag_pairs(view.relation.value, view.parents)


@pytest.fixture(scope="module")
def hub() -> MendedHub:
    return MendedHub(population(2_000, seed=3, related=0.5))


@pytest.fixture(scope="module")
def where(hub: MendedHub, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A home that has read the Hub before anything was mended."""
    return read(hub, tmp_path_factory.mktemp("before"))


def read(hub: MendedHub, folder: Path) -> Place:
    where = place(str(folder))
    with serving(hub) as url:
        show(where, crawl_all(where.home, Hub(url)))
    return where


def fixes_of(hub: MendedHub, opened: Lineage) -> Iterator[CardFix]:
    """Those of every owner of a card that is not plain."""
    odd = np.flatnonzero(hub.people.truth.quirk).tolist()
    for owner in sorted({ids.owner(hub.people.ids[number]) or "" for number in odd}):
        yield from opened.fixes(owner).cards


def written_card(hub: MendedHub, id: str) -> str:
    data = hub.hub.items.card_data(hub.people.numbers[id]) or {}
    return CARD.format(yaml.safe_dump(data, allow_unicode=True) if data else "", id)


def decided(hub: MendedHub, fix: CardFix, card: str) -> dict[str, Any]:
    """The front matter with what the patch leaves to the author, who knows the truth: no parent where it is gone."""
    values: dict[str, Any] = yaml.safe_load(card.split("---")[1])
    truth, number = hub.people.truth, hub.people.numbers[fix.id]
    parents = [hub.people.id(parent) for parent in truth.links.of(number).tolist() if parent < hub.people.size]
    relation = shape.RELATIONS[truth.relation[number]] if truth.relation[number] != shape.NONE else Relation.UNKNOWN
    known = {"base_model": parents or None, "license": "mit", "base_model_relation": str(relation)}
    known["base_model_relation"] = "finetune" if relation is Relation.UNKNOWN else relation.value
    chosen = {name: known[name] if value is None else value for name, value in values.items()}
    chosen |= {"base_model": known["base_model"]} if "cycle" in rules_of(fix) else {}
    chosen["tags"] = [tag for tag in chosen.get("tags") or [] if not tag.startswith("base_model:")]
    return {name: value for name, value in chosen.items() if value is not None}


def rules_of(fix: CardFix) -> set[str]:
    return {finding.rule for finding in fix.findings}


def test_patches_mend_the_graph(hub: MendedHub, where: Place, tmp_path: Path) -> None:
    """Parents that become known show licences that their children omit; those that are gone stay gone."""
    with closing(open_place(where)) as opened:
        before = {fix.id: fix for fix in fixes_of(hub, opened)}
    found = set().union(*map(rules_of, before.values()))
    assert found >= {"spelling", "wording", "itself", "cycle", "placeholder", "no_model", "relation", "not_listed"}
    assert found >= LICENCES
    for id, fix in before.items():
        card = mended(written_card(hub, id), fix.patch)
        assert card.startswith("---\n# as it was\n") and card.endswith(f"---\n# {id}\n")
        hub.cards[id] = decided(hub, fix, card)
    with closing(open_place(read(hub, tmp_path / "after"))) as opened:
        left = {fix.id: rules_of(fix) for fix in fixes_of(hub, opened)}
        rejected = opened.cypher("MATCH (m:Model) WHERE m.rejected_claims IS NOT NULL RETURN m.id AS id", as_="rows")
        relations = set(opened.graph.edges.relation.tolist())
    assert set().union(*left.values()) <= GONE | LICENCES
    assert all(rules_of(before[id]) & UNNAMED for id, rules in left.items() if rules & LICENCES)
    assert rejected == []
    assert list(Relation).index(Relation.UNKNOWN) not in relations


def test_the_command_writes_files_and_mends_cards_that_are_there(
    hub: MendedHub, where: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_place(where)) as opened:
        fix = next(one for one in fixes_of(hub, opened) if any(finding.rule == "wording" for finding in one.findings))
        listed = opened.graph.models.with_word("status", Status.LISTED).sum()
    owner, _, name = fix.id.partition("/")
    (tmp_path / "cards" / owner / name).mkdir(parents=True)
    (tmp_path / "cards" / owner / name / "README.md").write_text(card := written_card(hub, fix.id))
    home = ["--home", str(where.home.root)]
    out = tmp_path / "out"
    assert cli.run(["fixes", owner, "-o", str(out), "--cards", str(tmp_path / "cards"), *home]) == 0
    assert (out / f"{owner}--{name}.md").read_text() == mended(card, fix.patch)
    assert (out / f"{owner}--{name}.patch").read_text().startswith("--- a/README.md\n+++ b/README.md\n@@")
    capsys.readouterr()
    assert cli.run(["fixes", owner, "--json", *home]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert len(list(out.glob("*.md"))) == answer["total"] == len(answer["items"]) <= listed
    assert fix.patch.block in {item["patch"] for item in answer["items"]}
    assert cli.run(["fixes", owner, *home]) == 0
    assert "information, not legal advice" in capsys.readouterr().out
    assert cli.run(["fixes", "no-such-owner", *home]) == 2
    assert cli.run(["fixes", owner, "--cards", str(tmp_path), *home]) == 2
