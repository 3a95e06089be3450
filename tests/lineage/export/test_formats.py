"""Every format through a reader of somebody else's: the same models and derivations, and every value as it went."""

import csv
import errno
import io
import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx
import newick
import orjson
import polars as pl
import pytest

from lineage.errors import LineageError
from lineage.export import FORMATS, OF_DERIVATIONS, OF_MODELS, Subgraph, format_named, select, subgraph, write_export
from lineage.export.colours import RELATION_COLOURS
from lineage.export.formats import page
from lineage.export.formats.newick import pieces as newick_pieces
from lineage.export.trees import trees_of
from lineage.graph import Lineage
from lineage.text.hub_addresses import hub_url
from lineage.values import Relation
from tests.lineage.export.augur import auspice_schema
from tests.web.family import BASE, CHAT, CYCLE, EVIL, LONELY, MERGE, OTHER, SELF
from tests.web.test_colours import CSS

Row = dict[str, Any]
KEYS = ("id", "child", "parent", "source", "target")
GRAPHOLOGY = Path(__file__).resolve().parents[2] / "web" / "js" / "read_graph.mjs"
"""Prints what graphology reads in a file."""


@pytest.fixture(scope="module")
def whole(graph: Lineage) -> Subgraph:
    return graph.subgraph(attributes=None)


@pytest.fixture(scope="module")
def models(whole: Subgraph) -> dict[str, Row]:
    """What is known of each model, by id."""
    return {row["id"]: row for columns in whole.models() for row in _known(columns)}


@pytest.fixture(scope="module")
def derivations(whole: Subgraph) -> dict[tuple[str, str], Row]:
    """What is known of each derivation, by child and parent."""
    return {(row["child"], row["parent"]): row for columns in whole.derivations() for row in _known(columns)}


def _known(columns: dict[str, list[Any]]) -> list[Row]:
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _written(part: Subgraph, format: str, folder: Path) -> Path:
    path = folder / f"graph.{FORMATS[format].suffix}"
    write_export(part, FORMATS[format], path)
    return path


def _typed(row: Row) -> Row:
    """Text as formats without lists and moments hold it, back as it was."""
    kinds: dict[str, Callable[[str], Any]] = {
        "datetime": datetime.fromisoformat,
        "strings": lambda text: text if isinstance(text, list) else text.split(";"),
        "boolean": lambda text: {"true": True, "false": False}.get(text, text),
    }
    types = {one.name: one.type for one in chain(OF_MODELS.values(), OF_DERIVATIONS.values())}
    return {name: kinds.get(types.get(name, "string"), lambda text: text)(value) for name, value in row.items()}


def _as_expected(rows: dict[Any, Row], expected: dict[Any, Row]) -> None:
    assert rows.keys() == expected.keys()
    for key, row in rows.items():
        assert _but_keys(row) == _but_keys(expected[key])


def _but_keys(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in KEYS}


def test_networkx_reads_node_link_json(whole: Subgraph, models: Any, derivations: Any, tmp_path: Path) -> None:
    document = json.loads(_written(whole, "json", tmp_path).read_text())
    read = nx.node_link_graph(document, edges="edges")
    assert (read.is_directed(), read.is_multigraph()) == (True, False)
    _as_expected({id: _moments(row) for id, row in read.nodes(data=True)}, models)
    _as_expected({ends: row for *ends_, row in read.edges(data=True) for ends in [tuple(ends_)]}, derivations)
    assert read.graph["counts"]["models"] == len(whole)


def _moments(row: Row) -> Row:
    return {n: datetime.fromisoformat(v) if OF_MODELS[n].type == "datetime" else v for n, v in row.items()}


@pytest.mark.parametrize(("format", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_graphml_and_gexf(
    whole: Subgraph, models: Any, derivations: Any, tmp_path: Path, format: str, read: Any
) -> None:
    graph = read(_written(whole, format, tmp_path))
    own = {"label", "viz", "start", "id"} if format == "gexf" else set()
    nodes = {id: _typed({n: v for n, v in row.items() if n not in own}) for id, row in graph.nodes(data=True)}
    _as_expected(nodes, models)
    edges = {(c, p): _typed({n: v for n, v in row.items() if n not in own}) for c, p, row in graph.edges(data=True)}
    _as_expected(edges, derivations)


@pytest.mark.parametrize("format", ["json", "jsonld", "graphml", "gexf", "csv"])
def test_moments_are_written_as_the_api_has_them(whole: Subgraph, tmp_path: Path, format: str) -> None:
    text = _written(whole, format, tmp_path).read_text()
    assert re.search(r"\d\d:\d\d:\d\dZ", text) and "+00:00" not in text


def test_gexf_has_dates_colours_and_the_places_of_the_map(whole: Subgraph, graph: Lineage, tmp_path: Path) -> None:
    read = nx.read_gexf(_written(whole, "gexf", tmp_path))
    assert read.nodes[CHAT]["start"] == "2025-04-27" and "start" not in read.nodes[BASE]
    looks = {id: row["viz"] for id, row in read.nodes(data=True)}
    layout = graph.graph.map
    circle = int(layout.circle[graph.graph.ids.number(BASE)])
    place = looks[BASE]["position"]["x"], looks[BASE]["position"]["y"]
    assert place == pytest.approx((layout.core_x[circle], -layout.core_y[circle]), abs=0.001)
    places = [tuple(one["position"].values()) for one in looks.values() if "position" in one]
    assert len(set(places)) == len(places) > 120
    assert "position" not in looks[LONELY]
    colour = looks[CHAT]["color"]
    assert (colour["r"], colour["g"], colour["b"]) == RELATION_COLOURS[Relation.FINETUNE].rgb


def test_igraph_reads_graphml(whole: Subgraph, models: Any, derivations: Any, tmp_path: Path) -> None:
    import igraph  # noqa: PLC0415 - seconds, in each process that collects the tests

    read = igraph.Graph.Read_GraphML(str(_written(whole, "graphml", tmp_path)))
    rows = {vertex["id"]: vertex.attributes() for vertex in read.vs}
    for id, row in rows.items():
        assert row.keys() == {"id", *OF_MODELS}
        assert _typed({name: row[name] for name in models[id]}) == models[id]
    ends = {(read.vs[edge.source]["id"], read.vs[edge.target]["id"]): edge["relation"] for edge in read.es}
    assert ends == {ends: row["relation"] for ends, row in derivations.items()}


def test_polars_reads_parquet(whole: Subgraph, models: Any, tmp_path: Path) -> None:
    path = _written(whole, "parquet", tmp_path)
    read = pl.read_parquet(path)
    assert read.schema["created_at"] == pl.Datetime("ms", "UTC") and read.schema["downloads"] == pl.Int64
    _as_expected({row["id"]: row for row in _known(read.to_dict(as_series=False))}, models)
    own = pl.read_parquet_metadata(path)
    assert own["selection"] == "Every model of the snapshot." and own["snapshot"] == whole.graph.facts.id


def test_duckdb_reads_parquet(whole: Subgraph, models: Any, derivations: Any, tmp_path: Path) -> None:
    path = str(_written(whole, "parquet", tmp_path))
    beside = duckdb.read_parquet(path.replace(".parquet", ".derivations.parquet"))
    columns = dict(zip(beside.columns, zip(*beside.fetchall(), strict=True), strict=True))
    read = _known({name: list(values) for name, values in columns.items()})
    _as_expected({(row["child"], row["parent"]): row for row in read}, derivations)
    known = [row["downloads"] for row in models.values() if "downloads" in row]
    counts = duckdb.read_parquet(path).aggregate("count(*), count(downloads), sum(downloads)")
    assert counts.fetchall() == [(len(models), len(known), sum(known))]


def test_csv_holds_the_same_and_no_formula(whole: Subgraph, models: Any, derivations: Any, tmp_path: Path) -> None:
    path = _written(whole, "csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(), newline="")))
    assert [row["id"] for row in rows] == [f"'{id}" if id.startswith("=") else id for id in models]
    for row in rows:
        known = {name: value for name, value in row.items() if value != ""}
        expected = models[known.pop("id").removeprefix("'")]
        whole_numbers = {n: int(v) if OF_MODELS[n].type == "integer" else v.removeprefix("'") for n, v in known.items()}
        assert _typed(whole_numbers) == {name: value for name, value in expected.items() if name != "id"}
    edges = csv.DictReader(io.StringIO((tmp_path / "graph.derivations.csv").read_text(), newline=""))
    assert sum(1 for _ in edges) == len(derivations)


@pytest.mark.parametrize("format", ["graphml", "gexf", "json"])
def test_graphology_reads_graphs(whole: Subgraph, models: Any, derivations: Any, tmp_path: Path, format: str) -> None:
    """As Gephi Lite and sigma.js do."""
    if not (GRAPHOLOGY.parent / "node_modules" / "graphology").is_dir():
        pytest.fail("no graphology: run npm ci in tests/web/js")
    command = ["node", str(GRAPHOLOGY), format, str(_written(whole, format, tmp_path))]
    read = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    looks = {"label", "color", "size", "x", "y", "z"} if format == "gexf" else set()
    nodes = {id: _typed({n: v for n, v in row.items() if n not in looks}) for id, row in read["nodes"]}
    _as_expected(nodes, models)
    edges = {(c, p): _typed({n: v for n, v in row.items() if n not in looks}) for c, p, row in read["edges"]}
    _as_expected(edges, derivations)


def test_newick_has_every_model_once_and_the_rest_beside(whole: Subgraph, derivations: Any, tmp_path: Path) -> None:
    trees = newick.read(_written(whole, "newick", tmp_path))
    ids = {node.unquoted_name for tree in trees for node in tree.walk()}
    assert len(ids) == len(whole) == sum(1 for tree in trees for _ in tree.walk())
    hung = {
        (node.unquoted_name, node.ancestor.unquoted_name) for tree in trees for node in tree.walk() if node.ancestor
    }
    dropped = csv.DictReader(io.StringIO((tmp_path / "graph.dropped.csv").read_text(), newline=""))
    left = {(row["child"].removeprefix("'"), row["parent"]) for row in dropped}
    assert hung | left == derivations.keys() and not hung & left
    assert {(SELF, SELF), (MERGE, OTHER)} <= left and len(left & {CYCLE, CYCLE[::-1]}) == 1


def test_newick_doubles_quotes(graph: Lineage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(graph.graph.ids), "take", lambda _, numbers: [f"it's/{n} (a,b:c)[d]" for n in numbers])
    part = graph.subgraph(subtree=CYCLE[0])
    (tree,) = newick.loads("".join(newick_pieces(part)))
    assert {node.unquoted_name for node in tree.walk()} == set(graph.graph.ids.take(part.numbers))


def test_a_tree_hangs_on_a_selected_parent_where_the_drawn_one_is_not_selected(graph: Lineage) -> None:
    part = graph.subgraph([MERGE, OTHER, *CYCLE])
    trees = trees_of(part)
    ids = graph.graph.ids.take(part.numbers)
    assert trees.parent[ids.index(MERGE)] == ids.index(OTHER)
    assert (trees.parent[[ids.index(id) for id in CYCLE]] >= 0).sum() == 1


def test_auspice_is_trees_as_its_schema_has_them(whole: Subgraph, models: Any, tmp_path: Path) -> None:
    document = json.loads(_written(whole, "auspice", tmp_path).read_text())
    assert [f"{error.json_path}: {error.message}" for error in auspice_schema().iter_errors(document)] == []
    assert document["version"] == "v2" and {"updated", "panels"} <= document["meta"].keys()
    keys = {coloring["key"] for coloring in document["meta"]["colorings"]}
    seen, waiting = {}, [(tree, 0) for tree in document["tree"]]
    while waiting:
        node, depth = waiting.pop()
        assert node.keys() <= {"name", "node_attrs", "children"} and node.get("children") != []
        attributes = dict(node["node_attrs"])
        assert attributes.pop("div") == depth and attributes.keys() <= keys
        assert all(type(one["value"]) in (str, int) for one in attributes.values())
        seen[node["name"]] = attributes
        waiting += [(child, depth + 1) for child in node.get("children", [])]
    assert seen.keys() == models.keys()
    assert seen[CHAT]["downloads"] == {"value": 9_876_543} and "downloads" not in seen[SELF]


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ql: <urn:qwen-lineage:terms:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> . @prefix fair4ml: <https://w3id.org/fair4ml/> .
ql:DerivationShape a sh:NodeShape ; sh:targetClass prov:Derivation ;
  sh:property [ sh:path prov:entity ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ; sh:class fair4ml:MLModel ] ;
  sh:property [ sh:path ql:relation ; sh:minCount 1 ; sh:in ("finetune" "adapter" "merge" "quantized" "unknown") ] ;
  sh:property [ sh:path ql:evidence ; sh:minCount 1 ] .
ql:ModelShape a sh:NodeShape ; sh:targetClass fair4ml:MLModel ;
  sh:property [ sh:path schema:name ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path schema:dateCreated ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ;
  sh:property [ sh:path prov:wasDerivedFrom ; sh:class prov:Entity ] .
"""


def test_rdflib_reads_json_ld_and_shacl_finds_it_well_formed(
    whole: Subgraph, models: Any, derivations: Any, tmp_path: Path
) -> None:
    from pyshacl import validate  # noqa: PLC0415 - seconds, in each process that collects the tests
    from rdflib import Graph, Namespace, URIRef  # noqa: PLC0415

    read = Graph().parse(_written(whole, "jsonld", tmp_path), format="json-ld")
    prov, schema, fair4ml = (
        Namespace(f"{at}") for at in ("http://www.w3.org/ns/prov#", "https://schema.org/", "https://w3id.org/fair4ml/")
    )
    names = {subject: str(name) for subject, name in read.subject_objects(schema.name) if str(name) in models}
    assert set(names.values()) == models.keys()
    assert {(names[c], names[p]) for c, p in read.subject_objects(prov.wasDerivedFrom)} == derivations.keys() - {
        (SELF, SELF)
    }
    qualified = {
        (names[c], names[read.value(d, prov.entity)]) for c, d in read.subject_objects(prov.qualifiedDerivation)
    }
    assert qualified == derivations.keys()
    tuned = {ends for ends, row in derivations.items() if row["relation"] == "finetune"} - {(SELF, SELF)}
    assert {(names[c], names[p]) for c, p in read.subject_objects(fair4ml.fineTunedFrom)} == tuned
    assert names[URIRef(hub_url(EVIL, synthetic=False))] == EVIL
    conforms, _, report = validate(read, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report


def test_a_page_holds_every_model_and_runs_nothing_of_theirs(whole: Subgraph, models: Any, tmp_path: Path) -> None:
    text = _written(whole, "html", tmp_path).read_text()
    assert text.count("<script") == 2 and "http" not in text.split("<script")[0].split("</style>")[0]
    data = orjson.loads(text.split('id="data">')[1].split("</script>")[0])
    assert data["ids"] == list(models) and len(data["x"]) == len(data["r"]) == len(data["relation"]) == len(models)
    assert None not in data["x"] and len(data["ends"]) == 2 * len(data["of"])
    pages = re.findall(r"--relation-(\w+): light-dark\((#\w+), (#\w+)\)", (CSS / "base.css").read_text())
    colours = {name: (light, dark) for name, light, dark in pages}
    assert [(one["light"], one["dark"]) for one in data["legend"]] == [colours[str(n)] for n in (*Relation, "root")]


def test_a_page_draws_no_block_of_models_without_relatives(
    whole: Subgraph, models: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_ALONE", 0)
    text = _written(whole, "html", tmp_path).read_text()
    data = orjson.loads(text.split('id="data">')[1].split("</script>")[0])
    alone = len(models) - len(data["ids"])
    assert alone > 0 and LONELY not in data["ids"] and f"of these models {alone} without any" in text
    ends = zip(data["ends"][::2], data["ends"][1::2], strict=True)
    assert (data["ids"].index(CHAT), data["ids"].index(BASE)) in ends


def test_a_manifest_says_where_it_comes_from_and_what_the_files_are(graph: Lineage, tmp_path: Path) -> None:
    part = subgraph(graph.graph, select(graph.graph, graph.reader, subtree=CHAT))
    files = write_export(part, FORMATS["csv"], tmp_path / "chat.csv")
    assert sorted(tmp_path.iterdir()) == sorted(files)
    stated = json.loads(files[-1].read_text())
    assert stated["selection"]["definition"] == f"{CHAT} and every model that is derived from it, directly or not."
    assert stated["snapshot"]["id"] == graph.facts.id and stated["coverage"] == graph.statement.long
    assert stated["counts"] == {
        "models": 7,
        "derivations": 6,
        "by_relation": {"finetune": 4, "adapter": 1, "merge": 0, "quantized": 1, "unknown": 0},
    }
    assert {one["name"]: one["bytes"] for one in stated["files"]} == {p.name: p.stat().st_size for p in files[:-1]}
    assert set(stated["definitions"]["models"]) == {"id", *OF_MODELS} and all(stated["definitions"]["models"].values())
    assert stated["licence"] and graph.facts.id in stated["cite"] and stated["bibtex"].startswith("@misc{")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_snapshot_gives_the_same_bytes(graph: Lineage, tmp_path: Path, format: str) -> None:
    part = graph.subgraph(subtree=CHAT)
    once = [path.read_bytes() for path in write_export(part, FORMATS[format], tmp_path / "x.y")]
    assert [path.read_bytes() for path in write_export(part, FORMATS[format], tmp_path / "x.y")] == once


@pytest.mark.parametrize("format", ["json", "parquet"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_a_file_that_cannot_be_finished_leaves_what_was_there(
    graph: Lineage, tmp_path: Path, format: str, error: BaseException
) -> None:
    path = tmp_path / "graph.x"
    path.write_text("before")

    def end(count: int) -> None:
        raise error

    with pytest.raises((KeyboardInterrupt, LineageError)) as caught:
        write_export(graph.subgraph(subtree=CHAT).watched(end), FORMATS[format], path)
    assert isinstance(caught.value, LineageError) == isinstance(error, OSError)
    assert [one.name for one in tmp_path.iterdir()] == ["graph.x"] and path.read_text() == "before"


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("csv", "x", "csv"),
        (None, "a.auspice.json", "auspice"),
        (None, "a.json", "json"),
        (None, "a.nwk", "newick"),
    ],
)
def test_the_format_follows_from_the_files_name(name: str | None, path: str, expected: str) -> None:
    assert format_named(name, Path(path)).name == expected
