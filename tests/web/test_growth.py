"""The growth page, its API and its CSV: every number is the length of the list it links to."""

import csv
import html
import io
import re
from calendar import monthrange
from datetime import UTC, datetime
from inspect import signature
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from lineage.frozen.rollups.growth import AXES, FEW, MEASURES, drawn_from
from lineage.graph import Lineage
from lineage.values import Denominator
from tests.lineage.frozen.graphs import frozen
from tests.web import synthetic
from web import Source, create_app
from web.widget import GrowthWidget


def ask(client: FlaskClient, **query: Any) -> dict[str, Any]:
    response = client.get("/api/v1/growth", query_string=query)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json
    return answer


def listed(client: FlaskClient, address: str) -> int:
    return len(list(csv.DictReader(io.StringIO(client.get(f"{address}&format=csv").text))))


@pytest.mark.parametrize("of", Denominator)
@pytest.mark.parametrize("by", AXES)
def test_every_number_is_the_length_of_its_list(client: FlaskClient, by: str, of: Denominator) -> None:
    answer = ask(client, by=by, of=of, most=3)
    for series in answer["series"]:
        if (by, series["name"]) == ("license", "other"):
            assert series["list"] is None
            continue
        assert series["total"] == listed(client, series["list"]) == sum(series["counts"]) + series["undated"]
        for month, count in islice(filter(itemgetter(1), zip(answer["months"], series["counts"], strict=True)), 2):
            last = monthrange(*map(int, month.split("-")))[1]
            assert count == listed(client, f"{series['list']}&created_from={month}-01&created_to={month}-{last}")


def test_a_licence_without_a_name_leads_to_no_list_that_has_named_ones_too(tmp_path: Path) -> None:
    client = create_app(Source(synthetic.graph(400, tmp_path / "graph"), None)).test_client()
    page = client.get("/growth?by=license&key=other&key=mit").text
    links = {html.unescape(link) for link in re.findall(r'href="([^"]*/table\?[^"]*license=[^"]*)"', page)}
    assert links and all("license=mit&" in link for link in links)
    series = ask(client, by="license", key=["other", "mit"])["series"]
    assert [(one["name"], one["list"] is None, one["total"] > 0) for one in series] == [
        ("other", True, True),
        ("mit", False, True),
    ]


@pytest.mark.parametrize("mass_uploads", ["1", "0"])
@pytest.mark.parametrize("by", AXES)
def test_what_is_in_no_series_is_told_beside_them(client: FlaskClient, by: str, mass_uploads: str) -> None:
    answer = ask(client, by=by, most=2, mass_uploads=mass_uploads, show="share")
    beside = [rest for rest in (answer["not_stated"], answer["others"]) if rest]
    assert len(beside) == {"relation": 0, "base": 0, "organisation": 1, "effective_class": 1}.get(by, 2)
    if beside:
        parts, whole = [*answer["series"], *beside], answer["whole"]
        assert [sum(month) for month in zip(*(part["counts"] for part in parts), strict=True)] == whole["counts"]
        assert sum(part["undated"] for part in parts) == whole["undated"]
        shares = [values for values in zip(*(part["values"] for part in parts), strict=True) if None not in values]
        assert [sum(month) for month in shares] == pytest.approx([1] * len(shares))
        every = ask(client, by=by, most=12, mass_uploads=mass_uploads)
        assert len(every["series"]) == 12 or every["others"]["total"] == 0
    column = {"license": "license", "task": "pipeline_tag"}.get(by)
    if column is not None:
        rows = client.get(f"/table?status=listed&mass_uploads={mass_uploads}&columns={column}&format=csv").text
        unstated = [row for row in csv.DictReader(io.StringIO(rows)) if not row[column]]
        assert answer["not_stated"]["total"] == len(unstated)
        assert f"{len(unstated):,}</strong>" in client.get(f"/growth?by={by}&mass_uploads={mass_uploads}").text


def test_what_is_added_up_leads_to_a_list_as_long_and_stands_beside_all_added_up(client: FlaskClient) -> None:
    text = client.get("/growth?by=relation&show=cumulative&key=finetune").text
    answer = ask(client, by="relation", show="cumulative", key="finetune")
    rows = re.findall(r'<tr><th data-label="Month" scope="row">(\d{4}-\d\d)</th>(.*?)</tr>', text)
    assert [month for month, _ in rows] == answer["months"][::-1]
    shown = zip(rows[::-1], answer["series"][0]["values"], answer["whole"]["values"], strict=True)
    for (_, cells), added, whole in islice(shown, 0, None, 9):
        address = re.search(r'<a href="([^"]*)">([\d,]+)</a>', cells)
        assert (address is not None) == bool(added)
        if address is not None:
            assert listed(client, html.unescape(address[1])) == int(address[2].replace(",", "")) == added
        assert cells.endswith(f">{whole:,}</td>")
    assert answer["whole"]["values"][-1] == answer["whole"]["total"] - answer["whole"]["undated"]
    assert ask(client)["whole"]["values"] is None


def test_the_page_links_each_number_to_its_list_and_shows_what_the_api_answers(client: FlaskClient) -> None:
    answer = ask(client, by="relation", of="declared")
    text = client.get("/growth?by=relation&of=declared").text
    assert all(f">{series['total']:,}<" in text for series in answer["series"])
    assert "relation=finetune&amp;status=listed&amp;of=declared&amp;created_from=" in text
    assert f"{answer['whole']['undated']}</strong> of them have no known date" in text


@pytest.mark.parametrize("show", MEASURES)
def test_each_state_is_in_the_address_and_the_page_needs_no_script(client: FlaskClient, show: str) -> None:
    text = client.get(f"/growth?by=license&show={show}&mass_uploads=0&key=mit").text
    assert f'<option value="{show}" selected>' in text
    assert 'value="mit"' in text
    several = client.get("/growth?by=license&key=mit&key=apache-2.0").text
    assert "key=mit&amp;key=apache-2.0&amp;format=csv" in several
    assert "key=mit" in text.split('data-answer="')[1].split('"')[0]


def test_a_table_has_new_cumulative_and_share_beside_what_the_share_is_of(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/growth?by=license&key=mit&format=csv").text)))
    dated = [row for row in rows if row["month"]]
    assert int(dated[-1]["cumulative"]) == sum(int(row["new"]) for row in dated)
    assert all(float(row["share"]) == int(row["new"]) / int(row["whole"]) for row in dated if row["share"])
    assert int(dated[-1]["whole_cumulative"]) == sum(int(row["whole"]) for row in dated)
    assert rows[-1]["month"] == ""


def test_what_is_counted_is_said_whatever_it_is_a_share_of(client: FlaskClient) -> None:
    for of in Denominator:
        assert "that the snapshot lists" in ask(client, of=of)["share_of"]
        assert "Models that were removed are not counted." in client.get(f"/growth?of={of}").text
    assert "Models of the union, removed ones too" in client.get("/organisations/Qwen").text


def test_months_of_too_few_models_are_told_apart_where_shares_are_shown(tmp_path: Path) -> None:
    many = {f"a/m{number}": {"created_at": datetime(2025, 3, 1, tzinfo=UTC)} for number in range(FEW)}
    few = {f"b/m{number}": {"created_at": datetime(2025, 1, 1, tzinfo=UTC)} for number in range(FEW - 1)}
    client = create_app(Source(frozen(tmp_path / "g", [], models={**many, **few}), None)).test_client()
    assert ask(client)["thin_months"] == ["2025-01", "2025-02"]
    text = client.get("/growth?by=organisation&show=share").text
    assert "Months of fewer than 30 of them (2 of 3) have no point in the chart" in text
    rows = re.findall(r'<tr( class="thin")?><th data-label="Month" scope="row">(\d{4}-\d\d)</th>', text)
    assert rows == [("", "2025-03"), (' class="thin"', "2025-02"), (' class="thin"', "2025-01")]
    counts = client.get("/growth?by=organisation").text
    assert "of fewer than" not in counts and 'class="thin"' not in counts


def test_where_every_month_is_of_too_few_models_that_is_said(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "g", [], models={"a/b": {"created_at": datetime(2025, 3, 1, tzinfo=UTC)}})
    text = create_app(Source(graph, None)).test_client().get("/growth?by=organisation&show=share").text
    assert "No month has 30 of them" in text and 'class="thin"' not in text


def test_a_name_that_is_none_hears_of_others(client: FlaskClient) -> None:
    response = client.get("/api/v1/growth?by=license&key=mti")
    assert (response.status_code, "mit" in response.json["error"]["hint"]) == (400, True)
    assert client.get("/growth?by=license&key=mti").status_code == 400
    assert client.get("/table?base=Nobody").status_code == 404


def test_names_stand_between_commas_too_and_an_owner_is_its_organisation(client: FlaskClient) -> None:
    def names(**query: Any) -> list[str]:
        return [series["name"] for series in ask(client, **query)["series"]]

    two = [series["name"] for series in ask(client, by="organisation", most=2)["series"]]
    assert names(by="organisation", key=f"{two[1]}, {two[0]}") == two[::-1]
    assert names(by="organisation", key="meta-llama") == ["Meta"]
    assert client.get(f"/growth?by=organisation&key={two[0]},nobody-at-all").status_code == 400


def test_python_gives_the_same_numbers(client: FlaskClient, graph: FrozenGraph) -> None:
    answer = ask(client, by="license", key="mit")
    table = Lineage(graph, None, "").growth("license", keys=["mit"])  # type: ignore[arg-type]  # no statement is asked
    assert table.filter(table["month"].is_not_null())["new"].to_list() == answer["series"][0]["counts"]
    assert table["name"].unique().to_list() == ["mit"]


def test_growth_says_where_the_data_end_and_no_more_than_is_known_of_it(tmp_path: Path) -> None:
    def client(name: str, as_of: datetime | None) -> FlaskClient:
        return create_app(Source(synthetic.graph(100, tmp_path / name, as_of=as_of), None)).test_client()

    unknown = client("unknown", None)
    assert "When the data end is not known: the last month may be a part of one." in unknown.get("/growth").text
    last = ask(unknown)["months"][-1]
    day = datetime.fromisoformat(f"{last}-20T00:00:00+00:00")
    assert (
        f"The data end on {last}-20, so the last month may be a part of one." in client("same", day).get("/growth").text
    )
    later = client("later", day.replace(year=day.year + 1)).get("/growth").text
    assert f"The data are of {day.year + 1}{last[4:]}-20; no model in them is dated after {last}." in later
    assert "the last month" not in later


@pytest.mark.parametrize("path", ["/growth", "/owners/o", "/compare?of=o&of=u"])
def test_months_of_a_sample_are_said_to_be_its_own(tmp_path: Path, path: str) -> None:
    dated = {id: {"created_at": datetime(2025, 3, 1, tzinfo=UTC)} for id in ("o/base", "u/made", "u/more")}
    graph = frozen(tmp_path / "g", [("u/made", "o/base"), ("u/more", "u/made")], models=dated)
    text = create_app(Source(graph, None)).test_client().get(path).text
    assert "How much of each month this sample holds is not known" in text


@pytest.mark.parametrize(
    ("path", "answer", "part"),
    [
        ("/growth?by=base", "/api/v1/growth?by=base", ()),
        ("/owners/o", "/api/v1/owners/o", ("portrait", "months")),
        ("/compare?of=o,a&show=cumulative", "/api/v1/compare?of=o,a", ("growth",)),
    ],
)
def test_a_chart_begins_with_the_first_month_that_has_a_hundredth_of_what_it_draws(
    tmp_path: Path, path: str, answer: str, part: tuple[str, ...]
) -> None:
    months = {1: 1, 2: 0, 3: 2, 4: 1, 5: 150}
    made = {
        f"a/m{m}-{n}": {"created_at": datetime(2025, m, 1, tzinfo=UTC)} for m, of in months.items() for n in range(of)
    }
    graph = frozen(tmp_path / "g", [(id, "o/base") for id in made], models=made)
    client = create_app(Source(graph, None)).test_client()
    text, monthly = client.get(path).text, client.get(answer).json
    for name in part:
        monthly = monthly[name]
    assert (monthly["months"][0], monthly["drawn_from"]) == ("2025-01", "2025-03")
    address = re.search(r'<a href="([^"]*months=all)">All months</a>', text)
    assert address is not None and 'data-from="2025-03"' in text
    assert text.count('scope="row">2025-0') + text.count('scope="row" data-label="Month">2025-0') == 5
    every = client.get(html.unescape(address[1])).text
    assert "data-from" not in every and "From 2025-03 on</a>" in every


def test_a_chart_of_nothing_begins_nowhere() -> None:
    assert drawn_from([], []) is None
    assert drawn_from(["2025-01", "2025-02"], [[0, 0], [0, 0]]) is None
    assert drawn_from(["2025-01", "2025-02"], [[0, 1], [0, 0]]) == "2025-02"


def test_pages_programs_and_python_group_by_the_same_where_nobody_says(client: FlaskClient, graph: FrozenGraph) -> None:
    assert (
        ask(client)["by"]
        == signature(Lineage.growth).parameters["by"].default
        == GrowthWidget.by.default_value
        == "base"
    )
    assert "<h1>Growth by organisation it descends from</h1>" in client.get("/growth").text
