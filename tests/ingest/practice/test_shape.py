"""The shape of the synthetic Hub, as its own listing shows it, against the published figures of the real one."""

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.practice import Population, population, shape
from ingest.practice.genealogy.columns import Mass
from ingest.practice.metadata import architectures
from ingest.practice.shape import ABSENT

FINETUNE, ADAPTER, MERGE, QUANTIZED = range(4)


@pytest.fixture(scope="module")
def big() -> Population:
    return population(100_000, seed=1)


def edge_relations(made: Population) -> NDArray[np.uint8]:
    return made.hub_relation[made.hub.children]


def test_relations_of_the_derivations(big: Population) -> None:
    shares = np.bincount(edge_relations(big), minlength=4) / len(big.hub.parents)
    assert shares == pytest.approx([0.378, 0.367, 0.053, 0.201], abs=0.012)


def test_who_has_children(big: Population) -> None:
    own = big.hub.parents != big.hub.children
    fertile = np.zeros(big.size + len(big.cards.absent), np.bool_)
    fertile[big.hub.parents[own]] = True
    for relation, share, tolerance in ((FINETUNE, 0.079, 0.015), (QUANTIZED, 0.0095, 0.006), (ADAPTER, 0.0019, 0.0015)):
        assert fertile[: big.size][big.hub_relation == relation].mean() == pytest.approx(share, abs=tolerance)


def test_merges_have_2_to_47_parents(big: Population) -> None:
    several = np.diff(big.hub.start)[big.hub_relation == MERGE]
    assert several.max() == 47
    assert np.median(several) == 2
    assert (several > 1).mean() > 0.95


def test_dangling_and_self_referring_derivations(big: Population) -> None:
    assert (big.hub.parents >= big.size).mean() == pytest.approx(0.0189, abs=0.003)
    assert (big.hub.parents == big.hub.children).mean() == pytest.approx(0.00226, abs=0.0006)


def test_dates(big: Population) -> None:
    listed = big.hub.parents < big.size
    parent, child = big.created[big.hub.parents[listed]], big.created[big.hub.children[listed]]
    datable = (parent != shape.FLOOR) & (child != shape.FLOOR)
    assert (parent <= child)[datable].mean() == pytest.approx(0.9958, abs=0.002)
    assert (big.created == shape.FLOOR).mean() == pytest.approx(0.0096, abs=0.002)
    assert big.created.max() < shape.NOW


def test_metadata(big: Population) -> None:
    metadata = big.metadata
    assert (metadata.license != ABSENT).mean() == pytest.approx(0.36, abs=0.01)
    assert (metadata.pipeline != ABSENT).mean() == pytest.approx(0.34, abs=0.01)
    assert (metadata.downloads == 0).mean() == pytest.approx(0.37, abs=0.01)
    assert (metadata.downloads_all_time == 0).mean() == pytest.approx(0.138, abs=0.01)
    assert (metadata.downloads <= metadata.downloads_all_time).all()


def test_the_biggest_stars(big: Population) -> None:
    scale = 903_939 / len(big.hub.parents)
    for id, children in (
        ("black-forest-labs/FLUX.1-dev", 43_388),
        ("Qwen/Qwen1.5-0.5B", 32_534),
        ("Qwen/Qwen1.5-1.8B", 30_626),
        ("google/gemma-2b", 24_035),
        ("distilbert/distilbert-base-uncased", 12_960),
        ("Qwen/Qwen3-4B-Instruct-2507", 8_280),
    ):
        here = len(big.hub_children.of(big.numbers[id])) * scale
        assert here == pytest.approx(children, rel=0.15), id


def test_without_mass_uploads_two_qwen_stars_all_but_vanish(big: Population) -> None:
    children = big.hub_children.of(big.numbers["Qwen/Qwen1.5-0.5B"])
    assert big.truth.is_mass_upload[children].mean() > 0.97
    owners = {big.ids[i].split("/")[0] for i in children[big.truth.mass[children] == Mass.TIMESTAMP].tolist()}
    assert len(owners) <= 3
    assert big.truth.is_mass_upload.mean() == pytest.approx(346_202 / 3_094_856, abs=0.01)


def test_qwen_is_the_biggest_family_and_most_of_it_says_so_in_its_name(big: Population) -> None:
    graph = nx.DiGraph(zip(big.hub.parents.tolist(), big.hub.children.tolist(), strict=True))
    roots = [i for i in range(big.size) if big.ids[i].startswith("Qwen/")]
    reached = set().union(*(nx.descendants(graph, i) for i in roots if i in graph)) - set(roots)
    assert len(reached) / (np.diff(big.hub.start) > 0).sum() == pytest.approx(0.39, abs=0.03)
    assert np.mean(["qwen" in big.ids[i].lower() for i in reached]) == pytest.approx(0.74, abs=0.04)
    own = set(roots)
    assert np.mean([bool(own & set(big.hub.of(i).tolist())) for i in reached]) == pytest.approx(0.82, abs=0.04)


def test_the_graph_is_wide_and_nearly_a_forest_with_a_few_cycles_and_two_long_lines(big: Population) -> None:
    graph = nx.DiGraph(zip(big.hub.parents.tolist(), big.hub.children.tolist(), strict=True))
    rings = [ring for ring in nx.strongly_connected_components(graph) if len(ring) > 1]
    assert len(rings) == 3
    assert all(len(ring) in (2, 3) for ring in rings)
    assert 50 <= nx.dag_longest_path_length(nx.condensation(graph)) <= 75
    forest = len(graph) - nx.number_weakly_connected_components(graph)
    assert 1 - forest / graph.number_of_edges() == pytest.approx(0.045, abs=0.02)


def test_a_fifth_of_the_models_of_a_qwen_architecture_declare_nothing(big: Population) -> None:
    qwen = np.array([name.startswith("qwen") for name in architectures()] + [False] * (256 - len(architectures())))
    silent = np.diff(big.hub.start) == 0
    assert silent[qwen[big.metadata.architecture]].mean() == pytest.approx(0.22, abs=0.05)
