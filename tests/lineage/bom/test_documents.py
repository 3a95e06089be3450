"""Bills of materials: valid by their formats' validators, every declared derivation in them, and nothing invented."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from packageurl import PackageURL

from lineage.bom import Bom, BomFormat, Completeness, bom_of, written
from lineage.bom.gathering import REPLACED
from lineage.bom.purl import purl_of
from lineage.bom.terms import REFERENCE, SCANCODE, address_in, escaped, reference
from lineage.errors import BadInput, UnknownModel
from lineage.freezing.freeze import freeze
from lineage.frozen import FrozenGraph
from lineage.graph import Lineage
from lineage.home.home import Home
from lineage.licences import known_licences
from lineage.stores import open_reader
from lineage.values import Extent
from tests.engines import Engines
from tests.lineage.bom.validators import complaints, misshapen
from tests.lineage.frozen.graphs import frozen, network, random_pairs
from tests.web import family
from tests.web.family import BASE, CANDIDATE, CHAT, CYCLE, EVIL, GONE, LONELY, MERGE, NAMED_EVIL, OTHER, SELF

ADAPTER, CHAIN, ORPHAN = "=cmd/formula", "deep/level-3", "orphan/child"
CASES = {
    "root": (LONELY, False),
    "chain": (CHAIN, False),
    "merge": (MERGE, False),
    "adapter": (ADAPTER, False),
    "cycle": (CYCLE[0], False),
    "missing parent": (ORPHAN, False),
    "missing itself": (GONE, False),
    "self-reference": (SELF, False),
    "markup": (EVIL, False),
    "markup in the licence": (NAMED_EVIL, False),
    "inferred parent": (CANDIDATE, False),
    "subtree": (CHAT, True),
}
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
CYCLONEDX = (BomFormat.CYCLONEDX_1_6, BomFormat.CYCLONEDX_1_7)

Json = dict[str, Any]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lineage]:
    """The tests' family as a whole pass over a Hub, with its store."""
    yield from opened(tmp_path_factory.mktemp("whole"), Extent.WHOLE)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lineage]:
    """The same as a sample of unknown extent."""
    yield from opened(tmp_path_factory.mktemp("sample"), Extent.SAMPLE)


def opened(folder: Path, extent: Extent) -> Iterator[Lineage]:
    facts = replace(family.facts(), extent=extent)
    family.write(folder / "store", family.MODELS, family.DERIVATIONS, facts)
    reader = open_reader("embedded:", folder / "store")
    yield Lineage(freeze(reader, Home(folder)), reader, reader.version)
    reader.close()


def text_of(made: Bom, format: BomFormat) -> str:
    return "".join(written(made, format))


def of(served: Lineage, id: str, **options: Any) -> Bom:
    return bom_of(served.graph, served.reader, id, **options)


def document(served: Lineage, id: str, format: BomFormat, **options: Any) -> Json:
    made: Json = json.loads(text_of(of(served, id, **options), format))
    return made


def components(cyclonedx: Json) -> list[Json]:
    return [cyclonedx["metadata"]["component"], *cyclonedx["components"]]


def declared(cyclonedx: Json) -> set[tuple[str, str]]:
    """The pairs of child and parent, by purl."""
    return {(entry["ref"], parent) for entry in cyclonedx["dependencies"] for parent in entry["dependsOn"]}


def values(owner: Json, name: str) -> list[str]:
    return [one["value"] for one in owner["properties"] if one["name"] == f"qwen-lineage:{name}"]


def descents(spdx: Json) -> set[tuple[str, str]]:
    """The pairs of child and parent, by name."""
    names = {one["spdxId"]: one["name"] for one in spdx["@graph"] if one["type"] == "ai_AIPackage"}
    related = [one for one in spdx["@graph"] if one.get("relationshipType") == "descendantOf"]
    return {(names[one["from"]], names[to]) for one in related for to in one["to"] if to in names}


@pytest.mark.parametrize("format", BomFormat)
@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_document_is_valid(whole: Lineage, case: str, format: BomFormat) -> None:
    id, subtree = CASES[case]
    assert complaints(format, text_of(of(whole, id, subtree=subtree), format)) == []


@pytest.mark.parametrize("format", BomFormat)
def test_the_document_of_a_sample_is_valid_and_says_that_it_is_one(sample: Lineage, format: BomFormat) -> None:
    made = of(sample, CHAIN)
    text = text_of(made, format)
    assert complaints(format, text) == []
    assert made.completeness is Completeness.UNKNOWN
    assert "a sample of unknown extent" in text
    assert "not legal advice" in text


def test_documents_of_spdx_have_the_shapes_that_it_asks_for(whole: Lineage) -> None:
    texts = [text_of(of(whole, id, subtree=subtree), BomFormat.SPDX_3) for id, subtree in CASES.values()]
    assert misshapen(*texts) == []


def test_the_validators_find_what_is_wrong(whole: Lineage) -> None:
    for format in CYCLONEDX:
        broken = document(whole, MERGE, format)
        broken["compositions"][0]["aggregate"] = "perhaps"
        assert complaints(format, json.dumps(broken))
    broken = document(whole, MERGE, BomFormat.SPDX_3)
    del next(one for one in broken["@graph"] if one["type"] == "Relationship")["to"]
    assert complaints(BomFormat.SPDX_3, json.dumps(broken))
    assert misshapen(json.dumps(broken))


def test_a_document_is_the_same_to_the_byte_on_both_engines(
    whole: Lineage, engine_url: str, engines: Engines, tmp_path: Path
) -> None:
    reader = engines.holding(engine_url, "web family", family.fill).reader()
    graph = freeze(reader, Home(tmp_path))
    for format in BomFormat:
        assert text_of(bom_of(graph, reader, CHAT, subtree=True), format) == text_of(
            of(whole, CHAT, subtree=True), format
        )
    reader.close()


def test_serial_numbers_tell_documents_apart(whole: Lineage, sample: Lineage) -> None:
    made = [of(whole, CHAT), of(whole, CHAT, subtree=True), of(whole, BASE), of(sample, CHAT)]
    assert len({one.uuid(format) for one in made for format in BomFormat}) == len(made) * len(BomFormat)


@pytest.mark.parametrize("format", CYCLONEDX)
def test_a_merge_stands_once_with_both_its_parents(whole: Lineage, format: BomFormat) -> None:
    made = document(whole, "deep/level-4", format)
    purls = [one["purl"] for one in components(made)]
    assert len(purls) == len(set(purls))
    assert {(purl_of(MERGE), purl_of(BASE)), (purl_of(MERGE), purl_of(OTHER))} <= declared(made)
    (merge,) = [one for one in components(made) if one["purl"] == purl_of(MERGE)]
    assert [values(one, "relation") for one in merge["pedigree"]["ancestors"]] == [["merge"], ["merge"]]
    assert values(merge, "remark") == ["A claim of a parent names no model: local path: /home/me/<b>model</b>"]


@pytest.mark.parametrize("format", CYCLONEDX)
def test_what_is_inferred_is_a_variant_and_in_no_relation(whole: Lineage, format: BomFormat) -> None:
    made = document(whole, CANDIDATE, format)
    (variant,) = made["metadata"]["component"]["pedigree"]["variants"]
    assert (variant["purl"], values(variant, "inferred")) == (purl_of(CHAT), ["true"])
    assert "ancestors" not in made["metadata"]["component"]["pedigree"]
    assert declared(made) == set()
    assert made["components"] == []
    assert descents(document(whole, CANDIDATE, BomFormat.SPDX_3)) == set()


def test_citations_say_who_supplied_each_derivation_and_where_it_stands(whole: Lineage) -> None:
    made = document(whole, CHAT, BomFormat.CYCLONEDX_1_7)
    cited = [(one["attributedTo"], one["note"].partition(":")[0], one["pointers"]) for one in made["citations"]]
    places = ["/metadata/component/pedigree/ancestors/0", "/dependencies/0/dependsOn/0"]
    assert cited == [
        ("service:hub", "hub", places),
        (purl_of(CHAT), "card", places),
        (purl_of(CHAT), "tag", places),
    ]
    assert [resolved(made, place) for place in places] == [
        made["metadata"]["component"]["pedigree"]["ancestors"][0],
        purl_of(BASE),
    ]


def test_every_citation_leads_to_what_it_is_of(whole: Lineage) -> None:
    made = document(whole, CHAT, BomFormat.CYCLONEDX_1_7, subtree=True)
    assert made["citations"]
    for citation in made["citations"]:
        ancestor, dependency = (resolved(made, place) for place in citation["pointers"])
        assert ancestor["purl"] == dependency


def resolved(made: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        made = made[int(part)] if isinstance(made, list) else made[part]
    return made


def aggregates(cyclonedx: Json) -> dict[str, str]:
    return {ref: one["aggregate"] for one in cyclonedx["compositions"] for ref in one.get("dependencies", ())}


def test_compositions_tell_what_is_unknown(whole: Lineage, sample: Lineage) -> None:
    orphan = document(whole, ORPHAN, BomFormat.CYCLONEDX_1_6)
    assert aggregates(orphan) == {purl_of(ORPHAN): "complete", purl_of(GONE): "unknown"}
    assert orphan["compositions"][0] == {"aggregate": "unknown", "assemblies": [purl_of(ORPHAN)]}
    assert aggregates(document(whole, MERGE, BomFormat.CYCLONEDX_1_6))[purl_of(MERGE)] == "incomplete"
    assert set(aggregates(document(whole, CHAIN, BomFormat.CYCLONEDX_1_6)).values()) == {"complete"}
    assert set(aggregates(document(sample, CHAIN, BomFormat.CYCLONEDX_1_6)).values()) == {"unknown"}
    for served, scope, complete in (
        (whole, "the whole Hub", "true"),
        (sample, "a sample of unknown extent", "unknown"),
    ):
        told = document(served, CHAIN, BomFormat.CYCLONEDX_1_6)["metadata"]["properties"]
        said = {one["name"].removeprefix("qwen-lineage:"): one["value"] for one in told}
        assert scope in said["snapshot:scope"].replace("practice ", "") and said["snapshot:complete"] == complete


def test_a_crawl_that_did_not_end_makes_every_composition_incomplete(tmp_path: Path) -> None:
    for served in opened(tmp_path, Extent.FAMILY):
        served.graph.facts = replace(served.graph.facts, frontier=7)
        assert of(served, CHAIN).completeness is Completeness.INCOMPLETE


def test_a_cycle_ends_and_a_self_reference_is_no_dependency(whole: Lineage) -> None:
    first, second = map(purl_of, CYCLE)
    assert declared(document(whole, CYCLE[0], BomFormat.CYCLONEDX_1_6)) == {(first, second), (second, first)}
    alone = document(whole, SELF, BomFormat.CYCLONEDX_1_6)
    assert declared(alone) == set()
    assert "names itself" in alone["metadata"]["component"]["pedigree"]["notes"]


@pytest.mark.parametrize("format", BomFormat)
def test_nothing_that_a_card_says_becomes_an_address_that_runs(whole: Lineage, format: BomFormat) -> None:
    for id in (EVIL, NAMED_EVIL):
        text = text_of(of(whole, id), format)
        addresses = re.findall(r'"(?:url|value|software_homePage|software_packageUrl|spdxId|purl)":"([^"]*)"', text)
        links = [one for one in addresses if one.startswith("javascript:")]
        assert len(links) == text.count('"qwen-lineage:license-link"') * (id == NAMED_EVIL), "only as text"
        assert not [one for one in re.findall(r'"(?:url|purl|spdxId)":"([^"]*)"', text) if "<" in one]


@pytest.mark.parametrize(
    "id", ["a/b", "gpt2", "a/b c", "a/\x00\x1b[31m", "ä/ü", "a/%2F", "a@b/c?d#e", "a/b@1", "a/b:c~d._-"]
)
def test_a_purl_is_what_its_own_library_reads_and_writes(id: str) -> None:
    purl = purl_of(id)
    assert purl.isascii()
    assert PackageURL.from_string(purl).to_string() == purl
    assert PackageURL.from_string(purl).version is None


def test_ids_that_no_hub_has_get_purls_of_their_own() -> None:
    ids = ["a/b", "a/b/c", "a//b", "/a/b", "a/b/", "a/", "/a", "a", "a%2F", "%2Fa", "", "/"]
    assert len({purl_of(id) for id in ids}) == len(ids)


def test_strange_names_make_valid_documents(tmp_path: Path) -> None:
    strange = ["a/\x00\x1b[31m", "ä/<b>", "gpt2", "a/b c", 'x/"]}', "a/" + "n" * 300]
    pairs = list(pairwise(strange))
    graph = frozen(tmp_path, pairs, models={one: {"author": one.partition("/")[0]} for one in strange})
    made = bom_of(graph, None, strange[0])
    assert len(made.components) == len(strange)
    for format in BomFormat:
        assert complaints(format, text_of(made, format)) == []


@pytest.mark.parametrize("format", BomFormat)
def test_what_a_terminal_or_an_editor_obeys_is_in_no_document(tmp_path: Path, format: BomFormat) -> None:
    """Of the licence as declared, read and concluded; that something was replaced is said."""
    stated = {"license": "other", "license_name": "evil\u202elicense\x00\x1b[31m", "license_link": "\u2066x"}
    graph = frozen(tmp_path, [("a/b", "c/d"), ("c/d", "e/f")], models={"a/b": stated, "c/d": stated})
    text = text_of(bom_of(graph, None, "a/b"), format)
    assert "".join(text.split("\n")).isprintable()
    assert not re.search(r"(?<!\\)\\u", text)
    assert "evil\ufffdlicense" in text
    assert f"{REPLACED} in what is stated of 2 models." in text
    assert complaints(format, text) == []


@pytest.mark.parametrize("link", ["https://a.b/{x}|y", "http://a/100%", "https://ä.de/ü#a#b", "https://a/[x]?q=`"])
def test_links_become_addresses_that_the_schema_takes(whole: Lineage, link: str) -> None:
    made = document(whole, NAMED_EVIL, BomFormat.CYCLONEDX_1_6)
    made["services"][0]["endpoints"] = [escaped(link)]
    assert complaints(BomFormat.CYCLONEDX_1_6, json.dumps(made)) == []


def test_more_ancestors_than_the_bound_are_counted_and_said(tmp_path: Path) -> None:
    parents = [f"p/{at:04}" for at in range(5_000)]
    graph = frozen(tmp_path, [("m/merge", parent) for parent in parents])
    assert len(bom_of(graph, None, "m/merge").components) == 5_001
    made = bom_of(graph, None, "m/merge", limit=100)
    assert (len(made.components), made.left_out, made.completeness) == (100, 4_901, Completeness.INCOMPLETE)
    for format in BomFormat:
        text = text_of(made, format)
        assert "4,901 more models are left out" in text
        assert "4,901 of its declared parents are beyond the bound" in text
    with pytest.raises(BadInput):
        bom_of(graph, None, "m/merge", limit=0)


def test_an_unknown_id_is_refused_with_a_hint(whole: Lineage) -> None:
    with pytest.raises(UnknownModel) as caught:
        whole.bom("Qwen/Qwen3-8Bb")
    assert CHAT in caught.value.hint
    assert whole.bom(CHAT.lower()) == whole.bom(CHAT)
    with pytest.raises(BadInput, match="no format"):
        whole.bom(CHAT, "cyclonedx-1.0")


def test_python_has_the_document_as_json(whole: Lineage) -> None:
    assert whole.bom(CHAT, "spdx-3") == document(whole, CHAT, BomFormat.SPDX_3)


@pytest.mark.parametrize("seed", range(25))
def test_every_ancestor_stands_once_with_every_declared_derivation(tmp_path: Path, seed: int) -> None:
    """Against networkx, on random graphs with merges, cycles and self-references; of chains and of subtrees."""
    pairs = random_pairs(seed, size=30, merges=0.4, cycles=seed % 4)
    net, graph = network(pairs), frozen(tmp_path, pairs)
    for id in sorted(net)[:: 1 + seed % 5]:
        above = {id} | nx.descendants(net, id)
        below = {id} | nx.ancestors(net, id)
        whole_subtree = below.union(*(nx.descendants(net, one) for one in below))
        for subtree, members in ((False, above), (True, whole_subtree)):
            holds(graph, net, id, subtree, members)


def holds(graph: FrozenGraph, net: "nx.DiGraph[str]", id: str, subtree: bool, members: set[str]) -> None:
    made = bom_of(graph, None, id, subtree=subtree)
    ids = [one.id for one in made.components]
    assert (ids[0], sorted(ids)) == (id, sorted(members))
    expected = {(child, parent) for child, parent in net.subgraph(members).edges if child != parent}
    cyclonedx, spdx = (json.loads(text_of(made, format)) for format in (BomFormat.CYCLONEDX_1_7, BomFormat.SPDX_3))
    assert declared(cyclonedx) == {(purl_of(child), purl_of(parent)) for child, parent in expected}
    assert len(cyclonedx["dependencies"]) == len(members)
    assert descents(spdx) == expected
    one_level = [
        (one["purl"], up["purl"])
        for one in components(cyclonedx)
        for up in one.get("pedigree", {}).get("ancestors", ())
    ]
    assert sorted(one_level) == sorted(declared(cyclonedx))
    assert all(
        made.components[at].steps == nx.shortest_path_length(net, id, one)
        for at, one in enumerate(ids)
        if one in nx.descendants(net, id)
    )


LICENCES = ("apache-2.0", "mit", "qwen-research", "llama3.1", "no such licence", None, "mit or gpl-3.0")


def licensed(pairs: list[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Models that state a licence, or none, each its own way."""
    ids = sorted({id for pair in pairs for id in pair})
    stated = {id: LICENCES[at % len(LICENCES)] for at, id in enumerate(ids)}
    return {id: {"license": "other" if name else None, "license_name": name} for id, name in stated.items()}


@pytest.mark.parametrize("seed", range(10))
def test_what_is_concluded_of_a_chain_is_what_holds_in_the_whole_graph(tmp_path: Path, seed: int) -> None:
    """All licences of the model and of everything it comes from; nothing where one of them is not known."""
    pairs = random_pairs(seed, size=25, merges=0.4, cycles=seed % 3)
    net, models = network(pairs), licensed(pairs)
    graph = frozen(tmp_path, pairs, models=models)
    for id in sorted(net)[::3]:
        for component in bom_of(graph, None, id).components:
            stated = [models[one]["license_name"] for one in {component.id} | nx.descendants(net, component.id)]
            known = [known_licences().find(one.partition(" or ")[0]) for one in stated if one]
            assert component.terms.unknown == (not all(stated) or not all(known))
            assert {term.name for term in component.terms.known} == {one.name for one in known if one}


def test_what_is_concluded_counts_what_is_beyond_the_bound(tmp_path: Path) -> None:
    pairs = [("c/child", "b/middle"), ("b/middle", "a/base")]
    models = {"c/child": {"license": "mit"}, "b/middle": {"license": "mit"}, "a/base": {"license": "apache-2.0"}}
    cut = bom_of(frozen(tmp_path, pairs, models=models), None, "c/child", limit=2)
    assert cut.left_out == 1
    assert cut.subject.terms.expression == "MIT AND Apache-2.0"


@pytest.mark.parametrize("format", BomFormat)
def test_licences_of_a_chain_are_declared_and_concluded(tmp_path: Path, format: BomFormat) -> None:
    """Listed by SPDX, named by ScanCode, named by nobody but the card, and a choice, in one valid document."""
    chain = ["a/choice", "b/llama", "c/qwen", "d/own", "e/mit"]
    stated = [
        ("mit or gpl-3.0", None),
        ("llama3.1", None),
        ("other", "qwen"),
        ("other", "My <b>own</b>"),
        ("mit", None),
    ]
    links = [None, "javascript:alert(1)", "https://a.b/{x}#y#z", "LICENSE", None]
    models = {
        id: {"license": license, "license_name": name, "license_link": link}
        for id, (license, name), link in zip(chain, stated, links, strict=True)
    }
    graph = frozen(tmp_path, list(pairwise(chain)), models=models)
    made = bom_of(graph, None, chain[0])
    text = text_of(made, format)
    assert complaints(format, text) == []
    assert made.subject.terms.expression is None
    assert made.components[-1].terms.expression == "MIT"
    assert "LicenseRef-scancode-llama-3.1-license-2024" in text
    assert "LicenseRef-My-b-own-b" in text


def test_two_licences_never_share_an_identifier_of_ours() -> None:
    names = ["my own", "my-own", "my_own", "my/own", "-my own", "scancode-mit", "scancode mit", "", "?", "é", "è"]
    taken = [reference(name) for name in names]
    names += [one.removeprefix("LicenseRef-") for one in taken]
    made = {reference(name) for name in names}
    assert len(made) == len(set(names))
    assert all(REFERENCE.fullmatch(one) and not one.startswith(SCANCODE) for one in made)
    assert reference("my-own") == "LicenseRef-my-own"


def test_an_adapter_follows_its_base_and_says_that_its_files_may_differ(tmp_path: Path) -> None:
    pair = ("me/lora", "meta-llama/Llama-3.1-8B")
    models = {pair[0]: {"license": "mit"}, pair[1]: {"license": "llama3.1"}}
    graph = frozen(tmp_path, [pair], models=models, derivations={pair: {"relation": "adapter"}})
    terms = bom_of(graph, None, pair[0]).subject.terms
    assert terms.declared is not None
    assert terms.declared.spdx == "MIT"
    assert terms.expression == "MIT AND LicenseRef-scancode-llama-3.1-license-2024"
    assert any("adapter's own files" in rule for rule in terms.rules)


def test_a_document_names_the_nearest_model_that_states_each_licence(tmp_path: Path) -> None:
    pairs = [("d/own", "c/merge"), ("c/merge", "b/one"), ("c/merge", "b/two"), ("b/one", "a/base"), ("b/two", "a/base")]
    stated = {"d/own": "mit", "c/merge": None, "b/one": "llama3.1", "b/two": "mit", "a/base": "llama3.1"}
    graph = frozen(tmp_path, pairs, models={id: {"license": license} for id, license in stated.items()})
    made = bom_of(graph, None, "d/own")
    expected = [
        "MIT: stated by d/own itself",
        "LicenseRef-scancode-llama-3.1-license-2024: stated by b/one, 2 up",
        "No known licence: c/merge, 1 up",
    ]
    assert [origin.sentence for origin in made.origins] == expected
    assert all(json.dumps(sentence)[1:-1] in text_of(made, format) for sentence in expected for format in BomFormat)


def test_what_known_licences_ask_for_is_said_beside_those_that_nobody_knows(tmp_path: Path) -> None:
    models = {"a/child": {}, "b/base": {"license": "other", "license_name": "kimi-k3"}}
    graph = frozen(tmp_path / "graph", [("a/child", "b/base")], models=models)
    child, base = (bom_of(graph, None, id).subject.terms for id in models)
    assert child.unknown
    assert "a line with the base's name must be shown" in child.asks
    assert child.asks == base.asks
    assert child.not_stated == base.not_stated == ("same terms", "use policy", "outputs for training", "territory")
    unstated = "Not known of these licences: same terms, use policy, outputs for training, territory."
    assert unstated in child.remarks and unstated in base.remarks


CARDS = {
    "black-forest-labs/FLUX.2-dev": ("other", "flux-non-commercial-license", "flux-non-commercial-license", None),
    "a/coder": ("other", "deepseek-license", "deepseek-license", "LicenseRef-scancode-deepseek-la-1.0"),
    "a/gemma-4": ("other", "apache-license-2.0", "apache-license-2.0", "Apache-2.0"),
    "a/named": ("other", "Apache-2.0", "Apache-2.0", None),
    "a/plain": ("apache-2.0", None, "Apache-2.0", None),
    "a/several": ("mit, apache-2.0", None, "mit and apache-2.0", None),
    "a/both": ("apache-2.0", "tongyi-qwen", "apache-2.0, tongyi-qwen",
               "Apache-2.0 AND LicenseRef-scancode-tongyi-qianwen-2023"),
    "a/own": ("other", "My Own", "My Own", None),
    "a/nameless": ("other", None, "other", None),
}  # fmt: skip


@pytest.mark.parametrize("id", CARDS)
def test_what_is_declared_is_what_the_card_says(tmp_path: Path, id: str) -> None:
    license, license_name, said, read_as = CARDS[id]
    card = {"license": license, "license_name": license_name}
    made = bom_of(frozen(tmp_path / "graph", [], models={id: card}, alone=[id]), None, id)
    for format in CYCLONEDX:
        text = text_of(made, format)
        assert complaints(format, text) == []
        first = json.loads(text)["metadata"]["component"]["licenses"][0]["license"]
        assert (first["acknowledgement"], first.get("name", first.get("id"))) == ("declared", said)
        told = {one["name"]: one["value"] for one in first.get("properties", ())}
        assert told.get("qwen-lineage:licence:read-as") == read_as
    text = text_of(made, BomFormat.SPDX_3)
    assert complaints(BomFormat.SPDX_3, text) == []
    (related,) = (one for one in json.loads(text)["@graph"] if one.get("relationshipType") == "hasDeclaredLicense")
    assert related.get("comment") == (None if read_as is None else f"{said!r} is read as {read_as}")


LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"
LINES = [
    "Apache-2.0: notice: the licence and NOTICE go along, changed files are marked",
    "Apache-2.0: terms by https://spdx.org/licenses/Apache-2.0.html",
    f"{LLAMA}: scale limit: 700 M monthly active users or more need a licence of Meta",
    f"{LLAMA}: notice: a copy of the licence and the notice line go along",
    f'{LLAMA}: naming rule: a derivative\'s name begins with "Llama", and "Built with Llama" is shown',
    "LicenseRef-flux-non-commercial-license: commercial use: non-commercial and non-production use alone",
    "LicenseRef-flux-non-commercial-license: terms by https://bfl.ai/legal/non-commercial-license-terms (FLUX [dev] "
    "Non-Commercial License 2.0, 2025-11-25), as public repositories quote it; its text was not read",
]


def test_an_attribution_list_can_be_written_from_every_document(tmp_path: Path) -> None:
    models: dict[str, dict[str, object]] = {
        "a/naps": {"license": "apache-2.0"},
        "meta-llama/Llama-3.1-8B": {"license": "llama3.1"},
        "b/flux": {"license": "other", "license_name": "flux-non-commercial-license"},
    }
    edges = [("a/naps", "meta-llama/Llama-3.1-8B"), ("a/naps", "b/flux")]
    made = bom_of(frozen(tmp_path / "graph", edges, models=models), None, "a/naps")
    for format in CYCLONEDX:
        text = text_of(made, format)
        assert complaints(format, text) == []
        document = json.loads(text)
        told = values(document["metadata"], "licence:attribution")
        assert set(LINES) <= set(told) and len(told) == len(set(told))
        assert [line.partition(":")[0] for line in told if ": terms by " in line] == [
            term.spdx for term in made.subject.terms.known
        ], "each licence once"
        (flux,) = (one for one in document["components"] if one["name"] == "flux")
        assert flux["licenses"][0]["license"]["url"] == "https://bfl.ai/legal/non-commercial-license-terms"
    text = text_of(made, BomFormat.SPDX_3)
    assert complaints(BomFormat.SPDX_3, text) == [] and misshapen(text) == []
    licences = [one for one in json.loads(text)["@graph"] if one["type"] == "simplelicensing_LicenseExpression"]
    joined = next(one for one in licences if " AND " in one["simplelicensing_licenseExpression"])
    assert set(LINES) <= set(joined["comment"].split("\n"))
    addresses = {one["key"]: one["value"] for one in joined["simplelicensing_customIdToUri"]}
    assert addresses["LicenseRef-flux-non-commercial-license"] == "https://bfl.ai/legal/non-commercial-license-terms"
    assert "https://www.llama.com/llama3_1/license/" in [one["locator"][0] for one in joined["externalRef"]]


def test_every_row_of_the_table_has_an_address_for_its_reference() -> None:
    rows = known_licences().rows
    without = [row.name for row in rows if address_in(row.source) is None]
    assert without == []


@pytest.mark.parametrize("format", BomFormat)
def test_what_is_known_to_bar_commerce_is_concluded_whatever_else_is_not_known(
    tmp_path: Path, format: BomFormat
) -> None:
    """As Aashraf995/Gemma-Evo-10B: cc-by-nc-4.0 and a missing model stand above a card that says apache-2.0."""
    models: dict[str, dict[str, object]] = {
        "a/evo": {"license": "apache-2.0"},
        "b/recoil": {"license": "cc-by-nc-4.0"},
        "c/gone": {"status": "missing"},
        "d/free": {"license": "mit"},
    }
    edges = [("a/evo", "b/recoil"), ("a/evo", "c/gone"), ("d/free", "c/gone")]
    graph = frozen(tmp_path / "graph", edges, models=models)
    made = bom_of(graph, None, "a/evo")
    expected = "Apache-2.0 AND CC-BY-NC-4.0 AND LicenseRef-qwen-lineage-more-not-known"
    assert made.subject.terms.expression == expected
    text = text_of(made, format)
    assert complaints(format, text) == []
    assert "More applies that is not known" in text and "NOASSERTION" not in text.partition("c/gone")[0]
    if format is BomFormat.CYCLONEDX_1_6:
        licences = [one["license"] for one in json.loads(text)["metadata"]["component"]["licenses"]]
        concluded = [one.get("id", one.get("name")) for one in licences if one["acknowledgement"] == "concluded"]
        assert concluded == ["Apache-2.0", "CC-BY-NC-4.0", "more, not known"]
    else:
        assert expected in text
    assert bom_of(graph, None, "d/free").subject.terms.concluded == (), "what more asks for may be stricter"
