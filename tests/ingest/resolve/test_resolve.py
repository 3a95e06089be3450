"""Claims become derivations: which parent, whose word on the relation, and what is odd."""

import random
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest

from ingest.resolve import CLAIM_COLUMNS, resolve
from ingest.resolve.cycles import on_cycles
from lineage.errors import BadFile
from lineage.home.home import Home
from lineage.schema import ADDED_BY_LOAD, DERIVED_FROM, MODEL
from tests.ingest.worlds import NOON, World, item, snapshot

BASE = "Qwen/Qwen3-8B"


def tags(id: str, relation: str = "finetune") -> list[str]:
    """The pair of tags the Hub writes."""
    return [f"base_model:{id}", f"base_model:{relation}:{id}"]


def test_the_three_tables_have_exactly_the_columns_agreed_on(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", BASE)])
    assert tuple(world.frame("models").columns) == tuple(name for name in MODEL.names if name not in ADDED_BY_LOAD)
    assert tuple(world.frame("derivations").columns) == ("child", "parent", *DERIVED_FROM.names)
    assert tuple(world.frame("claims").columns) == CLAIM_COLUMNS


def test_a_folder_may_have_the_characters_of_a_pattern_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "a[1]*?{b}"
    world = World(folder, [item("a/b", BASE), item(BASE)])
    assert world.frame("models")["id"].to_list() == [BASE, "a/b"]


def test_three_sources_that_agree_are_one_derivation(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", BASE, hub={BASE: "1"}, tags=tags(BASE)), item(BASE, _id="1")])
    assert world.frame("derivations").to_dicts() == [
        {
            "child": "a/b",
            "parent": BASE,
            "relation": "finetune",
            "relation_inferred": None,
            "evidence": ["hub", "card", "tag"],
            "raw": BASE,
            "relation_claims": None,
            "irregularity": None,
            "first_seen": NOON,
            "last_seen": NOON,
        }
    ]
    assert world.frame("claims")["source"].to_list() == ["hub", "card", "tag"]


def adapter(id: str, base: str, **fields: Any) -> dict[str, Any]:
    return item(id, config={"peft": {"base_model_name_or_path": base}}, **fields)


@pytest.mark.parametrize(
    ("base", "outcome", "reason"),
    [(BASE, "resolved", None), ("qwen/qwen3-8b", "resolved", None), ("/data/qwen3-8b", "rejected", "local path")],
)
def test_an_adapters_configuration_is_a_claim_of_its_own(
    base: str, outcome: str, reason: str | None, tmp_path: Path
) -> None:
    world = World(tmp_path, [adapter("a/lora", base), item(BASE)])
    (claim,) = world.claims("a/lora", "config")
    assert (claim["raw"], claim["relation"], claim["outcome"], claim["reason"]) == (base, "adapter", outcome, reason)
    assert world.edges == ({("a/lora", BASE, "adapter")} if outcome == "resolved" else set())
    assert world.frame("derivations")["evidence"].to_list() == [["config"]] * len(world.edges)


def test_an_adapters_configuration_is_the_least_trusted_and_kept_apart(tmp_path: Path) -> None:
    card = {"cardData": {"base_model": BASE, "base_model_relation": "finetune"}}
    world = World(tmp_path, [adapter("a/lora", BASE, **card), adapter("a/copy", "b/copy", **card), item(BASE)])
    edges = world.frame("derivations").select("child", "parent", "relation", "evidence", "relation_claims").rows()
    assert edges == [
        ("a/copy", BASE, "finetune", ["card"], None),
        ("a/copy", "b/copy", "adapter", ["config"], None),
        ("a/lora", BASE, "finetune", ["card", "config"], ["card:finetune", "config:adapter"]),
    ]


def test_a_pair_of_tags_is_one_claim_and_a_lone_tag_is_one_too(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", tags=[*tags(BASE), "base_model:adapter:c/d", "base_model:e/f", "qwen3"])])
    assert [(c["raw"], c["parent"], c["relation"]) for c in world.claims("a/b", "tag")] == [
        (f"base_model:finetune:{BASE}", BASE, "finetune"),
        ("base_model:adapter:c/d", "c/d", "adapter"),
        ("base_model:e/f", "e/f", None),
    ]


@pytest.mark.parametrize(
    ("tag", "claim"),
    [
        ("quantization:c/d", ("c/d", None, "quantization")),
        ("Quantized:c/d", ("c/d", "quantized", None)),
        ("distilled from:c/d", ("c/d", None, "distilled from")),
        ("hf:c/d", ("c/d", None, None)),
        ("https://huggingface.co/c/d", ("c/d", None, None)),
        ("C:\\Models\\x", (None, None, None)),
        ("qwen3:8b", (None, None, None)),
        ("adapter:outputs/x", (None, "adapter", None)),
        ("lora:/data/x", (None, None, None)),
    ],
)
def test_a_tag_states_a_relation_and_a_parent(tag: str, claim: tuple[str | None, ...], tmp_path: Path) -> None:
    found = World(tmp_path, [item("a/b", tags=[f"base_model:{tag}"])]).claims("a/b", "tag")
    assert [(c["parent"], c["relation"], c["unknown_relation"]) for c in found] == [claim]
    assert [c["raw"] for c in found] == [f"base_model:{tag}"]


def test_a_pair_with_a_word_the_hub_does_not_know_is_not_the_hubs(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", "old/x", tags=["base_model:new/x", "base_model:distill:new/x"])])
    assert {parent for _, parent, _ in world.edges} == {"old/x", "new/x"}
    assert [c["unknown_relation"] for c in world.claims("a/b", "tag")] == ["distill"]


def test_a_parent_that_is_not_listed_is_a_missing_model(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", ["c/gone"], hub={"c/gone": "9"})])
    assert {k: v for k, v in world.model("c/gone").items() if v is not None} == {
        "id": "c/gone",
        "hub_id": "9",
        "author": "c",
        "status": "missing",
        "license_class": "unknown",
        "effective_class": "unknown",
    }
    assert world.model("a/b")["status"] == "listed"


def test_a_listed_model_without_hub_id_gets_the_one_the_hub_gives_it(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", hub={BASE: "1"}), item(BASE)])
    assert world.model(BASE)["hub_id"] == "1"


def test_the_month_follows_from_the_date(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", createdAt="2026-08-18T06:09:20.000Z"), item("c/d")])
    assert world.model("a/b")["created_month"] == "2026-08"
    assert world.model("c/d")["created_month"] is None


def test_the_same_hub_id_under_another_id_is_that_model(tmp_path: Path) -> None:
    items = [
        item("a/child", "old/name", hub={"old/name": "7"}),
        item("a/other", ["old/name", "c/gone"]),
        item("new/name", _id="7"),
    ]
    world = World(tmp_path, items)
    assert {(child, parent) for child, parent, _ in world.edges} == {
        ("a/child", "new/name"),
        ("a/other", "new/name"),
        ("a/other", "c/gone"),
    }


def test_two_old_names_are_told_apart_by_the_name_behind_the_owner(tmp_path: Path) -> None:
    hub = {"new/one": "1", "new/two": "2"}
    world = World(tmp_path, [item("a/b", ["old/one", "old/two"], hub=hub)])
    assert {(c["raw"], c["parent"]) for c in world.claims("a/b")} == {("old/one", "new/one"), ("old/two", "new/two")}


def test_old_names_that_could_be_either_stay_missing(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", ["old/x", "old/y"], hub={"new/z": "1"})])
    assert {c["parent"] for c in world.claims("a/b")} == {"old/x", "old/y"}
    assert world.edges == {("a/b", p, "finetune") for p in ("old/x", "old/y", "new/z")}


def test_where_the_hub_says_nothing_its_pairs_of_tags_tell_the_new_name(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", "old/x", tags=tags("new/x")), item("c/d", "old/y", tags=["base_model:e/f"])])
    assert world.edges == {("a/b", "new/x", "finetune"), ("c/d", "old/y", "unknown"), ("c/d", "e/f", "unknown")}


def test_a_wrong_case_that_fits_several_models_is_rejected(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", "QWEN/X"), item("Qwen/x"), item("qwen/X")])
    assert world.edges == set()
    assert world.model("a/b")["rejected_claims"] == ["several models differ from it only by case: QWEN/X"]


def test_a_listed_model_is_preferred_to_one_the_hub_only_names(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", "QWEN/x"), item("c/d", hub={"qwen/x": "3"}), item("Qwen/x")])
    assert world.claims("a/b")[0]["parent"] == "Qwen/x"


def test_an_id_that_is_listed_is_that_model_however_it_looks(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", ["gpt2", "outputs/x", "a--b"]), item("gpt2"), item("outputs/x"), item("a--b")])
    assert {c["parent"] for c in world.claims("a/b")} == {"gpt2", "outputs/x", "a--b"}
    assert {c["outcome"] for c in world.claims("a/b")} == {"resolved"}


QWEN = (item("Qwen/Qwen3-8B"), item("Qwen/Qwen3-4B"))


@pytest.mark.parametrize(
    ("written", "parents", "rejected"),
    [
        ("finetuned from Qwen/Qwen3-8B and/or Qwen/Qwen3-4B", {"Qwen/Qwen3-8B", "Qwen/Qwen3-4B"}, None),
        ("Qwen/Qwen3-8B (w/o thinking)", {"Qwen/Qwen3-8B"}, None),
        ("Qwen/Qwen3-8B and/or Qwen/Qwen3-4B", {"Qwen/Qwen3-8B", "Qwen/Qwen3-4B"}, None),
        ("Qwen/Qwen3-8B, lazymergekit", {"Qwen/Qwen3-8B"}, ["no owner: Qwen/Qwen3-8B, lazymergekit"]),
        ("based on Qwen/Qwen3-235B-A22B", {"Qwen/Qwen3-235B-A22B"}, None),
        ("English/Chinese model, w/o RL", set(), ["not an id: English/Chinese model, w/o RL"]),
        ("based on nobody/knows-7B", set(), ["not an id: based on nobody/knows-7B"]),
        ("Qwen/checkpoint-500", {"Qwen/checkpoint-500"}, None),
        ("qwen3-sft/checkpoint-500", set(), ["local path: qwen3-sft/checkpoint-500"]),
        ("/data/Qwen--Qwen3-8B", {"Qwen/Qwen3-8B"}, None),
        ("/data/exp--seed1", set(), ["local path: /data/exp--seed1"]),
        ("https://modelscope.cn/models/qwen/Qwen3-8B/summary", {"Qwen/Qwen3-8B"}, None),
        ("modelscope:someone/Odd-7B", set(), ["not on the Hub: modelscope:someone/Odd-7B"]),
        ("Qwen/Qwen3-8B:8b", {"Qwen/Qwen3-8B"}, None),
        ("mannix/llama3-abliterated:8b", set(), ["not on the Hub: mannix/llama3-abliterated:8b"]),
        ("/Qwen/Qwen3-8B", {"Qwen/Qwen3-8B"}, None),
    ],
)
def test_what_is_in_doubt_is_a_parent_where_the_snapshot_knows_it(
    written: str, parents: set[str], rejected: list[str] | None, tmp_path: Path
) -> None:
    world = World(tmp_path, [item("a/b", written), *QWEN])
    assert {parent for _, parent, _ in world.edges} == parents
    assert world.model("a/b")["rejected_claims"] == rejected


def test_the_words_of_a_sentence_that_name_nothing_are_no_claims_of_their_own(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", ["from Qwen/Qwen3-8B and/or w/o", "none"]), *QWEN])
    assert [(c["position"], c["parent"]) for c in world.claims("a/b")] == [(0, "Qwen/Qwen3-8B"), (1, None)]
    assert world.claims("a/b")[1]["reason"] == "placeholder"


def test_of_spellings_with_as_many_children_the_first_by_bytes_is_taken(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/1", "acme/X"), item("a/2", "ACME/x"), item("a/3", "acme/x")])
    assert {parent for _, parent, _ in world.edges} == {"ACME/x"}


def test_of_spellings_with_as_many_children_one_that_the_hub_names_is_taken(tmp_path: Path) -> None:
    pairs = tags("acme/x"), [*tags("ACME/x"), "base_model:ACME/X"]
    world = World(tmp_path, [item(f"a/{n}", tags=pair) for n, pair in enumerate(pairs)])
    assert {parent for _, parent, _ in world.edges} == {"ACME/x"}
    alone = World(tmp_path / "alone", [item("a/1", "acme/x"), item("a/2", hub={"acme/X": "1"})])
    assert {parent for _, parent, _ in alone.edges} == {"acme/X"}


def test_two_models_of_the_hubs_that_differ_by_case_stay_two(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/1", hub={"acme/x": "1"}), item("a/2", hub={"acme/X": "2"})])
    assert {parent for _, parent, _ in world.edges} == {"acme/x", "acme/X"}


def test_what_is_written_as_neither_of_two_models_of_the_hubs_names_none_of_them(tmp_path: Path) -> None:
    hubs = [item("a/1", hub={"acme/x": "1"}), item("a/2", hub={"acme/X": "2"})]
    world = World(tmp_path, [*hubs, item("a/3", "ACME/x"), item("a/4", "acme/X")])
    assert {(child, parent) for child, parent, _ in world.edges} == {
        ("a/1", "acme/x"),
        ("a/2", "acme/X"),
        ("a/4", "acme/X"),
    }
    (claim,) = world.claims("a/3")
    assert (claim["parent"], claim["reason"]) == (None, "several models differ from it only by case")
    one = World(tmp_path / "one", [hubs[0], item("a/3", "ACME/x"), item("a/4", "acme/X")])
    assert {parent for _, parent, _ in one.edges} == {"acme/x"}


def test_rejected_claims_stay_with_the_child(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b", ["/data/x", "None", "/data/x"])])
    assert world.model("a/b")["rejected_claims"] == ["local path: /data/x", "placeholder: None"]
    assert len(world.claims("a/b")) == 3
    assert world.model("a/b")["id"] == "a/b"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (["/data/x", "Odd-7B"], "local path"),
        (["Odd-7B", "/data/x"], "no owner"),
        ("QWEN/qwen3-8b", "several models differ from it only by case"),
        (["a/b", "/data/x"], "local path"),
        (["None", "Odd-7B"], "no owner"),
        (["Odd-7B", "Qwen/Qwen3-8B"], "no owner"),
        (["Qwen3_8B", "Qwen/Qwen3-8B"], None),
        (["mergekit", "Qwen/Qwen3-8B"], None),
        (["Odd-7B", "gone/base"], "no owner"),
        ("Trained from scratch", None),
        ("None - pretrained from-scratch.", None),
        ("mergekit", None),
        ("None", None),
        ("datasets/Qwen/P-MMEval", None),
        ("B", None),
        ("`b`", None),
        ("./b", None),
        ("https://huggingface.co/b", None),
        (None, None),
    ],
)
def test_a_base_is_not_found_where_the_card_names_one_and_none_leads_to_a_repository(
    written: str | list[str] | None, reason: str | None, tmp_path: Path
) -> None:
    twins = [item("Qwen/Qwen3-8B"), item("qwen/Qwen3-8B")]
    world = World(
        tmp_path,
        [item("a/b", written, cardData={"license": "mit"}), item("a/c", "a/b", cardData={"license": "mit"}), *twins],
    )
    child, below = world.model("a/b"), world.model("a/c")
    assert child["base_not_found"] == reason
    assert ("base_not_found" in (child["license_rules"] or [])) == (reason is not None)
    assert child["effective_class"] == below["effective_class"]
    assert below["base_not_found"] is None
    if reason is not None:
        assert (child["license_verdict"], child["license_class"]) == ("unknown", "permissive")
        assert (child["effective_class"], below["license_verdict"]) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("made", "relation", "claims"),
    [
        (item("a/b", BASE), "unknown", None),
        (item("a/b", BASE, tags=tags(BASE, "adapter")), "adapter", None),
        (item("a/b", BASE, tags=tags("c/d", "adapter")), None, None),
        (item("a/b", [BASE, "c/d"], hub={"c/d": "1"}, hub_relation="merge"), "merge", None),
        (item("a/b", BASE, cardData={"base_model_relation": "quantized"}), "quantized", None),
        (item("a/b", BASE, cardData={"base_model_relation": ["Quantized "]}), "quantized", None),
        (item("a/b", BASE, cardData={"base_model_relation": "distilled"}), "unknown", None),
        (
            item("a/b", BASE, hub={BASE: "1"}, cardData={"base_model_relation": "merge"}, tags=tags(BASE, "adapter")),
            "finetune",
            ["hub:finetune", "card:merge", "tag:adapter"],
        ),
        (
            item("a/b", BASE, cardData={"base_model_relation": "merge"}, tags=tags(BASE, "adapter")),
            "merge",
            ["card:merge", "tag:adapter"],
        ),
    ],
    ids=[
        "nobody",
        "tag",
        "tag-of-another",
        "hub-of-another",
        "card",
        "card-in-a-list",
        "card-unknown",
        "hub-wins",
        "card-wins",
    ],
)
def test_the_relation_is_the_most_trusted_sources(
    tmp_path: Path, made: object, relation: str | None, claims: list[str] | None
) -> None:
    found = World(tmp_path, [made, item(BASE)]).frame("derivations").filter(parent=BASE).to_dicts()
    assert [(d["relation"], d["relation_claims"]) for d in found] == [(relation or "unknown", claims)]


@pytest.mark.parametrize(
    ("made", "inferred"),
    [
        (item("a/b", BASE, tags=[]), "finetune"),
        (item("a/b", BASE, tags=[], library_name="peft"), "adapter"),
        (item("a/b", BASE, tags=["lora", "gguf"]), "adapter"),
        (item("a/b", BASE, tags=["gguf"]), "quantized"),
        (item("a/b", [BASE, "c/d"], tags=["merge"]), "merge"),
        (item("a/b", [BASE, "c/d"], tags=["gguf"]), None),
        (item("a/b", BASE, tags=["merge"]), "finetune"),
        (item("a/b", BASE), None),
        (item("a/b", BASE, library_name="peft"), "adapter"),
        (item("a/b", BASE, tags=["gguf"], cardData={"base_model_relation": "finetune"}), None),
        (item("a/b", BASE, tags=["gguf"], cardData={"base_model_relation": "quantization"}), "quantized"),
        (item("a/b", BASE, tags=tags(BASE, "adapter")), None),
    ],
)
def test_what_the_hub_would_infer_stands_apart_from_what_is_stated(
    made: dict[str, object], inferred: str | None, tmp_path: Path
) -> None:
    (found,) = World(tmp_path, [made, item(BASE)]).frame("derivations").filter(parent=BASE).to_dicts()
    assert found["relation_inferred"] == inferred
    assert (found["relation"] == "unknown") or inferred is None


def test_self_references_and_cycles_are_kept_and_marked(tmp_path: Path) -> None:
    cards = {"a/a": ["a/a", "b/b"], "b/b": "c/c", "c/c": ["a/a", "d/d"], "d/d": "e/e", "f/f": "a/a"}
    world = World(tmp_path, [item(id, card) for id, card in cards.items()])
    marked = {(d["child"], d["parent"]): d["irregularity"] for d in world.frame("derivations").to_dicts()}
    assert marked == {
        ("a/a", "a/a"): "self_reference",
        ("a/a", "b/b"): "cycle",
        ("b/b", "c/c"): "cycle",
        ("c/c", "a/a"): "cycle",
        ("c/c", "d/d"): None,
        ("d/d", "e/e"): None,
        ("f/f", "a/a"): None,
    }


@pytest.mark.parametrize("seed", range(20))
def test_edges_on_cycles_are_those_networkx_finds(seed: int) -> None:
    chance = random.Random(seed)
    edges = sorted({(chance.randrange(30), chance.randrange(30)) for _ in range(chance.randrange(60))})
    graph = nx.DiGraph(edges)
    part = {node: n for n, nodes in enumerate(nx.strongly_connected_components(graph)) for node in nodes}
    frame = pl.DataFrame(
        {"c": [str(c) for c, _ in edges], "p": [str(p) for _, p in edges]}, {"c": pl.String, "p": pl.String}
    )
    assert on_cycles(frame["c"], frame["p"]).tolist() == [c != p and part[c] == part[p] for c, p in edges]


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_same_snapshot_gives_the_same_bytes(tmp_path: Path) -> None:
    chance = random.Random(1)
    items = [
        item(
            f"a/{n}",
            [f"A/{chance.randrange(300)}", "gone/x"],
            hub={f"a/{n // 3}": str(n // 3)},
            tags=tags(f"a/{n // 2}"),
        )
        for n in range(400)
    ]
    folder = snapshot(Home(tmp_path), items)
    first, second = (files(resolve(folder, Home(tmp_path / home))) for home in (".", "again"))
    assert first == second
    kept = {
        f"kept/{name}"
        for name in (
            "claims.parquet",
            "former.parquet",
            "hashes.parquet",
            "nameless.parquet",
            "licences.txt",
            "named.parquet",
            "odd.parquet",
            "open.parquet",
            "stems.parquet",
            "tried.parquet",
        )
    }
    assert set(first) == kept | {
        "manifest.json",
        "models.parquet",
        "derivations.parquet",
        "inferred.parquet",
        "claims.parquet",
    }


def test_the_order_of_the_listing_does_not_matter_for_models_and_derivations(tmp_path: Path) -> None:
    items = [item(f"a/{n}", [f"a/{n // 2}", "gone/x"], hub={f"a/{n // 2}": str(n // 2)}) for n in range(50)]
    one, other = World(tmp_path / "1", items), World(tmp_path / "2", items[::-1])
    for name in ("models", "derivations"):
        assert one.frame(name).equals(other.frame(name))


def test_a_snapshot_in_which_nobody_claims_anything_resolves(tmp_path: Path) -> None:
    world = World(tmp_path, [item("a/b")])
    assert world.edges == set()
    assert world.frame("models")["id"].to_list() == ["a/b"]


def test_an_empty_snapshot_resolves(tmp_path: Path) -> None:
    assert World(tmp_path, []).frame("models").is_empty()


def test_what_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        resolve(tmp_path / "nothing", Home(tmp_path))


def test_what_licences_come_to_stands_beside_what_they_are_called(tmp_path: Path) -> None:
    base = item("Qwen/Qwen2.5-3B", cardData={"license": "other", "license_name": "qwen-research"})
    child = item("acme/shop", ["Qwen/Qwen2.5-3B"])
    child["cardData"]["license"] = ["apache-2.0", "gemma"]
    world = World(tmp_path, [base, child, item("acme/lora", ["acme/shop"], hub_relation="adapter")])
    columns = ("license", "license_class", "effective_class", "license_verdict")
    assert [world.model(id)["license_rules"] for id in ("Qwen/Qwen2.5-3B", "acme/lora")] == [
        None,
        ["omitted", "line_to_show"],
    ]
    assert {
        id: tuple(world.model(id)[name] for name in columns) for id in ("Qwen/Qwen2.5-3B", "acme/shop", "acme/lora")
    } == {
        "Qwen/Qwen2.5-3B": ("other", "non_commercial", "non_commercial", None),
        "acme/shop": ("apache-2.0, gemma", "conditional", "non_commercial", "loosened"),
        "acme/lora": (None, "unknown", "non_commercial", "omitted"),
    }
