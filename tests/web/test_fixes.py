"""The page of what to mend in an owner's cards: the numbers of the API, patches as text, files with safe names."""

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

import lineage
from tests.web import family
from web import Source, create_app

OWNERS = ("lab", "self", "cycle", "evil", "orphan")


@pytest.mark.parametrize("owner", OWNERS)
def test_the_page_holds_what_the_api_answers_and_gives_files(client: FlaskClient, owner: str) -> None:
    answer = client.get(f"/api/v1/fixes/{owner}").json
    text = client.get(f"/owners/{owner}/fixes").text
    assert answer["total"] == len(answer["items"]) > 0
    assert "information, not legal advice" in text
    assert family.SCRIPT not in text
    for item in answer["items"]:
        id = item["id"]
        file = client.get(f"/owners/{owner}/fixes/{quote(id.partition('/')[2])}")
        assert file.text == f"---\n{item['patch']}---\n"
        assert file.headers["Content-Disposition"] == f'attachment; filename="{item["file"]}"'
        assert not set(item["file"]) & set("/\\<>:\"'")
    for rule in answer["rules"]:
        narrowed = client.get(f"/api/v1/fixes/{owner}?rule={rule['rule']}").json
        assert (narrowed["total"], narrowed["rules"]) == (rule["cards"], answer["rules"])


def test_an_owner_leads_there_and_one_with_nothing_to_mend_says_so(client: FlaskClient) -> None:
    assert 'href="/owners/lab/fixes"' in client.get("/owners/lab").text
    assert "Nothing to mend in what these cards say" in client.get("/owners/alone/fixes").text
    assert client.get("/owners/alone/fixes/model").status_code == 400
    assert client.get("/owners/nobody/fixes").status_code == 404
    assert client.get("/owners/lab/fixes/nothing").status_code == 404


def test_an_organisation_has_what_all_its_owners_can_mend(tmp_path: Path) -> None:
    rows = ["facebook/a,", "facebook/b,FACEBOOK/A", "meta-llama/c,facebook/a/tree/main", "x/d,Facebook/a"]
    (tmp_path / "hub.csv").write_text("\n".join(["id,base_model", *rows]))
    with lineage.import_(tmp_path / "hub.csv", home=tmp_path / "home", name="small") as graph:
        together, each = graph.fixes("organisation:Meta"), [graph.fixes(name) for name in ("facebook", "meta-llama")]
        assert together.cards == (*each[0].cards, *each[1].cards)
        assert (together.owner, together.owners, together.listed) == ("Meta", ("facebook", "meta-llama"), 3)
        assert [card.id for card in together.cards] == ["facebook/b", "meta-llama/c"]
        client = create_app(Source(graph.graph, graph.reader)).test_client()
        answer = client.get("/api/v1/fixes/organisation:Meta").json
        assert (answer["owner"], answer["owners"], answer["total"]) == ("Meta", ["facebook", "meta-llama"], 2)
        assert 'href="/organisations/Meta/fixes"' in client.get("/organisations/Meta").text
        text = client.get("/organisations/Meta/fixes").text
        assert text.count('<article class="card fix"') == 2
        assert 'href="/organisations/Meta"' in text and "qwen-lineage fixes organisation:Meta" in text
        assert client.get("/organisations/meta/fixes").headers["Location"] == "/organisations/Meta/fixes"
        assert client.get("/organisations/Nobody/fixes").status_code == 404
