"""The one way in for Python, on a small family with everything odd in it."""

import json
import warnings
from contextlib import closing
from datetime import UTC, datetime
from inspect import isfunction, signature
from itertools import product
from pathlib import Path

import polars as pl
import pytest

import lineage
from ingest.load.load import load
from lineage import cli, settings
from lineage.errors import (
    BadFile,
    BadInput,
    BadStatement,
    BadStoreURL,
    LineageError,
    NotLoadedError,
    StoreError,
    UnknownModel,
    UnknownOwner,
)
from lineage.export import OF_A_MODEL, to_pyvis
from lineage.filters.filter_text import FilterLike
from lineage.filters.model_filter import ModelFilter
from lineage.freezing.frozen_graphs import frozen_folder
from lineage.graph import Lineage
from lineage.home.home import Home
from lineage.place import place
from lineage.schema import DERIVED_FROM, MODEL
from lineage.stores import open_writer
from tests.engines import Engine
from tests.lineage.stores.families import FACTS, FAMILY, GUESSES, SMALLER, resolution


@pytest.fixture
def home(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose graph is in each engine in turn; the settings name the store, so that a home names both."""
    monkeypatch.setenv(settings.STORE.variable, engine.url)
    load(resolution(tmp_path / "family", FAMILY), engine.writer())
    return Home(tmp_path / "home")


@pytest.fixture(scope="module")
def one_graph(tmp_path_factory: pytest.TempPathFactory) -> Lineage:
    """The same graph in the embedded engine, for what no engine has a say in."""
    home = Home(tmp_path_factory.mktemp("graph"))
    load(resolution(home.root / "resolved" / "family", FAMILY), open_writer("embedded:", home.store))
    return lineage.open(home.root)


@pytest.fixture
def graph(home: Home) -> Lineage:
    return lineage.open(str(home.root))


def test_opening_a_home_freezes_it_once(home: Home) -> None:
    lineage.open(str(home.root))
    frozen = [(p, p.stat().st_mtime_ns) for p in sorted(home.frozen.rglob("*"))]
    assert frozen
    lineage.open(str(home.root))
    assert [(p, p.stat().st_mtime_ns) for p in sorted(home.frozen.rglob("*"))] == frozen


def test_the_frozen_folder_of_an_embedded_store_is_told_without_opening_it(home: Home) -> None:
    where = place(str(home.root))
    with closing(where.reader()) as reader:
        assert where.frozen() == (frozen_folder(home, reader) if reader.engine == "embedded" else None)


def test_another_load_is_frozen_anew(engine: Engine, home: Home, graph: Lineage, tmp_path: Path) -> None:
    load(resolution(tmp_path / "smaller", SMALLER), engine.writer())
    assert lineage.open(str(home.root)).graph.size == 2
    assert graph.graph.size == 4
    assert [edge.parent for edge in graph.graph.edges.parents_of(graph.graph.ids.number("a/child"))]
    assert len(list(home.frozen.iterdir())) == 1


def test_a_store_url_opens_too(engine: Engine, home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(settings.HOME.variable, str(tmp_path / "elsewhere"))
    monkeypatch.delenv(settings.STORE.variable)
    assert lineage.open(engine.url).graph.size == 4


def test_a_home_without_a_graph_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotLoadedError) as caught:
        lineage.open(str(tmp_path))
    assert "qwen-lineage" in caught.value.hint


def test_a_typo_in_a_url_is_bad_input() -> None:
    with pytest.raises(BadStoreURL):
        lineage.open("neo4j:/localhost")


def test_facts_and_counts_say_where_they_come_from(graph: Lineage) -> None:
    assert graph.facts == FACTS
    counts = graph.counts()
    assert counts.columns == ["name", "value", "without_mass_uploads", "definition", "undercount"]
    assert all(counts["definition"])


def test_candidates_are_only_given_when_asked_for(engine: Engine, home: Home, tmp_path: Path) -> None:
    load(resolution(tmp_path / "guessed", FAMILY, GUESSES), engine.writer())
    graph = lineage.open(str(home.root))
    assert [guess.parent for guess in graph.candidates("a/child")] == ["lost/parent"]
    assert [edge.parent for edge in graph.parents("a/child")] == ["Q/base"]
    assert "lost/parent" not in graph.ancestors("a/child")["id"]
    assert "a/child" not in graph.subtree("lost/parent")
    with pytest.raises(UnknownModel):
        graph.candidates("no/body")
    guesses = graph.inferred_parents()
    assert guesses.select("child", "parent").rows() == sorted((one["child"], one["parent"]) for one in GUESSES)
    for child, of_child in guesses.group_by("child"):
        assert [(one.parent, one.rule, one.precision) for one in graph.candidates(str(child[0]))] == of_child.select(
            "parent", "rule", "precision"
        ).rows()


def test_children_are_ranked_with_exact_descendants(graph: Lineage) -> None:
    table = graph.children("Q/base").select("id", "relation", "descendants").rows()
    assert table == [("a/child", "finetune", 1), ("a/merge", "merge", 0)]
    assert graph.children("Q/base", relation="merge")["id"].to_list() == ["a/merge"]


@pytest.mark.parametrize("name", ["children", "descendants", "ancestors", "variants"])
def test_a_table_has_one_schema_rows_or_none(one_graph: Lineage, name: str) -> None:
    tables = [getattr(one_graph, name)(id) for id in ("Q/base", "a/child", "a/merge")]
    assert min(map(len, tables)) == 0
    assert all(table.schema == tables[0].schema for table in tables)
    assert pl.Null not in tables[0].schema.dtypes()


def test_descendants_and_ancestors_count_once_and_say_how_they_came_in(graph: Lineage) -> None:
    assert graph.descendants("Q/base").select("id", "distance", "parent", "relation").rows() == [
        ("a/child", 1, "Q/base", "finetune"),
        ("a/merge", 1, "Q/base", "merge"),
    ]
    assert graph.descendants("Q/base", relation="finetune")["id"].to_list() == ["a/child"]
    above = graph.ancestors("a/merge")
    assert above.select("id", "distance", "child").rows() == [
        ("Q/base", 1, "a/merge"),
        ("a/child", 1, "a/merge"),
        ("lost/parent", 1, "a/merge"),
    ]
    assert graph.ancestors("a/merge", max_depth=0).schema == above.schema
    assert graph.paths("a/merge", to="Q/base") == [("a/merge", "Q/base"), ("a/merge", "a/child", "Q/base")]
    with pytest.warns(match="only the first 1"):
        assert graph.paths("a/merge", limit=1) == [("a/merge", "Q/base")]


def test_a_graph_is_a_container_of_models_and_closes_itself(graph: Lineage) -> None:
    with graph as same:
        assert len(same) == 4 == same.models().collect().height
        assert "a/child" in same and "no/body" not in same and None not in same
        assert same["a/child"] == same.model("a/child")
        assert list(same) == ["Q/base", "a/child", "a/merge", "lost/parent"]
    html = graph._repr_html_()
    assert "Synthetic" in html and graph.facts.id in html and graph.statement.long in html
    assert same.derivations().filter(child="a/merge").collect().height == 4


def test_families_growth_and_licences_are_tables(graph: Lineage) -> None:
    assert graph.family(owner="Q").collect()["id"].to_list() == ["a/child", "a/merge"]
    assert graph.family(ids=["Q/base"], include_own=True).collect()["distance"].to_list() == [0, 1, 1]
    assert graph.roll_ups("Q").equals(graph.roll_ups(graph.organisation("Q")))
    assert graph.growth(every="year", keys=["a"])["year"].to_list() == ["2025", None]
    assert graph.growth(every="quarter", keys="a")["quarter"].to_list() == ["2025-Q1", None]
    licences = graph.licences(["a/child", " A/Child", "no/body"])
    sentence = graph.licence("a/child").sentence
    assert licences.select("given", "id", "sentence").rows() == [
        ("a/child", "a/child", sentence),
        (" A/Child", "a/child", sentence),
        ("no/body", None, None),
    ]


def test_ids_as_people_have_them_become_ids(graph: Lineage) -> None:
    given = ["a/child", " A/Child", "https://huggingface.co/a/child/tree/main", "a/child/", "no/body"]
    table = graph.resolve(given)
    assert table.select("given", "id", "rule").rows() == [
        ("a/child", "a/child", "exact"),
        (" A/Child", "a/child", "case"),
        ("https://huggingface.co/a/child/tree/main", "a/child", "address"),
        ("a/child/", "a/child", "address"),
        ("no/body", None, "unknown"),
    ]


def test_a_stored_query_runs_by_its_name(graph: Lineage) -> None:
    assert len(graph.questions) == len(list(graph.questions)) and "who-says-so" in graph.questions
    assert graph.questions["who-says-so"].run()["derivations"].sum() == graph.graph.derivations
    with pytest.raises(BadInput, match="no parameter 'x'"):
        graph.questions["who-says-so"].run(x=1)
    with pytest.raises(BadInput, match="no stored query") as caught:
        graph.questions["who-say-so"]
    assert "who-says-so" in caught.value.hint and caught.value.__notes__ == [caught.value.hint]


def test_what_the_package_exports_is_there() -> None:
    assert {name: getattr(lineage, name) for name in lineage.__all__}.keys() == set(dir(lineage))
    assert lineage.Lineage is Lineage and lineage.Model.__module__ == "lineage.values"
    with pytest.raises(AttributeError, match="no attribute 'Lineages'"):
        lineage.Lineages  # noqa: B018


def test_a_snapshot_opens_whatever_is_loaded_and_changes_are_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name, edges in {"then": "a/x,b/y", "now": "a/x,b/z"}.items():
        (tmp_path / f"{name}.csv").write_text(f"child,parent\n{edges}\n")
        lineage.import_(tmp_path / f"{name}.csv", home=home, name=name, force=True).close()
    assert lineage.snapshots(home).select("snapshot", "is_resolved").rows() == [("then", True), ("now", True)]
    with lineage.open(home) as loaded, lineage.open(home, snapshot="then") as then:
        assert (loaded.facts.id, then.facts.id) == ("now", "then")
        assert then.parents("a/x")[0].parent == "b/y"
        with pytest.warns():
            changes, same = then.changes(loaded), then.changes(then)
        assert changes["reparented"].select("id", "before", "after").rows() == [("a/x", ["b/y"], ["b/z"])]
        assert {kind: table.schema for kind, table in same.items()} == {kind: changes[kind].schema for kind in same}
    with pytest.raises(NotLoadedError):
        lineage.open(home, snapshot="never")


OF_ONE_MODEL = (
    *("model", "parents", "candidates", "children", "descendants", "ancestors", "paths", "licence", "variants"),
    *("undercount", "bom", "impact"),
)
"""Methods that take one id."""


@pytest.mark.parametrize("name", OF_ONE_MODEL)
@pytest.mark.parametrize("given", ["q/BASE", " https://huggingface.co/Q/base/tree/main ", '"Q/base"'])
def test_a_model_may_be_named_as_people_have_its_id(one_graph: Lineage, name: str, given: str) -> None:
    ask = getattr(one_graph, name)
    assert str(ask(given)) == str(ask("Q/base"))


def test_so_may_each_of_several_and_the_model_of_a_subgraph(one_graph: Lineage) -> None:
    assert one_graph.compare(["q/base", "A/CHILD@main"]) == one_graph.compare(["Q/base", "a/child"])
    assert one_graph.paths("A/child", "q/BASE") == one_graph.paths("a/child", "Q/base")
    for name in OF_A_MODEL:
        found, same = (one_graph.subgraph(**{name: id}).selection for id in ("q/base", "Q/base"))
        assert (found, found.numbers.tolist()) == (same, same.numbers.tolist())
    given = ["q/BASE", "https://huggingface.co/a/child/tree/main"]
    assert one_graph.subgraph(given).numbers.tolist() == one_graph.subgraph(["Q/base", "a/child"]).numbers.tolist()
    assert one_graph.family(ids=given).collect().equals(one_graph.family(ids=["Q/base", "a/child"]).collect())
    for one, same in (("hf.co/Q/base", "Q/base"), ("model:a/CHILD@main", "a/child")):
        below = [one_graph.models({"descends_from": name}).collect() for name in (one, same)]
        assert below[0].equals(below[1]) and len(below[0])


@pytest.mark.parametrize("given", ["Q/base", "model:Q/base", "q/BASE"])
def test_a_model_in_the_place_of_an_owner_is_told_where_it_belongs(one_graph: Lineage, given: str) -> None:
    for name, hint in {
        "family": "name the model as ids='Q/base'",
        "owner": "did you mean its owner Q?",
        "fixes": "did you mean its owner Q?",
        "roll_ups": "did you mean its owner Q?",
    }.items():
        with pytest.raises(UnknownOwner, match="is a model, and no owner") as caught:
            getattr(one_graph, name)(given)
        assert caught.value.hint == hint
    with pytest.raises(UnknownModel, match="q/bass"):
        one_graph.subgraph(model="q/bass")


WRONG = {
    "roll_ups": ("Qwenn",),
    "children": ("Q/base", "distilled"),
    "model": (7,),
    "descendants": ("Q/base", "all"),
    "ancestors": (None,),
    "paths": ("Q/base", "Q/bass"),
    "search": ("q", 0),
    "owner": (None,),
    "organisation": (3,),
    "growth": ("organization",),
    "subtree": ("Q/base", 0),
    "impact": (b"x",),
    "licences": (5,),
    "family": (),
    "fixes": (None,),
    "compare": (1,),
    "resolve": (1,),
    "changes": (1,),
    "parents": ([],),
    "candidates": ({},),
    "licence": ("a/chil",),
    "bom": ("Q/base", "pdf"),
    "subgraph": (5,),
    "cypher": (5,),
    "claims": (5,),
    "variants": ("Q/bas",),
}
WRONG_BY_NAME: list[tuple[str, dict[str, object]]] = [
    ("subgraph", {"attributes": 5}),
    ("subgraph", {"owner": 5}),
    ("cypher", {"statement": "RETURN 1 AS x", "limit": "a"}),
    ("cypher", {"statement": "RETURN 1 AS x", "timeout": "a"}),
    ("cypher", {"statement": "RETURN $x AS x", "parameters": 5}),
    ("impact", {"id": "Q/base", "limit": -1}),
    ("impact", {"id": "Q/base", "license": 5}),
    ("bom", {"id": "Q/base", "limit": "x"}),
    ("growth", {"keys": 3}),
    ("growth", {"most": "x"}),
    ("growth", {"every": "week"}),
    ("family", {"ids": 3}),
    ("descendants", {"id": "Q/base", "relation": 5}),
]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_an_error_of_ours_with_a_hint(one_graph: Lineage, name: str) -> None:
    with pytest.raises(LineageError) as caught:
        getattr(one_graph, name)(*WRONG[name])
    assert caught.value.hint in caught.value.__notes__


@pytest.mark.parametrize(("name", "given"), WRONG_BY_NAME, ids=str)
def test_so_is_one_by_name(one_graph: Lineage, name: str, given: dict[str, object]) -> None:
    with pytest.raises(LineageError) as caught:
        getattr(one_graph, name)(**given)
    assert caught.value.hint in caught.value.__notes__


ODD = {
    "None": lambda: None,
    "int": lambda: 7,
    "dict": dict,
    "bytes": lambda: b"Q/base",
    "generator": lambda: (id for id in ["Q/base"]),
    "unknown": lambda: "no/body",
    "empty list": list,
}
GIVEN = {
    "id": "Q/base",
    "ids": ["Q/base"],
    "name": "Q",
    "of": "Q",
    "owner": "Q",
    "text": "base",
    "statement": "RETURN 1 AS x",
    "other": "no-such-snapshot",
    "file": "no/folder/models.csv",
}
METHODS = sorted(name for name, one in vars(Lineage).items() if not name.startswith("_") and isfunction(one))


@pytest.mark.parametrize("name", [name for name in METHODS if name != "close"])
@pytest.mark.filterwarnings("ignore")
def test_whatever_is_given_answers_or_is_an_error_of_ours_with_a_hint(one_graph: Lineage, name: str) -> None:
    method = getattr(one_graph, name)
    needed = {**GIVEN, "part": one_graph.subgraph(["Q/base"])}
    parameters = signature(method).parameters.values()
    for tried, odd in product(parameters, ODD.values()):
        given = {one.name: needed[one.name] for one in parameters if one.default is one.empty}
        try:
            answer = method(**{**given, tried.name: odd()})
            if isinstance(answer, pl.LazyFrame):
                answer.collect()
        except LineageError as error:
            assert error.hint and len(str(error).splitlines()) == 1


def test_a_closed_graph_says_so_and_still_answers_from_its_arrays(engine: Engine, home: Home) -> None:
    graph = lineage.open(home.root)
    graph.close()
    graph.close()
    for asked in (lambda: graph.cypher("RETURN 1 AS x"), lambda: graph.model("Q/base"), lambda: graph.fixes("Q")):
        with pytest.raises(StoreError, match="this Lineage is closed") as caught:
            asked()
        assert "lineage.open" in caught.value.hint
    assert graph.models().collect().height == 4 == len(graph.subgraph())


@pytest.mark.parametrize(
    "filter", ["license=mit", {"license": ["mit", "gpl"]}, "/table?license=mit", ModelFilter(license=("mit",))]
)
@pytest.mark.filterwarnings("ignore:no model has")
def test_models_and_subgraphs_take_a_filter_however_it_is_written(one_graph: Lineage, filter: FilterLike) -> None:
    assert one_graph.models(filter).collect()["id"].to_list() == ["a/child"]
    assert len(one_graph.subgraph(filter=filter)) == 1


@pytest.mark.parametrize("filter", ["license=apach", {"license": ["apach", "mit"]}, "/table?license=apach"])
def test_a_value_that_no_model_has_is_said(one_graph: Lineage, filter: FilterLike) -> None:
    for ask in (one_graph.models, lambda filter: one_graph.subgraph(filter=filter)):
        with pytest.warns(UserWarning, match="no model has license=apach; ") as said:
            ask(filter)
        assert {Path(one.filename) for one in said} == {Path(__file__)}


@pytest.mark.parametrize(
    "url", ["postgres://x", "http://x", "https://x/y", "bolt+s://", "file:///tmp/x", "s3://bucket/key", "Neo4j://host"]
)
def test_an_address_that_is_no_stores_is_not_taken_for_a_folder(url: str) -> None:
    with pytest.raises(BadStoreURL) as caught:
        lineage.open(url)
    assert all(scheme in caught.value.hint for scheme in ("embedded", "neo4j+s", "bolt+ssc"))


def test_each_answer_that_was_cut_is_warned_of_where_it_was_asked_for(graph: Lineage) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("default")
        graph.questions["who-says-so"].run(limit=1)
        graph.questions["who-says-so"].run(limit=1)
        graph.cypher("MATCH (m:Model) RETURN m.id AS id", limit=1)
        graph.paths("a/merge", limit=1)
    assert [Path(one.filename) for one in said] == [Path(__file__)] * 4
    assert len({one.lineno for one in said}) == 4


def test_a_question_that_cannot_be_told_has_its_columns_and_their_types(tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("child,parent\na/x,b/y\n")
    graph = lineage.import_(tmp_path / "edges.csv", home=tmp_path / "home")
    with graph, pytest.warns(match="Cannot be told"):
        answer = graph.questions["no-common-licence"].run()
    assert not answer.height
    assert answer.schema["parents"] == answer.schema["parent_licenses"] == pl.List(pl.String)
    assert (answer.schema["id"], answer.schema["downloads"]) == (pl.String, pl.Int64)


def test_a_table_for_ids_is_refused_in_one_line(one_graph: Lineage) -> None:
    with pytest.raises(BadInput) as caught:
        one_graph.resolve(pl.DataFrame({"id": ["Q/base"] * 1000}))  # type: ignore[arg-type]
    assert str(caught.value).startswith("a value of ids cannot be shape: (1_000,)")
    assert len(str(caught.value).splitlines()) == 1


def test_a_graph_says_what_is_irregular_and_how_to_cite_it_and_its_parts(tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("child,parent\na/x,b/y\na/x,a/x\n")
    with lineage.import_(tmp_path / "edges.csv", home=tmp_path / "home") as graph:
        found = graph.quality()
        assert ("a model that names itself as its parent", 1) in found.select("what", "count").rows()
        assert found["examples"].explode().struct.field("child").to_list().count("a/x") >= 1
        assert "Lineage of 2 models. Snapshot " in graph.cite() and graph.facts.id in graph.cite()
        part = graph.subgraph(["b/y"])
        assert "Lineage of 1 model (ids: 1 of them)" in graph.cite(part)
        assert graph.cite(part, "bibtex").startswith("@misc{") and graph.cite(form="bibtex") != graph.cite()


def test_a_graph_without_a_report_has_no_finding_and_says_so(one_graph: Lineage) -> None:
    with pytest.warns(UserWarning, match="without a report"):
        assert one_graph.quality().is_empty()


def test_owners_are_compared_by_their_roll_ups(one_graph: Lineage) -> None:
    both = one_graph.roll_ups(["Q", one_graph.organisation("a")])
    for name in ("Q", "a"):
        assert both.filter(pl.col("name") == name).equals(one_graph.roll_ups(name))
    with pytest.raises(BadInput, match="'Q' is an owner or organisation, and no model") as caught:
        one_graph.compare(["Q", "a"])
    assert caught.value.hint == "ask roll_ups(['Q', 'a'])"


def test_answers_show_themselves_in_a_line_and_models_as_a_table(one_graph: Lineage) -> None:
    shown = {
        "<ModelComparison of Q/base, a/child: 1 common ancestors; ": one_graph.compare(["Q/base", "a/child"]),
        "<Impact of Q/base: 2 affected, 1 stranded, 1 others, 0 survivors>": one_graph.impact("Q/base"),
        "<ModelLicence of a/child: ": one_graph.licence("a/child"),
        "<OwnerFixes of a: ": one_graph.fixes("a"),
        "<VariantLadder of Q/base: 0 variants, 0 official>": one_graph.ladder("Q/base"),
        "<Subgraph of 1 models and 0 derivations: ids 1 of them>": one_graph.subgraph(["Q/base"]),
        "<OwnerSummary of Q: 1 models, 2 models descend from them, 2 of others>": one_graph.owner("Q"),
    }
    for line, answer in shown.items():
        assert repr(answer).startswith(line) and "\n" not in repr(answer)
    table = one_graph.model("a/child")._repr_html_()
    assert "<td style='text-align:left'>7,000,000,000</td>" in table and "None" not in table
    assert table.count("<tr>") > 5 and "mit" in one_graph.compare(["a/child"])._repr_html_()


def test_a_wrong_form_of_an_answer_is_an_error_of_ours(graph: Lineage) -> None:
    with pytest.raises(BadInput, match="as_") as caught:
        graph.cypher("RETURN 1 AS one", as_="panda")
    assert "pandas" in caught.value.hint
    with pytest.raises(BadInput):
        lineage.open(7)


def test_a_home_that_was_moved_or_was_frozen_by_an_earlier_version_opens_as_it_is(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    load(resolution(tmp_path / "family", FAMILY), open_writer("embedded:", home.store))
    lineage.open(home.root).close()
    moved = home.root.rename(tmp_path / "moved")
    frozen = [(path.name, path.stat().st_mtime_ns) for path in (moved / "frozen").iterdir()]
    assert len(lineage.open(moved)) == 4
    assert [(path.name, path.stat().st_mtime_ns) for path in (moved / "frozen").iterdir()] == frozen
    (older,) = (moved / "frozen").iterdir()
    older.rename(older.with_name(older.name.replace(older.name.split("-")[1], "0123abcd", 1)))
    assert len(lineage.open(moved)) == 4
    assert [path.name.split("-")[1] for path in (moved / "frozen").iterdir()] == ["0123abcd"]


def test_what_follows_when_a_model_goes(
    home: Home, graph: Lineage, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    found = graph.impact("a/child", license="gemma")
    assert (found.affected.ids, found.stranded.ids, found.others.ids) == (("a/merge",), (), ("a/merge",))
    assert found.others.ways == (("a/merge", "Q/base"),)
    assert found.relicensing is not None and found.relicensing.name == "gemma"
    place = ["--home", str(home.root)]
    assert cli.run(["impact", "a/child", "--license", "gemma", "--json", *place]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {"affected", "stranded", "survivors"} < set(answer) and "numbers" not in answer["affected"]
    assert (answer["others"]["ids"], answer["relicensing"]["total"]) == (["a/merge"], found.relicensing.total)
    assert cli.run(["impact", "a/child", "--license", "gemma", *place]) == 0
    assert "Q/base -> a/merge" in (text := capsys.readouterr().out) and "information, not legal advice" in text
    assert cli.run(["impact", "no/body", *place]) == 2


def test_what_an_owner_can_mend(graph: Lineage) -> None:
    (fix,) = [card for card in graph.fixes("a").cards if card.id == "a/child"]
    assert [finding.rule for finding in fix.findings] == ["no_model"]
    assert fix.patch.block.startswith("base_model:\n  - Q/base\n  # CHOOSE")


def test_a_model_comes_with_what_only_the_store_has(graph: Lineage) -> None:
    model = graph.model("a/child")
    assert model.tags == ("x", "base_model:Q/base")
    assert model.rejected_claims == ("local path: /cache/x",)


def test_an_unknown_id_is_refused_with_a_hint(graph: Lineage) -> None:
    with pytest.raises(UnknownModel):
        graph.children("q/base2")


def test_a_subtree_is_a_networkx_graph_from_child_to_parent(graph: Lineage) -> None:
    tree = graph.subtree("Q/base")
    assert set(tree.edges) == {
        ("a/child", "Q/base"),
        ("a/merge", "Q/base"),
        ("a/merge", "a/child"),
        ("a/merge", "a/merge"),
    }
    assert tree.edges["a/child", "Q/base"]["relation"] == "finetune"
    assert tree.graph["left_out"] == 0
    assert graph.subtree("Q/base", limit=2).graph["left_out"] == 1


def test_a_picture_is_one_file_that_needs_no_network(graph: Lineage, tmp_path: Path) -> None:
    html = to_pyvis(graph.subtree("Q/base"), tmp_path / "x.html").read_text()
    assert f"<small>{graph.statement.short}</small>" in html
    assert "a/child" in html
    assert "bootstrap" not in html.split("<body>")[0].lower().replace("bootstrap.min.css.map", "")
    for tag in ('<script src="http', '<link rel="stylesheet" href="http', '<script src="lib'):
        assert tag not in html


def test_cypher_is_a_table_and_cannot_write(graph: Lineage) -> None:
    table = graph.cypher("MATCH (m:Model {id: $id}) RETURN m.license AS license, m.downloads AS n", {"id": "a/child"})
    assert table.rows() == [("mit", 12)]
    with pytest.raises(BadStatement, match="SET"):
        graph.cypher("MATCH (m:Model) SET m.x = 1")


def test_a_column_has_one_type_whatever_the_number_of_rows(graph: Lineage) -> None:
    nodes = "MATCH (m:Model) RETURN m, m.tags AS tags, m.likes AS likes, [m] AS several ORDER BY m.id LIMIT $limit"
    all_rows, one = (graph.cypher(nodes, {"limit": limit}) for limit in (4, 1))
    assert one.schema == all_rows.schema == {**all_rows.schema, "likes": pl.Int64, "tags": pl.List(pl.String)}
    properties = all_rows["m"].struct.field("properties").struct
    assert set(properties.fields) >= set(MODEL.names)
    assert properties.field("license").to_list() == [None, "mit", None, None]
    none = graph.cypher("MATCH (m:Model {id: 'no/body'}) RETURN m.downloads, m.created_at AS at, count(m) AS n, 1 AS x")
    assert [str(dtype) for dtype in none.dtypes][:2] == ["Int64", "Datetime(time_unit='us', time_zone='UTC')"]
    ways = graph.cypher("MATCH p = (:Model)-[r:DERIVED_FROM]->(:Model) RETURN p, r ORDER BY r.raw")
    relationship = ways["p"].struct.field("relationships").explode().struct.field("properties").struct
    assert set(relationship.fields) >= set(DERIVED_FROM.names) == set(DERIVED_FROM.names) & set(relationship.fields)
    assert relationship.field("relation").null_count() == 0


@pytest.mark.parametrize("read", ["m.licence", "r.relatoin"])
def test_a_misspelt_property_is_null_with_one_warning(graph: Lineage, read: str) -> None:
    with pytest.warns() as caught:
        table = graph.cypher(f"MATCH (m:Model)-[r:DERIVED_FROM]->(:Model) RETURN {read} AS x")
    assert table["x"].null_count() == table.height == 5
    messages = [str(one.message) for one in caught if not issubclass(one.category, ResourceWarning)]
    assert len(messages) == 1 and read[2:] in messages[0], messages


KINDS = """\
UNWIND [1152921504606846977, null] AS whole
RETURN whole, CASE WHEN whole IS NULL THEN null ELSE true END AS truth, CASE WHEN whole IS NULL THEN null ELSE 0.5 END
  AS fraction, CASE WHEN whole IS NULL THEN null ELSE ['a', null] END AS items, null AS nothing
ORDER BY truth"""


def test_cypher_is_a_pandas_table_with_exact_numbers_and_true_nulls(graph: Lineage) -> None:
    table = graph.cypher(KINDS, as_="pandas")
    assert list(table.columns) == ["whole", "truth", "fraction", "items", "nothing"]
    assert {name: str(kind) for name, kind in table.dtypes.items()} == {
        "whole": "Int64",
        "truth": "boolean",
        "fraction": "float64",
        "items": "object",
        "nothing": "object",
    }
    assert (table["whole"][0], table["truth"][0], table["fraction"][0]) == (2**60 + 1, True, 0.5)
    assert table["items"][0] == ["a", None]
    assert table.iloc[1].isna().all()


def test_pandas_knows_dates_ids_and_nodes_of_the_graph(graph: Lineage) -> None:
    table = graph.cypher(
        "MATCH (m:Model) RETURN m.id AS id, m.created_at AS at, m.tags AS tags, m ORDER BY id", as_="pandas"
    )
    table = table.set_index("id")
    assert list(table.index) == ["Q/base", "a/child", "a/merge", "lost/parent"]
    assert str(table["at"].dtype).startswith("datetime64[")
    assert str(table["at"].dt.tz) == "UTC"
    assert table["at"]["a/child"] == datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert table["at"].isna().sum() == 3
    assert table["tags"]["a/child"] == ["x", "base_model:Q/base"]
    assert table["m"]["a/child"]["properties"]["license"] == "mit"


def test_pandas_counts_and_groups_as_the_store_does(graph: Lineage) -> None:
    table = graph.cypher("MATCH (c)-[r:DERIVED_FROM]->(p) RETURN p.id AS parent, r.relation AS relation", as_="pandas")
    counted = graph.cypher("MATCH ()-[r:DERIVED_FROM]->() RETURN r.relation AS relation, count(*) AS n", as_="rows")
    assert table.groupby("relation").size().to_dict() == {row["relation"]: row["n"] for row in counted}


def test_an_answer_without_rows_keeps_its_columns_in_pandas(graph: Lineage) -> None:
    table = graph.cypher("MATCH (m:Model {id: 'no/body'}) RETURN m.id AS id, m.downloads AS n", as_="pandas")
    assert (list(table.columns), len(table)) == (["id", "n"], 0)


def test_unknown_values_that_come_first_are_told_and_a_plan_has_none(one_graph: Lineage) -> None:
    statement = "MATCH (m:Model) RETURN m.id, m.likes AS likes ORDER BY likes DESC"
    with pytest.warns(UserWarning, match="add WHERE m.likes IS NOT NULL"):
        one_graph.cypher(statement)
    with warnings.catch_warnings(action="error"):
        assert one_graph.cypher(f"EXPLAIN {statement}").columns == ["operator"]
        one_graph.cypher(statement.replace(" DESC", ""))


@pytest.mark.parametrize("operator", ["CONTAINS", "starts with", "=~"])
def test_a_list_that_is_looked_into_as_a_text_is_told(one_graph: Lineage, operator: str) -> None:
    with pytest.warns(UserWarning, match="tags is a list of texts"):
        assert one_graph.cypher(f"MATCH (m:Model) WHERE m.tags {operator} 'gguf' RETURN m.id AS id").height == 0
    with warnings.catch_warnings(action="error"):
        one_graph.cypher(f"MATCH (m:Model) WHERE any(t IN m.tags WHERE t {operator} 'gguf') RETURN m.id AS id")


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("m.created_at > '2025-01-01'", "compares with no text: write datetime\\('2025-01-01'\\)"),
        ("'2025-01-01' <= m.created_at", "compares with no text: write datetime\\('2025-01-01'\\)"),
        ("m.created_at IN [date('2025-01-01')]", "compares with no date: write datetime\\('2025-01-01'\\)"),
        ("m.created_at > date() - duration('P30D')", "compares with no date: write datetime"),
        ("m.created_at > $day", "compares with no text: write datetime\\(\\$day\\)"),
        ("m.created_at > 1735689600", "compares with no number: write datetime\\({epochSeconds: 1735689600}\\)"),
        ("m.created_at STARTS WITH '2025'", "of which STARTS WITH finds nothing: toString\\(m.created_at\\)"),
    ],
)
def test_a_moment_that_is_compared_with_something_else_is_told(one_graph: Lineage, condition: str, told: str) -> None:
    with pytest.warns(UserWarning, match=f"created_at is a moment, .*{told}"):
        one_graph.cypher(f"MATCH (m:Model) WHERE {condition} RETURN m.id AS id", {"day": "2025-01-01"})


def test_a_moment_that_is_compared_with_a_moment_is_not_told(one_graph: Lineage) -> None:
    with warnings.catch_warnings(action="error"):
        for condition in ("m.created_at > datetime('2025-01-01')", "date(m.created_at) > date('2025-01-01')"):
            one_graph.cypher(f"MATCH (m:Model) WHERE {condition} RETURN m.id AS id")
        one_graph.cypher(
            "MATCH (m:Model) WHERE m.created_at > $at RETURN m.id AS id", {"at": datetime(2025, 1, 1, tzinfo=UTC)}
        )


def test_what_an_import_leaves_out_warns_and_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    table = tmp_path / "models.csv"
    table.write_text("id,base_model,foo\na/b,c/d,1\n,c/d,2\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="1 of 2 rows left out: line 3, no child"):
        graph = lineage.import_(table, home=tmp_path / "home")
    assert [edge.parent for edge in graph.parents("a/b")] == ["c/d"]
    with pytest.raises(BadFile, match="no column 'nope'") as caught:
        lineage.import_(table, home=tmp_path / "home", columns={"child": "nope"})
    assert caught.value.hint == "it has id, base_model, foo"
    for given, word in ((pl.DataFrame({"id": ["a/b"]}), "table in memory"), ("https://x.org/a.csv", "address")):
        with pytest.raises(BadInput, match=word):
            lineage.import_(given, home=tmp_path / "home")  # type: ignore[arg-type]


def test_texts_that_mean_nothing_are_no_licence_in_any_format(tmp_path: Path) -> None:
    rows = [
        {"id": "a/b", "base_model": "c/d", "license": "nan"},
        {"id": "a/e", "base_model": "None", "license": "None"},
    ]
    for n, suffix in enumerate(("csv", "jsonl", "parquet")):
        frame, file = pl.DataFrame(rows), tmp_path / f"models.{suffix}"
        {"csv": frame.write_csv, "jsonl": frame.write_ndjson, "parquet": frame.write_parquet}[suffix](file)
        graph = lineage.import_(file, home=tmp_path / f"home{n}")
        assert graph.models().filter(pl.col("license").is_not_null()).collect().height == 0
        assert len(graph) == 3 and graph.parents("a/e") == []


def test_changes_are_between_snapshots_of_one_home(tmp_path: Path) -> None:
    for name, text in (("one", "id\na/b\n"), ("other", "id\nc/d\n")):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    one, other = (lineage.import_(tmp_path / f"{n}.csv", home=tmp_path / n, name="mine") for n in ("one", "other"))
    with pytest.raises(BadInput, match="not of this home"):
        one.changes(other)
    assert one.changes(one)["added"].height == 0


def test_missing_values_of_a_column_are_unknown_ids_one_by_one(one_graph: Lineage) -> None:
    given = ["Q/base", None, float("nan")]
    assert one_graph.resolve(given)["rule"].to_list() == ["exact", "unknown", "unknown"]  # type: ignore[arg-type]
    assert one_graph.licences(given)["id"].to_list() == ["Q/base", None, None]  # type: ignore[arg-type]


def test_more_children_than_are_given_unasked_warn(tmp_path: Path) -> None:
    lines = [f"a/child{n},b/base" for n in range(51)]
    (tmp_path / "many.csv").write_text("\n".join(["id,base_model", *lines]), encoding="utf-8")
    graph = lineage.import_(tmp_path / "many.csv", home=tmp_path / "home")
    with pytest.warns(UserWarning, match="the first 50 of 51 children"):
        assert graph.children("b/base").height == 50
    with warnings.catch_warnings(action="error"):
        assert (graph.children("b/base", limit=5).height, graph.children("b/base", limit=51).height) == (5, 51)
