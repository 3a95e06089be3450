"""A graph of models in any of the usual formats is read as the edges and fields it holds, whatever wrote it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file, opened
from ingest.sources.explain import explain
from lineage.errors import BadFile
from lineage.home.home import Home

BASE = "Qwen/Qwen3-8B"
EDGES = {("a/Qwen3-8B-law", BASE, "finetune"), ("b/Qwen3-8B-law-gguf", "a/Qwen3-8B-law", "quantized")}


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(file: Path, home: Path, **options: Any) -> tuple[Snapshot, set[tuple[str, str, str]]]:
    snapshot = import_file(file, Home(home), **options)
    derivations = pl.read_parquet(resolve(snapshot, Home(home)) / "derivations.parquet")
    return Snapshot.open(snapshot), set(derivations.select("child", "parent", "relation").rows())


def graph() -> nx.DiGraph:
    made = nx.DiGraph()
    made.add_node(BASE, license="apache-2.0", downloads=7)
    for child, parent, relation in sorted(EDGES):
        made.add_edge(child, parent, relation=relation)
    return made


WRITERS: dict[str, Callable[[nx.DiGraph, str], Any]] = {
    "graphml": nx.write_graphml,
    "gexf": nx.write_gexf,
    "gml": nx.write_gml,
    "json": lambda graph, path: Path(path).write_text(json.dumps(nx.node_link_data(graph, edges="links"))),
    "json-edges": lambda graph, path: Path(path).write_text(json.dumps(nx.node_link_data(graph, edges="edges"))),
    "adjacency": lambda graph, path: Path(path).write_text(json.dumps(nx.adjacency_data(graph))),
    "cytoscape": lambda graph, path: Path(path).write_text(json.dumps(nx.cytoscape_data(graph))),
}


TREES = {
    "by id": {BASE: ["a/Qwen3-8B-law"], "a/Qwen3-8B-law": ["b/Qwen3-8B-law-gguf"]},
    "by id, one alone": {BASE: ["a/Qwen3-8B-law"], "a/Qwen3-8B-law": ["b/Qwen3-8B-law-gguf"], "c/alone": []},
    "parents by id": {"b/Qwen3-8B-law-gguf": "a/Qwen3-8B-law", "a/Qwen3-8B-law": BASE},
    "pairs": [["a/Qwen3-8B-law", BASE], ["b/Qwen3-8B-law-gguf", "a/Qwen3-8B-law"]],
    "pairs below a key": {"edges": [[BASE, "a/Qwen3-8B-law"], ["a/Qwen3-8B-law", "b/Qwen3-8B-law-gguf"]]},
    "models and derivations": {
        "models": [{"id": BASE}, {"id": "a/Qwen3-8B-law"}],
        "derivations": [
            {"id": "e1", "child": "a/Qwen3-8B-law", "parent": BASE},
            {"id": "e2", "child": "b/Qwen3-8B-law-gguf", "parent": "a/Qwen3-8B-law"},
        ],
    },
    "relationships": {
        "nodes": [{"id": BASE}],
        "relationships": [
            {"startNode": "a/Qwen3-8B-law", "endNode": BASE},
            {"startNode": "b/Qwen3-8B-law-gguf", "endNode": "a/Qwen3-8B-law"},
        ],
    },
    "nested": {"name": BASE, "children": [{"name": "a/Qwen3-8B-law", "children": [{"name": "b/Qwen3-8B-law-gguf"}]}]},
}


@pytest.mark.parametrize("kind", TREES)
def test_adjacency_and_trees(kind: str, tmp_path: Path) -> None:
    opened, edges = read(written(tmp_path / "x", json.dumps(TREES[kind])), tmp_path)
    assert edges == {(child, parent, "unknown") for child, parent, _ in EDGES}
    assert ("c/alone" in opened.rows().collect()["id"]) == ("alone" in kind)


def test_edges_whose_ends_nothing_names_are_rejected_by_their_place(tmp_path: Path) -> None:
    graph = {"nodes": [{"id": BASE}, {"id": "a/law"}], "edges": [{"u": "a/law", "v": BASE}]}
    opened, edges = read(written(tmp_path / "x", json.dumps(graph)), tmp_path)
    assert not edges
    assert opened.manifest["counts"]["rejected"] == {"not two ids": 1}
    assert opened.facts.listed == 2


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("format", WRITERS)
def test_a_graph_as_networkx_writes_it(format: str, turned: bool, tmp_path: Path) -> None:
    WRITERS[format](graph().reverse() if turned else graph(), str(tmp_path / "x"))
    opened, edges = read(tmp_path / "x", tmp_path)
    assert edges == EDGES
    rows = opened.rows().filter(id=BASE).select("license", "downloads").collect().rows()
    assert rows == [("apache-2.0", 7)]
    assert "the child is the" in opened.manifest["note"]


NAMES = st.sampled_from(["a/x", "b/y", "c/z", 'd/q"uote', "e/<&>", "f/\u00e9"])


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edges=st.lists(st.tuples(NAMES, NAMES), max_size=6), format=st.sampled_from(list(WRITERS)))
def test_every_edge_is_read_from_its_source_to_its_target(
    edges: list[tuple[str, str]], format: str, tmp_path: Path
) -> None:
    WRITERS[format](nx.DiGraph(edges), str(tmp_path / "x"))
    graph = opened(tmp_path / "x").graph
    assert graph is not None
    assert {(graph.name(source), graph.name(target)) for source, target, _ in graph.edges} == set(edges)


TEXTS = {
    "Gephi": """<?xml version="1.0" encoding="UTF-8"?>
        <gexf xmlns="http://www.gexf.net/1.3" version="1.3" xmlns:viz="http://www.gexf.net/1.3/viz"><graph
        defaultedgetype="directed"><attributes class="node"><attribute id="0" title="license" type="string"/>
        </attributes><attributes class="edge"><attribute id="0" title="relation" type="string"/></attributes>
        <nodes><node id="0" label="Qwen/Qwen3-8B"><attvalues><attvalue for="0" value="apache-2.0"/></attvalues>
        <viz:size value="10.0"/></node><node id="1" label="a/Qwen3-8B-law"/><node id="2" label="b/Qwen3-8B-law-gguf"/>
        </nodes><edges><edge source="1" target="0" type="directed"><attvalues><attvalue for="0" value="finetune"/>
        </attvalues></edge><edge source="2" target="1" label="quantized"/></edges></graph></gexf>""",
    "yEd": """<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
        <key for="node" id="d6" yfiles.type="nodegraphics"/><key for="edge" id="d10" yfiles.type="edgegraphics"/>
        <key for="node" id="d7" attr.name="license" attr.type="string"><default>apache-2.0</default></key>
        <graph edgedefault="directed" id="G">
        <node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel>Qwen/Qwen3-8B</y:NodeLabel></y:ShapeNode></data></node>
        <node id="n1"><data key="d6"><y:ShapeNode><y:NodeLabel>a/Qwen3-8B-law</y:NodeLabel></y:ShapeNode></data></node>
        <node id="n2"><data key="d6"><y:ShapeNode><y:NodeLabel>b/Qwen3-8B-law-gguf</y:NodeLabel></y:ShapeNode></data>
        </node><edge id="e0" source="n1" target="n0"><data key="d10"><y:PolyLineEdge><y:EdgeLabel>finetune</y:EdgeLabel>
        </y:PolyLineEdge></data></edge><edge id="e1" source="n2" target="n1"><data key="d10"><y:PolyLineEdge>
        <y:EdgeLabel>quantized</y:EdgeLabel></y:PolyLineEdge></data></edge></graph></graphml>""",
    "igraph": """Creator "igraph version 0.10.4"
        Version 1
        graph
        [ directed 1
          node [ id 0 name "Qwen/Qwen3-8B" license "apache-2.0" ]
          node [ id 1 name "a/Qwen3-8B-law" ] # a note
          node [ id 2 name "b/Qwen3-8B-law-gguf" ]
          edge [ source 1 target 0 relation "finetune" ]
          edge [ source 2 target 1 relation "quantized" ] ]""",
    "graphology": json.dumps({"attributes": {}, "options": {"type": "directed"}, "nodes": [
        {"key": BASE, "attributes": {"license": "apache-2.0"}}, {"key": "a/Qwen3-8B-law"}], "edges": [
        {"key": "0", "source": "a/Qwen3-8B-law", "target": BASE, "attributes": {"relation": "finetune"}},
        {"key": "1", "source": "b/Qwen3-8B-law-gguf", "target": "a/Qwen3-8B-law", "attributes": {"type": "quantized"}},
        ]}, indent=1),
    "D3 by number": json.dumps({"nodes": [{"name": BASE, "license": "apache-2.0"}, {"name": "a/Qwen3-8B-law"},
        {"name": "b/Qwen3-8B-law-gguf"}], "links": [{"source": 0, "target": 1, "relation": "finetune"},
        {"source": 1, "target": 2, "relation": "quantized"}]}),
    "JSON Graph Format": json.dumps({"graph": {"directed": True, "nodes": {
        BASE: {"metadata": {"license": "apache-2.0"}}, "a/Qwen3-8B-law": {}},
        "edges": [{"source": BASE, "target": "a/Qwen3-8B-law", "relation": "finetune"},
        {"source": "a/Qwen3-8B-law", "target": "b/Qwen3-8B-law-gguf", "relation": "quantized"}]}}),
    "vis": json.dumps({"nodes": [{"id": 1, "label": BASE, "license": "apache-2.0"},
        {"id": 2, "label": "a/Qwen3-8B-law"}, {"id": 3, "label": "b/Qwen3-8B-law-gguf"}],
        "edges": [{"from": 2, "to": 1, "label": "finetune"},
        {"from": 3, "to": 2, "label": "quantized"}]}),
    "DOT": """// made by hand
        strict digraph "family" { rankdir=BT; node [shape=box];
        "Qwen/Qwen3-8B" [license="apache-2.0", color=red];
        "a/Qwen3-8B-law" -> "Qwen/Qwen3-8B" [label="finetune"]; /* a note */
        "b/Qwen3-8B-law-gguf" -> "a/Qwen3-8B-law" [relation=quantized] }""",
    "DOT with keys": """digraph {
        n0 [label="Qwen/Qwen3-8B" license="apache-2.0"]
        n1 [label="a/Qwen3-8B-law"]
        n2 [label="b/Qwen3-8B-law-gguf"]
        n0 -> n1 [label=finetune]
        n1 -> n2 [label=quantized]
        }""",
    "Mermaid": """graph BT
        A[Qwen/Qwen3-8B]
        B["a/Qwen3-8B-law"] -->|finetune| A
        C(b/Qwen3-8B-law-gguf) -->|quantized| B
        """,
}  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_graphs_as_other_programs_write_them(kind: str, tmp_path: Path) -> None:
    opened, edges = read(written(tmp_path / "x", TEXTS[kind]), tmp_path)
    assert edges == EDGES
    if kind != "Mermaid":
        assert opened.rows().filter(id=BASE).select("license").collect().item() == "apache-2.0"
    assert not opened.manifest["counts"]["rejected"]


@pytest.mark.parametrize("kind", ["graphml", "gml", "json"])
def test_which_end_is_the_child_is_told_by_the_data_or_the_user_or_refused(kind: str, tmp_path: Path) -> None:
    WRITERS[kind](nx.DiGraph([("a/one", "b/two")]), str(tmp_path / "x"))
    with pytest.raises(BadFile) as caught:
        import_file(tmp_path / "x", Home(tmp_path / "home"))
    assert "--map child=source --map parent=target" in caught.value.hint
    for chosen, edge in (({"child": "source"}, ("a/one", "b/two")), ({"child": "target"}, ("b/two", "a/one"))):
        assert read(tmp_path / "x", tmp_path / str(chosen), columns=chosen)[1] == {(*edge, "unknown")}


def test_a_node_whose_name_is_no_id_is_rejected_with_its_edges(tmp_path: Path) -> None:
    made = nx.DiGraph([("a/Qwen3-8B-law", BASE), ("no model at all", BASE)])
    nx.write_graphml(made, tmp_path / "x")
    opened, edges = read(tmp_path / "x", tmp_path)
    assert edges == {("a/Qwen3-8B-law", BASE, "unknown")}
    assert sum(opened.manifest["counts"]["rejected"].values()) == 2


def test_attributes_that_are_no_fields_are_named(tmp_path: Path) -> None:
    made = graph()
    nx.set_node_attributes(made, 1.5, "pagerank")
    nx.set_edge_attributes(made, "x", "note")
    nx.write_graphml(made, tmp_path / "x")
    opened, _ = read(tmp_path / "x", tmp_path)
    assert opened.manifest["counts"]["left_out"] == ["note of edges", "pagerank"]


BOMBS = {
    "entities": '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><graphml><graph><node id="&b;"/></graph></graphml>',
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><gexf><graph><nodes>&a;</nodes></graph></gexf>',
    "a parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]><graphml><graph/></graphml>',
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_graph_that_declares_entities_is_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="entities"):
        import_file(written(tmp_path / "x", BOMBS[kind]), Home(tmp_path / "home"))


@pytest.mark.parametrize(
    "text", ["<graphml><graph>", "graph [ node [ id 1 ]", "graph [ ] ]", "graph [ edge [ source 1 ] ]"]
)
def test_a_broken_graph_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="broken"):
        import_file(written(tmp_path / "x", text), Home(tmp_path / "home"))


EDGE_TEXTS = {
    "blanks": "a/Qwen3-8B-law Qwen/Qwen3-8B\nb/other   Qwen/Qwen3-8B\n",
    "networkx's edge list": "# made by hand\na/Qwen3-8B-law Qwen/Qwen3-8B {}\nb/other Qwen/Qwen3-8B {'weight': 1}\n",
    "an adjacency list": "Qwen/Qwen3-8B a/Qwen3-8B-law b/other\na/Qwen3-8B-law\n",
    "arrows": "a/Qwen3-8B-law -> Qwen/Qwen3-8B\nb/other -> Qwen/Qwen3-8B\n",
    "arrows without blanks": "a/Qwen3-8B-law->Qwen/Qwen3-8B\nb/other\u2192Qwen/Qwen3-8B\n",
    "arrows back": "Qwen/Qwen3-8B <- a/Qwen3-8B-law\nQwen/Qwen3-8B <-- b/other\n",
    "a header": "child parent\na/Qwen3-8B-law Qwen/Qwen3-8B\nb/other Qwen/Qwen3-8B\n",
    "addresses": "https://huggingface.co/a/Qwen3-8B-law Qwen/Qwen3-8B\nb/other Qwen/Qwen3-8B\n",
}


@pytest.mark.parametrize("kind", EDGE_TEXTS)
def test_two_ids_a_line_are_an_edge(kind: str, tmp_path: Path) -> None:
    _, edges = read(written(tmp_path / "x", EDGE_TEXTS[kind]), tmp_path)
    assert edges == {("a/Qwen3-8B-law", BASE, "unknown"), ("b/other", BASE, "unknown")}


def test_a_third_word_is_the_relation_and_a_line_that_is_no_edge_is_rejected(tmp_path: Path) -> None:
    lines = "".join(f"a/Qwen3-8B-{n} Qwen/Qwen3-8B merge\n" for n in range(300))
    opened, edges = read(written(tmp_path / "x", f"{lines}what is this\n"), tmp_path)
    assert {relation for _, _, relation in edges} == {"merge"}
    assert len(edges) == 300
    assert opened.manifest["counts"]["first_rejected"][0]["place"] == "line 301"


@pytest.mark.parametrize("line", ["what is this", "a/b -> ???", '"'])
@pytest.mark.parametrize("at", [0, 3, 19])
def test_wherever_a_line_is_no_edge_it_is_left_out_alone_and_named(at: int, line: str, tmp_path: Path) -> None:
    texts = [f"a/Qwen3-8B-{n} -> Qwen/Qwen3-8B" for n in range(20)]
    opened, edges = read(written(tmp_path / "x", "\n".join([*texts[:at], line, *texts[at:]])), tmp_path)
    assert len(edges) == 20
    if "/" not in line:
        assert opened.manifest["counts"]["first_rejected"][0]["place"] == f"line {at + 1}"


def test_a_text_with_many_such_lines_is_no_text_of_edges(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        read(written(tmp_path / "x", "a/Qwen3-8B-law -> Qwen/Qwen3-8B\nthat is\nall of it\n"), tmp_path)


def test_a_header_above_edges_is_no_line_that_is_left_out(tmp_path: Path) -> None:
    text = "".join(["source target\n", *(f"a/Qwen3-8B-{n} Qwen/Qwen3-8B\n" for n in range(20))])
    opened, edges = read(written(tmp_path / "x", text), tmp_path)
    assert len(edges) == 20
    assert not opened.manifest["counts"]["rejected"]


@pytest.mark.parametrize("bad", [0, 4, 7])
@pytest.mark.parametrize("form", ["pairs", "by id", "below a key"])
def test_a_bad_row_of_a_json_graph_is_left_out_alone_and_named(form: str, bad: int, tmp_path: Path) -> None:
    pairs: list[object] = [[f"a/Qwen3-8B-{n}", BASE] for n in range(8)]
    pairs[bad] = ["no id", 5]
    by_id = {f"a/Qwen3-8B-{n}": [BASE] if n != bad else None for n in range(8)}
    document = {"pairs": pairs, "by id": by_id, "below a key": {"edges": pairs}}[form]
    opened, edges = read(written(tmp_path / "x", json.dumps(document)), tmp_path)
    assert len(edges) == 7
    (rejected,) = opened.manifest["counts"]["first_rejected"]
    assert rejected["place"] == (f"a/Qwen3-8B-{bad}" if form == "by id" else f"edge {bad + 1}")


OBJECTS = [
    {"source": BASE, "target": "a/Qwen3-8B-law", "relation": "finetune"},
    {"source": BASE, "target": "b/other", "relation": "merge"},
]


@pytest.mark.parametrize("kind", ["lines", "array", "wrapped", "parquet"])
def test_edges_as_objects(kind: str, tmp_path: Path) -> None:
    texts = {
        "lines": "".join(json.dumps(one) + "\n" for one in OBJECTS),
        "array": json.dumps(OBJECTS),
        "wrapped": json.dumps({"edges": OBJECTS}, indent=1),
    }
    if kind == "parquet":
        pl.DataFrame(OBJECTS).write_parquet(tmp_path / "x")
    else:
        written(tmp_path / "x", texts[kind])
    opened, edges = read(tmp_path / "x", tmp_path)
    assert edges == {("a/Qwen3-8B-law", BASE, "finetune"), ("b/other", BASE, "merge")}
    assert "the child is the column `target`" in opened.manifest["note"]


def test_explain_says_which_end_and_which_attribute_is_what(tmp_path: Path) -> None:
    nx.write_graphml(graph(), tmp_path / "x")
    said = explain(tmp_path / "x")
    assert dict(said.fields) == {
        "child": "source of edges",
        "parent": "target of edges",
        "license": "license of nodes",
        "downloads": "downloads of nodes",
    }
    assert {row["id"] for row in said.rows} == {BASE, *(child for child, _, _ in EDGES)}
