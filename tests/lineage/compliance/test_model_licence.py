"""What licences come to for one model, in a sentence, with the way to whoever imposes each term."""

from pathlib import Path

import pytest

from lineage.compliance.model_licence import licence_of_model
from lineage.filters.filtered_models import FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph
from lineage.frozen.storage.beside import write
from lineage.frozen.terms.build import terms_arrays
from lineage.frozen.terms.conditions import has_verdict, meets_rule
from lineage.frozen.terms.frozen_terms import FOLDER
from lineage.home.home import FolderKind
from lineage.licence_digest import table_digest
from lineage.licences import NOT_STATED, LicenseClass, Terms
from lineage.licences.grants import GRANTED, LicenceGrant
from lineage.licences.rules import RULES, LicenseVerdict
from tests.lineage.frozen.graphs import frozen

MODELS = {
    "Qwen/Qwen2.5-3B": {"license": "other", "license_name": "qwen-research"},
    "Qwen/Qwen2.5-Omni-7B": {"license": "other", "license_name": "apache-2.0"},
    "a/tuned": {"license": "apache-2.0"},
    "a/again": {"license": "mit"},
    "a/again-GGUF": {},
    "meta-llama/Llama-3.1-8B": {"license": "llama3.1"},
    "b/lora": {"license": "mit"},
    "b/silent": {},
    "b/free-lora": {"license": "mit"},
    "c/merge": {"license": "llama3.1"},
    "d/child": {"license": "mit"},
    "gone/base": {"status": "missing"},
    "e/other": {"license": "other"},
    "f/coder": {"license": "apache-2.0", "base_not_found": "no owner"},
    "f/tuned": {"license": "mit"},
    "f/mute": {"base_not_found": "local path"},
}
PAIRS = {
    ("a/tuned", "Qwen/Qwen2.5-3B"): "finetune",
    ("a/again", "a/tuned"): "finetune",
    ("a/again-GGUF", "a/again"): "quantized",
    ("b/lora", "meta-llama/Llama-3.1-8B"): "adapter",
    ("b/free-lora", "Qwen/Qwen2.5-Omni-7B"): "adapter",
    ("b/silent", "meta-llama/Llama-3.1-8B"): "finetune",
    ("c/merge", "a/tuned"): "merge",
    ("c/merge", "meta-llama/Llama-3.1-8B"): "merge",
    ("d/child", "gone/base"): "finetune",
    ("e/other", "Qwen/Qwen2.5-Omni-7B"): "finetune",
    ("f/tuned", "f/coder"): "finetune",
}
LLAMA = (
    "May be used commercially; large users need a licence of their own; listed uses are barred, downstream too; what a "
    "derivative is called is ruled; outputs may train other models under conditions: "
)
SENTENCES = {
    "Qwen/Qwen2.5-3B": "May not be used commercially: its own licence (qwen-research)",
    "Qwen/Qwen2.5-Omni-7B": "May be used commercially: its own licence is permissive (apache-2.0)",
    "a/again": "May not be used commercially: Qwen/Qwen2.5-3B (qwen-research), two steps up",
    "a/again-GGUF": "May not be used commercially: Qwen/Qwen2.5-3B (qwen-research), three steps up",
    "b/lora": f"{LLAMA}meta-llama/Llama-3.1-8B (llama3.1), one step up",
    "b/silent": "What applies cannot be told: it states no licence; known to apply: llama3.1",
    "c/merge": "May not be used commercially: Qwen/Qwen2.5-3B (qwen-research), two steps up",
    "d/child": "What applies cannot be told: gone/base, one step up, is not in this snapshot; known to apply: mit",
    "e/other": "What applies cannot be told: it states 'other', which says nothing of its terms; known to apply: "
    "apache-2.0",
    "f/coder": "What applies cannot be told: it names a base that was not found; known to apply: apache-2.0",
    "f/tuned": "What applies cannot be told: f/coder, one step up, names a base that was not found; known to apply: "
    "mit, apache-2.0",
    "f/mute": "What applies cannot be told: it states no licence",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    relations = {pair: {"relation": relation, "evidence": ["hub", "card"]} for pair, relation in PAIRS.items()}
    return frozen(tmp_path_factory.mktemp("g") / "graph", PAIRS, models=MODELS, derivations=relations)


@pytest.mark.parametrize(("id", "sentence"), SENTENCES.items())
def test_one_sentence_says_what_applies_and_why(graph: FrozenGraph, id: str, sentence: str) -> None:
    assert licence_of_model(graph, graph.ids.number(id)).sentence == sentence


def test_each_term_has_the_shortest_way_to_whoever_imposes_it(graph: FrozenGraph) -> None:
    found = licence_of_model(graph, graph.ids.number("c/merge"))
    ways = {term.axis: [step.id for step in term.way] for term in found.terms}
    assert ways["commercial"] == ["c/merge", "a/tuned", "Qwen/Qwen2.5-3B"]
    assert ways["naming"] == ["c/merge"], "its own licence asks for as much as any above it"
    assert ways["derivatives"] == []
    (step, *_) = next(term for term in found.terms if term.axis == "commercial").way
    assert (step.licence, step.relation, step.evidence) == ("llama3.1", "merge", ("hub", "card"))


def test_a_model_that_is_not_in_the_snapshot_is_not_said_to_state_no_licence(graph: FrozenGraph) -> None:
    found = licence_of_model(graph, graph.ids.number("d/child"))
    ((way,),) = (one.ways for one in found.findings)
    assert [(step.id, step.words) for step in way] == [
        ("d/child", "mit"),
        ("gone/base", "not in this snapshot, licence not known"),
    ]
    assert way[-1].licence is None
    (silent, above) = licence_of_model(graph, graph.ids.number("b/silent")).findings[0].ways[0]
    assert (silent.words, above.words) == ("states no licence", "llama3.1")


def test_a_base_that_was_not_found_stands_on_the_way_to_what_is_not_known(graph: FrozenGraph) -> None:
    found = licence_of_model(graph, graph.ids.number("f/tuned"))
    ((way,),) = (one.ways for one in found.findings)
    assert [step.words for step in way] == ["mit", "apache-2.0, names a base that was not found"]
    unknown = next(term for term in found.terms if term.axis == "commercial")
    assert (unknown.word, unknown.licence, unknown.way) == (NOT_STATED, None, way)
    own = licence_of_model(graph, graph.ids.number("f/coder"))
    assert [(one.rule, one.ways) for one in own.findings] == [("unknown_above", ()), ("base_not_found", ())]
    assert (own.license_verdict, own.effective_class, own.license_class) == ("unknown", "unknown", "permissive")


def test_each_rule_has_the_ways_because_of_which_it_is_met(graph: FrozenGraph) -> None:
    found = licence_of_model(graph, graph.ids.number("c/merge"))
    ends = {one.rule: [way[-1].id for way in one.ways] for one in found.findings}
    assert ends["loosened_commercial"] == ["Qwen/Qwen2.5-3B"]
    assert ends["no_common_licence"] == ["meta-llama/Llama-3.1-8B", "Qwen/Qwen2.5-3B"]
    assert ends["naming"] == ["meta-llama/Llama-3.1-8B"]
    assert ends["line_to_show"] == ["meta-llama/Llama-3.1-8B"], "though its own licence asks for the same"
    assert (found.license_verdict, found.effective_class) == ("loosened", "non_commercial")


@pytest.mark.parametrize("id", MODELS)
def test_no_rule_that_looks_above_a_model_is_met_without_a_way(graph: FrozenGraph, id: str) -> None:
    found = licence_of_model(graph, graph.ids.number(id))
    of_no_model = {"base_not_found", "unknown_above", "omitted_unknown"} if "base_not_found" in MODELS[id] else set()
    assert {one.rule for one in found.findings if not one.ways} <= {"unknown_own", *of_no_model}


def test_a_way_leads_to_the_licence_that_is_left_and_not_past_it(tmp_path: Path) -> None:
    stated = {"a/child": "gpl-3.0", "b/same": "gpl-2.0", "c/other": "cc-by-sa-4.0"}
    models = {id: {"license": license} for id, license in stated.items()}
    graph = frozen(tmp_path / "graph", [("a/child", "b/same"), ("b/same", "c/other")], models=models)
    found = licence_of_model(graph, graph.ids.number("a/child"))
    ends = {one.rule: [way[-1].id for way in one.ways] for one in found.findings}
    assert ends == {"loosened_licence": ["c/other"], "other_version": ["b/same"]}


def test_an_adapter_has_two_answers_and_a_copy_inherits(graph: FrozenGraph) -> None:
    adapter = licence_of_model(graph, graph.ids.number("b/lora"))
    assert adapter.license_verdict == LicenseVerdict.KEPT
    assert adapter.own_files == (
        "The adapter's own files may be used commercially (mit); adapter and base together follow the base"
    )
    copy = licence_of_model(graph, graph.ids.number("a/again-GGUF"))
    assert (copy.inherits, copy.license_verdict, copy.own_files) == (True, "omitted", None)
    assert copy.applies == ("mit", "apache-2.0", "qwen-research")


def test_lists_are_selected_by_what_applies(graph: FrozenGraph) -> None:
    def listed(condition: object) -> set[str]:
        return set(graph.ids.take(graph.lists.select(more=[condition]).numbers))  # type: ignore[list-item]

    def filtered(wanted: ModelFilter) -> set[str]:
        return set(graph.ids.take(FilteredModels(graph, wanted).page("id").numbers))

    numbers = {id: graph.ids.number(id) for id in MODELS}
    for wanted in LicenseClass:
        expected = {id for id, at in numbers.items() if graph.models.column("effective_class").get(at) == wanted}
        assert filtered(ModelFilter(effective_class=(wanted,))) == expected
    for verdict in LicenseVerdict:
        expected = {id for id, at in numbers.items() if graph.models.column("license_verdict").get(at) == verdict}
        assert listed(has_verdict(graph.terms, verdict)) == expected
    for grant in LicenceGrant:
        expected = {id for id, at in numbers.items() if GRANTED[grant](graph.terms.terms_of(at))}
        assert filtered(ModelFilter(terms=(grant,))) == expected
    for rule in RULES:
        found = listed(meets_rule(graph.terms, rule.name))
        assert len(found) == graph.terms.rule_counts[rule]
        assert found == {id for id, at in numbers.items() if rule.name in _rules(graph, at)}
    assert filtered(ModelFilter(terms=(LicenceGrant.NO_NAMING_RULE,))) == {"Qwen/Qwen2.5-Omni-7B", "b/free-lora"}


def _rules(graph: FrozenGraph, number: int) -> set[str]:
    return {found.rule for found in licence_of_model(graph, number).findings}


def test_terms_that_were_frozen_by_another_table_are_made_again(tmp_path: Path, graph: FrozenGraph) -> None:
    again = frozen(tmp_path / "g", PAIRS, models=MODELS)
    manifest = tmp_path / "g" / "licences" / "manifest.json"
    manifest.write_text("{}")
    opened = FrozenGraph.open(tmp_path / "g")
    assert opened.terms.effective.tolist() == again.terms.effective.tolist()


@pytest.mark.parametrize("array", ["rule_sets", "placed.kind", "effective"])
def test_terms_of_which_an_array_is_not_there_yet_are_made_again(array: str, tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", PAIRS, models=MODELS)
    arrays = terms_arrays(graph.lazy_terms.stated)
    del arrays[array]
    folder = tmp_path / "g" / FOLDER
    folder.mkdir(exist_ok=True)
    write(folder, FolderKind.LICENCES, table_digest(), arrays)
    opened = FrozenGraph.open(tmp_path / "g")
    assert opened.terms.rule_names == graph.terms.rule_names
    assert opened.terms.families.kinds == graph.terms.families.kinds


@pytest.mark.parametrize(
    ("license_name", "ends"),
    [
        ("kimi-k3", "; not known: same terms, use policy, outputs for training, territory"),
        ("polyform-noncommercial-1.0.0", ": its own licence (polyform-noncommercial-1.0.0); not known: same terms, use "
         "policy, naming rule, outputs for training, territory"),
        ("llama3.1", ": its own licence (llama3.1)"),
    ],
)  # fmt: skip
def test_the_sentence_ends_on_what_is_not_known(tmp_path: Path, license_name: str, ends: str) -> None:
    models = {"a/base": {"license": "other", "license_name": license_name}, "b/tune": {"license": "mit"}}
    graph = frozen(tmp_path / "graph", [("b/tune", "a/base")], models=models)
    found = licence_of_model(graph, graph.ids.number("a/base"))
    assert found.sentence.endswith(ends)
    says_nothing = "scale limit" if found.effective_class == LicenseClass.NON_COMMERCIAL else ""
    titles = [term.title for term in found.terms if term.word == NOT_STATED and term.title != says_nothing]
    assert all(title in found.sentence for title in titles)
    below = licence_of_model(graph, graph.ids.number("b/tune")).sentence
    assert below.partition("not known")[2] == found.sentence.partition("not known")[2]


def test_no_limit_of_scale_is_missed_where_there_is_no_commercial_use() -> None:
    assert "scale limit" in Terms(commercial="limited").not_stated
    assert "scale limit" not in Terms(commercial="not_allowed").not_stated


@pytest.mark.parametrize(
    ("license_name", "line"),
    [
        ("stabilityai-ai-community", '"Powered by Stability AI" is shown'),
        ("llama3.1", 'a derivative\'s name begins with "Llama", and "Built with Llama" is shown'),
        ("kimi-k3", "large products show the model's name"),
    ],
)
def test_a_line_to_show_is_that_of_the_licence_above(tmp_path: Path, license_name: str, line: str) -> None:
    models = {"a/base": {"license": "other", "license_name": license_name}, "b/tune": {"license": "mit"}}
    graph = frozen(tmp_path / "graph", [("b/tune", "a/base")], models=models)
    found = licence_of_model(graph, graph.ids.number("b/tune")).findings
    assert [one.detail for one in found if one.rule == "line_to_show"] == [line]
    assert not any("Qwen" in rule.sentence for rule in RULES)


LLAMA_NAMES = {
    "llama3.1": 'a derivative\'s name begins with "Llama", and "Built with Llama" is shown',
    "llama3": 'a derivative\'s name begins with "Llama 3", and "Built with Meta Llama 3" is shown',
}


def test_every_licence_that_applies_says_what_it_asks_for_on_each_axis(tmp_path: Path) -> None:
    """As Aashraf995/Gemma-Evo-10B, NAPS-ai/naps-llama-3_1-8b-instruct-v0.4 and Amaorynho/BBAIIFEV1 are made."""
    stated = {
        "a/gemma-evo": "apache-2.0",
        "b/lion": "gemma",
        "b/slerp": "apache-2.0",
        "c/recoil": "cc-by-nc-4.0",
        "d/naps": "apache-2.0",
        "meta-llama/Llama-3.1-8B": "llama3.1",
        "e/merged": None,
        "e/dodo": "llama3.1",
        "e/nova": "llama3",
    }
    edges = [
        *(("a/gemma-evo", "b/lion"), ("a/gemma-evo", "b/slerp"), ("b/slerp", "c/recoil")),
        *(("d/naps", "meta-llama/Llama-3.1-8B"), ("e/merged", "e/dodo"), ("e/dodo", "e/nova")),
    ]
    graph = frozen(tmp_path / "graph", edges, models={id: {"license": one} for id, one in stated.items()})

    def duties(id: str, axis: str) -> list[tuple[str, str, str, int]]:
        term = next(term for term in licence_of_model(graph, graph.ids.number(id)).terms if term.axis == axis)
        return [(one.text, one.licence, one.model, one.steps) for one in term.duties]

    assert duties("a/gemma-evo", "notice") == [
        ("the licence and NOTICE go along, changed files are marked", "apache-2.0", "a/gemma-evo", 0),
        ("a notice and a copy of the terms go along", "gemma", "b/lion", 1),
        ("attribution, and whether it was changed", "cc-by-nc-4.0", "c/recoil", 2),
    ]
    assert duties("a/gemma-evo", "commercial") == [("may not be used commercially", "cc-by-nc-4.0", "c/recoil", 2)]
    assert duties("d/naps", "notice")[1:] == [
        ("a copy of the licence and the notice line go along", "llama3.1", "meta-llama/Llama-3.1-8B", 1)
    ]
    assert duties("d/naps", "territory") == []
    assert duties("e/merged", "naming") == [
        (LLAMA_NAMES["llama3.1"], "llama3.1", "e/dodo", 1),
        (LLAMA_NAMES["llama3"], "llama3", "e/nova", 2),
    ]
    assert [one[1] for one in duties("e/merged", "outputs")] == ["llama3", "llama3.1"], "the strictest first"
    findings = licence_of_model(graph, graph.ids.number("e/merged")).findings
    for rule in ("naming", "line_to_show"):
        (found,) = (one for one in findings if one.rule == rule)
        assert {one.licence: one.text for one in found.duties} == LLAMA_NAMES
    whole = licence_of_model(graph, graph.ids.number("e/merged")).duties
    assert f"naming rule: {LLAMA_NAMES['llama3']} (llama3 of e/nova)" in whole


def test_what_is_known_of_an_axis_stands_beside_what_is_not_known(graph: FrozenGraph) -> None:
    silent = {term.axis: term for term in licence_of_model(graph, graph.ids.number("b/silent")).terms}
    assert silent["outputs"].word == NOT_STATED and silent["outputs"].strictest is None
    assert [one.licence for one in silent["outputs"].others] == ["llama3.1"]
    assert silent["use_policy"].strictest is not None and silent["use_policy"].others == ()


@pytest.mark.parametrize("id", MODELS)
def test_the_strictest_duty_is_that_of_whoever_imposes_the_term(graph: FrozenGraph, id: str) -> None:
    for term in licence_of_model(graph, graph.ids.number(id)).terms:
        if term.licence is not None and term.word != NOT_STATED:
            assert term.strictest is not None
            way = (term.way[-1].id, len(term.way) - 1)
            assert (term.strictest.model, term.strictest.steps) == way and term.strictest.licence in term.licence


def test_licences_that_one_card_states_have_a_duty_each(tmp_path: Path) -> None:
    models = {"a/both": {"license": "mit, cc-by-nc-4.0"}, "b/either": {"license": "mit or gpl-3.0"}}
    graph = frozen(tmp_path / "graph", [("b/either", "a/both")], models=models)
    terms = licence_of_model(graph, graph.ids.number("b/either")).terms
    notice = next(term for term in terms if term.axis == "notice")
    assert [(one.licence, one.model) for one in notice.duties] == [("mit", "b/either"), ("cc-by-nc-4.0", "a/both")]


def test_what_is_granted_in_the_european_union_is_said_by_lists_terms_and_sentence_alike(tmp_path: Path) -> None:
    """As of Llama 3.2: its text models are granted, its vision models not, and what states no task may be either."""
    tasks = {
        "meta-llama/Llama-3.2-1B": "text-generation",
        "meta-llama/Llama-3.2-11B-Vision": "image-text-to-text",
        "a/tune": "text-generation",
        "a/vision": "image-text-to-text",
        "a/silent": None,
        "a/scout": "text-generation",
        "b/scout": "text-generation",
    }
    stated = dict.fromkeys(tasks, "llama3.2") | {"a/scout": "llama4", "b/scout": "llama4"}
    models = {id: {"license": stated[id], "pipeline_tag": task} for id, task in tasks.items()}
    text, vision = list(tasks)[:2]
    graph = frozen(
        tmp_path / "graph",
        [("a/tune", text), ("a/vision", vision), ("a/silent", text), ("b/scout", "a/scout")],
        models=models,
    )
    granted = set(graph.ids.take(FilteredModels(graph, ModelFilter(terms=(LicenceGrant.EU,))).page("id").numbers))
    assert granted == {text, "a/tune"}
    for id in tasks:
        found = licence_of_model(graph, graph.ids.number(id))
        (term,) = (one for one in found.terms if one.axis == "territory")
        assert (term.word == "everywhere") == (id in granted) == (term.duties == ())
        assert (term.sentence in found.sentence) == (id not in granted)
        assert not any(one.rule == "loosened_territory" for one in found.findings)
    said = {id: licence_of_model(graph, graph.ids.number(id)).terms[-1].sentence for id in ("a/vision", "a/silent")}
    assert said == {
        "a/vision": "not granted in the European Union",
        "a/silent": "multimodal models are not granted in the European Union",
    }
