"""Candidates, mass uploads and the quality report: shown, linked, filtered; and no other number changes by them."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import lineage
from lineage.frozen import FrozenGraph
from tests.web import family
from tests.web.family import BASE, CANDIDATE, CHAT, GONE, MASS
from web import Source, create_app


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.text


def get(client: FlaskClient, path: str) -> dict:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.text
    return response.json


def test_a_candidate_is_shown_apart_with_its_rule_and_how_often_it_is_right(client: FlaskClient) -> None:
    text = page(client, f"/models/{CANDIDATE}")
    assert "Candidates, by name alone" in text
    assert "suffix_agreed" in text
    assert "97 %" in text
    assert f'href="/models/{CHAT}"' in text


def test_a_parent_lists_who_seems_to_come_from_it(client: FlaskClient) -> None:
    text = page(client, f"/models/{CHAT}")
    assert f'href="/models/{CANDIDATE}"' in text
    assert "1 model declares nothing here, but its name suggests this parent." in text
    assert "Candidates" not in page(client, f"/models/{BASE}")


def test_of_many_who_seem_to_come_from_it_the_first_are_listed_and_all_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookalikes = [family.model(f"lookalike/copy-{at:02}") for at in range(61)]
    guesses = [{**family.INFERENCES[0], "child": one["id"]} for one in lookalikes]
    monkeypatch.setattr(family, "INFERENCES", guesses)
    family.write(tmp_path / "store", [*family.MODELS, *lookalikes], family.DERIVATIONS, family.facts())
    with lineage.open(str(tmp_path)) as opened:
        client = create_app(Source(opened.graph, opened.reader, "")).test_client()
        text = page(client, f"/models/{CHAT}")
        assert "61 models declare nothing here, but their names suggest this parent." in text
        assert "The first 50 of them, by id:" in text
        answer = get(client, f"inferred/{CHAT}")
    assert (len(answer["children"]), answer["children_total"]) == (50, 61)


def test_the_api_gives_candidates_only_where_they_are_asked_for(client: FlaskClient) -> None:
    answer = get(client, f"inferred/{CANDIDATE}")
    assert answer["parents"] == [
        {
            "id": CHAT,
            "relation": "quantized",
            "evidence": ["inferred"],
            "rule": "suffix_agreed",
            "raw": f"suffix_agreed: {CANDIDATE}",
            "precision_percent": 97,
        }
    ]
    assert [guess["id"] for guess in get(client, f"inferred/{CHAT}")["children"]] == [CANDIDATE]
    assert get(client, f"models/{CANDIDATE}")["parents"] == []
    assert get(client, f"models/{CANDIDATE}")["is_root"]
    listed = {item["id"] for path in ("children", "descendants") for item in get(client, f"{path}/{CHAT}")["items"]}
    assert CANDIDATE not in listed
    assert get(client, f"models/{CHAT}")["descendants"] == 6


def test_a_marked_model_says_so_and_by_which_rule(client: FlaskClient) -> None:
    text = page(client, f"/models/{MASS}")
    assert "mass upload" in text
    assert "timestamp" in text
    assert get(client, f"models/{MASS}")["mass_upload"] == "timestamp"
    assert get(client, f"models/{BASE}")["mass_upload"] is None


def test_counts_come_with_and_without_mass_uploads(client: FlaskClient) -> None:
    answer = get(client, f"models/{BASE}")
    assert answer["descendants_without_mass_uploads"] == answer["descendants"] - 1
    text = re.sub(r"<[^>]+>", "", page(client, f"/models/{BASE}"))
    assert f"{answer['descendants']} distinct descendants" in text
    assert f"{answer['descendants'] - 1} without mass uploads" in text
    counts = {count["name"]: count for count in get(client, "graph")["counts"]}
    assert counts["mass_uploads"]["value"] == 1
    assert counts["models"]["without_mass_uploads"] == counts["models"]["value"] - 1
    assert f"{counts['models']['value'] - 1} without mass uploads" in page(client, "/")


def test_a_second_figure_of_a_cell_says_what_it_counts_and_stands_only_where_it_is_another(client: FlaskClient) -> None:
    second = f"{get(client, f'models/{BASE}')['descendants_without_mass_uploads']:,} without mass uploads</small>"
    assert second in page(client, "/table")
    assert "without mass uploads</small>" not in page(client, f"/table/{BASE}?relation=quantized")


@pytest.mark.parametrize("route", ["children", "descendants"])
def test_lists_leave_them_out_when_asked_and_stay_exact(client: FlaskClient, route: str) -> None:
    everyone = get(client, f"{route}/{BASE}?limit=500")
    kept = get(client, f"{route}/{BASE}?limit=500&mass_uploads=0")
    assert {i["id"] for i in everyone["items"]} - {i["id"] for i in kept["items"]} == {MASS}
    assert kept["total"] == everyone["total"] - 1 == len(kept["items"])
    assert client.get(f"/api/v1/{route}/{BASE}?mass_uploads=no").status_code == 400


def test_the_remainder_of_a_page_leaves_them_out_too(client: FlaskClient) -> None:
    answer = get(client, f"children/{BASE}?limit=5&mass_uploads=0")
    assert answer["remainder"]["total"] == answer["total"] - 5
    assert sum(answer["by_relation"].values()) == answer["total"]


def test_pages_take_the_same_filter(client: FlaskClient) -> None:
    for path in (f"/table/{BASE}", f"/outline/{BASE}", f"/models/{BASE}"):
        whole, kept = (page(client, f"{path}?relation=finetune&sort=id&limit=500{q}") for q in ("", "&mass_uploads=0"))
        assert f'/{MASS}"' in whole
        assert f'/{MASS}"' not in kept
    assert "mass_upload" in page(client, f"/table/{BASE}?format=csv").splitlines()[0]


def test_the_quality_report_links_the_models_and_shows_raw_text_as_text(client: FlaskClient) -> None:
    text = page(client, "/quality")
    assert "1,234" in text
    assert f'href="/models/{CHAT}"' in text
    assert f'href="/models/{BASE}"' in text
    assert "<script>alert" not in text
    assert "page 3" in text
    assert get(client, "quality") == family.QUALITY


def test_without_a_store_there_is_neither_report_nor_candidate(graph: FrozenGraph) -> None:
    client = create_app(Source(graph, None)).test_client()
    assert "loaded without a report" in page(client, "/quality")
    assert client.get("/api/v1/quality").json is None
    assert get(client, f"inferred/{CANDIDATE}")["parents"] == []


def test_of_a_missing_model_it_is_not_known_what_it_was_made_from(client: FlaskClient) -> None:
    row = page(client, "/table?status=missing").partition("<tbody>")[2].partition("</tr>")[0]
    assert ">not known</span>" in row and "nobody could ask" in row and "root" not in row
    assert 'title="not in this snapshot">–</span></td>' in row.partition('data-label="Created"')[2]  # noqa: RUF001
    text = page(client, f"/models/{GONE}")
    assert f'content="{GONE}: known by name alone;' in text
    assert "A root" not in text
