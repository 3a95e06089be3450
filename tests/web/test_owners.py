"""Pages of owners and organisations: the same numbers as the API's, and the lists behind them."""

import csv
import html
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient

from lineage.owners import owners
from lineage.questions import question_fit
from lineage.questions.stored_queries import TWINS
from lineage.questions.stored_query import Role
from tests.lineage.frozen.graphs import frozen
from tests.lineage.frozen.test_undercount import with_guesses
from web import Source, create_app


def test_the_ranking_leads_to_each_organisation_and_agrees_with_the_api(client: FlaskClient) -> None:
    answer = client.get("/api/v1/owners?limit=3").json
    unions = [item["union"] for item in answer["items"]]
    assert unions == sorted(unions, reverse=True) and unions[0] > 0
    text = client.get("/owners").text
    for item in answer["items"]:
        assert f'href="/organisations/{item["name"]}"' in text
        found = client.get(f"/api/v1/organisations/{item['name']}").json
        assert [found[way]["value"] for way in ("union", "exclusive")] == [item["union"], item["exclusive"]]
    assert client.get("/owners?limit=1&offset=1").text.count("/organisations/") < text.count("/organisations/")


def test_an_organisation_says_what_descends_from_it_and_lists_it(client: FlaskClient) -> None:
    found = client.get("/api/v1/organisations/Qwen").json
    text = client.get("/organisations/Qwen").text
    assert f"<strong>{found['union']['value']:,}</strong></a> models descend from" in text
    listed = client.get("/table?base=Qwen&format=csv").text
    roots = client.get("/table?organisation=Qwen&format=csv").text
    of_roots = {row["id"] for row in csv.DictReader(io.StringIO(listed))}
    assert len(of_roots) >= found["exclusive"]["value"] > 0
    assert len(list(csv.DictReader(io.StringIO(roots)))) == found["models"]["value"]
    assert "/growth?by=base&amp;key=Qwen" in text


def test_an_organisation_leads_to_what_others_made_from_it_lately(client: FlaskClient) -> None:
    text = html.unescape(client.get("/organisations/Qwen").text)
    lately = re.findall(r'href="(/table[^"]*made_by=others[^"]*sort=(created_at|downloads)&created_from=[^"]*)"', text)
    assert [order for _, order in lately][:1] == ["created_at"]
    for address, _ in lately:
        assert client.get(address.replace("/table", "/api/v1/models", 1)).json["total"] > 0


def test_what_others_made_last_is_listed_however_long_ago_it_was(tmp_path: Path) -> None:
    made = {"x/old": datetime(2025, 1, 20, tzinfo=UTC), "o/own": datetime(2026, 11, 1, tzinfo=UTC)}
    pairs = [("x/old", "o/base"), ("o/own", "o/base")]
    graph = frozen(tmp_path / "g", pairs, models={id: {"created_at": at} for id, at in made.items()})
    text = html.unescape(create_app(Source(graph, None)).test_client().get("/owners/o").text)
    assert "created_from=2025-01-01" in text and "The newest that" in text
    assert "those made since" not in text


def test_an_owners_share_is_of_all_models_that_name_a_parent(tmp_path: Path) -> None:
    pairs = [("x/a", "o/base"), ("x/merge", "o/base"), ("x/merge", "p/base"), ("x/b", "p/base")]
    text = create_app(Source(frozen(tmp_path / "g", pairs), None)).test_client().get("/owners/o").text
    assert re.search(r"Of the 3 models [^<]* that name a parent, 66\.7 % are in its union", text)
    assert "Its fractional share is 50.0 %" in text


def test_an_owner_has_a_page_and_leads_to_its_organisation(client: FlaskClient) -> None:
    assert "of lab." in client.get("/owners/lab").text
    assert client.get("/owners/lab").status_code == 200


def test_the_front_page_leads_with_the_main_organisation(client: FlaskClient) -> None:
    first = client.get("/api/v1/owners?limit=1").json["items"][0]
    lead = client.get("/").text.split('<p class="lead">')[1].split("</p>")[0]
    assert f"<strong>{first['union']:,}</strong>" in lead and first["name"] in lead


@pytest.mark.parametrize("path", ["/owners/Qwem", "/organisations/Qwem"])
def test_a_misspelt_owner_hears_of_similar_ones(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, "Qwen" in response.text) == (404, True)


@pytest.mark.parametrize(
    ("path", "links", "called"),
    [
        ("/owners/Llama", {"/organisations/Meta", "/owners/meta-llama"}, "Meta</a> (Llama)"),
        ("/organisations/Llama", {"/organisations/Meta"}, "Meta</a> (Llama)"),
        ("/owners/Meta/fixes", {"/organisations/Meta", "/owners/meta-llama"}, "Meta</a>"),
        ("/owners/qwen3-8b", {"/models/Qwen/Qwen3-8B"}, "Qwen/Qwen3-8B</a>"),
    ],
)
def test_a_page_of_no_owner_leads_to_who_or_what_was_meant(
    client: FlaskClient, path: str, links: set[str], called: str
) -> None:
    answer = client.get(path)
    found = re.search(r'<p class="muted">Did you mean (.*?)</p>', answer.text)
    assert answer.status_code == 404 and found is not None
    assert set(re.findall(r'href="([^"]*)"', found[1])) >= links
    assert {client.get(link).status_code for link in links} == {200}
    assert called in found[1] and ("(Llama)" in found[1]) == ("(Llama)" in called)


@pytest.mark.parametrize("path", ["owners/Meta", "owners/Llama", "fixes/Meta"])
def test_the_api_says_where_the_organisation_is_that_was_meant(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    address = re.search(r"the organisation is at (\S+)$", answer.json["error"]["hint"])
    assert answer.status_code == 404 and address is not None
    assert client.get(address[1]).json["name"] == "Meta"


@pytest.mark.parametrize("path", ["/owners/Qwen", "/organisations/Qwen"])
def test_who_builds_on_it_is_a_click_from_what_is_to_be_mended_there(client: FlaskClient, path: str) -> None:
    builders = client.get(f"/api/v1{path}").json["portrait"]["builders"]["items"]
    text = unquote(html.unescape(client.get(path).text))
    assert builders and 'href="#builders"' in text
    for one in builders:
        assert f'href="/owners/{one["name"]}/fixes"' in text
    assert client.get(f"/owners/{quote(builders[0]['name'])}/fixes").status_code == 200
    question = "/questions/owners-with-most-to-mend?owner=Qwen"
    assert (question in text) == path.startswith("/owners/")
    assert "Whose cards about our models have most to mend?" in client.get(question).text


def test_spellings_of_one_licence_are_told_as_one_and_lead_to_the_models_of_all(tmp_path: Path) -> None:
    names = ["lfm1.0", "lfm1.0", "lfm-open-license-v1.0", "lfm-1.0", "odd"]
    pairs = [(f"a/{at}", "LiquidAI/LFM2.5-2.6B") for at in range(len(names) + 1)]
    models = {f"a/{at}": {"license": "other", "license_name": name} for at, name in enumerate(names)}
    models["a/5"] = {"license": "apache-2.0", "license_name": "lfm1.0"}
    client = create_app(Source(frozen(tmp_path / "g", pairs, models=models), None)).test_client()
    licences = client.get("/api/v1/owners/LiquidAI").json["portrait"]["licences"]
    (one,) = licences["folded"]
    assert (one["name"], one["models"], set(one["spellings"])) == ("lfm1.0", 4, set(names) - {"odd"})
    assert client.get(one["list"].replace("/table", "/api/v1/models", 1)).json["total"] == 4
    text = html.unescape(client.get("/owners/LiquidAI").text)
    assert f'By the table of licences <span class="raw">{", ".join(one["spellings"])}</span> are one' in text
    assert f'{one["list"]}">4</a> models' in text


def test_a_licence_that_is_other_and_has_no_name_leads_to_no_list(tmp_path: Path) -> None:
    licences = {"a/1": ("other", None), "a/2": ("Other", None), "a/3": ("other", "odd"), "a/4": ("mit", None)}
    edges = [(id, "o/base") for id in licences]
    models = {id: {"license": license, "license_name": name} for id, (license, name) in licences.items()}
    client = create_app(Source(frozen(tmp_path / "g", edges, models=models), None)).test_client()
    shown = client.get("/api/v1/owners/o").json["portrait"]["licences"]["items"]
    assert {one["name"]: one["models"] for one in shown} == {"other": 1, "Other": 1, "odd": 1, "mit": 1}
    for one in shown:
        if one["name"].lower() == "other":
            assert one["list"] is None
        else:
            asked = one["list"].replace("/table", "/api/v1/models", 1)
            assert client.get(asked).json["total"] == one["models"]


def test_an_organisation_of_several_owners_is_asked_what_an_owner_is(tmp_path: Path) -> None:
    """Of all its owners together: what one of them builds on another's is nobody else's."""
    edges = [("facebook/b", "meta-llama/a"), ("x/c", "facebook/b"), ("x/c", "copy/b"), ("x/d", "copy/b")]
    graph = frozen(tmp_path / "g", edges)
    asked = {
        role: {one.slug for one in question_fit.about_owner(graph, find(graph, name), role)}
        for role, find, name in (
            (Role.OWNER, owners.owner, "meta-llama"),
            (Role.ORGANISATION, owners.organisation, "Meta"),
        )
    }
    twins = {slug: twin for slug, (twin, _) in TWINS.items()}
    assert len(asked[Role.OWNER]) > 5
    nobody = "models-that-nobody-builds-on"
    assert nobody not in asked[Role.OWNER] and twins[nobody] in asked[Role.ORGANISATION]
    assert {twins[slug] for slug in asked[Role.OWNER]} < asked[Role.ORGANISATION]
    client = create_app(Source(graph, None)).test_client()
    assert client.get("/api/v1/organisations/Meta").json["undercount"] is None


def test_what_copies_hide_stands_beside_the_count_of_an_owner(tmp_path: Path) -> None:
    declared = [("x/c", "o/base"), ("x/d", "copy/base")]
    graph = with_guesses(tmp_path / "g", declared, [("copy/base", "o/base")], ["copy/base"])
    client = create_app(Source(graph, None)).test_client()
    answer = client.get("/api/v1/owners/o").json
    assert (answer["union"]["value"], answer["undercount"]) == (1, {"models": 1, "copies": 1})
    assert "and 1 more hangs on a copy that is not in" in client.get("/owners/o").text
    assert "+ 1" in client.get("/compare?of=o,x").text


def test_a_builder_is_what_it_made_most_of(tmp_path: Path) -> None:
    made = {
        "t/a": "finetune",
        "t/b": "quantized",
        "r/a": "adapter",
        "r/b": "quantized",
        "r/c": "quantized",
        "u/a": "unknown",
    }
    edges = {(child, "o/base"): {"relation": relation} for child, relation in made.items()}
    client = create_app(Source(frozen(tmp_path / "g", edges, derivations=edges), None)).test_client()
    builders = client.get("/api/v1/owners/o").json["portrait"]["builders"]["items"]
    assert {one["name"]: one["kind"] for one in builders} == {"t": "trainer", "r": "repackager", "u": "unstated"}
