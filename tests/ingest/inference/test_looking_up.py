"""Few of many models and derivations are found by their hashes as they are by looking at all of them."""

import networkx as nx
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from ingest.inference.keys import name_hashes
from ingest.inference.names import folded
from ingest.inference.narrow_models import ModelLayer, NarrowModels, orders
from ingest.inference.pairs import DerivationPairs
from ingest.rows.clean import owner_of

IDS = st.sampled_from(["a/x", "a/X", "a/x_1", "a/x-1", "a0/x", "a.b/x", "b/x", "b/y", "gpt2", "A/x"])
SOME = st.lists(IDS, unique=True)


def named(ids: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"id": sorted(ids)}, schema={"id": pl.String}).with_columns(name_hashes())


def series(ids: list[str]) -> pl.Series:
    return pl.Series("id", ids, pl.String)


@given(SOME, SOME, SOME, SOME, st.booleans())
def test_models_are_found_in_layers_as_in_one_table(
    held: list[str], replaced: list[str], new: list[str], asked: list[str], ordered: bool
) -> None:
    rows = named(held)
    layer = ModelLayer(rows, pl.DataFrame(orders(rows)) if ordered else None)
    new = [id for id in new if id in replaced or id not in held]
    models = NarrowModels(((layer, series([])),)).instead(series(replaced), named(new).select("id"))
    all_of_them = named([*(id for id in held if id not in replaced), *new])
    wanted, id = series(asked), pl.col("id")

    def same(found: pl.DataFrame, which: pl.Expr) -> bool:
        return found.sort("id").equals(all_of_them.filter(which))

    whole = named(asked)["whole"].implode()
    assert models.height == all_of_them.height
    assert same(models.among(wanted), id.is_in(wanted.implode()))
    assert same(models.alike(wanted), folded(id).hash().is_in(whole))
    assert same(models.with_whole(named(asked)["whole"]), pl.col("whole").is_in(whole))
    assert same(models.with_key(named(asked)["key"]), pl.col("key").is_in(named(asked)["key"].implode()))
    assert same(models.filter(id.str.ends_with("x")), id.str.ends_with("x"))
    assert same(models.of_owners(series(["a", "gpt2"])), owner_of(id).is_in(["a", "gpt2"]))


@given(st.lists(st.tuples(IDS, IDS), unique=True), SOME)
def test_derivations_are_found_by_either_end(edges: list[tuple[str, str]], asked: list[str]) -> None:
    rows = pl.DataFrame(edges, schema={"child": pl.String, "parent": pl.String}, orient="row")
    pairs, wanted = DerivationPairs(rows), series(asked)
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(asked)
    assert sorted(pairs.of_children(wanted).rows()) == sorted(edge for edge in edges if edge[0] in asked)
    assert sorted(pairs.of_parents(wanted).rows()) == sorted(edge for edge in edges if edge[1] in asked)
    assert set(pairs.of_parents(wanted, most=1)["parent"]) == {parent for _, parent in edges} & set(asked)
    assert pairs.of_parents(wanted, most=1)["parent"].is_unique().all()
    assert set(pairs.above(wanted)) == set(asked).union(*(nx.descendants(graph, id) for id in asked))
    assert set(pairs.below(wanted)) == set(asked).union(*(nx.ancestors(graph, id) for id in asked))
