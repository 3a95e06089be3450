"""Subgraphs in networkx, igraph and rustworkx: the same models and derivations in each."""

import io
import json
import math
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from lineage.errors import BadInput, BadStatement, UnknownModel, UnknownOwner
from lineage.export import OF_MODELS, to_pyvis
from lineage.export.formats.gexf import pieces as gexf
from lineage.filters.model_filter import ModelFilter
from lineage.graph import Lineage
from lineage.values import Relation
from tests.web.family import BASE, CHAT, CYCLE, EVIL, GONE, MERGE, OTHER, SELF

DEEP = [f"deep/level-{i}" for i in range(1, 5)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"ids": [CHAT, BASE, CHAT]}, {BASE, CHAT}),
        ({"ids": CHAT}, {CHAT}),
        ({"model": MERGE}, {MERGE, BASE, OTHER, DEEP[3]}),
        ({"subtree": CHAT}, {CHAT, EVIL, "=cmd/formula", *DEEP}),
        ({"subtree": f"https://hf-mirror.com/{CHAT}"}, {CHAT, EVIL, "=cmd/formula", *DEEP}),
        ({"ids": [f"`{CHAT}`,", BASE.upper()]}, {BASE, CHAT}),
        ({"lineage": DEEP[3]}, {BASE, CHAT, MERGE, OTHER, *DEEP}),
        ({"owner": "lab"}, {MERGE, DEEP[3]}),
        ({"statement": "MATCH (m:Model {status: 'missing'}) RETURN m"}, {GONE}),
        ({"statement": f"MATCH (m:Model {{id: '{SELF}'}}) RETURN [m.id, 'no/body', 'text', 1] AS ids"}, {SELF}),
        ({"subtree": CYCLE[0]}, set(CYCLE)),
    ],
)
def test_a_selection_holds_these_models(graph: Lineage, asked: dict[str, Any], expected: set[str]) -> None:
    assert set(graph.subgraph(**asked).to_networkx()) == expected


def test_without_a_selection_it_is_the_whole_graph(graph: Lineage) -> None:
    whole = graph.subgraph()
    assert (len(whole), len(whole.places)) == (graph.graph.size, graph.graph.derivations)
    assert set(graph.subgraph(graph.descendants(CHAT)).to_networkx()) == set(graph.descendants(CHAT)["id"])


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"ids": ["no/body"]}, UnknownModel),
        ({"subtree": "no/body"}, UnknownModel),
        ({"owner": "nobody"}, UnknownOwner),
        ({"statement": "MATCH (m:Model) DELETE m"}, BadStatement),
        ({"statement": "RETURN 1 AS one"}, BadInput),
        ({"subtree": BASE, "owner": "lab"}, BadInput),
        ({"subtree": BASE, "attributes": ["colour"]}, BadInput),
    ],
)
def test_what_is_no_selection_is_refused_with_a_hint(
    graph: Lineage, asked: dict[str, Any], error: type[BadInput]
) -> None:
    with pytest.raises(error) as caught:
        graph.subgraph(**asked)
    assert caught.value.hint


def test_the_three_libraries_hold_the_same(graph: Lineage) -> None:
    part = graph.subgraph(attributes=["downloads", "created_at", "license"])
    import igraph  # noqa: PLC0415 - seconds, in each process that collects the tests
    import rustworkx  # noqa: PLC0415

    plain, fast, rust = part.to_networkx(), part.to_igraph(), part.to_rustworkx()
    edges = {(child, parent, data["relation"]) for child, parent, data in plain.edges(data=True)}
    assert {(fast.vs[e.source]["name"], fast.vs[e.target]["name"], e["relation"]) for e in fast.es} == edges
    assert {(rust[c]["id"], rust[p]["id"], data["relation"]) for c, p, data in rust.weighted_edge_list()} == edges
    assert (SELF, SELF, "finetune") in edges
    for vertex, node in zip(fast.vs, rust.nodes(), strict=True):
        known = {name: value for name, value in vertex.attributes().items() if value is not None}
        assert plain.nodes[known.pop("name")] == known == {k: v for k, v in node.items() if k != "id"}
    assert isinstance(fast, igraph.Graph) and isinstance(rust, rustworkx.PyDiGraph)
    assert "downloads" not in plain.nodes[SELF], "unknown is neither 0 nor an empty text"


@pytest.mark.parametrize("ids", [[], [BASE]])
def test_the_libraries_hold_models_without_derivations(graph: Lineage, ids: list[str]) -> None:
    part = graph.subgraph(ids)
    assert part.to_networkx().order() == part.to_igraph().vcount() == len(part.to_rustworkx()) == len(ids)


def test_python_exports_nothing_but_a_subgraph_to_a_path(graph: Lineage, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no subgraph, but a LazyFrame"):
        graph.export(graph.models(), tmp_path / "part.json")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="file cannot be 3"):
        graph.export(graph.subgraph([BASE]), 3)  # type: ignore[arg-type]


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gexf])
def test_networkx_own_writers_take_what_a_subtree_and_a_subgraph_are(graph: Lineage, write: Any) -> None:
    attributes = [name for name in OF_MODELS if name != "parents" or write is nx.write_graphml]
    every = graph.subgraph(subtree=BASE, attributes=attributes).to_networkx()
    for made in (graph.subtree(BASE), graph.subgraph(owner="Qwen").to_networkx(), every):
        write(made, file := io.BytesIO())
        assert CHAT.encode() in file.getvalue()


@pytest.mark.parametrize(("library", "extra"), [("igraph", "graphs"), ("rustworkx", "graphs"), ("pyvis", "notebook")])
def test_a_library_that_is_not_there_is_named_with_its_extra(
    graph: Lineage, library: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"{library}.network", raising=False)
    part = graph.subgraph([BASE])
    with pytest.raises(BadInput, match=library) as caught:
        to_pyvis(part.to_networkx(), tmp_path / "x.html") if library == "pyvis" else getattr(part, f"to_{library}")()
    assert f"qwen-lineage[{extra}]" in caught.value.hint


def test_a_filter_and_a_lazy_table_are_selections(graph: Lineage) -> None:
    wanted = ModelFilter(relation=(Relation.QUANTIZED,), descends_from=(f"model:{CHAT}",))
    part = graph.subgraph(filter=wanted)
    assert set(part.to_networkx()) == {EVIL}
    assert part.selection.definition.endswith(f"relation = quantized, descends_from = model:{CHAT}.")
    assert set(graph.subgraph(graph.family(ids=CHAT)).to_networkx()) == set(graph.descendants(CHAT)["id"])


def test_python_writes_what_the_command_line_writes(graph: Lineage, tmp_path: Path) -> None:
    part = graph.subgraph(subtree=CHAT, attributes=None)
    files = graph.export(part, tmp_path / "chat.gexf")
    assert [file.name for file in files] == ["chat.gexf", "chat.gexf.manifest.json"]
    assert files[0].read_text() == "".join(gexf(part))
    with pytest.raises(BadInput, match="docx"):
        graph.export(part, tmp_path / "chat.docx")


def test_a_picture_has_children_all_round_the_largest_named_a_legend_and_a_search(
    graph: Lineage, tmp_path: Path
) -> None:
    tree = graph.subtree(BASE)
    html = to_pyvis(tree, tmp_path / "x.html").read_text()
    nodes = {node["id"]: node for node in json.loads(re.findall(r"nodes = new vis.DataSet\((\[.*?\])\);", html)[0])}
    around = [child for child in tree.predecessors(BASE) if tree.in_degree(child) == 0 and tree.out_degree(child) == 1]
    x, y = nodes[BASE]["x"], nodes[BASE]["y"]
    angles = sorted(math.degrees(math.atan2(nodes[id]["y"] - y, nodes[id]["x"] - x)) for id in around)
    assert len(around) > 100 and max(b - a for a, b in pairwise([*angles, angles[0] + 360])) < 45
    assert sum(node["label"] != " " for node in nodes.values()) == 14 and nodes[BASE]["label"] == BASE
    assert 'id="find"' in html and "finetune 67" in html and EVIL not in html.split("<script")[0]
    assert to_pyvis(graph.subgraph(ids=[BASE, GONE]).to_networkx(), tmp_path / "y.html").exists()


def test_a_picture_says_of_a_model_that_is_not_there_that_it_is_not(graph: Lineage, tmp_path: Path) -> None:
    html = to_pyvis(graph.subtree(GONE), tmp_path / "x.html").read_text()
    told = {
        node["id"]: node["title"] for node in json.loads(re.findall(r"nodes = new vis.DataSet\((\[.*?\])\);", html)[0])
    }
    assert told[GONE] == f"{GONE}\n1 descendants\nnot in this snapshot, licence not known"
    assert told["orphan/child"].endswith("licence: qwen-research")
