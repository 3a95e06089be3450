"""The table: facets with exact counts, chips, columns, and the same as a file."""

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from flask.testing import FlaskClient

from lineage.export import model_table
from lineage.filters.filtered_models import FACETS
from lineage.licences.rules import BY_NAME
from lineage.text.csv_text import cell
from tests.lineage.frozen.graphs import frozen
from tests.web import synthetic
from tests.web.family import BASE, CHAT
from web import Source, create_app
from web.api.table_files import UNASKED
from web.pages.table import TITLES, _as_typed
from web.presentation.facet_words import between
from web.presentation.labels import LICENCE_RULES

MIT_OR_APACHE = "models-license-mit-apache-2.0-created_from-2024-01-31"
FIELDS = {
    "parameters": ("parameters_from", "parameters_below"),
    "downloads": ("downloads_from", "downloads_below"),
    "created": ("created_from", "created_to"),
}
FILTERS: list[dict[str, Any]] = [
    {},
    {"license": ["mit", "apache-2.0"], "mass_uploads": "0"},
    {"descends_from": f"model:{BASE}", "relation": "quantized"},
    {"q": "model", "status": "listed", "downloads_from": 3},
]


@pytest.mark.parametrize("asked", FILTERS)
def test_a_facet_counts_the_models_that_there_are_once_its_value_is_asked_for(
    client: FlaskClient, asked: dict[str, Any]
) -> None:
    answer = client.get("/api/v1/facets", query_string={**asked, "limit": 4}).json
    assert [facet["name"] for facet in answer["items"]] == list(FACETS)
    for facet in answer["items"]:
        others = {
            name: value for name, value in asked.items() if name not in FIELDS.get(facet["name"], (facet["name"],))
        }
        for value in facet["values"]:
            listed = client.get("/api/v1/models", query_string={**others, **value["asks"], "limit": 1}).json
            assert listed["total"] == value["models"], (facet["name"], value)


def test_values_are_searched_and_what_is_beyond_the_first_is_counted(client: FlaskClient) -> None:
    def licences(**query: Any) -> dict[str, Any]:
        found: dict[str, Any] = client.get("/api/v1/facets", query_string={"facet": "license", **query}).json["items"][
            0
        ]
        return found

    everything, first = licences(limit=200), licences(limit=1)
    assert first["other_values"] == len(everything["values"]) - 1
    assert first["other_models"] == sum(value["models"] for value in everything["values"][1:])
    assert [value["value"] for value in licences(like="Qwen RESE")["values"]] == ["qwen-research"]
    assert client.get("/api/v1/facets?facet=colour").status_code == 400


def test_a_value_that_is_chosen_is_shown_however_few_have_it(client: FlaskClient) -> None:
    rarest = client.get("/api/v1/facets?facet=license&limit=200").json["items"][0]["values"][-1]
    query = {"facet": "license", "license": rarest["value"], "limit": 1}
    most, chosen = client.get("/api/v1/facets", query_string=query).json["items"][0]["values"]
    assert chosen == {**rarest, "chosen": True, "asks": chosen["asks"]}
    assert not most["chosen"] and most["models"] > chosen["models"]
    (like,) = client.get("/api/v1/facets", query_string={**query, "like": most["value"]}).json["items"][0]["values"]
    assert like["value"] == most["value"], "among those that are like a text there is none that is not"


@pytest.mark.parametrize(
    ("query", "has_statement"),
    [
        ({}, True),
        ({"mass_uploads": "0"}, True),
        ({"mass_uploads": "only"}, False),
        ({"license": "mit"}, True),
        ({"license": ["mit", "apache-2.0"]}, False),
        ({"created_from": "2025-01-01", "created_to": "2025-01-31"}, True),
        ({"created_from": "2025-01-01", "created_to": "2025-02-01"}, False),
        ({"created_from": "2025-01-01"}, False),
        ({"descends_from": "owner:Qwen", "made_by": "own"}, True),
        ({"descends_from": f"model:{BASE}", "made_by": "own"}, False),
        ({"q": "qwen"}, False),
    ],
)
def test_a_list_shows_the_statement_that_lists_the_same_or_none(
    client: FlaskClient, query: dict[str, Any], has_statement: bool
) -> None:
    text = client.get("/table", query_string=query).text
    assert ("The statement that lists these models" in text) is has_statement


def test_every_value_on_the_page_leads_to_as_many_models_and_its_chip_takes_it_off(client: FlaskClient) -> None:
    text = client.get(f"/table/{BASE}").text
    links = re.findall(r'<li><a href="([^"]*)"><span class="value">([^<]*)</span> <span class="number">([\d,]+)<', text)
    assert len(links) > 10
    for href, value, count in links[::3]:
        narrowed = client.get(unescape(href)).text
        assert f"<strong>{count}</strong> model" in narrowed, value
        off = re.findall(r'<a class="chip" href="([^"]*)"', narrowed)
        assert [unescape(chip) for chip in off] == [f"/table/{BASE}"]


def test_words_are_taken_as_people_spell_them_and_unknown_ones_lead_on(client: FlaskClient) -> None:
    text = client.get("/table?license=QWEN Research").text
    assert "orphan/" in text.partition("<tbody>")[2]
    assert re.search(r'class="chip".*</span> qwen-research', text)
    unknown = client.get("/table?license=qwen").text
    assert "No licence here is called “qwen”" in unknown
    assert 'href="/table?license=qwen-research"' in unknown


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("q=&author=&license=mit&license=&sort=descendants&created_from=", "/table?license=mit&sort=descendants"),
        ("q=&descends_from=&made_by=own&generation=1&exclusive=1", "/table"),
        ("descends_from=Qwen&descends_from=lab&made_by=own&q=", "/table?descends_from=Qwen&descends_from=lab"),
        ("descends_from=Qwen&descends_from=&made_by=own", "/table?descends_from=Qwen&made_by=own"),
    ],
)
def test_empty_fields_of_the_form_leave_the_address_with_what_hangs_on_them(
    client: FlaskClient, sent: str, address: str
) -> None:
    answer = client.get(f"/table?{sent}")
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert client.get(address).status_code == 200


def test_an_empty_list_says_without_what_there_would_be_models_and_leads_there(client: FlaskClient) -> None:
    empty = client.get(f"/table/{BASE}?q={CHAT.partition('/')[2]}&downloads_from=999999999").text
    assert "<p>No model matches.</p>" in empty and "most derived first" not in empty
    assert 'class="pager"' not in empty and "file-buttons" not in empty
    links = re.findall(r'<a href="([^"]*)">([\d,]+) without (words|downloads) “[^”]+”</a>', empty)
    assert [field for _, _, field in links] == ["downloads"]
    for href, count, _ in links:
        assert f"<strong>{count}</strong> model" in client.get(unescape(href)).text
    assert " without words" not in client.get(f"/table/{BASE}?q=zzzzzz").text


def test_every_chip_leads_to_a_page_whatever_goes_with_what_it_takes_off(client: FlaskClient) -> None:
    asked = {"descends_from": f"model:{BASE}", "made_by": "others", "license": "mit", "created_from": "2020-01-01"}
    off = re.findall(r'<a class="chip" href="([^"]*)"', client.get("/table", query_string=asked).text)
    assert len(off) == len(asked)
    for chip in off:
        assert client.get(unescape(chip)).status_code == 200, chip


def test_a_search_is_the_table_and_a_mistyped_one_says_what_it_took(client: FlaskClient) -> None:
    name = CHAT.partition("/")[2]
    found = client.get("/search", query_string={"q": name}).text
    first = re.search(r'<tbody>.*?href="/models/([^"]*)"', found, re.DOTALL)
    assert first is not None
    assert first[1] == CHAT
    assert "best match first" in found
    assert 'name="q" type="search" value=""' in client.get("/table").text


@pytest.mark.parametrize(
    ("path", "asked", "name"),
    [
        ("/table", {}, "all-models"),
        ("/table", {"license": ["mit", "apache-2.0"], "created_from": "2024-01-31"}, MIT_OR_APACHE),
        (f"/table/{BASE}", {"downloads_from": 3}, "derivatives-of-Qwen-Qwen3-8B-Base-downloads_from-3"),
        ("/growth", {"by": "base", "key": "Qwen", "mass_uploads": 0}, "growth-by-base-key-Qwen-mass_uploads-0"),
        (f"/variants/{BASE}", {"weight_format": "GGUF"}, "variants-of-Qwen-Qwen3-8B-Base-weight_format-GGUF"),
        ("/api/v1/export", {"q": "x" * 300}, f"models-q-{'x' * 131}-etc"),
    ],
)
def test_the_name_of_a_file_says_what_was_asked_for(
    client: FlaskClient, path: str, asked: dict[str, Any], name: str
) -> None:
    for kind in ("csv", "json", "parquet") if path.startswith("/table") else ("csv",):
        answer = client.get(path, query_string={**asked, "format": kind})
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.whole-2026-11-20.{kind}"'


def test_the_name_of_a_file_of_made_up_data_says_so(tmp_path: Path) -> None:
    client = create_app(Source(synthetic.graph(300, tmp_path / "graph"), None)).test_client()
    for path in ("/table?format=csv", "/growth?format=csv", "/api/v1/bom/Qwen/Qwen1.5-0.5B?format=spdx-3"):
        answer = client.get(path)
        assert ".practice-whole-2026-11-20." in answer.headers["Content-Disposition"], path
    assert 'data-file-part="practice-whole-2026-11-20"' in client.get("/").text


COLUMNS = ("relation", "license", "pipeline_tag", "parameters", "created_at", "format")


def test_a_file_has_the_columns_that_are_shown_and_says_what_it_is(client: FlaskClient) -> None:
    asked = {"columns": COLUMNS, "license": "mit", "sort": "id"}
    as_json, as_csv, as_parquet = (
        client.get(f"/table/{BASE}", query_string={**asked, "format": kind}) for kind in ("json", "csv", "parquet")
    )
    document = as_json.json
    assert set(document["definitions"]) == {"id", *COLUMNS}
    assert document["filter"] == {"license": ["mit"], "order": "id", "derivatives_of": BASE}
    assert document["models"] == document["rows"] == len(document["items"]) > 0
    assert document["snapshot"] and document["coverage"]
    rows = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert list(rows[0]) == ["id", *COLUMNS]
    assert [row["id"].lstrip("'") for row in rows] == [item["id"] for item in document["items"]]
    assert "license=mit" in as_csv.headers["Lineage-Filter"]
    assert 'rel="alternate"' in as_csv.headers["Link"]
    frame = pl.read_parquet(as_parquet.data)
    assert frame["id"].to_list() == [item["id"] for item in document["items"]]
    assert frame.schema["created_at"] == pl.Datetime("ms", "UTC")
    stated = json.loads(pl.read_parquet_metadata(as_parquet.data)["qwen-lineage"])
    assert stated == {name: value for name, value in document.items() if name != "items"}


def written(value: Any) -> str:
    """A value of a table as CSV has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(cell(str(value)))


@pytest.mark.parametrize("columns", [[], UNASKED, [*model_table.COLUMNS]])
def test_a_file_holds_the_same_whatever_its_kind(client: FlaskClient, columns: Sequence[str]) -> None:
    as_csv, as_json, as_parquet = (
        client.get("/table", query_string={"sort": "id", "columns": columns, "format": kind})
        for kind in ("csv", "json", "parquet")
    )
    header, *rows = csv.reader(io.StringIO(as_csv.text))
    items, frame = as_json.json["items"], pl.read_parquet(as_parquet.data)
    assert header == ["id", *(columns or UNASKED)] == list(items[0]) == frame.columns
    assert rows == [[*map(written, item.values())] for item in items]
    assert rows == [[*map(written, row)] for row in frame.rows()]
    assert {row[0] for row in rows} > {"'=cmd/formula"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("effective_class=unknown", ["effective_class", "license_rules"]),
        ("terms=commercial", ["effective_class", "license_rules"]),
        ("license_verdict=omitted", ["license_verdict", "license_rules"]),
        ("licence_rule=omitted_unknown", ["license_verdict", "license_rules"]),
        ("license=mit", []),
    ],
)
def test_a_table_that_is_narrowed_by_licences_says_why_a_model_is_in_it(
    client: FlaskClient, asked: str, told: list[str]
) -> None:
    header, *rows = csv.reader(io.StringIO(client.get(f"/table?{asked}&format=csv").text))
    assert header == ["id", *UNASKED, *told]
    field, value = asked.split("=")
    if field in header and rows:
        assert {row[header.index(field)] for row in rows} == {value}
    if field == "licence_rule":
        assert all(value in row[-1].split("; ") for row in rows)
    assert len(rows) == client.get(f"/api/v1/models?{asked}&limit=1").json["total"] > 0  # type: ignore[index]
    page = client.get(f"/table?{asked}").text
    assert all(f'value="{name}" checked' in page for name in told)
    heads = re.findall(r"<th(?: [^>]*)?>(?:<a[^>]*>)?([^<]*)", page.partition("<tbody>")[0].rpartition("<thead>")[2])
    shown = heads[heads.index("Licence") + 1 : heads.index("Size")]
    assert shown == [TITLES[name] for name in told]
    assert "license_rules" in client.get("/table?columns=license_rules&format=csv").text.partition("\n")[0]


def test_of_a_root_no_verdict_is_missed(client: FlaskClient) -> None:
    row = client.get(f"/table?columns=license_verdict&columns=license_rules&q={BASE}").text.partition("<tbody>")[2]
    assert row.partition("</tr>")[0].count('title="nothing is above it">none</span>') == 2


def test_any_column_is_shown_and_stays_in_the_address(client: FlaskClient) -> None:
    text = client.get("/table?columns=library&columns=depth").text
    heads = re.findall(r"<th(?: [^>]*)?>(?:<a[^>]*>)?([^<]*)", text.partition("<tbody>")[0])
    assert heads == ["#", "Model", "Library", "Depth"]
    assert "columns=library&amp;columns=depth" in text
    assert "Copies" in client.get("/table?columns=copies").text
    assert client.get("/table?columns=colour").status_code == 400


def test_what_is_said_of_a_model_leads_to_those_of_which_it_is_said_too(client: FlaskClient) -> None:
    text = client.get(f"/models/{CHAT}").text
    links = {unescape(link) for link in re.findall(r'<dd><a href="(/[^"]*)"', text)}
    assert any(link.startswith("/table?license=") for link in links)
    assert any(link.startswith("/owners/") for link in links)
    assert re.search(rf'Direct children: <a href="/models/{CHAT}\?relation=\w+#children">', text)


@pytest.mark.parametrize(
    ("text", "name"), [("qwen", "Qwen"), (" QWEN ", "Qwen"), ("qwen3", None), ("Qwen/Qwen3-8B", None)]
)
def test_a_search_for_an_owners_name_leads_to_its_page(client: FlaskClient, text: str, name: str | None) -> None:
    answer = client.get("/api/v1/search", query_string={"q": text}).json
    assert answer is not None
    page = client.get("/search", query_string={"q": text}).text
    if name is None:
        assert answer["owner"] is None
        assert 'href="/organisations/' not in page.partition("<main")[2]
    else:
        whole = client.get(f"/api/v1/organisations/{name}").json
        assert whole is not None
        assert answer["owner"] == {"name": name, "level": "organisation", "descendants": whole["union"]["value"]}
        assert f'<a href="/organisations/{name}">{name}</a> is an organisation' in page
    assert client.get("/api/v1/search", query_string={"q": text, "within": BASE}).json["owner"] is None  # type: ignore[index]


@pytest.mark.parametrize("text", ["deepseek", "DeepSeek", "deepseek-ai"])
def test_an_organisation_of_one_owner_by_another_name_is_found_in_any_case(tmp_path: Path, text: str) -> None:
    graph = frozen(tmp_path / "g", [("u/made", "deepseek-ai/DeepSeek-R1")])
    found = create_app(Source(graph, None)).test_client().get(f"/api/v1/search?q={text}").json
    assert found is not None
    assert found["owner"] == {"name": "DeepSeek", "level": "organisation", "descendants": 1}


@pytest.mark.parametrize("file", ["csv", "json", "parquet"])
def test_a_program_that_asks_for_a_file_hears_of_its_mistake_as_from_the_api(client: FlaskClient, file: str) -> None:
    for query, code in (("columns=nope", "bad_input"), ("descends_from=No/Such", None)):
        answer = client.get(f"/table?{query}&format={file}")
        assert answer.status_code in (400, 404) and answer.is_json
        assert set(answer.json["error"]) == {"code", "message", "hint"}
        assert code is None or answer.json["error"]["code"] == code
        page = client.get(f"/table?{query}&format={file}", headers={"Accept": "text/html,*/*"})
        assert page.status_code == answer.status_code and page.mimetype == "text/html"


def test_what_a_licence_does_beside_those_above_it_is_a_field_of_the_form(client: FlaskClient) -> None:
    text = client.get("/table?license_verdict=omitted").text
    form = text.partition('id="table-filters"')[2].partition("</form>")[0]
    assert '<option value="omitted" selected' in form and 'name="license_verdict" value=' not in form
    assert client.get("/table?license_verdict=&q=", follow_redirects=True).status_code == 200
    organisation = client.get("/organisations/Qwen").text
    address = re.search(r'href="([^"]*license_verdict=omitted[^"]*)"', organisation)
    assert address
    rows = csv.DictReader(io.StringIO(client.get(unescape(f"{address[1]}&format=csv")).text))
    omitted = {row["id"] for row in rows}
    whole = client.get("/table?descends_from=Qwen&columns=license_verdict&format=csv").text
    others = [row for row in csv.DictReader(io.StringIO(whole)) if row["license_verdict"] == "omitted"]
    assert omitted and omitted <= {row["id"] for row in others}


def test_every_licence_rule_is_told_in_words() -> None:
    assert list(LICENCE_RULES) == list(BY_NAME)


def test_a_facet_says_how_many_models_state_nothing_since_nobody_read_their_cards(tmp_path: Path) -> None:
    models = {"o/base": {"status": "missing"}, "a/made": {"license": "mit"}, "a/more": {}}
    graph = frozen(tmp_path / "g", [("a/made", "o/base"), ("a/more", "o/base")], models=models)
    client = create_app(Source(graph, None)).test_client()
    said = "<strong>1</strong> of these models is missing: nobody read its card"
    assert said in client.get("/table").text
    assert "of these models is missing" not in client.get("/table?status=listed").text
    text = client.get("/table?license=mit").text
    assert "of these models is missing" not in text and "<summary>Licence <small>1 chosen</small>" in text


def test_the_map_tells_a_missing_model_from_a_root(tmp_path: Path) -> None:
    models = {"o/base": {"status": "missing"}}
    graph = frozen(tmp_path / "g", [("a/made", "o/base"), ("a/more", "p/root")], models=models)
    client = create_app(Source(graph, None)).test_client()
    version = client.get("/api/v1/graph").json["version"]
    named = client.get(f"/api/v1/map/{version}/circles?of=0,1").json
    assert dict(zip(named["id"], named["missing"], strict=True)) == {"o/base": 1, "p/root": 0}
    assert '<span class="mark mark-root">no known parent</span>' in client.get("/").text


def test_one_model_of_a_bare_name_is_what_is_descended_from(client: FlaskClient) -> None:
    name = CHAT.rpartition("/")[2]
    answer = client.get(f"/table?descends_from={name.lower()}&relation=quantized")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/table?descends_from=model:{CHAT}&relation=quantized",
    )
    assert f"What descends from {CHAT}" in client.get(answer.headers["Location"]).text
    assert client.get("/table?descends_from=no-such-name").status_code == 404


def test_a_facet_of_more_values_leads_to_the_field_that_completes_them(client: FlaskClient) -> None:
    text = client.get("/table").text
    led = re.findall(r'<a href="#(field-\w+)">type its name</a>', text)
    assert led and all(f'<input id="{one}"' in text for one in led)


def test_words_of_a_search_that_stand_together_are_told_as_they_were_typed() -> None:
    assert _as_typed(["qwen2", "5", "7b"], "Korean Qwen2.5 7b") == "qwen2.5 7b"
    assert _as_typed(["qwen", "coder"], "qwne coder") == "qwen coder"
    assert _as_typed([], "x") == ""


def test_downloads_below_one_are_none() -> None:
    ranges = [between(0, 1), between(0, 10), between(1, 10), between(10, None)]
    assert ranges == ["0", "below 10", "1 to 10", "10 and more"]
