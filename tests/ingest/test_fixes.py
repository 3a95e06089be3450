"""The fix-it list, the whole way: a practice Hub is read, its cards are mended by their patches, and read again."""

import json
from collections.abc import Iterator, Mapping
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
LEFT = {"licence_loosened", "licence_naming"}
"""Rules that no patch ends: it says what is to be looked up, and the card's licence stays."""
UNNAMED = {"placeholder", "no_model", "no_parent", "itself", "cycle"}
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
    known = {
        "base_model": parents or None,
        "license": "mit",
        "license_name": "own",
        "base_model_relation": str(relation),
    }
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
    assert set().union(*left.values()) <= GONE | LICENCES | LEFT
    assert all(rules_of(before[id]) & UNNAMED for id, rules in left.items() if rules & LICENCES)
    assert rejected == []
    assert list(Relation).index(Relation.UNKNOWN) not in relations


CARDS: Mapping[str, dict[str, Any]] = {
    "LiquidAI/LFM2.5-2.6B": {"license": "other", "license_name": "lfm1.0", "license_link": "LICENSE"},
    "DarkStrox/Agentic-Arabic-2.6": {"license": "apache-2.0", "base_model": "LiquidAI/LFM2.5-2.6B"},
    "DarkStrox/Agentic-Arabic-2.6-GGUF": {"license": "apache-2.0", "base_model": "DarkStrox/Agentic-Arabic-2.6"},
    "DarkStrox/kept": {"license": "other", "license_name": "lfm1.0", "base_model": "LiquidAI/LFM2.5-2.6B"},
    "meta-llama/Llama-3.3-70B-Instruct": {"license": "llama3.3"},
    "AtlaAI/Selene-1-Llama-3.3-70B": {"license": "llama3.3", "base_model": "meta-llama/Llama-3.3-70B-Instruct"},
    "AtlaAI/Llama-3.3-Selene": {"license": "llama3.3", "base_model": "meta-llama/Llama-3.3-70B-Instruct"},
    "AtlaAI/own": {"license": "other"},
    "Qwen/Qwen1.5-0.5B": {"license": "apache-2.0"},
    "Qwen/Qwen1.5-0.5B-Chat": {"license": "apache-2.0"},
    "Qwen/Qwen2-1.5B-Base": {"license": "apache-2.0"},
    "Qwen/Qwen2-1.5B-Instruct": {"license": "apache-2.0"},
    "Qwen/Qwen2-7B-Instruct": {"license": "apache-2.0"},
    "Qwen/Qwen3-8B": {"license": "apache-2.0", "base_model": "Qwen/Qwen3-8B-Base"},
    "Qwen/Qwen3-8B-Base": {"license": "apache-2.0"},
    "Qwen/Qwen3-8B-Instruct": {"license": "apache-2.0"},
    "a/Qwen2-1.5B-Base-GGUF": {"license": "apache-2.0", "base_model": "Qwen/Qwen2-1.5B-Base"},
    "b/Qwen2-1.5B-Base-GGUF": {"license": "apache-2.0"},
    "AtlaAI/named": {"license": "other", "license_name": "atla"},
}
"""Front matters as the Hub has them."""


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lineage]:
    """The graph of CARDS, each of a fine-tune that says so."""
    folder = tmp_path_factory.mktemp("cards")
    items = [{"id": id, "cardData": {**card, "base_model_relation": "finetune"}} for id, card in CARDS.items()]
    (folder / "items.jsonl").write_bytes(b"\n".join(map(orjson.dumps, items)))
    home = ["--home", str(folder / "home")]
    for steps in (["import", str(folder / "items.jsonl")], ["resolve"], ["load"]):
        assert cli.run([*steps, *home]) == 0
    with closing(open_place(place(str(folder / "home")))) as opened:
        yield opened


def test_a_licence_that_grants_more_than_one_above_is_to_be_looked_up(cards: Lineage) -> None:
    """As the verdict says, one step up and two; its value stays: a patch says nothing that the owner did not."""
    fixes = cards.fixes("DarkStrox")
    loosened = cards.cypher("MATCH (m:Model {license_verdict: 'loosened'}) RETURN m.id AS id ORDER BY id", as_="rows")
    assert [fix.id for fix in fixes.cards] == [row["id"] for row in loosened] == [*CARDS][1:3]
    for fix in fixes.cards:
        (finding,) = fix.findings
        assert finding.rule == "licence_loosened"
        assert 'it states "apache-2.0"; LiquidAI/LFM2.5-2.6B states "lfm1.0" (commercial use' in finding.evidence
        assert yaml.safe_load(fix.patch.block) == {"license": "apache-2.0"}
        assert fix.patch.block.endswith("states license: other, license_name: lfm1.0\n")
    assert [(rule.name, cards) for rule, cards in fixes.by_rule()] == [("licence_loosened", 2)]


def test_a_name_that_a_licence_rules_and_a_licence_without_name_are_to_be_looked_up(cards: Lineage) -> None:
    found = {fix.id: rules_of(fix) for fix in cards.fixes("AtlaAI").cards}
    assert found == {"AtlaAI/Selene-1-Llama-3.3-70B": {"licence_naming"}, "AtlaAI/own": {"licence_unnamed"}}


def test_a_card_that_names_no_parent_is_told_whose_name_its_own_is_like(cards: Lineage) -> None:
    """By the rules that infer parents, or as the same owner's base is called that names none itself."""
    found = {fix.id: fix for owner in ("Qwen", "b") for fix in cards.fixes(owner).cards}
    likely = {
        "Qwen/Qwen1.5-0.5B-Chat": "Qwen/Qwen1.5-0.5B",
        "Qwen/Qwen2-1.5B-Instruct": "Qwen/Qwen2-1.5B-Base",
        "Qwen/Qwen3-8B-Instruct": "Qwen/Qwen3-8B-Base",
        "b/Qwen2-1.5B-Base-GGUF": "Qwen/Qwen2-1.5B-Base",
    }
    assert {id: rules_of(fix) for id, fix in found.items()} == {id: {"no_parent"} for id in likely}
    for id, base in likely.items():
        assert yaml.safe_load(found[id].patch.block) == {"base_model": base, "base_model_relation": None}
        assert found[id].patch.choices == 2
    assert 'of the same owner is called as it is without "-Chat"' in found["Qwen/Qwen1.5-0.5B-Chat"].patch.block


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
    (tmp_path / "cards" / owner / name / "README.md").write_text(card, "utf-16")
    (out / f"{owner}--{name}.patch").unlink()
    capsys.readouterr()
    assert cli.run(["fixes", owner, "-o", str(out), "--cards", str(tmp_path / "cards"), *home]) == 0
    assert "no UTF-8" in capsys.readouterr().err
    assert (out / f"{owner}--{name}.md").read_text() == f"---\n{fix.patch.block}---\n"
    assert not (out / f"{owner}--{name}.patch").exists()
    assert cli.run(["fixes", owner, "--json", *home]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert len(list(out.glob("*.md"))) == answer["total"] == len(answer["items"]) <= listed
    assert fix.patch.block in {item["patch"] for item in answer["items"]}
    assert cli.run(["fixes", owner, *home]) == 0
    assert "information, not legal advice" in capsys.readouterr().out
    assert cli.run(["fixes", "no-such-owner", *home]) == 2
    assert cli.run(["fixes", owner, "--cards", str(tmp_path), *home]) == 2
