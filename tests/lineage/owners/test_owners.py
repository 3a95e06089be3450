"""Owners and organisations by name, with their roll-ups, and ranked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lineage.errors import UnknownOwner
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import rollups_of
from lineage.owners import owners
from lineage.owners.progenitors import named
from tests.lineage.frozen.graphs import frozen

PAIRS = [
    ("meta-llama/chat", "facebook/base"),
    ("user/tune", "meta-llama/chat"),
    ("user/mix", "Qwen/base"),
    ("user/mix", "facebook/base"),
    ("user/deep", "user/mix"),
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    models = {"no-owner": {"author": None}}
    return frozen(tmp_path_factory.mktemp("owners") / "graph", [*PAIRS, ("user/old", "no-owner")], models=models)


def test_an_organisation_is_all_its_owners_together(graph: FrozenGraph) -> None:
    meta, llama = owners.organisation(graph, "Meta"), owners.owner(graph, "meta-llama")
    assert meta.owners == ("facebook", "meta-llama")
    assert (meta.models.value, llama.models.value) == (2, 1)
    assert (meta.roll_up.union.value, meta.roll_up.union.own.value) == (4, 1)
    assert (meta.roll_up.exclusive.value, meta.roll_up.fractional.value) == (2, 3)
    assert (llama.organisation, llama.roll_up.union.value, llama.roll_up.exclusive.value) == ("Meta", 1, 1)
    assert graph.ids.take(owners.models_of(graph, meta_code(graph))) == ["facebook/base", "meta-llama/chat"]


def meta_code(graph: FrozenGraph) -> int:
    return rollups_of(graph).organisations.index("Meta")


def test_the_ranking_is_by_union_and_names_what_has_no_owner(graph: FrozenGraph) -> None:
    ranked = owners.ranking(graph)
    assert dict(zip(rollups_of(graph).organisations.take(ranked.codes), ranked.union.tolist(), strict=True)) == {
        "Meta": 4,
        "Qwen": 2,
        "": 1,
        "user": 1,
    }
    assert owners.main_organisation(graph) == "Meta"


@pytest.mark.parametrize(("name", "near"), [("qwen", "Qwen"), ("Qwne", "Qwen"), ("meta-lama", "meta-llama")])
def test_an_unknown_owner_names_those_like_it(graph: FrozenGraph, name: str, near: str) -> None:
    with pytest.raises(UnknownOwner) as caught:
        owners.owner(graph, name)
    assert f"did you mean {near}" in caught.value.hint


@pytest.mark.parametrize("name", ["NVIDIA", "nvidai", "nvida"])
def test_the_owner_that_is_meant_may_stand_behind_many_that_begin_alike(tmp_path: Path, name: str) -> None:
    graph = frozen(tmp_path / "graph", [], alone=["nvidia/x", *(f"n{number:05}/x" for number in range(6_000))])
    with pytest.raises(UnknownOwner) as caught:
        owners.owner(graph, name)
    assert caught.value.similar == ("nvidia",)


@pytest.mark.parametrize("name", ["nvidai", "nvida", "nvidqa", "nvidua", "nnvidia", "vnidia", "NVIDEA"])
def test_nor_does_a_slip_hide_it_behind_many_that_share_half_of_its_name(tmp_path: Path, name: str) -> None:
    alike = [f"{begun}{number:05}/x" for begun in ("nv", "nvi", "nn", "vn") for number in range(300)]
    graph = frozen(tmp_path / "graph", [], alone=["nvidia/x", *alike])
    with pytest.raises(UnknownOwner) as caught:
        owners.owner(graph, name)
    assert caught.value.similar[:1] == ("nvidia",)


@pytest.mark.parametrize("name", ["", "/", "😀", "x" * 300, "\ud800"])
def test_a_name_like_nobodys_names_nobody(graph: FrozenGraph, name: str) -> None:
    for of in (owners.owner, owners.organisation):
        with pytest.raises(UnknownOwner) as caught:
            of(graph, f"{name}~")
        assert caught.value.similar == ()


def test_an_owner_taken_for_an_organisation_hears_of_the_right_one_and_the_other_way_round(graph: FrozenGraph) -> None:
    with pytest.raises(UnknownOwner, match="'meta-llama' is an owner") as of_owner:
        owners.organisation(graph, "meta-llama")
    with pytest.raises(UnknownOwner, match="'meta' is an organisation") as of_organisation:
        owners.owner(graph, "meta")
    assert of_owner.value.hint == "it counts as Meta"
    assert of_organisation.value.hint == "its owners are facebook, meta-llama"


@pytest.mark.parametrize("ask", [owners.organisation, named])
def test_what_people_call_an_organisations_models_is_asked_about_and_not_taken(
    graph: FrozenGraph, ask: Callable[[FrozenGraph, str], object]
) -> None:
    for text in ("Llama", "llama 3.1"):
        with pytest.raises(UnknownOwner) as caught:
            ask(graph, text)
        assert (caught.value.hint, caught.value.similar) == ("did you mean Meta (Llama)?", ("Meta",))
    with pytest.raises(UnknownOwner) as of_none:
        ask(graph, "Gemma")  # nothing of Google's is there
    assert "Google" not in of_none.value.hint


def test_an_owner_called_as_models_are_hears_of_the_owners_of_who_makes_them(graph: FrozenGraph) -> None:
    with pytest.raises(UnknownOwner, match="no owner 'Llama'") as caught:
        owners.owner(graph, "Llama")
    assert caught.value.hint == "did you mean Meta (Llama)? its owners are facebook, meta-llama"
    assert caught.value.organisation == "Meta"


def test_a_name_that_models_bear_hears_of_them_and_of_no_owner_like_it(tmp_path: Path) -> None:
    models = {"u/qwen3-8b": {"downloads": 1}, "Qwen/Qwen3-8B": {"downloads": 9}}
    graph = frozen(tmp_path / "graph", [], models=models, alone=["Qwen/Qwen3-0.6B", "qwen3/x"])
    for text in ("qwen3-8b", "owner:Qwen3-8B"):
        with pytest.raises(UnknownOwner) as caught:
            named(graph, text)
        assert caught.value.hint == "did you mean model:Qwen/Qwen3-8B, model:u/qwen3-8b?"
        assert [named(graph, one).name for one in caught.value.similar] == ["Qwen/Qwen3-8B", "u/qwen3-8b"]
    assert named(graph, "QWEN3").name == "qwen3"  # an owner in other capitals goes before


def test_what_a_bare_name_may_have_meant_is_told_with_what_it_is(graph: FrozenGraph) -> None:
    for text, hint in (("Qwne", "did you mean Qwen (owner)?"), ("Meta-", "did you mean Meta (organisation), ")):
        with pytest.raises(UnknownOwner) as caught:
            named(graph, text)
        assert caught.value.hint.startswith(hint)


def test_a_graph_in_which_nothing_descends_has_no_main_organisation(tmp_path: Path) -> None:
    assert owners.main_organisation(frozen(tmp_path / "graph", [], alone=["a/b"])) is None
