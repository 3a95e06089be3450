"""Whose licence verdict changes when a model states another licence, equal to a graph in which it does."""

import random
from pathlib import Path

import numpy as np
import pytest

from lineage.compliance.relicensing import relicensing
from lineage.errors import BadInput
from lineage.frozen import FrozenGraph
from lineage.frozen.terms import families
from lineage.impact.impact import impact
from lineage.list_window import ListWindow
from tests.lineage.frozen.graphs import frozen, random_pairs

LICENCES = ("apache-2.0", "mit", "cc-by-nc-4.0", "gemma", "cc-by-sa-4.0", "nobody-knows", None)
ALL = ListWindow(limit=500)


def standings(graph: FrozenGraph) -> dict[str, tuple[object, object]]:
    verdict, effective_class = (graph.terms.columns[name] for name in ("license_verdict", "effective_class"))
    return {graph.ids[n]: (verdict.get(n), effective_class.get(n)) for n in range(graph.size)}


def stated_by(dice: random.Random) -> dict[str, str | None]:
    """What a model states: a licence, and here and there a base that was not found."""
    return {"license": dice.choice(LICENCES), "base_not_found": "no owner" if dice.random() < 0.1 else None}


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("large", [1, families.LARGE])
def test_it_is_the_difference_to_a_graph_where_the_model_states_it(
    seed: int, large: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "LARGE", large)  # told apart when it is frozen, and when it is asked for
    dice = random.Random(seed)
    pairs = random_pairs(seed, 20, 0.4, seed % 3)
    stated = {id: stated_by(dice) for pair in pairs for id in pair}
    graph = frozen(tmp_path / "graph", pairs, models=stated)
    number = int(np.argmax(graph.reach.descendant_count))
    id, other = graph.ids[number], dice.choice(LICENCES[:-1])
    then = standings(frozen(tmp_path / "then", pairs, models={**stated, id: {**stated[id], "license": other}}))
    before = standings(graph)
    found = relicensing(graph, number, str(other), ALL)
    changed = {one for one in before if before[one] != then[one]}
    assert {one.id for one in found.models} == changed
    for one in found.models:
        assert (one.before.verdict, one.before.effective_class) == before[one.id]
        assert (one.after.verdict, one.after.effective_class) == then[one.id]
    assert found.total == len(changed) == sum(change.models for change in found.changes)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    models = {"a/base": {"license": "apache-2.0"}, "a/tune": {"license": "apache-2.0", "mass_upload": "uuid"}}
    pairs = [("a/tune", "a/base"), ("a/quiet", "a/base")]
    return frozen(tmp_path_factory.mktemp("relicensed") / "graph", pairs, models=models)


@pytest.mark.parametrize(
    ("license", "name", "license_class", "known"),
    [
        ("cc-by-nc-4.0", "cc-by-nc-4.0", "non_commercial", True),
        ("Qwen Research License", "qwen-research", "non_commercial", True),
        ("nobody-knows", "nobody-knows", "unknown", False),
        ("<b>markup</b>", "<b>markup</b>", "unknown", False),
        ("mit and gemma", "mit and gemma", "conditional", True),
    ],
)
def test_any_name_is_a_licence_and_one_that_is_not_known_never_permissive(
    graph: FrozenGraph, license: str, name: str, license_class: str, known: bool
) -> None:
    found = relicensing(graph, graph.ids.number("a/base"), license, ListWindow(mass_uploads=False))
    assert (found.name, found.license_class, found.is_known) == (name, license_class, known)
    assert found.total - 1 == found.without_mass_uploads == len(found.models) > 0


@pytest.mark.parametrize("license", ["", "none", "other", "unknown", " "])
def test_what_names_no_licence_is_refused(graph: FrozenGraph, license: str) -> None:
    with pytest.raises(BadInput, match="names no licence"):
        impact(graph, graph.ids.number("a/base"), license=license)
