"""Whole tables of random graphs: the numbers of the parts they are made from, networkx as oracle, one schema."""

from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl
import pytest

from lineage.columns import DERIVATION_COLUMNS, MODEL_COLUMNS
from lineage.errors import BadInput, UnknownOwner
from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.files import rollups_of
from lineage.licences.rules import rules_in
from lineage.owners import owners
from lineage.tabular import ModelTables, derivations_scan
from lineage.tabular.family import family_scan, own_models
from lineage.tabular.types import OF_SCHEMA
from lineage.values import Model
from tests.lineage.frozen.graphs import frozen, network, random_pairs

PAIRS = random_pairs(seed=7, size=60, merges=0.4, cycles=3)
ODD = next(pair for pair in PAIRS if pair[0] != pair[1])
SAID = {
    ODD: {"relation": "quantized", "evidence": ["hub", "card"], "raw": "was/renamed", "relation_claims": ["hub:merge"]}
}
FACTS = {
    ODD[0]: {"downloads": 0, "created_at": datetime(2026, 3, 9, 1, 2, 3, tzinfo=UTC), "license": "mit", "library": "é"},
    ODD[1]: {"mass_upload": "timestamp", "license": "llama3.1", "parameters": 7},
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> FrozenGraph:
    return frozen(tmp_path_factory.mktemp("tables") / "graph", PAIRS, ["z/alone"], FACTS, SAID)


@pytest.fixture(scope="module")
def models(graph: FrozenGraph) -> pl.DataFrame:
    return ModelTables(graph).scan().collect()


def test_every_model_has_what_the_graph_knows_of_it(graph: FrozenGraph, models: pl.DataFrame) -> None:
    assert models["id"].to_list() == list(graph.ids.strings)
    judged = ("organisation", "license_rules")
    shared = [name for name in models.columns if name in Model.__dataclass_fields__ and name not in judged]
    for number, row in enumerate(models.select(shared).to_dicts()):
        known = graph.models.summary(number)
        assert row == {name: getattr(known, name) for name in shared}
    for row in models.to_dicts():
        assert row["organisation"] == owners.owner(graph, row["author"]).organisation
        number = graph.ids.number(row["id"])
        assert row["effective_licences"] == [licence.name for licence in graph.terms.licences_of(number)]
        rules = [rule.name for rule in rules_in(int(graph.terms.rules[number]))]
        assert (row["license_rules"] or []) == rules and row["license_rules"] != []
        assert row["is_quantized"] == (row["id"] == ODD[0])


def test_a_column_has_the_same_values_as_a_list_and_as_a_series(graph: FrozenGraph, models: pl.DataFrame) -> None:
    numbers = np.arange(graph.size)
    assert {name: column.values(graph, numbers) for name, column in MODEL_COLUMNS.items()} == models.to_dict(
        as_series=False
    )
    places, derivations = np.arange(len(graph.edges)), derivations_scan(graph).collect()
    assert {name: column.values(graph, places) for name, column in DERIVATION_COLUMNS.items()} == derivations.to_dict(
        as_series=False
    )


def test_roots_and_counts_are_those_of_networkx(graph: FrozenGraph, models: pl.DataFrame) -> None:
    network_ = network(PAIRS)
    for row in models.to_dicts():
        number = graph.ids.number(row["id"])
        assert row["roots"] == graph.ids.take(graph.lineage.roots_of(number))
        if row["id"] in network_:
            assert row["descendants"] == len(nx.ancestors(network_, row["id"]))
            assert (row["parents"], row["children"]) == (network_.out_degree(row["id"]), network_.in_degree(row["id"]))
            assert row["generation"] == min(nx.shortest_path_length(network_, row["id"], root) for root in row["roots"])


def test_derivations_are_those_of_the_graph(graph: FrozenGraph) -> None:
    table = derivations_scan(graph).collect()
    assert set(table.select("child", "parent").rows()) == set(PAIRS)
    for row in table.to_dicts():
        edge = graph.edges.between(graph.ids.number(row["child"]), graph.ids.number(row["parent"]))
        assert (row["relation"], row["raw"], row["irregularity"]) == (edge.relation, edge.raw, edge.irregularity)
        assert row["evidence"] == list(edge.evidence)
        assert row["relation_claims"] == (edge.relation_claims and list(edge.relation_claims))


def test_a_table_has_one_schema_whatever_its_rows_and_reads_what_is_asked_for(
    graph: FrozenGraph, tmp_path: Path
) -> None:
    tables = ModelTables(graph)
    assert tables.scan().collect_schema() == {one.name: OF_SCHEMA[one.type] for one in MODEL_COLUMNS.values()}
    nothing = frozen(tmp_path / "nothing", [], alone=["a/b"])
    for lazy, empty in (
        (tables.scan(), ModelTables(nothing).scan(nothing.parents.indices)),
        (derivations_scan(graph), derivations_scan(nothing)),
    ):
        assert empty.collect().schema == lazy.collect().schema == lazy.collect_schema()
        assert empty.collect().height == 0
        assert lazy.select(pl.len()).collect().item() == lazy.collect().height
    assert list(DERIVATION_COLUMNS) == derivations_scan(graph).collect_schema().names()
    some = tables.scan().filter(pl.col("author") == "o1").select("id", "roots").head(3).collect()
    assert some["id"].to_list() == [id for id in graph.ids.strings if id.startswith("o1/")][:3]
    tables.scan().sink_parquet(tmp_path / "models.parquet")
    assert pl.read_parquet(tmp_path / "models.parquet").equals(tables.scan().collect())


@pytest.mark.parametrize("mass_uploads", [True, False])
@pytest.mark.parametrize("quantised", [True, False])
def test_a_family_is_what_roll_ups_count(graph: FrozenGraph, mass_uploads: bool, quantised: bool) -> None:
    variant = {(True, True): "value", (False, True): "without_mass_uploads", (True, False): "without_quantisations"}
    for name in rollups_of(graph).organisations:
        own = own_models(graph, {"organisation": name}, [])
        rolled = owners.organisation(graph, name)
        family = family_scan(
            ModelTables(graph), own, include_own=False, mass_uploads=mass_uploads, quantised=quantised
        ).collect()
        counted = getattr(rolled.roll_up.union.others, variant.get((mass_uploads, quantised), "without_both"))
        assert family.height == counted
        assert not set(family["organisation"]) & {name}
        whole = family_scan(ModelTables(graph), own, include_own=True, mass_uploads=True, quantised=True).collect()
        assert set(graph.ids.take(own)) <= set(whole["id"])
        assert set(whole.filter(pl.col("distance") == 0)["id"]) == set(graph.ids.take(own))


def test_a_family_of_nobody_is_refused(graph: FrozenGraph) -> None:
    with pytest.raises(BadInput, match="nobody"):
        own_models(graph, {}, [])
    with pytest.raises(UnknownOwner):
        own_models(graph, {"owner": "o99"}, [])
