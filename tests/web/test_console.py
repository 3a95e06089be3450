"""The console's page as the server makes it: permalinks, an answer without scripts, and what it costs to load."""

import html
import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from lineage.questions import stored_queries
from lineage.questions.stored_query import Question
from tests.web import family
from tests.web.family import BASE, EVIL, SCRIPT
from web import Source, create_app
from web.presentation.labels import ticked

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "web" / "static" / "vendor"
ONE = "MATCH (m:Model {id: $id}) RETURN m.id AS id, m.downloads AS downloads, m.gated AS gated"


def answered(client: FlaskClient, statement: str, status: int = 200, **query: str) -> str:
    """The page after the form was sent without scripts, its text as a reader sees it."""
    response = client.get(f"/cypher?{urlencode({'answer': 'page', 'statement': statement, **query})}")
    assert response.status_code == status, response.text
    return response.text


def test_the_console_asks_nothing_by_itself(client: FlaskClient) -> None:
    text = client.get("/cypher").text
    assert "Ask in Cypher" in text
    assert "press Run" in text
    assert f"{len(stored_queries.QUESTIONS)} statements to begin with" in text
    assert all(f'href="/cypher?question={question.slug}"' in text for question in stored_queries.QUESTIONS)


@pytest.mark.parametrize("question", stored_queries.QUESTIONS, ids=lambda question: question.slug)
def test_the_console_opens_with_the_statement_of_a_question(client: FlaskClient, question: Question) -> None:
    response = client.get(f"/cypher?question={question.slug}")
    assert response.status_code == 200
    text = html.unescape(response.text)
    assert f'<h1 id="title">{question.title}</h1>' in text
    assert f">{question.statement}</textarea>" in text
    teaches = re.sub(r"`([^`]*)`", r"<code>\1</code>", question.teaches)
    assert f"Shows {teaches}." in text
    assert json.dumps(json.loads(json.dumps(question.parameters)), ensure_ascii=False) in text


def test_there_is_no_other_permalink(client: FlaskClient) -> None:
    assert client.get("/cypher/no-such-question").status_code == 404
    assert client.get("/cypher/no-such-question/here").status_code == 404
    assert client.get("/cypher?question=no-such-question").status_code == 404


def test_the_form_is_answered_without_scripts(client: FlaskClient) -> None:
    text = answered(client, ONE, parameters=json.dumps({"id": BASE}))
    assert f'<a href="/models/{BASE}">' in text
    assert re.search(r'<td data-label="\w+" class="number">1,234,567', text)
    assert '<span class="unknown">null</span>' in text
    assert "<strong>1</strong> row in" in text


def test_rows_are_cut_where_the_form_says(client: FlaskClient) -> None:
    text = answered(client, "MATCH (m:Model) RETURN m.id AS id ORDER BY id", limit="100")
    assert text.count("<tr>") == 101
    assert "only the first 100 rows are shown" in text


def test_whole_nodes_and_hostile_names_are_text(client: FlaskClient) -> None:
    text = answered(client, "MATCH (m:Model {id: $id}) RETURN m, m.id AS id", parameters=json.dumps({"id": EVIL}))
    assert "<script>alert" not in text
    assert html.escape(SCRIPT) in text
    assert "<script>alert" not in answered(client, f"RETURN '{SCRIPT}' AS x, {SCRIPT}", 400)


@pytest.mark.parametrize(
    ("statement", "query", "said"),
    [
        ("MATCH (m:Model) SET m.license = 'x' RETURN m", {}, "SET is refused"),
        ("MATCH (m:Model RETURN m", {}, "cypher-problem"),
        (ONE, {"parameters": "[1]"}, "give a JSON object"),
        (ONE, {"parameters": "{"}, "give a JSON object"),
        (ONE, {"limit": "0"}, "give a whole number from 1"),
        ("", {}, "statement is missing"),
    ],
)
def test_what_is_wrong_stands_on_the_page_with_what_was_written(
    client: FlaskClient, statement: str, query: dict[str, str], said: str
) -> None:
    text = answered(client, statement, 400, **query)
    assert said in html.unescape(text)
    assert f">{html.escape(statement, quote=False)}</textarea>" in text.replace("&#39;", "'")


def test_without_a_store_the_page_says_so(graph: FrozenGraph) -> None:
    client = create_app(Source(graph, None)).test_client()
    assert client.get("/cypher").status_code == 200
    assert "without a store" in answered(client, ONE, 503)


def test_a_page_is_no_way_round_the_number_of_runs(graph: FrozenGraph, app: Flask, client: FlaskClient) -> None:
    runs = app.extensions["qwen-lineage-runs"]
    held = [runs.one(None) for _ in range(runs.shares.together)]
    with app.test_request_context():
        for one in held:
            one.__enter__()
    try:
        assert "statements run already" in answered(client, ONE, 503)
    finally:
        for one in held:
            one.__exit__(None, None, None)
    assert "row in" in answered(client, ONE, parameters=json.dumps({"id": BASE}))


def test_a_question_sent_back_as_a_form_is_still_that_question(client: FlaskClient) -> None:
    question = stored_queries.QUESTIONS[0]
    text = answered(client, question.statement.replace("\n", "\r\n"), parameters=json.dumps({"id": "no/such"}))
    assert html.escape(question.title) in text
    assert f'href="/questions/{question.slug}"' in text


def test_the_search_page_finds_questions_too(client: FlaskClient) -> None:
    assert f'href="/questions/{stored_queries.QUESTIONS[0].slug}"' in client.get("/search?q=builds+most+base").text
    assert "All questions" not in client.get("/search?q=").text


def test_lights_stand_where_models_stand_and_what_has_no_place_is_null(client: FlaskClient, graph: FrozenGraph) -> None:
    ids = [BASE, family.star_ids("adapter")[0], family.LONELY, "no/such", "<not an id>"]
    map_ = f"/api/v1/map/{graph.version}"
    spots = client.get(f"{map_}/spots?{urlencode([('id', id) for id in ids])}").json["spots"]
    heart, dot, *rest = spots
    places = client.get(f"{map_}/place?{urlencode([('id', id) for id in ids[:2]])}").json["items"]
    own = places[0]["place"]["chain"][-1]
    assert heart == [own["core_x"], own["core_y"], own["r"]]
    assert dot == [places[1]["place"][name] for name in ("x", "y", "r")]
    assert rest == [None, None, None]
    assert client.get(f"{map_}/spots").status_code == 400


def test_code_in_words_is_code_and_everything_else_text() -> None:
    assert ticked("a `b<i>` c<i> `d`") == "a <code>b&lt;i&gt;</code> c&lt;i&gt; <code>d</code>"


def loaded(client: FlaskClient, path: str) -> dict[str, int]:
    """Every script and style that a page names, with its size as it is sent."""
    urls = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', client.get(path).text)
    return {url.split("/", 3)[3]: len(client.get(url, headers={"Accept-Encoding": "gzip"}).data) for url in set(urls)}


@pytest.mark.parametrize("path", ["/", f"/models/{BASE}", f"/families/{BASE}", "/table"])
def test_other_pages_load_nothing_of_the_console(client: FlaskClient, path: str) -> None:
    found = loaded(client, path)
    assert not [name for name in found if "vendor" in name or "cypher" in name]
    assert sum(found.values()) < 80_000


def test_the_growth_page_loads_its_chart_and_no_more(client: FlaskClient) -> None:
    found = loaded(client, "/growth")
    assert sorted(name for name in found if "vendor" in name) == [
        f"vendor/uplot-1.6.32/uplot.{kind}" for kind in ("css", "js")
    ]
    assert sum(found.values()) < 100_000


def test_the_console_loads_its_editor_once_and_graph_and_map_when_asked_for(client: FlaskClient) -> None:
    found = loaded(client, "/cypher")
    assert [name for name in found if "vendor" in name] == ["vendor/codemirror-6.0.2/codemirror.js"]
    assert found["vendor/codemirror-6.0.2/codemirror.js"] < 125_000
    assert not [name for name in found if name.startswith("js/map/")]


def test_what_is_vendored_is_what_the_lock_file_names_with_every_licence() -> None:
    locked = json.loads((ROOT / "web" / "vendoring" / "package-lock.json").read_text())["packages"]
    bundles = sorted(VENDOR.glob("*/*.js"))
    assert [bundle.stem for bundle in bundles] == ["codemirror", "dagre", "uplot"]
    for bundle in bundles:
        first = bundle.read_text().split("\n", 1)[0]
        named = re.findall(r"(@?[\w/.-]+) (\d[\w.]*)(?=[,:])", first)
        licence = (bundle.parent / "LICENSE").read_text()
        assert named
        for name, version in named:
            assert locked[f"node_modules/{name}"]["version"] == version
            assert locked[f"node_modules/{name}"]["license"] == "MIT"
            assert f"{name} {version}\n" in licence


def test_types_of_vendored_files_are_not_served(client: FlaskClient) -> None:
    assert client.get("/static/0/vendor/dagre-3.1.3/dagre.js").status_code == 200
    assert client.get("/static/0/vendor/dagre-3.1.3/dagre.d.ts").status_code == 404
