"""Lists of what descends from owners, organisations and models, and several of them side by side."""

import csv
import io
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web.family import BASE, CHAT, MERGE, OTHER
from web.presentation.tables import labelled


def listed(client: FlaskClient, address: str) -> set[str]:
    response = client.get(f"{address}&format=csv")
    assert response.status_code == 200, response.text
    return {row["id"] for row in csv.DictReader(io.StringIO(response.text))}


def answer(client: FlaskClient, path: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json
    return found


@pytest.mark.parametrize("path", ["organisations/Qwen", "owners/lab", "organisations/cycle", "owners/meta-llama"])
def test_every_count_of_a_portrait_is_the_length_of_its_list(client: FlaskClient, path: str) -> None:
    found = answer(client, path)
    portrait, lists = found["portrait"], found["lists"]
    for way in ("union", "exclusive"):
        assert len(listed(client, lists[way])) == found[way]["value"]
        assert len(listed(client, f"{lists[way]}&mass_uploads=0")) == found[way]["without_mass_uploads"]
        assert len(listed(client, f"{lists[way]}&made_by=own")) == found[way]["own"]["value"]
    assert len(listed(client, lists["union_others"])) == found["union"]["others"]["value"]
    assert len(listed(client, lists["models"])) == found["models"]["value"]
    parts = [*portrait["relations"], *portrait["generations"], *portrait["sizes"]["items"]]
    for part in (*parts, *portrait["licences"]["items"], *portrait["tasks"]["items"], *portrait["languages"]["items"]):
        assert len(listed(client, part["list"])) == part["models"] == part["own"] + part["others"]
        assert len(listed(client, f"{part['list']}&made_by=others")) == part["others"]
    for one in portrait["builders"]["items"]:
        assert len(listed(client, one["list"])) == one["models"]
    for series in portrait["months"]["series"]:
        assert len(listed(client, series["list"])) == series["total"]


def test_a_page_says_where_its_numbers_are_from_and_leads_to_all_lists(client: FlaskClient) -> None:
    found, text = answer(client, "organisations/Qwen"), unescape(client.get("/organisations/Qwen").text)
    assert found["coverage"] in text and f"Snapshot {found['snapshot']}" in text
    for part in found["portrait"]["relations"]:
        if part["models"]:
            assert part["list"] in text
    assert all(definition in text for definition in found["portrait"]["definitions"].values())
    assert "re-packager" in text and "New each month" in text
    assert "not stated" in text.split('id="downloads"')[1].split("</section>")[0]  # nobody states those of all time


@pytest.mark.parametrize("query", ["of=Qwen,meta-llama", f"of=Qwen&of={BASE}&show=cumulative", f"of={CHAT}"])
def test_cells_bear_the_names_of_their_columns_as_in_other_tables(client: FlaskClient, query: str) -> None:
    text = client.get(f"/compare?{query}").text
    tables = "".join(re.findall(r"<table.*?</table>", text, re.DOTALL))
    assert tables.count(' data-label="') > 50
    assert labelled(re.sub(r' data-label="[^"]*"', "", tables)) == tables


def test_several_stand_side_by_side_with_what_descends_from_both(client: FlaskClient) -> None:
    found = answer(client, f"compare?of=Qwen,meta-llama&of={CHAT}")
    kinds = [(one["level"], one["name"]) for one in found["items"]]
    assert kinds == [("organisation", "Qwen"), ("owner", "meta-llama"), ("model", CHAT)]
    for row, item in enumerate(found["items"]):
        assert found["shared"][row][row]["models"] == item["union"]["value"]
        assert found["growth"]["series"][row]["total"] == item["union"]["value"]
        for cell in found["shared"][row]:
            assert len(listed(client, cell["list"])) == cell["models"]
            assert len(listed(client, f"{cell['list']}&mass_uploads=0")) == cell["without_mass_uploads"]
    assert listed(client, found["shared"][0][1]["list"]) == {MERGE, "deep/level-4"}
    text = client.get(f"/compare?of=Qwen,meta-llama&of={CHAT}").text
    for row in found["shared"]:
        assert all(cell["list"].replace("&", "&amp;") in text for cell in row if cell["models"])


def test_the_comparison_of_a_model_counts_as_its_own_page_does(client: FlaskClient) -> None:
    for id in (BASE, OTHER, MERGE):
        (item,) = answer(client, f"compare?of={id}")["items"]
        assert (item["union"]["value"], item["models"]["value"]) == (answer(client, f"models/{id}")["descendants"], 1)
        assert listed(client, item["lists"]["union"]) == listed(client, f"/table/{id}?")


@pytest.mark.parametrize(
    ("of", "status", "word"),
    [
        ("Qwne", 404, "did you mean Qwen"),
        ("Qwen/Qwen3-8C", 404, "did you mean Qwen/"),
        ("owner:qwenn", 404, "did you mean Qwen"),
        (",".join(f"deep/level-{n}" for n in range(1, 5)) + ",Qwen,lab,evil,self,cycle", 400, "give 8 at most"),
        ("", 400, "give organisations, owners or models"),
        (" , ", 400, "give organisations, owners or models"),
    ],
)
def test_a_comparison_that_cannot_be_says_why(client: FlaskClient, of: str, status: int, word: str) -> None:
    response = client.get("/api/v1/compare", query_string={"of": of})
    assert response.status_code == status
    assert word in response.json["error"]["hint"]


def test_the_page_asks_for_names_and_links_lead_to_it(client: FlaskClient) -> None:
    assert client.get("/compare").status_code == client.get("/compare?of=Qwen").status_code == 200
    assert 'name="of" value="Qwen"' in client.get("/owners").text
    assert 'name="of" value="Qwen"' in client.get("/organisations/Qwen").text
    assert "Added up by month" in client.get("/compare?of=Qwen,lab&show=cumulative").text


@pytest.mark.parametrize("query", ["made_by=own", "generation=1", "exclusive=1&descends_from=Qwen&descends_from=lab"])
def test_what_asks_for_one_progenitor_says_so(client: FlaskClient, query: str) -> None:
    response = client.get(f"/table?{query}")
    assert (response.status_code, "descends_from=Qwen" in response.text) == (400, True)


def test_lists_narrow_by_size(client: FlaskClient) -> None:
    assert listed(client, "/table?parameters_from=8000000000") == {BASE}
    assert listed(client, "/table?parameters_below=8000000000") == set()


@pytest.mark.parametrize(
    "query",
    [
        "descends_from=Qwen",
        "descends_from=Qwen&made_by=others&mass_uploads=0&relation=finetune",
        "descends_from=owner:meta-llama&descends_from=Qwen",
        f"descends_from={CHAT}&license=mit&author=lab",
        "descends_from=cycle&made_by=own",
        "license=mit&created_from=2025-01-01&created_to=2025-01-31&status=listed",
        "parameters_from=8000000000&organisation=Qwen",
    ],
)
def test_a_list_leads_to_the_statement_that_lists_the_same(client: FlaskClient, query: str) -> None:
    page = unescape(client.get(f"/table?{query}").text)
    (address,) = re.findall(r'href="(/cypher\?statement=[^"]+)"', page)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    response = client.get("/api/v1/cypher", query_string=asked)
    assert response.status_code == 200, response.text
    assert {row[0] for row in response.json["rows"]} == {id.lstrip("'") for id in listed(client, f"/table?{query}")}


@pytest.mark.parametrize(
    "query", ["descends_from=Qwen&generation=1", "base=Qwen", "created_from=2025-01-02", "of=declared"]
)
def test_a_list_that_no_statement_tells_leads_to_none(client: FlaskClient, query: str) -> None:
    assert "/cypher?statement=" not in client.get(f"/table?{query}").text


def test_models_that_are_compared_as_owners_are_have_no_models_of_their_own(client: FlaskClient) -> None:
    models, mixed = (client.get("/compare", query_string={"of": f"{BASE},{other}"}).text for other in (CHAT, "Qwen"))
    for words in ("Own models", "whatever their status", "any of its models", "30 days, its own models"):
        assert words not in models
        assert words in mixed
    assert "The model itself" in models
    assert "30 days, the model itself" in models


def test_a_table_for_spreadsheets_has_the_figures_of_the_answer(client: FlaskClient) -> None:
    response = client.get("/compare?of=Qwen,owner:lab&format=csv")
    assert (response.status_code, response.mimetype) == (200, "text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    answered = answer(client, "compare?of=Qwen,owner:lab")
    items = answered["items"]
    keys = [item["key"] for item in items]
    assert {row["compared"] for row in rows} == {*keys}
    for place, item in enumerate(items):
        own = {(row["part"], row["name"]): row for row in rows if row["compared"] == item["key"]}
        assert len(own) == sum(row["compared"] == item["key"] for row in rows)
        for part, counts in (("own_models", item["models"]), ("union", item["union"])):
            assert int(own[part, ""]["models"]) == counts["value"]
            assert int(own[part, ""]["without_both"]) == counts["without_both"]
        other = keys[1 - place]
        shared = answered["shared"][place][1 - place]
        assert int(own["shared", other]["models"]) == shared["models"]
        assert int(own["alone", other]["models"]) == shared["row_alone"]
        assert int(own["union", ""]["others"]) == item["union"]["others"]["value"]
        assert {name: int(row["models"]) for (part, name), row in own.items() if part == "relation"} == {
            one["name"]: one["models"] for one in item["portrait"]["relations"]
        }
        of_months = sum(int(row["models"]) for (part, _), row in own.items() if part == "month")
        assert of_months == item["union"]["value"]
        total = item["portrait"]["downloads"]["both"]["value"]
        assert own["downloads", "both"]["downloads"] == ("" if total is None else str(total))


@pytest.mark.parametrize("path", ["/owners/lab", "/organisations/Qwen", "/compare?of=Qwen&of=Meta"])
def test_pages_of_figures_lead_to_their_table(client: FlaskClient, path: str) -> None:
    links = re.findall(r'href="(/compare\?[^"]*format=csv[^"]*)"', client.get(path).text)
    assert len(links) == 1
    assert client.get(unescape(links[0])).text.startswith("compared,part,name,models,")


def test_an_empty_comparison_has_no_table(client: FlaskClient) -> None:
    response = client.get("/compare?format=csv", headers={"Accept": "text/html"})
    assert (response.status_code, "Nothing to compare" in response.text) == (400, True)
    answer = client.get("/compare?format=csv")
    assert (answer.status_code, answer.is_json) == (400, True)
    assert "othing to compare" in answer.json["error"]["message"]
