"""The gallery: every question answers alike on both engines, and several against an independent computation."""

import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import networkx as nx
import polars as pl
import pytest

import lineage
from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.load.load import load
from ingest.practice import population
from ingest.resolve import resolve
from lineage.coverage.source_fields import FIELDS, SAME_FIELD
from lineage.cypher import validate
from lineage.home.home import Home, read_manifest, write_manifest
from lineage.organisations import known_organisations
from lineage.questions import stored_queries
from lineage.questions.stored_queries import PERMISSIVE, QUESTIONS, RESTRICTIVE
from lineage.questions.stored_query import Question
from lineage.stores import Reader, Table
from lineage.tabular.tables import to_polars
from lineage.values import shown_license
from tests.engines import Engine, Engines
from tests.ingest.living import living

SLUGS = [question.slug for question in QUESTIONS]
MODELS = 4_000


@pytest.fixture(scope="session")
def resolved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice Hub after two weeks, crawled on the first and on the last day: with removed models, and with renames
    behind it."""
    home = Home(tmp_path_factory.mktemp("gallery"))
    with living(population(MODELS, seed=7, related=0.8)) as hub:
        crawl_all(home, Hub(hub.url))
        hub.live(14)
        return resolve(crawl_all(home, Hub(hub.url)), home)


@pytest.fixture(scope="session")
def answers(resolved: Path, engines: Engines) -> dict[str, dict[str, Table]]:
    """What each engine answered, by question; filled as the engines take their turns."""
    return {}


@pytest.fixture(scope="module")
def reader(engine_url: str, engines: Engines, resolved: Path) -> Iterator[Reader]:
    def fill(engine: Engine) -> None:
        load(resolved, engine.writer())

    reader = engines.holding(engine_url, "gallery", fill).reader()
    yield reader
    reader.close()


class Family:
    """The resolved files, read without any store."""

    def __init__(self, folder: Path) -> None:
        self.models = {row["id"]: row for row in pl.read_parquet(folder / "models.parquet").to_dicts()}
        self.edges = pl.read_parquet(folder / "derivations.parquet").to_dicts()
        self.up = nx.DiGraph([(edge["child"], edge["parent"]) for edge in self.edges])

    def licence(self, id: str) -> str | None:
        return shown_license(self.models[id]["license"], self.models[id]["license_name"])

    def organisation(self, id: str) -> str | None:
        owner = self.models[id]["author"]
        return None if owner is None else known_organisations().of(owner)

    def first(self, ids: Collection[str]) -> str:
        """The one that was made first; of those that nobody dates, the first by id, after all others."""
        return min(ids, key=lambda id: (self.models[id]["created_at"] or datetime.max.replace(tzinfo=UTC), id))

    def below(self, id: str, *relations: str) -> set[str]:
        """Descendants, by edges of these relations only where any are named."""
        wanted = [(e["child"], e["parent"]) for e in self.edges if not relations or e["relation"] in relations]
        return nx.ancestors(nx.DiGraph([*wanted, (id, id)]), id)


@pytest.fixture(scope="session")
def family(resolved: Path) -> Family:
    return Family(resolved)


def rows(reader: Reader, slug: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    question = stored_queries.question(slug)
    assert question
    parameters = stored_queries.fitting(reader, question)
    return reader.run(question.statement, parameters).dicts(), parameters


@pytest.mark.parametrize("question", QUESTIONS, ids=SLUGS)
def test_a_question_has_an_answer_and_both_engines_the_same(
    reader: Reader, question: Question, answers: dict[str, dict[str, Table]]
) -> None:
    parameters = stored_queries.fitting(reader, question)
    table = reader.run(question.statement, parameters)
    assert table.rows, "a question that the practice Hub cannot answer teaches nothing"
    assert not table.notes
    earlier = answers.setdefault(question.slug, {})
    earlier[reader.url] = table
    for other in earlier.values():
        assert (other.columns, other.rows) == (table.columns, table.rows)
    validated = validate(question.statement, parameters)
    assert validated.columns == table.columns
    without_rows = to_polars(Table(table.columns, []), validated.tree, question)
    assert without_rows.schema == to_polars(table, validated.tree, question).schema


@pytest.mark.parametrize("question", QUESTIONS, ids=SLUGS)
def test_a_question_keeps_to_the_portable_rules(question: Question) -> None:
    text = question.statement
    assert validate(text).statement == text
    clauses = [line.split()[0] for line in text.splitlines() if not line.startswith("  ")]
    assert clauses[-2:] == ["ORDER", "LIMIT"]
    assert set(clauses) <= {"MATCH", "OPTIONAL", "WHERE", "WITH", "RETURN", "ORDER", "LIMIT"}, "one clause a line"
    paths = re.findall(r"\[\w*:DERIVED_FROM\*([^\] ]*)", text)
    assert all(re.fullmatch(r"(\d+)?\.\.\d+", path) for path in paths), "a path without an upper bound"
    assert set(re.findall(r"\$(\w+)", text)) == set(question.parameters)
    assert not re.search(r"'[^']*/[^']*'", text), "ids are parameters"


READ = {"hub": "'hub' IN", "removed": "'removed'", "relation": "relation", "created_at": "created_month"}


@pytest.mark.parametrize("question", QUESTIONS, ids=SLUGS)
def test_what_a_question_needs_is_what_its_statement_reads(question: Question) -> None:
    for need in question.needs:
        assert need in FIELDS
        assert READ.get(need, need) in question.statement
    filtered = re.findall(r"\w\.(license|gated|created_month) (?:IN|=|>=|IS)", question.statement)
    assert {SAME_FIELD.get(name, name) for name in filtered} <= set(question.needs)


def test_permalinks_are_unique_and_texts_differ() -> None:
    for values in (
        SLUGS,
        [q.title for q in QUESTIONS],
        [q.teaches for q in QUESTIONS],
        [q.statement for q in QUESTIONS],
    ):
        assert len(set(values)) == len(values)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in SLUGS)
    assert stored_queries.question(SLUGS[0]) is QUESTIONS[0]
    assert stored_queries.question("no-such-question") is None
    assert [question for group in stored_queries.groups().values() for question in group] == list(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=SLUGS)
def test_an_answer_can_be_looked_at_as_it_says(reader: Reader, family: Family, question: Question) -> None:
    table = reader.run(question.statement, stored_queries.fitting(reader, question), limit=5)
    if question.view == "map":
        assert "id" in table.columns
        named = {value for row in table.rows for value in row if isinstance(value, str)}
        assert named & set(family.up), "models without any relative stand nowhere on the map"
    drawable = any(isinstance(value, dict) and "nodes" in value for value in table.rows[0])
    assert drawable == (question.view == "graph")


def test_parameters_that_fit_are_kept_and_others_are_found(reader: Reader, family: Family) -> None:
    question = stored_queries.question("licences-below-a-base")
    assert question
    assert stored_queries.fitting(reader, question) == {"id": "Qwen/Qwen3-0.6B"}
    elsewhere = Question(
        **{name: getattr(question, name) for name in question.__slots__} | {"parameters": {"id": "x/y"}}
    )
    children = Counter(edge["parent"] for edge in family.edges)
    most = max(children.values())
    assert stored_queries.fitting(reader, elsewhere) == {"id": min(id for id, n in children.items() if n == most)}


def test_licences_below_a_base_are_those_of_its_descendants(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "licences-below-a-base")
    below = family.below(parameters["id"]) - {parameters["id"]}
    expected = Counter(family.licence(id) or "not stated" for id in below)
    assert {row["license"]: row["models"] for row in found} == expected


def test_derivatives_with_a_tag_are_those_below_that_have_it(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "derivatives-with-a-tag")
    tags = {row["id"]: row["tags"] for row in reader.run("MATCH (m:Model) RETURN m.id AS id, m.tags AS tags").dicts()}
    below = family.below(parameters["id"]) - {parameters["id"]}
    having = {id for id in below if parameters["tag"].lower() in map(str.lower, tags[id] or ())}
    assert 0 < len(found) == min(len(having), 100)
    assert {row["id"] for row in found} <= having


def test_finetunes_alone_leave_out_what_hangs_on_another_relation(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "finetunes-of-finetunes")
    assert {row["id"] for row in found} == family.below(parameters["id"], "finetune") - {parameters["id"]}


def test_common_ancestors_are_those_of_both(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "common-ancestors")
    a, b = (nx.descendants(family.up, parameters[name]) | {parameters[name]} for name in ("a", "b"))
    assert {row["id"] for row in found} == a & b


def test_the_way_between_two_models_is_a_shortest_one(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "how-two-models-are-related")
    ends = [node["properties"]["id"] for node in found[0]["path"]["nodes"]]
    assert (ends[0], ends[-1]) == (parameters["a"], parameters["b"])
    assert len(ends) - 1 == nx.shortest_path_length(family.up.to_undirected(), parameters["a"], parameters["b"])


def test_loosened_licences_are_found_up_to_four_steps_above(reader: Reader, family: Family) -> None:
    expected = set()
    for id in family.models:
        if family.licence(id) in PERMISSIVE and id in family.up:
            near = nx.single_source_shortest_path_length(family.up, id, cutoff=4)
            expected |= {(id, a) for a in near if a != id and family.licence(a) in RESTRICTIVE}
    question = stored_queries.question("licences-loosened")
    assert question
    unlimited = question.statement.rpartition("\n")[0]
    found = reader.run(unlimited, stored_queries.fitting(reader, question)).dicts()
    assert {(row["id"], row["ancestor"]) for row in found} == expected
    assert len(expected) > 20
    assert {(row["license"], row["ancestor_license"]) for row in found} == {
        (family.licence(id), family.licence(ancestor)) for id, ancestor in expected
    }
    assert {"qwen-research", "tongyi-qianwen-research"} <= {row["ancestor_license"] for row in found}


def test_missing_parents_are_ranked_by_their_children(reader: Reader, family: Family) -> None:
    found, _ = rows(reader, "missing-parents")
    missing = Counter(e["parent"] for e in family.edges if family.models[e["parent"]]["status"] == "missing")
    ranked = sorted(missing.items(), key=lambda pair: (-pair[1], pair[0]))[:50]
    assert [(row["id"], row["children"]) for row in found] == ranked
    for row in found:
        children = [edge["child"] for edge in family.edges if edge["parent"] == row["id"]]
        assert row["first_child"] == family.first(children)


def test_an_id_in_a_tag_is_the_id_and_no_other_name(reader: Reader, family: Family) -> None:
    """`base_model:quantized:Qwen/Qwen3-8B` is how a tag names a parent; what else differs is the author's writing."""
    answered, parameters = rows(reader, "cards-that-name-an-owner-otherwise")
    own = [edge for edge in family.edges if family.models[edge["parent"]]["author"] == parameters["owner"]]
    tags = [edge for edge in own if re.fullmatch(r"base_model:(\w+:)?" + re.escape(edge["parent"]), edge["raw"])]
    otherwise = [edge for edge in own if edge["parent"] not in (edge["raw"], edge["child"]) and edge not in tags]
    assert tags and otherwise
    assert {(row["id"], row["written"]) for row in answered} <= {(edge["child"], edge["raw"]) for edge in otherwise}
    assert len(answered) == min(len(otherwise), 100)


def test_models_that_nobody_else_builds_on_have_no_children_of_others(reader: Reader, family: Family) -> None:
    answered, parameters = rows(reader, "models-that-nobody-builds-on")
    owner = parameters["owner"]
    built_on = {e["parent"] for e in family.edges if family.models[e["child"]]["author"] != owner}
    own = {id for id, model in family.models.items() if model["author"] == owner and model["status"] == "listed"}
    unused = sorted(own - built_on, key=lambda id: (-(family.models[id]["downloads"] or 0), id))
    assert [row["id"] for row in answered] == unused[:100]
    assert own & built_on


def test_a_model_without_an_owner_builds_on_others_too(tmp_path: Path) -> None:
    (tmp_path / "hub.csv").write_text("id,base_model\nlegacy,a/built-on\na/built-on,\na/own,a/alone\na/alone,\n")
    question = stored_queries.question("models-that-nobody-builds-on")
    assert question is not None
    with (
        lineage.import_(tmp_path / "hub.csv", home=tmp_path / "home", name="small") as graph,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", UserWarning)  # of what the source does not have
        answered = graph.cypher(question.statement, {"owner": "a"})
    assert answered["id"].to_list() == ["a/alone", "a/own"]


def test_builders_since_a_day_stand_with_their_first_model_since_then(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "builders-since-a-day")
    owner, day = parameters["owner"], datetime.fromisoformat(parameters["day"]).replace(tzinfo=UTC)
    ours = [id for id in family.up if family.models[id]["author"] == owner]
    below = set().union(*(nx.ancestors(family.up, id) for id in ours))
    built: dict[str, list[str]] = {}
    for model in map(family.models.__getitem__, below):
        if model["author"] not in (None, owner) and model["created_at"] and model["created_at"] >= day:
            built.setdefault(model["author"], []).append(model["id"])
    ranked = sorted(built, key=lambda builder: (-len(built[builder]), builder))[:50]
    assert [(row["builder"], row["models"], row["first_model"]) for row in found] == [
        (builder, len(built[builder]), family.first(built[builder])) for builder in ranked
    ]
    assert any(row["first_model"] != min(built[row["builder"]]) for row in found)


def test_removed_models_with_children_are_tombstones(reader: Reader, family: Family) -> None:
    found, _ = rows(reader, "removed-models-with-children")
    assert {row["id"] for row in found} == {
        e["parent"] for e in family.edges if family.models[e["parent"]]["status"] == "removed"
    }


def test_the_share_of_an_owner_has_every_listed_model_of_the_month_below_it(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "share-of-an-owner")
    listed = [m for m in family.models.values() if m["status"] == "listed" and (m["created_month"] or "") >= "2025-01"]
    months = Counter(model["created_month"] for model in listed)
    owned = {e["child"] for e in family.edges if family.models[e["parent"]]["author"] == parameters["owner"]}
    on_owner = Counter(model["created_month"] for model in listed if model["id"] in owned)
    assert [(r["month"], r["models"], r["on_owner"]) for r in found] == [
        (month, months[month], on_owner[month]) for month in sorted(months)
    ]
    assert all(row["percent"] == pytest.approx(100 * row["on_owner"] / row["models"], abs=0.051) for row in found)
    assert any(row["percent"] % 1 for row in found), "a share of a few in a thousand is told apart from none"


def test_mass_uploads_below_a_base_add_up_to_its_descendants(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "mass-uploads-below-a-base")
    assert sum(row["models"] for row in found) == len(family.below(parameters["id"]) - {parameters["id"]})
    assert len(found) > 1


def test_the_deepest_chains_are_as_deep_as_fine_tuning_goes(reader: Reader, family: Family) -> None:
    found, _ = rows(reader, "deepest-chains")
    tuned = nx.DiGraph([(e["child"], e["parent"]) for e in family.edges if e["relation"] == "finetune"])
    cyclic = {id for part in nx.strongly_connected_components(tuned) if len(part) > 1 for id in part}
    tuned.remove_nodes_from(cyclic)
    tuned.remove_edges_from(list(nx.selfloop_edges(tuned)))
    last, first = ([id for id, degree in degrees if not degree] for degrees in (tuned.in_degree, tuned.out_degree))
    deepest = dict.fromkeys(tuned, 0)
    for id in reversed(list(nx.topological_sort(tuned))):
        deepest[id] = max((deepest[parent] + 1 for parent in tuned.successors(id)), default=0)
    assert len(found[0]["path"]["relationships"]) == max(deepest.values())
    for row in found:
        nodes = row["path"]["nodes"]
        assert nodes[0]["properties"]["id"] in last, "nobody fine-tuned it further"
        assert nodes[-1]["properties"]["id"] in first, "no part of a longer way"


def test_growth_by_relation_is_of_listed_models_that_are_made_from_others(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "growth-by-relation")
    made = {
        (edge["child"], edge["relation"])
        for edge in family.edges
        if edge["child"] != edge["parent"] and family.models[edge["child"]]["status"] == "listed"
    }
    months = Counter((family.models[id]["created_month"] or "", relation) for id, relation in made)
    expected = {pair: count for pair, count in months.items() if pair[0] >= parameters["since"]}
    assert {(row["month"], row["relation"]): row["models"] for row in found} == expected


def test_derivations_of_what_was_derived_are_counted_once(reader: Reader, family: Family) -> None:
    found, _ = rows(reader, "what-is-made-of-what")
    edges = [edge for edge in family.edges if edge["child"] != edge["parent"]]
    made: dict[str, set[str]] = {}
    for edge in edges:
        made.setdefault(edge["child"], set()).add(edge["relation"])
    expected = Counter((how, edge["relation"]) for edge in edges for how in made.get(edge["parent"], ()))
    assert {(row["relation"], row["then_made"]): row["derivations"] for row in found} == expected


def test_months_of_organisations_are_those_of_all_their_owners(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "growth-of-organisations")
    made = Counter(
        (model["created_month"], family.organisation(id))
        for id, model in family.models.items()
        if model["status"] == "listed" and (model["created_month"] or "") >= parameters["since"]
    )
    expected = {pair: count for pair, count in made.items() if pair[1] in parameters["organisations"]}
    assert {(row["month"], row["organisation"]): row["models"] for row in found} == expected
    assert len({row["organisation"] for row in found}) > 2


def test_shares_of_organisations_have_every_listed_derivative_of_the_month_below_them(
    reader: Reader, family: Family
) -> None:
    found, parameters = rows(reader, "share-of-organisations")
    bases: dict[str, set[str | None]] = {}
    for child, parent in family.up.edges:
        model = family.models[child]
        if child != parent and model["status"] == "listed" and (model["created_month"] or "") >= parameters["since"]:
            bases.setdefault(child, set()).add(family.organisation(parent))
    derived = Counter(family.models[id]["created_month"] for id in bases)
    on_each = Counter((family.models[id]["created_month"], name) for id, names in bases.items() for name in names)
    assert {(row["month"], row["organisation"]): (row["on_its_models"], row["derived"]) for row in found} == {
        pair: (count, derived[pair[0]]) for pair, count in on_each.items() if pair[1] in parameters["organisations"]
    }
    assert all(row["percent"] == pytest.approx(100 * row["on_its_models"] / row["derived"], abs=0.051) for row in found)


def test_builders_on_an_organisation_are_ranked_by_what_descends_from_it(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "top-builders-on-an-organisation")
    ours = {id for id in family.up if family.organisation(id) == parameters["organisation"]}
    below = set().union(*(nx.ancestors(family.up, id) for id in ours)) - ours
    built = Counter(family.organisation(id) or "" for id in below)
    ranked = sorted(built.items(), key=lambda pair: (-pair[1], pair[0]))[:50]
    assert [(row["builder"], row["models"]) for row in found] == ranked


def test_merges_across_organisations_descend_from_a_root_of_each(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "merges-across-organisations")
    roots = {id for id in family.up if set(family.up.successors(id)) <= {id}}
    below = [
        set().union(*(nx.ancestors(family.up, id) for id in roots if family.organisation(id) == parameters[name]))
        for name in ("a", "b")
    ]
    expected = below[0] & below[1]
    assert {row["id"] for row in found} <= expected
    assert len(found) == min(len(expected), 100)


def test_loosened_licences_below_a_base_are_those_of_its_descendants(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "licences-loosened-below-a-base")
    below = family.below(parameters["id"]) - {parameters["id"]}
    loosened = {id for id in below if family.models[id]["license_verdict"] == "loosened"}
    assert {row["id"] for row in found} <= loosened
    assert len(found) == min(len(loosened), 100) > 0
    assert all(any(rule.startswith("loosened_") for rule in row["rules"]) for row in found)


def test_merges_without_a_common_licence_stand_with_the_licences_of_their_parents(
    reader: Reader, family: Family
) -> None:
    found, _ = rows(reader, "no-common-licence")
    expected = {id for id, model in family.models.items() if "no_common_licence" in (model["license_rules"] or ())}
    assert {row["id"] for row in found} <= expected
    assert len(found) == min(len(expected), 100)
    for row in found:
        assert row["parents"] == sorted(family.up.successors(row["id"]))
        assert row["parent_licenses"] == [family.licence(parent) or "not stated" for parent in row["parents"]]


def test_non_commercial_roots_are_ranked_by_what_is_built_on_them_commercially(reader: Reader, family: Family) -> None:
    found, parameters = rows(reader, "non-commercial-roots-built-on")
    roots = [id for id in family.up if set(family.up.successors(id)) <= {id}]
    expected = {}
    for root in (id for id in roots if family.models[id]["license_class"] == "non_commercial"):
        below = [family.models[id] for id in family.below(root) - {root}]
        granting = [model for model in below if model["license_class"] in parameters["granting"]]
        if granting:
            expected[root] = len(granting), sum(model["license_verdict"] == "loosened" for model in granting)
    ranked = sorted(expected, key=lambda id: (-expected[id][0], id))[:50]
    assert [(row["id"], (row["models"], row["loosened"])) for row in found] == [(id, expected[id]) for id in ranked]


OF_DERIVATIONS = {"self-references-and-cycles", "derivations-by-relation", "who-says-so", "where-hub-and-card-disagree"}
"""Questions that list or count what is stated, what a model states of itself included."""


@pytest.fixture(scope="module")
def told_of_itself(
    resolved: Path, engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Reader]]:
    """The graph twice: without any self-reference, and where every model names itself as its parent too, by a relation
    that it has to another."""
    edges = pl.read_parquet(resolved / "derivations.parquet")
    of_others = edges.filter(pl.col("child") != pl.col("parent"))
    relations = {row[end]: row["relation"] for row in of_others.to_dicts() for end in ("child", "parent")}
    like = {**of_others.row(0, named=True), "irregularity": "self_reference"}
    of_themselves = pl.DataFrame(
        [{**like, "child": id, "parent": id, "raw": id, "relation": relations[id]} for id in sorted(relations)],
        schema=of_others.schema,
    )
    readers = []
    for name, table in {"others": of_others, "themselves": pl.concat([of_others, of_themselves])}.items():
        folder = tmp_path_factory.mktemp("self") / resolved.name
        copytree(resolved, folder)
        table.sort("child", "parent").write_parquet(folder / "derivations.parquet")
        write_manifest(folder, {**read_manifest(folder), "checksums": {}})
        readers.append(engines.holding("embedded:", name, lambda engine, of=folder: load(of, engine.writer())).reader())
    yield readers
    for reader in readers:
        reader.close()


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.slug not in OF_DERIVATIONS], ids=lambda q: q.slug)
def test_what_a_model_says_of_itself_changes_no_answer_about_others(
    told_of_itself: list[Reader], question: Question
) -> None:
    of_others, of_themselves = told_of_itself
    parameters = stored_queries.fitting(of_others, question)
    assert stored_queries.fitting(of_themselves, question) == parameters
    answers = [reader.run(question.statement, parameters) for reader in told_of_itself]
    assert answers[0].rows and answers[1].rows == answers[0].rows
