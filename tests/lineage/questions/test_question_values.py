"""What stored queries are asked with: what `parameters` say, and what is given as the graph knows it."""

import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import lineage
from lineage.coverage.source_fields import cannot_tell
from lineage.errors import BadInput, UnknownModel, UnknownOwner
from lineage.graph import Lineage
from lineage.questions.questions import StoredQuery
from lineage.questions.stored_queries import QUESTIONS
from lineage.questions.stored_query import Question, Role

MODELS = """\
id,base_model,base_model_relation,license,tags,created_at,downloads,gated,pipeline_tag
Lab/base,,,apache-2.0,text,2025-02-01,90,false,text-generation
Other/base,,,mit,text,2025-02-02,80,false,text-generation
ann/one,Lab/base,finetune,apache-2.0,math,2025-06-03,70,false,text-generation
ben/one,Lab/base,finetune,mit,math,2026-06-04,60,false,text-generation
ann/two,ann/one,quantized,apache-2.0,math,2026-06-05,50,false,text-generation
eve/self,eve/self,finetune,mit,math,2026-06-05,30,false,text-generation
ben/sum,"ann/one,ben/one",merge,apache-2.0,math,2026-06-06,40,false,text-generation
"""
KNOWN = {Role.MODEL: "Lab/base", Role.OWNER: "Lab", Role.ORGANISATION: "Lab"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lineage]:
    """A family that has none of the models which questions name by default."""
    folder = tmp_path_factory.mktemp("values")
    (folder / "hub.csv").write_text(MODELS)
    with lineage.import_(folder / "hub.csv", home=folder / "home", name="small", as_of="2026-06-08") as opened:
        yield opened


def answer(query: StoredQuery, **given: Any) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        rows: list[dict[str, Any]] = query.run(as_="rows", **given)
    return rows


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.parameters], ids=lambda question: question.slug)
def test_a_query_is_run_with_what_its_parameters_say(graph: Lineage, question: Question) -> None:
    query = graph.questions[question.slug]
    if set(query.parameters) != set(question.parameters):
        with pytest.raises(BadInput, match=f"{query.name} needs"):
            query.run()
    elif cannot_tell(graph.graph, question) is None:
        assert answer(query) == answer(query, **query.parameters)
        for name, value in query.parameters.items():
            assert answer(query, **{name: value}) == answer(query)


def test_parameters_are_of_this_graph(graph: Lineage) -> None:
    assert graph.questions["merges-of-two-bases"].parameters == {"a": "ann/one", "b": "ben/one"}
    assert answer(graph.questions["merges-of-two-bases"])[0]["id"] == "ben/sum"
    assert graph.questions["share-of-an-owner"].parameters["owner"] == "Lab"
    assert graph.questions["builders-since-a-day"].parameters["day"] == "2026-06-01", "a week before the snapshot"


def test_what_is_given_is_not_replaced_and_what_is_not_given_is_told(graph: Lineage) -> None:
    query = graph.questions["derivatives-with-a-tag"]
    assert query.parameters == {"id": "Lab/base", "tag": "math"}
    with pytest.warns(UserWarning, match="tag is not given: derivatives-with-a-tag is asked with tag='math'") as said:
        assert query.run(id="ann/one", as_="rows") == answer(query, id="ann/one", tag="math")
    assert {one.filename for one in said} == {__file__}
    assert answer(query, id="Other/base") == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        graph.questions["new-derivatives-since"].run(id="Lab/base")


def test_what_no_value_is_known_of_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "hub.csv").write_text("id,created_at\na/alone,2026-01-01\n")
    with lineage.import_(tmp_path / "hub.csv", home=tmp_path / "home") as graph:
        query = graph.questions["share-of-an-owner"]
        assert "owner" not in query.parameters
        with pytest.raises(BadInput, match="share-of-an-owner needs owner"):
            query.run()
        assert answer(query, owner="a") == [{"month": "2026-01", "models": 1, "on_owner": 0, "percent": 0.0}]


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.parameters], ids=lambda question: question.slug)
def test_a_model_an_owner_and_an_organisation_are_found_as_they_are_meant(graph: Lineage, question: Question) -> None:
    query = graph.questions[question.slug]
    roles = {name: question.field_of(name).role for name in question.parameters}
    meant = {name: KNOWN[role] for name, role in roles.items() if role in KNOWN}
    others = {name: value for name, value in question.parameters.items() if name not in meant}
    for name, known in meant.items():
        asked = answer(query, **others, **meant)
        assert answer(query, **others, **{**meant, name: known.upper()}) == asked
        if roles[name] is Role.MODEL:
            address = f"https://huggingface.co/{known}/tree/main"
            assert answer(query, **others, **{**meant, name: address}) == asked
        with pytest.raises(UnknownModel if roles[name] is Role.MODEL else UnknownOwner):
            query.run(**{name: "no/body"})
        with pytest.raises(BadInput, match=f"{name} cannot be 7"):
            query.run(**{name: 7})


def test_each_of_several_values_is_found_as_it_is_meant(graph: Lineage) -> None:
    growth = graph.questions["growth-of-organisations"]
    assert {row["organisation"] for row in answer(growth, organisations=["LAB", "ann"])} == {"Lab", "ann"}
    assert answer(growth, organisations=["Qwen", "Lab"]) == answer(growth, organisations="Lab"), "its own list has Qwen"
    with pytest.raises(UnknownOwner, match="nobody"):
        growth.run(organisations=["Lab", "nobody"])
    free = graph.questions["permissive-and-open"]
    assert (
        answer(free, id="Lab/base", licences=["Apache 2.0"])
        == answer(free, id="Lab/base", licences=["apache-2.0"])
        != []
    )
    assert answer(free, id="Lab/base", licences=["bsd-3-clause"]) == []
    with pytest.raises(BadInput, match="no licence 'apache-2") as caught:
        free.run(id="Lab/base", licences=["mit", "apache-2.1"])
    assert caught.value.hint == "did you mean apache-2.0?"
    with pytest.raises(BadInput, match="granting cannot be 'permissiv'"):
        graph.questions["non-commercial-roots-built-on"].run(granting=["permissiv"])


def test_growth_by_relation_is_that_of_the_graph(graph: Lineage) -> None:
    growth = graph.growth(by="relation").filter(pl.col("month").is_not_null(), pl.col("new") > 0)
    asked = answer(graph.questions["growth-by-relation"], since="2025-01")
    assert {(row["month"], row["relation"]): row["models"] for row in asked} == {
        (month, name): new for month, name, new in growth.select("month", "name", "new").iter_rows()
    }


def test_a_month_is_a_month_however_the_question_is_asked(graph: Lineage) -> None:
    query = graph.questions["new-derivatives-since"]
    asked = answer(query, id="Lab/base", since="2026-06")
    assert [row["id"] for row in asked] == ["ben/one", "ann/two", "ben/sum"]
    for since in ("2026-06-01", date(2026, 6, 1), datetime(2026, 6, 1, tzinfo=UTC)):
        assert answer(query, id="Lab/base", since=since) == asked
    for since in ("2026-06-15", date(2026, 6, 15), "2026", 2026, "2026-13", "June", None, ""):
        with pytest.raises(BadInput, match="since cannot be") as caught:
            query.run(id="Lab/base", since=since)
        assert caught.value.hint == "give a month as 2025-01"
        with pytest.raises(BadInput, match="since cannot be"):
            graph.cypher(query.statement, {"id": "Lab/base", "since": since})


def test_a_day_is_a_day(graph: Lineage) -> None:
    query = graph.questions["builders-since-a-day"]
    asked = answer(query, owner="Lab", day="2026-06-05")
    assert {row["builder"]: row["models"] for row in asked} == {"ann": 1, "ben": 1}
    for day in (date(2026, 6, 5), datetime(2026, 6, 5, tzinfo=UTC)):
        assert answer(query, owner="Lab", day=day) == asked
    for day in ("2026-06", "2026-06-31", 2026, "lately", None):
        with pytest.raises(BadInput, match="day cannot be"):
            query.run(owner="Lab", day=day)


def test_a_query_says_what_it_lists(graph: Lineage) -> None:
    query = graph.questions["share-of-an-owner"]
    assert "fewer than 30 models a share says little" in query.about
    assert repr(query) == f"<share-of-an-owner(owner, since): {query.title} {query.about}>"
    assert query.about in unescape(graph.questions._repr_html_())


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("growth", "growth-of-a-base, growth-by-relation, growth-of-organisations"),
        ("growth of base", "growth-of-a-base"),
        ("who-say-so", "who-says-so"),
        ("no-comon-licence", "no-common-licence"),
        ("tombstones", None),
        ("withdrawn", "if-a-base-is-withdrawn"),
        ("gguf", None),
        ("", None),
    ],
)
def test_a_query_is_found_by_words_of_its_name(graph: Lineage, name: str, meant: str | None) -> None:
    with pytest.raises(BadInput, match="no stored query") as caught:
        graph.questions[name]
    assert caught.value.hint == (f"did you mean {meant}?" if meant else "`g.questions` shows all")
