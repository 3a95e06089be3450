"""The page of what follows when a model goes: the numbers of the API, in words, and a way there from the model."""

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

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
