"""Every rule of the fix-it list: what meets it, by what evidence, and the patch."""

import re
from dataclasses import replace
from typing import Any

import pytest
import yaml

from lineage.fixes import RULES, mended
from lineage.fixes.findings import (
    CardFacts,
    LicenceAsking,
    LicenceToCheck,
    MissingLicence,
    NamedParent,
    StatedLicence,
    findings_of,
    patch_of,
)
from lineage.fixes.owner import CardFix
from lineage.frozen import Edge
from lineage.values import Evidence, Irregularity, Relation, Status

PARENT = "Qwen/Qwen3-8B"
APACHE = StatedLicence(PARENT, "apache-2.0", None, None)
RESEARCH = StatedLicence("Qwen/Qwen2.5-3B", "other", "qwen-research", "LICENSE")
LFM = LicenceAsking(
    StatedLicence("LiquidAI/LFM2.5-2.6B", "other", "lfm1.0", "LICENSE"), ("scale limit: below US$ 10 M of revenue",)
)
LLAMA = LicenceAsking(StatedLicence("meta-llama/Llama-3.1-8B", "llama3.1", None, None), ('naming rule: "Llama"',))


def parent(raw: str = PARENT, **fields: Any) -> NamedParent:
    """A parent that the card names so."""
    id, status, guess = (
        fields.pop(name, value) for name, value in (("id", PARENT), ("status", "listed"), ("guess", None))
    )
    given = {"relation": Relation.FINETUNE, "evidence": (Evidence.HUB, Evidence.CARD), "irregularity": None, **fields}
    return NamedParent(Edge(0, 1, raw=raw, relation_claims=None, **given), id, Status(status), guess)


def card(*parents: NamedParent, **fields: Any) -> CardFacts:
    given = {"rejected": (), "licence": None, "guess": None, "hint": None, "whole": True, "cards": True, **fields}
    return CardFacts("a/model", parents, **given)


CASES: list[tuple[str, CardFacts, str]] = [
    ("spelling", card(parent("qwen/qwen3-8b")), f"base_model: {PARENT}\n"),
    ("renamed", card(parent("old/Qwen3-8B")), f"base_model: {PARENT}\n"),
    ("wording", card(parent(f"https://huggingface.co/{PARENT}")), f"base_model: {PARENT}\n"),
    ("wording", card(parent(f"{PARENT}.git")), f"base_model: {PARENT}\n"),
    ("card_silent", card(parent(evidence=(Evidence.TAG,))), f"base_model: {PARENT}\nbase_model_relation: finetune\n"),
    ("not_listed", card(parent(status="missing")), f"base_model: {PARENT}  # CHECK: the Hub does not list it\n"),
    (
        "removed",
        card(parent(status="removed", guess="Qwen/Qwen3-8B-Base")),
        f"base_model: {PARENT}  # CHECK: it was removed from the Hub; its name suggests Qwen/Qwen3-8B-Base\n",
    ),
    (
        "itself",
        card(parent(irregularity=Irregularity.SELF_REFERENCE)),
        "base_model:  # CHOOSE: the model it was made from; the card names the model itself\n",
    ),
    (
        "cycle",
        card(parent(irregularity=Irregularity.CYCLE)),
        f"base_model: {PARENT}  # CHECK: that model descends from this one\n",
    ),
    (
        "placeholder",
        card(rejected=["placeholder: ORIGINAL\x1b[2J\u2028_REPO: x"], guess=PARENT),
        "base_model:  # CHOOSE: the model it was made from, as owner/name; the card has "
        f'"ORIGINAL�[2J _REPO: x" (placeholder); the name suggests {PARENT}\n',
    ),
    (
        "no_model",
        card(rejected=["local path: base_model:adapter:out/run-1"]),
        "base_model:  # CHOOSE: the model it was made from, as owner/name; take this tag out "
        '"base_model:adapter:out/run-1" (local path)\n',
    ),
    (
        "no_parent",
        card(guess="Qwen/Qwen1.5-0.5B", alike='Qwen/Qwen1.5-0.5B is called as it is without "-Chat"'),
        "base_model: Qwen/Qwen1.5-0.5B  # CHECK: the card names no parent; Qwen/Qwen1.5-0.5B is called as it is "
        'without "-Chat"\nbase_model_relation:  # CHOOSE: adapter, finetune, merge or quantized\n',
    ),
    (
        "relation",
        card(parent(relation=Relation.UNKNOWN), hint=Relation.ADAPTER),
        "base_model_relation:  # CHOOSE: adapter, finetune, merge or quantized; the Hub's own rule would say adapter\n",
    ),
    (
        "licence_copy",
        card(licence=MissingLicence("licence_copy", (RESEARCH,), sure=True)),
        "license: other\nlicense_name: qwen-research\n",
    ),
    (
        "licence_copy",
        card(licence=MissingLicence("licence_copy", (replace(RESEARCH, license_link="https://x.org/l"),), sure=True)),
        "license: other\nlicense_name: qwen-research\nlicense_link: https://x.org/l\n",
    ),
    (
        "licence",
        card(licence=MissingLicence("licence", (APACHE, RESEARCH), sure=False)),
        f'license:  # CHOOSE: the licence of this model; {PARENT} states "apache-2.0"; Qwen/Qwen2.5-3B states '
        '"qwen-research"\n',
    ),
    (
        "licence_loosened",
        card(to_check=LicenceToCheck(("apache-2.0",), loosened=(LFM,))),
        'license: apache-2.0  # CHECK: LiquidAI/LFM2.5-2.6B states "lfm1.0" (scale limit: below US$ 10 M of revenue); '
        "a card that has the licence above it states license: other, license_name: lfm1.0\n",
    ),
    (
        "licence_loosened",
        card(to_check=LicenceToCheck(("mit", "apache-2.0"), loosened=(LFM, LLAMA), several=True)),
        'license:\n  - mit  # CHECK: LiquidAI/LFM2.5-2.6B states "lfm1.0" (scale limit: below US$ 10 M of revenue); '
        'meta-llama/Llama-3.1-8B states "llama3.1" (naming rule: "Llama"); no one licence keeps the terms of all above '
        "it\n  - apache-2.0\n",
    ),
    (
        "licence_naming",
        card(to_check=LicenceToCheck(("llama3.1",), misnamed=(LLAMA,))),
        'license: llama3.1  # CHECK: meta-llama/Llama-3.1-8B states "llama3.1" (naming rule: "Llama")\n',
    ),
    (
        "licence_unnamed",
        card(to_check=LicenceToCheck(("other",), unnamed=True)),
        "license_name:  # CHOOSE: the name of the licence; the card has its id, other, which says not which\n",
    ),
]


@pytest.mark.parametrize(("rule", "facts", "block"), CASES)
def test_a_rule_finds_its_card_and_patches_it(rule: str, facts: CardFacts, block: str) -> None:
    assert [finding.rule for finding in findings_of(facts)] == [rule]
    patch = patch_of(facts)
    assert patch.block == block
    assert (patch.choices > 0) == ("CHOOSE" in block or "CHECK" in block)
    assert yaml.safe_load(block)


def test_every_rule_has_a_case() -> None:
    assert {rule for rule, _, _ in CASES} == {rule.name for rule in RULES}


@pytest.mark.parametrize(
    "facts",
    [
        card(),
        card(parent()),
        card(parent(status="missing"), whole=False),
        card(parent(evidence=(Evidence.TAG,)), cards=False),
        card(parent(), guess="Qwen/Qwen3-8B-Base", alike="called alike"),
        card(parent("base_model:qwen/qwen3-8b", evidence=(Evidence.HUB, Evidence.TAG))),
    ],
)
def test_what_is_as_it_should_be_or_cannot_be_told_is_left_alone(facts: CardFacts) -> None:
    """A sample does not say that the Hub lacks a model, nor a source without cards that a card is silent."""
    assert (findings_of(facts), patch_of(facts).keys) == ([], ())


def test_several_parents_are_a_list_and_each_is_once() -> None:
    other = parent("Qwen/Qwen3-4B", id="Qwen/Qwen3-4B")
    block = patch_of(card(parent("qwen/qwen3-8b"), other, rejected=["not an id: ??", "not an id: ??"])).block
    assert yaml.safe_load(block) == {"base_model": [PARENT, "Qwen/Qwen3-4B"]}
    assert block.count("CHOOSE") == 1


def test_what_is_to_be_looked_up_of_a_licence_goes_with_what_the_card_leaves_out_of_it() -> None:
    facts = card(
        licence=MissingLicence("licence", (APACHE,), sure=False), to_check=LicenceToCheck(misnamed=(LLAMA, LLAMA))
    )
    assert [finding.rule for finding in findings_of(facts)] == ["licence", "licence_naming"]
    block = patch_of(facts).block
    assert block.startswith("license:  # CHOOSE: the licence of this model") and block.count("Llama-3.1-8B states") == 1
    copy = replace(facts, licence=MissingLicence("licence_copy", (RESEARCH,), sure=True))
    assert yaml.safe_load(patch_of(copy).block) == {"license": "other", "license_name": "qwen-research"}
    assert "license: other  # CHECK: meta-llama" in patch_of(copy).block


def test_a_licence_that_is_to_be_looked_up_stays_as_the_card_has_it() -> None:
    before = "---\ntags: [a]\nlicense: apache-2.0  # as ever\n---\n# a\n"
    after = mended(before, patch_of(card(to_check=LicenceToCheck(("apache-2.0",), loosened=(LFM,)))))
    assert "license: apache-2.0  # CHECK: LiquidAI" in after and after.endswith("# as ever\n---\n# a\n")
    assert yaml.safe_load(after.split("---")[1]) == {"tags": ["a"], "license": "apache-2.0"}


def test_of_a_licence_above_is_said_that_the_same_owner_states_it() -> None:
    own = replace(LFM, own=True)
    (finding,) = findings_of(card(to_check=LicenceToCheck(("mit",), loosened=(own,))))
    assert 'LiquidAI/LFM2.5-2.6B of the same owner states "lfm1.0"' in finding.evidence


def test_each_model_has_a_file_of_its_own_that_every_disk_takes() -> None:
    ids = [
        "Qwen/Qwen3-8B",
        "a--b/c",
        "a/b--c",
        "a-/b",
        "a/-b",
        "a/b/c",
        "a%2Fb/c",
        "a--b",
        "a/\n1",
        "a/\u00a1",
        "a/..",
        "\u901a",
    ]
    files = [CardFix(id, None, (), patch_of(card(parent()))).file for id in ids]
    assert files[:2] == ["Qwen--Qwen3-8B.md", "a%2D-b--c.md"]
    assert len(set(files)) == len(ids)
    assert all(re.fullmatch(r"[\w.%-]+", file, re.ASCII) for file in files)
