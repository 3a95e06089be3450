"""The Cypher console's API: answers, limits, cancelling, plans, and the words it is made of."""

import csv
import io
import json
import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lineage import settings
from lineage.cli.tables import print_csv
from lineage.cypher import execute
from lineage.frozen import FrozenGraph
from lineage.schema import MODEL
from lineage.stores import Reader
from tests.waiting import LATEST, until
from tests.web.family import BASE, CHAT, EVIL_LICENSE
from tests.web.visiting import serving
from web import Source, create_app
from web.running_queries import RunningQueries, running_queries

ENDLESS = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*) AS n"
GREEDY = ENDLESS.replace("count(*)", "collect(a * b)")


def ask(client: FlaskClient, statement: str, path: str = "", **query: object) -> dict:
    response = client.get(f"/api/v1/cypher{path}", query_string={"statement": statement, **query})
    assert response.status_code == 200, response.text
    return response.json


def test_an_answer_is_columns_and_rows_and_says_where_it_comes_from(client: FlaskClient, reader: Reader) -> None:
    answer = ask(
        client, "MATCH (m:Model {id: $id}) RETURN m.id AS id, m.likes AS likes", parameters=f'{{"id": "{BASE}"}}'
    )
    assert answer["columns"] == ["id", "likes"]
    assert answer["rows"] == [[BASE, 890]]
    assert (answer["truncated"], answer["limit"], answer["timeout"]) == (None, 1000, 5)
    assert (answer["engine"], answer["snapshot"], answer["notes"]) == (reader.engine, "2026-11-20", [])
    assert answer["seconds"] > 0


def test_nodes_relationships_and_paths_can_be_drawn(client: FlaskClient) -> None:
    answer = ask(
        client, "MATCH p = (a:Model {id: $id})-[r:DERIVED_FROM]->(b) RETURN a, r, p", parameters=f'{{"id": "{CHAT}"}}'
    )
    node, edge, path = answer["rows"][0]
    assert (node["labels"], node["properties"]["id"]) == (["Model"], CHAT)
    assert (edge["type"], edge["start"], edge["end"]) == ("DERIVED_FROM", CHAT, BASE)
    assert path["relationships"] == [edge]
    assert [n["properties"]["id"] for n in path["nodes"]] == [CHAT, BASE]


def test_a_relationship_alone_knows_its_ends(client: FlaskClient) -> None:
    rows = ask(client, "MATCH (:Model {id: $id})-[r]->() RETURN r", parameters=f'{{"id": "{CHAT}"}}')["rows"]
    assert [(edge["start"], edge["end"]) for (edge,) in rows] == [(CHAT, BASE)]


def test_rows_beyond_the_limit_are_cut_with_a_notice(client: FlaskClient) -> None:
    answer = ask(client, "MATCH (m:Model) RETURN m.id AS id", limit=3)
    assert (len(answer["rows"]), answer["truncated"], answer["limit"]) == (3, "rows", 3)
    assert "3 rows" in answer["notes"][0]


def test_csv_is_a_download_that_no_spreadsheet_runs(client: FlaskClient) -> None:
    statement = "UNWIND ['=1+1', 'plain', null, [1, {a: 2}]] AS x RETURN x AS `=value`"
    response = client.get("/api/v1/cypher", query_string={"statement": statement, "format": "csv"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.text)))
    assert [row[0] if row else "" for row in rows] == ["'=value", "'=1+1", "plain", "", '[1,{"a":2}]']


def test_the_command_line_prints_csv_as_the_api_has_it(
    client: FlaskClient, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = "RETURN $texts[0] AS `=a`, $texts[1] AS b, null AS c, $texts AS d, 1.5 AS e, datetime($at) AS f"
    parameters = {"texts": ["=1+1", "@x, y\nz"], "at": "2024-01-01T00:00:00Z"}
    print_csv(execute(reader, statement, parameters).table)
    printed = [*csv.reader(io.StringIO(capsys.readouterr().out))]
    query = {"statement": statement, "parameters": json.dumps(parameters), "format": "csv"}
    assert printed == [*csv.reader(io.StringIO(client.get("/api/v1/cypher", query_string=query).text))]
    assert printed[0] == ["'=a", *"bcdef"]
    assert printed[1][:5] == ["'=1+1", "'@x, y\nz", "", '["=1+1","@x, y\\nz"]', "1.5"]
    assert printed[1][5].startswith("2024-01-01T00:00:00")


def test_an_answer_is_not_kept(client: FlaskClient) -> None:
    response = client.get("/api/v1/cypher", query_string={"statement": "RETURN 1 AS one"})
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    ("query", "code", "named"),
    [
        ({"statement": "CREATE (n)"}, "bad_statement", "CREATE"),
        ({"statement": "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l"}, "bad_statement", "LOAD"),
        ({"statement": "MATCH (m"}, "bad_statement", ""),
        ({"statement": ""}, "bad_input", "statement"),
        ({}, "bad_input", "statement"),
        ({"statement": "RETURN 1", "limit": "0"}, "bad_input", "limit"),
        ({"statement": "RETURN 1", "limit": "1000000000"}, "bad_input", "limit"),
        ({"statement": "RETURN 1", "timeout": "0"}, "bad_input", "timeout"),
        ({"statement": "RETURN 1", "timeout": "1e9"}, "bad_input", "timeout"),
        ({"statement": "RETURN 1", "timeout": "9999"}, "bad_input", "timeout"),
        ({"statement": "RETURN 1", "timeout": "nan"}, "bad_input", "timeout"),
        ({"statement": "RETURN 1", "parameters": "[1]"}, "bad_input", "parameters"),
        ({"statement": "RETURN 1", "parameters": "{"}, "bad_input", "parameters"),
        ({"statement": "RETURN 1", "parameters": "[" * 5000}, "bad_input", "parameters"),
        ({"statement": "RETURN 1", "format": "xml"}, "bad_input", "format"),
        ({"statement": "RETURN 1", "run": "short"}, "bad_input", "run"),
        ({"statement": "RETURN 1", "run": "../../etc/passwd"}, "bad_input", "run"),
        ({"statement": "RETURN 1", "statment": "x"}, "bad_input", "statment"),
        ({"statement": GREEDY, "timeout": "30"}, "bad_statement", "memory"),
        ({"statement": "RETURN $x AS x", "parameters": '{"x": 1e999999}'}, "bad", ""),
        ({"statement": "RETURN $x AS x", "parameters": '{"x": ' + "9" * 40 + "}"}, "bad_statement", ""),
    ],
)
def test_bad_input_is_refused_in_the_one_shape(client: FlaskClient, query: dict, code: str, named: str) -> None:
    response = client.get("/api/v1/cypher", query_string=query)
    if code == "bad":  # infinity: an answer without it, or a refusal, but nothing that is no JSON
        json.loads(response.text, parse_constant=pytest.fail)
        return
    assert response.status_code == 400, response.text
    error = response.json["error"]
    assert error["code"] == code
    assert named in error["message"]
    assert error["hint"]


def test_only_reading_methods_are_answered(client: FlaskClient) -> None:
    assert client.post("/api/v1/cypher", data={"statement": "RETURN 1"}).status_code == 405


def test_a_plan_estimates_and_warns(client: FlaskClient, reader: Reader) -> None:
    plan = ask(client, "MATCH (a:Model), (b:Model) RETURN count(*) AS n", "/plan")
    assert plan["operators"]
    assert plan["engine"] == reader.engine
    assert plan["estimated_rows"] > 0
    assert plan["whole_labels"] == (reader.engine == "embedded")
    assert {"message", "hint"} == set(plan["warnings"][0])
    assert ask(client, "MATCH (m:Model {id: 'x'}) RETURN m", "/plan")["warnings"] == []
    assert client.get("/api/v1/cypher/plan", query_string={"statement": "CREATE (n)"}).status_code == 400


def test_the_schema_lists_what_a_statement_may_be_made_of(client: FlaskClient) -> None:
    schema = client.get("/api/v1/cypher/schema").json
    assert [p["name"] for p in schema["labels"]["Model"]] == list(MODEL.names)
    edge = schema["relationships"]["DERIVED_FROM"]
    assert (edge["from"], edge["to"]) == ("Model", "Model")
    assert {"name", "type", "meaning"} == set(edge["properties"][0])
    assert {"count", "toLower"} <= set(schema["functions"])
    assert "MATCH" in schema["keywords"]
    assert "db.labels" in schema["procedures"]
    assert schema["limits"] == {"rows": 1000, "timeout": 5.0, "timeout_cap": 60.0}


def test_a_running_statement_is_cancelled_by_its_name(app: Flask) -> None:
    answers = []

    def run() -> None:
        query = {"statement": ENDLESS, "timeout": "30", "run": "run-of-the-test"}
        answers.append(app.test_client().get("/api/v1/cypher", query_string=query))

    running = threading.Thread(target=run)
    running.start()
    client = app.test_client()
    until(lambda: client.delete("/api/v1/cypher/runs/run-of-the-test").json["cancelled"])
    running.join(LATEST)
    assert answers[0].status_code == 409
    assert answers[0].json["error"]["code"] == "stopped"
    assert client.delete("/api/v1/cypher/runs/run-of-the-test").json == {"cancelled": False}


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_no_other_site_cancels(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.delete("/api/v1/cypher/runs/run-of-the-test", headers=headers)
    assert response.status_code == 400
    allowed = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.delete("/api/v1/cypher/runs/run-of-the-test", headers=allowed).status_code == 200


def test_more_statements_than_may_run_are_turned_away(
    graph: FrozenGraph, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.CYPHER_RUNS.variable, "1")
    app = create_app(Source(graph, reader, reader.version))
    with app.test_request_context():
        running: RunningQueries = running_queries()
        with running.one("the-only-one"):
            response = app.test_client().get("/api/v1/cypher", query_string={"statement": "RETURN 1 AS one"})
            assert response.status_code == 503
            assert response.json["error"]["code"] == "too_busy"
            assert app.test_client().get("/api/v1/graph").status_code == 200
    assert ask(app.test_client(), "RETURN 1 AS one")["rows"] == [[1]]


def test_without_a_store_the_console_says_so(graph: FrozenGraph) -> None:
    response = (
        create_app(Source(graph, None)).test_client().get("/api/v1/cypher", query_string={"statement": "RETURN 1 AS x"})
    )
    assert response.status_code == 503
    assert response.json["error"]["code"] == "nothing_yet"


@pytest.fixture
def address(app: Flask) -> Iterator[tuple[str, int]]:
    """The app behind the server it really runs on."""
    with serving(app) as url:
        yield "127.0.0.1", int(url.rpartition(":")[2])


def test_a_client_that_goes_away_ends_its_statement(app: Flask, address: tuple[str, int]) -> None:
    running = app.extensions["qwen-lineage-runs"]
    with socket.create_connection(address) as client:
        path = "/api/v1/cypher?timeout=60&run=gone-away-soon&statement=" + ENDLESS.replace(" ", "+")
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: "gone-away-soon" in running.names())
    until(lambda: "gone-away-soon" not in running.names())


def test_text_of_the_hub_stays_text(client: FlaskClient) -> None:
    answer = ask(client, "MATCH (m:Model) WHERE m.license STARTS WITH '<' RETURN m.license AS license")
    assert answer["rows"] == [[EVIL_LICENSE]]


SWELLING = {
    "plain": "'plain'",
    "escapes": "'\\b\\f\\n\\r\\t\"\\\\'",
    "characters of four bytes": "'😀😀😀'",
    "lists of quotes": '[\'""""\', \'""""\']',
    "markup": "'<<<<<>>>>>&&&&&'",
    "columns": "1, 2 AS b, 3 AS c, 4 AS d, 5 AS e",
}
"""Values that are several times as large when they are sent."""


@pytest.mark.parametrize("value", SWELLING.values(), ids=SWELLING)
@pytest.mark.parametrize("form", ["json", "csv", "page"])
def test_an_answer_is_cut_by_its_bytes_as_they_are_sent(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, value: str, form: str
) -> None:
    most = 20_000
    monkeypatch.setenv(settings.CYPHER_BYTES.variable, str(most))
    statement = f"UNWIND range(1, 9999) AS i RETURN {value} AS a".replace(" AS e AS a", " AS e")
    query = {"statement": statement, "limit": 10_000}
    if form == "page":
        page = client.get("/cypher", query_string={**query, "answer": "page"}).text
        body = page[page.index("<tbody>") : page.index("</tbody>")]
        assert most / 2 < len(body.encode()) <= most + len("<tbody>")
        assert f"only the first {body.count('<tr>'):,} rows" in page
        return
    response = client.get("/api/v1/cypher", query_string={**query, "format": form})
    assert most / 2 < len(response.data) <= most
    if form == "csv":
        *rows, notice = list(csv.reader(io.StringIO(response.text)))
        assert f"only the first {len(rows) - 1:,} rows are sent" in notice[0]
        return
    answer = response.json
    assert answer["truncated"] == "bytes"
    assert f"only the first {len(answer['rows']):,} rows are sent" in answer["notes"][-1]


def test_an_answer_that_is_small_enough_is_whole_in_every_form(client: FlaskClient) -> None:
    query = {"statement": "UNWIND range(1, 900) AS i RETURN i"}
    answer = ask(client, **query)
    assert (len(answer["rows"]), answer["truncated"]) == (900, None)
    assert len(client.get("/api/v1/cypher", query_string={**query, "format": "csv"}).text.splitlines()) == 901
