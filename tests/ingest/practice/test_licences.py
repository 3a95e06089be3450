"""The practice Hub states licences as the Hub does: an id, or `other` with a name and a link."""

from collections import Counter
from typing import Any

import pytest

from ingest.practice import PracticeHub
from ingest.practice.known_bases import bases
from ingest.practice.licences import LICENCES, UNNAMED, licence_of
from tests.ingest.practice.test_wire import ask, walk


@pytest.mark.parametrize(
    ("repository", "name"),
    [
        ("Qwen2.5-3B", "qwen-research"),
        ("Qwen2.5-3B-Instruct", "qwen-research"),
        ("Qwen2.5-3B-Instruct-GGUF", "qwen-research"),
        ("Qwen2.5-Coder-3B-Instruct", "qwen-research"),
        ("Qwen2.5-VL-3B-Instruct", "qwen-research"),
        ("Qwen2.5-Omni-3B", "qwen-research"),
        ("Qwen1.5-0.5B", "tongyi-qianwen-research"),
        ("Qwen1.5-4B-Chat", "tongyi-qianwen-research"),
        ("Qwen-1_8B", "tongyi-qianwen-research"),
        ("Qwen1.5-32B", "tongyi-qianwen-research"),
        ("Qwen1.5-32B-Chat", "tongyi-qianwen"),
        ("Qwen1.5-7B", "tongyi-qianwen"),
        ("Qwen2-72B-Instruct", "tongyi-qianwen"),
        ("Qwen-72B", "tongyi-qianwen-license-agreement"),
        ("Qwen2.5-72B", "qwen"),
        ("Qwen2.5-72B-Instruct-AWQ", "qwen"),
        ("QVQ-72B-Preview", "qwen"),
        ("Qwen2.5-Omni-7B", "apache-2.0"),
    ],
)
def test_qwens_own_licences_are_other_with_a_name_and_a_link(hub: PracticeHub, repository: str, name: str) -> None:
    item: Any = ask(hub, f"/api/models/Qwen/{repository}?expand=cardData&expand=tags").json()
    card = item["cardData"]
    assert (card["license"], card["license_name"]) == ("other", name)
    assert card["license_link"] == f"https://huggingface.co/Qwen/{repository}/blob/main/LICENSE"
    assert [tag for tag in item["tags"] if tag.startswith("license:")] == ["license:other"]


@pytest.mark.parametrize("repository", ["Qwen2.5-7B", "Qwen3-8B", "Qwen2.5-VL-7B-Instruct", "Qwen2-57B-A14B"])
def test_qwens_others_are_apache(hub: PracticeHub, repository: str) -> None:
    item: Any = ask(hub, f"/api/models/Qwen/{repository}?expand=cardData").json()
    assert item["cardData"]["license"] == "apache-2.0"
    assert "license_name" not in item["cardData"]


def test_every_licence_of_a_base_is_one_of_the_table_and_only_other_has_a_name() -> None:
    assert {licence_of(base) for base in bases()} <= set(LICENCES)
    assert {base.license for base in bases() if base.license_name} == {"other"}
    assert {base.license_name for base in bases() if base.license_name} == {
        "tongyi-qianwen-license-agreement",
        "qwen-research",
        "tongyi-qianwen-research",
        "tongyi-qianwen",
        "qwen",
        "apache-2.0",
        "flux-1-dev-non-commercial-license",
        "llama4",
        "lfm1.0",
        "modified-mit",
    }


def test_children_repeat_the_name_of_their_base_or_lose_it(hub: PracticeHub) -> None:
    cards = [item.get("cardData") or {} for item in walk(hub, "/api/models?expand=cardData")]
    others = [card for card in cards if card.get("license") == "other"]
    names = Counter(card.get("license_name") for card in others)
    assert names["qwen-research"] > 10
    assert names[None] / len(others) > UNNAMED / 2
    assert {card["license_link"] for card in others if "license_name" in card} >= {"LICENSE"}
    assert not [card for card in cards if "license_name" in card and card["license"] != "other"]
