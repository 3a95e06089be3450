"""The page of what follows when a model goes: the numbers of the API, in words, and a way there from the model."""

import csv
import io
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from lineage.text.csv_text import cell
from tests.lineage.frozen.graphs import frozen
from tests.web import family
from web import Source, create_app


@pytest.mark.parametrize("id", [family.BASE, family.CHAT, family.GONE, family.LONELY, family.EVIL, family.CYCLE[0]])
def test_the_page_holds_the_numbers_of_the_api_and_pages_through_its_lists(client: FlaskClient, id: str) -> None:
    answer = client.get(f"/api/v1/impact/{quote(id)}?limit=2").json
    assert answer["affected"]["total"] == answer["stranded"]["total"] + answer["others"]["total"]
    for name in ("affected", "stranded", "others", "survivors"):
        text = client.get(f"/models/{quote(id)}/impact?list={name}&limit=2").text
        assert answer[name]["definition"].replace("'", "&#39;") in text
        assert f"<strong>{answer[name]['total']:,}</strong>" in text
        for item in answer[name]["items"]:
            assert f'href="/models/{quote(item["id"], safe="/=")}"' in text
        assert ('rel="next"' in text) == (answer[name]["total"] > 2)
    assert family.SCRIPT not in text


def test_another_licence_says_whose_verdict_changes(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/impact/{family.BASE}?license=cc-by-nc-4.0&limit=2").json["relicensing"]
    text = client.get(f"/models/{family.BASE}/impact?license=cc-by-nc-4.0&list=verdicts&limit=2").text
    assert answer["license_class"] == "non_commercial" and answer["total"] > 100
    assert sum(change["models"] for change in answer["changes"]) == answer["total"]
    assert f"<strong>{answer['total']:,}</strong>" in text and "information, not legal advice" in text
    assert all(f'href="/models/{item["id"]}"' in text for item in answer["items"])
    evil = client.get(f"/models/{family.BASE}/impact", query_string={"license": family.SCRIPT, "list": "verdicts"})
    assert family.SCRIPT not in evil.text and "never counts as permissive" in evil.text
    assert client.get(f"/models/{family.BASE}/impact?list=verdicts").status_code == 200
    assert client.get(f"/api/v1/impact/{family.BASE}?license=other").status_code == 400


@pytest.mark.parametrize("name", ["stranded", "others", "affected", "survivors", "verdicts"])
def test_a_list_leaves_whole_as_a_file_that_says_what_it_is(client: FlaskClient, name: str) -> None:
    path, asked = f"/models/{family.BASE}/impact", f"list={name}&license=cc-by-nc-4.0"
    listed = client.get(f"/api/v1/impact/{family.BASE}?license=cc-by-nc-4.0&limit=500").json
    assert listed is not None
    part = listed["relicensing" if name == "verdicts" else name]
    whole = client.get(f"{path}?{asked}&format=json").json
    assert whole is not None
    assert whole["definition"] == part["definition"] and whole["snapshot"] == listed["snapshot"]
    assert (whole["models"], whole["rows"]) == (part["total"], len(whole["items"])) == (part["total"], part["total"])
    assert whole["filter"]["list"] == name and whole["filter"]["impact_of"] == family.BASE
    own = {
        "way",
        "kind",
        "inferred",
        "reasons",
        "verdict_before",
        "verdict_after",
        "class_before",
        "class_after",
        "rules",
    }
    for item, shown in zip(whole["items"], part["items"], strict=False):
        assert {key: value for key, value in item.items() if key in own | {"id"}} == {
            key: value for key, value in shown.items() if key in own | {"id"}
        }
        assert set(item) <= set(whole["definitions"])
    answer = client.get(f"{path}?{asked}&format=csv&limit=1&offset=0")
    header, *rows = csv.reader(io.StringIO(answer.text))
    assert [row[0] for row in rows] == [str(cell(item["id"])) for item in whole["items"]]
    assert header == list(whole["definitions"])
    assert "format=json" in answer.headers["Link"] and f"list-{name}" in answer.headers["Content-Disposition"]
    page = client.get(f"{path}?license=cc-by-nc-4.0&list={name}").text
    leads_to_file = f'href="{path}?license=cc-by-nc-4.0&amp;list={name}&amp;format=csv"' in page
    assert leads_to_file == (part["total"] > 0)


def test_a_file_of_no_known_kind_or_of_no_licence_is_refused(client: FlaskClient) -> None:
    path = f"/models/{family.BASE}/impact"
    unknown = client.get(f"{path}?list=verdicts&license=mit&format=xls")
    assert unknown.status_code == 400 and "csv, json, parquet" in unknown.text
    assert client.get(f"{path}?list=verdicts&format=csv").status_code == 400


def test_relicensing_is_what_the_page_is_called_by_and_takes_nothing_back(client: FlaskClient) -> None:
    text = client.get(f"/models/{family.BASE}/impact?license=cc-by-nc-4.0&list=verdicts").text
    assert f"<title>If {family.BASE} is relicensed as cc-by-nc-4.0" in text
    assert "does not take back what was granted before" in text and "information, not legal advice" in text
    question = client.get(f"/questions/if-a-base-is-withdrawn?id={family.BASE}").text
    assert f'href="/models/{family.BASE}/impact"' in question


def test_a_model_leads_to_what_hangs_on_it_and_one_that_is_not_listed_says_so_at_once(client: FlaskClient) -> None:
    assert f'href="/models/{family.BASE}/impact"' in client.get(f"/models/{family.BASE}").text
    head = client.get(f"/models/{family.GONE}").text.split("</header>")[1]
    assert "<strong>1</strong> model still hangs on it, <strong>1</strong> by no other way" in head
    assert "What hangs on" in client.get(f"/models/{family.GONE}/impact").text


def test_a_model_that_is_called_impact_keeps_its_page(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "graph", [("lab/child", "lab/impact")])
    client = create_app(Source(graph, None)).test_client()
    assert "What it is" in client.get("/models/lab/impact").text
    assert "<strong>1</strong> of them by no other way" in client.get("/models/lab/impact/impact").text
    assert client.get("/models/nobody/impact").status_code == 404
