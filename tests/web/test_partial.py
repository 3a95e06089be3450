"""Pages and answers of a sample: nothing is concluded from what is not in it; what hangs on copies stands beside."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlencode

import polars as pl
import pytest
from flask.testing import FlaskClient

from lineage.coverage.source_fields import FIELDS
from lineage.frozen import Undercount
from lineage.graph import Lineage
from lineage.questions import stored_queries
from lineage.questions.stored_query import Question
from tests.web.sample import BASE, COPY, GONE, opened_sample
from web import Source, create_app

UNTOLD = [question for question in stored_queries.QUESTIONS if question.needs]
TOLD = [question for question in stored_queries.QUESTIONS if not question.needs]
PAGES = [
    *("/", "/outline", "/table", "/quality", "/search?q=q", "/cypher", "/api"),
    *(f"/{view}/{id}" for view in ("models", "families", "outline", "table") for id in (BASE, COPY, GONE)),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lineage]:
    with closing(opened_sample(tmp_path_factory.mktemp("sample"))) as graph:
        yield graph


@pytest.fixture(scope="module")
def client(opened: Lineage) -> FlaskClient:
    return create_app(Source.of(opened)).test_client()


def page(client: FlaskClient, path: str) -> str:
    """A page as its reader sees it, without tags and titles."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    return html.unescape(re.sub(r"<[^>]+>", "", response.text))


def get(client: FlaskClient, path: str, **query: str) -> dict:
    response = client.get(f"/api/v1/{path}", query_string=query)
    assert response.status_code == 200, response.text
    return response.json


@pytest.mark.parametrize("path", PAGES)
def test_no_page_concludes_anything_from_absence(client: FlaskClient, path: str) -> None:
    text = html.unescape(client.get(path).text)
    for said in ("not on the Hub", "private", "deleted", "misspelt"):
        assert said not in text.replace("is not stated", "")


@pytest.mark.parametrize("path", [*PAGES, "/no-such-page"])
def test_every_page_says_what_part_of_the_hub_it_is_of_and_of_when(client: FlaskClient, path: str) -> None:
    text = html.unescape(re.sub(r"<[^>]+>", "", client.get(path).text))
    assert "Not the whole Hub: a sample of unknown extent, data of unknown date, read 20" in text
    assert not re.search(r"\bcomplete\b", text.partition("What the graph holds")[0])


def test_no_page_gives_data_of_unknown_date_the_day_on_which_they_were_read(client: FlaskClient) -> None:
    for path, words in (("/", " · a sample"), (f"/models/{BASE}/bom", ".")):
        text = re.sub(r"\s+", " ", page(client, path))
        assert re.search(rf"data of unknown date, read 20\d\d-\d\d-\d\d{re.escape(words)}", text)
        assert not re.search(r"(as of|families|what is counted ▾close ▴) 20\d\d-", text)
    assert "The data " not in page(client, "/growth")


def test_a_file_says_it_in_its_name_and_beside(client: FlaskClient) -> None:
    for path in (
        "/table?format=csv",
        f"/table/{BASE}?format=csv",
        "/api/v1/cypher?format=csv&statement=RETURN+1+AS+one",
    ):
        headers = client.get(path).headers
        name = headers["Content-Disposition"].removeprefix('attachment; filename="')
        assert re.fullmatch(r'(all-models|derivatives-of-Qwen-Qwen3-8B|answer)\.sample\.csv"', name)
        assert headers["Lineage-Coverage"].startswith("a sample of unknown extent, data of unknown date, read 20")
        assert headers["Link"].startswith("</api/v1/graph>; rel=")
    assert get(client, "graph")["snapshot"]["id"] == headers["Lineage-Snapshot"]
    for path in (f"/api/v1/models/{BASE}", f"/models/{BASE}", "/"):
        assert client.get(path).headers["Lineage-Coverage"] == headers["Lineage-Coverage"]


def test_python_says_it_too(opened: Lineage) -> None:
    assert opened.statement.short in repr(opened)
    assert opened.undercount(BASE) == Undercount(models=3, copies=1)
    assert opened.undercount(GONE) is None
    assert opened.children(COPY)["undercount"].to_list() == [0, 0, 0]
    tree = opened.subtree(BASE)
    assert tree.graph["statement"] == opened.statement.short
    assert "license" in tree.graph["not_in_source"]


def test_the_map_has_it_beside_the_counts_it_shows(client: FlaskClient) -> None:
    version = get(client, "graph")["version"]
    window = {"x": "-1000", "y": "-1000", "width": "2000", "height": "2000", "scale": "9"}
    view = get(client, f"map/{version}/view", **window)
    assert view["undercount"][view["id"].index(BASE)] == 3
    circles = get(client, f"map/{version}/circles", of=",".join(map(str, range(4))))
    assert dict(zip(circles["id"], circles["undercount"], strict=True))[BASE] == 3


def test_a_missing_model_is_not_in_this_sample_and_can_be_looked_for(client: FlaskClient) -> None:
    text = page(client, f"/models/{GONE}")
    assert "not in this sample; whether the Hub has it cannot be told from here" in text
    assert "Look on the Hub" in text
    assert "Nothing but its name is known here" in text
    assert "not stated" not in text.partition("What was made from it")[0]
    assert "What it is" not in text and "What may be done with it" not in text and "Where it comes from" not in text
    assert f"Its owner: {GONE.partition('/')[0]}." in text
    assert "not in this sample" in page(client, "/table?status=missing")


def test_no_licence_is_said_of_a_missing_model_nor_of_a_source_without_licences(client: FlaskClient) -> None:
    text = page(client, "/models/six/lost").partition("What may be done with it")[2]
    assert "licence not in this source" in text
    assert "not in this snapshot, licence not known" in text
    assert "states no licence</span>" not in text
    sentence = get(client, "licences/six/lost")["sentence"]
    assert sentence == "What applies cannot be told: it is of a source that has no licences"


def test_a_model_that_nobody_names_is_not_in_this_snapshot_either(client: FlaskClient) -> None:
    response = client.get("/models/some/body")
    assert response.status_code == 404
    text = html.unescape(response.text)
    assert "No model 'some/body' in this snapshot" in text
    assert "A sample of unknown extent was read; whether the Hub has the model cannot be told from here." in text
    assert 'href="https://huggingface.co/some/body"' in text
    assert 'href="https://huggingface.co/models?search=some%20body"' in client.get("/search?q=some+body").text
    assert "Look on the Hub" not in client.get("/no-such-page").text


def test_what_a_source_never_had_is_not_in_this_source(client: FlaskClient) -> None:
    facts = page(client, "/models/one/tuned").partition("What it is")[2].partition("Parents, and who")[0]
    assert "not stated" not in facts
    assert facts.count("not in this source") == 10
    graph = get(client, "graph")
    assert set(graph["not_in_source"]) == set(FIELDS)


@pytest.mark.parametrize("path", [f"/{view}/{BASE}" for view in ("models", "families", "outline", "table")])
def test_counts_are_lower_bounds_and_what_they_leave_out_stands_beside(client: FlaskClient, path: str) -> None:
    text = " ".join(page(client, path).split())
    assert re.search(r"at least ?3", text, re.IGNORECASE)
    assert re.search("and 3 more hang on a copy that is not in this sample", text, re.IGNORECASE)


def test_the_api_says_so_too(client: FlaskClient) -> None:
    model = get(client, f"models/{BASE}")
    assert (model["descendants"], model["undercount"]) == (3, {"models": 3, "copies": 1})
    assert get(client, f"models/{GONE}")["undercount"] is None
    assert get(client, "graph")["lower_bounds"] is True
    family = next(item for item in get(client, "families")["items"] if item["id"] == BASE)
    assert family["undercount"] == {"models": 3, "copies": 1}
    for columns in ("", "&columns=descendants&columns=undercount&columns=copies"):
        table = f"/table?author=Qwen{columns}&format="
        (row,) = csv.DictReader(io.StringIO(client.get(f"{table}csv").text))
        assert (row["descendants"], row["undercount"], row["copies"]) == ("3", "3", "1")
        (item,) = client.get(f"{table}json").json["items"]
        (one,) = pl.read_parquet(client.get(f"{table}parquet").data).to_dicts()
        for known in (item, one):
            assert (known["descendants"], known["undercount"], known["copies"]) == (3, 3, 1)


def asked(client: FlaskClient, question: Question, **query: str) -> dict:
    parameters = json.dumps(dict(question.parameters))
    return get(client, "cypher", statement=question.statement, parameters=parameters, **query)


@pytest.mark.parametrize("question", UNTOLD, ids=lambda question: question.slug)
def test_a_question_whose_field_the_source_lacks_cannot_be_told(client: FlaskClient, question: Question) -> None:
    answer = asked(client, question)
    assert answer["cannot_tell"].startswith("Cannot be told from this snapshot: its source has no ")
    assert all(FIELDS[need] in answer["cannot_tell"] for need in question.needs)
    assert (answer["rows"], answer["notes"]) == ([], [answer["cannot_tell"]])
    here = f"/cypher?question={question.slug}"
    assert answer["cannot_tell"] in page(client, here)
    asked_here = page(client, f"/questions/{question.slug}")
    assert "cannot be answered from this snapshot" in asked_here
    assert answer["cannot_tell"] in asked_here
    text = page(client, f"{here}&answer=page")
    assert answer["cannot_tell"] in text
    assert "rows in" not in text
    assert answer["cannot_tell"] in html.unescape(client.get("/questions").text)


@pytest.mark.parametrize("question", TOLD, ids=lambda question: question.slug)
def test_other_questions_are_asked(client: FlaskClient, question: Question) -> None:
    assert asked(client, question)["cannot_tell"] is None


def test_as_a_file_the_reason_is_the_answer(client: FlaskClient) -> None:
    question = stored_queries.question("where-hub-and-card-disagree")
    assert question
    query = urlencode({"statement": question.statement, "format": "csv"})
    assert client.get(f"/api/v1/cypher?{query}").text.splitlines() == [
        "cannot_tell",
        "Cannot be told from this snapshot: its source has no word of the Hub's own on parents (baseModels).",
    ]


def test_a_statement_of_ones_own_is_told_what_the_source_lacks(client: FlaskClient, opened: Lineage) -> None:
    statement = "MATCH (m:Model) WHERE m.created_month > '2025-01' RETURN m.id AS id, m.downloads_all_time AS all"
    notes = get(client, "cypher", statement=statement)["notes"]
    assert [note.split()[0] for note in notes] == ["created_month", "downloads_all_time"]
    with pytest.warns(UserWarning) as warned:
        opened.cypher(statement)
    assert [str(warning.message) for warning in warned] == notes
    assert get(client, "cypher", statement="MATCH (m:Model) RETURN count(m) AS models")["notes"] == []
    words = (
        "MATCH (:Model)-[r:DERIVED_FROM]->(:Model {license: 'mit'}) WHERE NOT 'hub' IN r.evidence RETURN count(r) AS n"
    )
    notes = get(client, "cypher", statement=words)["notes"]
    assert [note.partition(":")[0] for note in notes] == [
        "license is not in this snapshot's source",
        "this snapshot's source has no word of the Hub's own on parents (baseModels)",
    ]
