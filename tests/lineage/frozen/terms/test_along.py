"""Licences along a lineage: equal to what all paths say one by one, and the verdicts of known cases."""

from collections.abc import Collection, Mapping, Sequence

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.frozen.terms.along import NO_VERDICT, Derived, LineageTerms, terms_along
from lineage.licences import known_licences, licence_of
from lineage.licences.rules import RULES, VERDICTS, rules_in
from lineage.licences.sets import LicenceSets
from lineage.licences.table import Licence
from lineage.licences.terms import CLASSES
from lineage.values import Relation
from lineage.weight_formats.names import is_copy

SETS = LicenceSets(known_licences())
RELATIONS = tuple(Relation)
STATED = (None, "apache-2.0", "mit", "gpl-3.0", "cc-by-nc-4.0", "llama3.1", "gemma", "qwen", "something-odd")

Edge = tuple[str, str, str]
"""Child, parent and relation."""


class Lineage:
    """Models by id with the licence that each states, and what follows for them; some name a base that was not
    found."""

    def __init__(self, stated: Mapping[str, str | None], edges: Sequence[Edge], unfound: Collection[str] = ()) -> None:
        self.ids = list(stated)
        self.licences = [licence_of(stated[id]) for id in self.ids]
        distinct: list[Licence] = list(dict.fromkeys(self.licences))
        place = {id: at for at, id in enumerate(self.ids)}
        ends = np.array([(place[child], place[parent]) for child, parent, _ in edges], np.int64).reshape(-1, 2)
        relations = np.array([RELATIONS.index(Relation(word)) for _, _, word in edges], np.uint8)
        self.graph = Derived.of_edges(ends[:, 0], ends[:, 1], relations, len(self.ids))
        own = np.array([distinct.index(licence) for licence in self.licences], np.int32)
        self.unfound = np.array([id in unfound for id in self.ids], np.bool_)
        self.terms: LineageTerms = terms_along(own, distinct, self.graph, SETS, self.take, self.unfound)

    def take(self, numbers: Sequence[int]) -> list[str]:
        return [self.ids[number] for number in numbers]

    def effective(self, id: str) -> set[str | None]:
        """The names of the licences that hold for a model; None among them for what is not known."""
        bits = self.terms.sets[self.terms.effective[self.ids.index(id)]]
        return {licence.name for licence in SETS.licences(bits)} | ({None} if SETS.holds_unknown(bits) else set())

    def rules(self, id: str) -> list[str]:
        return [rule.name for rule in rules_in(int(self.terms.rules[self.ids.index(id)]))]

    def verdict(self, id: str) -> str | None:
        code = self.terms.verdict[self.ids.index(id)]
        return None if code == NO_VERDICT else str(VERDICTS[code])

    def effective_class(self, id: str) -> str:
        return str(CLASSES[self.terms.effective_class[self.ids.index(id)]])


models = st.integers(2, 9)


@st.composite
def lineages(draw: st.DrawFn) -> Lineage:
    """A few models with any derivations between them: cycles, self-references, merges, parents that state nothing."""
    size = draw(models)
    ids = [f"o{n}/m{n}" for n in range(size)]
    stated = {id: draw(st.sampled_from(STATED)) for id in ids}
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=14, unique=True))
    edges = [(child, parent, str(draw(st.sampled_from(RELATIONS)))) for child, parent in pairs]
    return Lineage(stated, edges, draw(st.sets(st.sampled_from(ids), max_size=2)))


@given(lineages())
def test_what_holds_for_a_model_is_what_all_its_paths_say(lineage: Lineage) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(lineage.ids)))
    for child in graph.nodes:
        for parent in lineage.graph.parents.of(child).tolist():
            graph.add_edge(child, parent)
    for number, id in enumerate(lineage.ids):
        expected: set[str | None] = set()
        for ancestor in {number} | nx.descendants(graph, number):
            if not lineage.terms.inherits[ancestor]:
                licence = lineage.licences[ancestor]
                expected.add(licence.name if licence.is_known else None)
            if lineage.unfound[ancestor]:
                expected.add(None)
        assert lineage.effective(id) == (expected or {None})


@given(lineages())
def test_every_model_below_another_has_one_verdict_and_no_root_has_any(lineage: Lineage) -> None:
    for number, id in enumerate(lineage.ids):
        verdicts = {rule.verdict for rule in RULES if rule.name in lineage.rules(id) and rule.verdict}
        assert len(verdicts) == (lineage.graph.parents.degree(number) > 0 or lineage.unfound[number])
        assert ("base_not_found" in lineage.rules(id)) == lineage.unfound[number]
        assert lineage.verdict(id) == next(iter(verdicts), None)
        if lineage.effective_class(id) == "permissive":
            assert None not in lineage.effective(id)


BASE = {"base/Llama-3.1-8B": "llama3.1", "base/Apache": "apache-2.0", "base/NC": "cc-by-nc-4.0", "base/GPL": "gpl-3.0",
        "base/Gemma": "gemma", "base/Odd": "other", "base/Missing": None, "base/ND": "cc-by-nd-4.0",
        "base/Qwen": "qwen-research", "base/NC-SA": "cc-by-nc-sa-4.0"}  # fmt: skip

CASES = [  # what it is called, states, is made of and how; its verdict, rules, and effective class
    ("a/x", "apache-2.0", {"base/Apache": "finetune"}, "kept", ["kept"], "permissive"),
    ("a/x", "mit", {"base/Apache": "finetune"}, "kept", ["kept"], "permissive"),
    ("a/x", "apache-2.0", {"base/NC": "finetune"}, "loosened", ["loosened_commercial"], "non_commercial"),
    ("a/x", "gpl-3.0", {"base/Apache": "finetune"}, "added", ["added_over_permissive"], "share_alike"),
    ("a/x", "cc-by-nc-4.0", {"base/GPL": "finetune"}, "loosened", ["loosened_same_terms"], "non_commercial"),
    ("a/x", "cc-by-nc-sa-4.0", {"base/GPL": "finetune"}, "loosened", ["loosened_licence"], "non_commercial"),
    ("a/Llama-x", "cc-by-nc-4.0", {"base/Llama-3.1-8B": "finetune"}, "loosened",
     ["loosened_use_policy", "loosened_naming", "loosened_outputs", "line_to_show"], "non_commercial"),
    ("a/Llama-x", "apache-2.0", {"base/Llama-3.1-8B": "finetune"}, "loosened",
     ["loosened_scale", "loosened_use_policy", "loosened_naming", "loosened_outputs", "line_to_show"], "conditional"),
    ("a/x", "mit", {"base/NC": "adapter", "base/GPL": "unknown"}, "kept", ["adapter_files"], "non_commercial"),
    ("a/x", "mit", {"base/NC": "adapter", "base/GPL": "finetune"}, "loosened",
     ["loosened_commercial", "loosened_same_terms"], "non_commercial"),
    ("a/x", "gpl-3.0", {"base/NC": "unknown", "base/GPL": "unknown"}, "loosened", ["loosened_commercial"],
     "non_commercial"),
    ("a/x", "mit", {"base/Llama-3.1-8B": "adapter"}, "kept", ["adapter_files", "naming", "line_to_show"],
     "conditional"),
    ("a/Llama-x", "llama3.1", {"base/Llama-3.1-8B": "finetune"}, "kept", ["kept", "line_to_show"], "conditional"),
    ("a/Llama-x", "llama3", {"base/Llama-3.1-8B": "finetune"}, "kept", ["kept", "line_to_show", "other_version"],
     "conditional"),
    ("a/x", "cc-by-nc-4.0", {"base/NC-SA": "finetune"}, "loosened", ["loosened_same_terms"], "non_commercial"),
    ("a/x", None, {"base/Llama-3.1-8B": "finetune"}, "omitted", ["omitted", "naming", "line_to_show"], "unknown"),
    ("a/x", None, {"base/Llama-3.1-8B": "quantized"}, "omitted", ["omitted_copy", "naming", "line_to_show"],
     "conditional"),
    ("a/LLaMA_3.1-8b-bnb-4bit", None, {"base/Llama-3.1-8B": "finetune"}, "omitted",
     ["omitted_copy", "line_to_show"], "conditional"),
    ("a/x", None, {"base/Apache": "finetune"}, "omitted", ["omitted_permissive"], "unknown"),
    ("a/x", None, {"base/Apache": "quantized"}, "omitted", ["omitted_copy"], "permissive"),
    ("a/x", None, {"base/Missing": "quantized"}, "omitted", ["omitted_copy"], "unknown"),
    ("a/x", None, {"base/Missing": "finetune"}, "omitted", ["omitted_unknown"], "unknown"),
    ("a/x", "mit", {"base/Missing": "finetune"}, "unknown", ["unknown_above"], "unknown"),
    ("a/x", "mit", {"base/Odd": "finetune"}, "unknown", ["unknown_above"], "unknown"),
    ("a/x", "mit", {"base/Odd": "merge", "base/NC": "merge"}, "loosened", ["loosened_commercial"], "non_commercial"),
    ("a/x", "other", {"base/NC": "quantized"}, "unknown", ["unknown_own"], "non_commercial"),
    ("a/x", "my-own", {"base/NC": "finetune"}, "unknown", ["unknown_own"], "non_commercial"),
    ("a/x", "cc-by-nd-4.0", {"base/ND": "finetune"}, "kept", ["kept", "adapted_version"], "conditional"),
    ("a/x", "qwen", {"base/Qwen": "finetune"}, "loosened",
     ["loosened_commercial", "loosened_same_terms", "line_to_show"], "non_commercial"),
    ("a/Llama-x", "llama3.1", {"base/Gemma": "merge", "base/Llama-3.1-8B": "merge", "base/NC": "merge"}, "loosened",
     ["loosened_commercial", "loosened_same_terms", "line_to_show", "no_common_licence"], "non_commercial"),
    ("a/x", "apache-2.0", {"base/Apache": "merge", "base/NC": "merge"}, "loosened", ["loosened_commercial"],
     "non_commercial"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "license", "parents", "verdict", "rules", "effective"), CASES)
def test_the_verdicts_of_known_cases(
    id: str, license: str | None, parents: dict[str, str], verdict: str, rules: list[str], effective: str
) -> None:
    edges = [(id, parent, relation) for parent, relation in parents.items()]
    lineage = Lineage({**BASE, id: license}, edges)
    assert (lineage.verdict(id), lineage.rules(id), lineage.effective_class(id)) == (verdict, rules, effective)


def test_terms_reach_through_models_that_state_others_and_a_cycle_ends() -> None:
    edges = [("b/1", "base/NC", "finetune"), ("b/2", "b/1", "finetune"), ("b/3", "b/2", "quantized"),
             ("c/1", "c/2", "quantized"), ("c/2", "c/1", "quantized")]  # fmt: skip
    lineage = Lineage({**BASE, "b/1": "mit", "b/2": "mit", "b/3": None, "c/1": None, "c/2": None}, edges)
    assert lineage.effective("b/3") == {"cc-by-nc-4.0", "mit"}
    assert lineage.effective("c/1") == {None}
    assert lineage.verdict("base/NC") is None


@pytest.mark.parametrize(
    ("license", "verdict", "rules"),
    [
        ("mit", "unknown", ["unknown_above", "base_not_found"]),
        (None, "omitted", ["omitted_unknown", "base_not_found"]),
        ("my-own", "unknown", ["unknown_own", "base_not_found"]),
    ],
)
def test_what_names_a_base_that_was_not_found_is_no_root_of_its_own_terms(
    license: str | None, verdict: str, rules: list[str]
) -> None:
    edges = [("b/1", "a/x", "finetune"), ("b/2", "b/1", "quantized"), ("c/1", "base/Apache", "finetune")]
    lineage = Lineage({**BASE, "a/x": license, "b/1": "mit", "b/2": None, "c/1": "mit"}, edges, {"a/x"})
    assert (lineage.verdict("a/x"), lineage.rules("a/x"), lineage.effective_class("a/x")) == (verdict, rules, "unknown")
    assert (lineage.rules("b/1"), lineage.effective_class("b/2")) == (["unknown_above"], "unknown")
    assert lineage.rules("c/1") == ["kept"]


def test_a_copy_of_which_a_base_was_not_found_inherits_nothing() -> None:
    edges = [("a/x", "base/NC", "quantized"), ("b/x", "base/NC", "quantized")]
    lineage = Lineage({**BASE, "a/x": None, "b/x": None}, edges, {"a/x"})
    inheriting = np.flatnonzero(lineage.terms.inherits).tolist()
    assert lineage.take(inheriting) == ["b/x"]
    assert (lineage.rules("a/x"), lineage.rules("b/x")) == (["omitted", "base_not_found"], ["omitted_copy"])
    assert lineage.effective("a/x") == {None, "cc-by-nc-4.0"}


@given(lineages())
def test_a_base_that_was_not_found_is_one_more_that_states_nothing(lineage: Lineage) -> None:
    """But for merges: of how many models one was made, a base that was not found does not tell."""
    ids, relations = [*lineage.ids, "nobody/nothing"], lineage.graph.relation.tolist()
    children, parents = lineage.graph.child.tolist(), lineage.graph.parents.indices.tolist()
    edges = [(ids[c], ids[p], RELATIONS[r]) for c, p, r in zip(children, parents, relations, strict=True)]
    edges += [(id, ids[-1], "unknown") for id, is_one in zip(ids, lineage.unfound, strict=False) if is_one]
    stated = [*(licence.name for licence in lineage.licences), None]
    other = Lineage(dict(zip(ids, stated, strict=True)), edges)
    for id in lineage.ids:
        assert other.effective(id) == lineage.effective(id)
        assert other.verdict(id) == lineage.verdict(id)
        beside = {"base_not_found", "no_common_licence"}
        assert set(other.rules(id)) - beside == set(lineage.rules(id)) - beside


@pytest.mark.parametrize(
    ("id", "parent", "expected"),
    [
        ("unsloth/Qwen2.5-3B", "Qwen/Qwen2.5-3B", True),
        ("unsloth/Qwen2.5-3B-unsloth-bnb-4bit", "Qwen/Qwen2.5-3B", False),
        ("unsloth/Qwen2.5-3B-bnb-4bit", "Qwen/Qwen2.5-3B", True),
        ("a/Qwen2.5-3B-GGUF", "Qwen/Qwen2.5-3B", True),
        ("a/Qwen2.5-3B-Instruct", "Qwen/Qwen2.5-3B", False),
        ("gpt2", "openai/gpt2", True),
        ("a/-", "b/-", False),
    ],
)
def test_a_copy_is_called_as_its_parent_is(id: str, parent: str, expected: bool) -> None:
    assert is_copy(id, parent) is expected
