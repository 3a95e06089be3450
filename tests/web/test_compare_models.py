"""Models side by side: the page, the answer of the API, and what is said of ids that cannot be compared."""

import csv
import io
import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.web.family import BASE, CANDIDATE, CHAT, EVIL, GONE, LONELY, MERGE, OTHER, SCRIPT
from tests.web.test_compare import answer, listed


def words(client: FlaskClient, query: str, status: int = 200) -> str:
    """What a page of comparison says, without its tags."""
    response = client.get(f"/compare?{query}")
    assert response.status_code == status
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize("ids", [(BASE, OTHER), (CHAT, BASE, OTHER), (MERGE, GONE, LONELY, BASE)])
def test_every_count_of_families_is_the_length_of_its_list(client: FlaskClient, ids: tuple[str, ...]) -> None:
    found = answer(client, f"compare/models?ids={','.join(ids)}")
    families = found["families"]
    assert [one["id"] for one in found["items"]] == list(ids)
    assert [one["descendants"] for one in found["items"]] == [count["models"] for count in families["each"]]
    counts = [*families["each"], *families["alone"], *(cell for row in families["both"] for cell in row)]
    for count in (*counts, families["all"]):
        assert len(listed(client, count["list"])) == count["models"]
        assert len(listed(client, f"{count['list']}&mass_uploads=0")) == count["without_mass_uploads"]


def test_ids_come_with_commas_repeated_or_as_addresses_of_the_hub(client: FlaskClient) -> None:
    whole = answer(client, f"compare/models?ids={BASE},{CHAT}")
    assert answer(client, f"compare/models?id={BASE}&id={CHAT}") == whole
    assert answer(client, f"compare/models?ids=https://huggingface.co/{BASE}/tree/main&id={CHAT}&id={BASE}") == whole


def test_the_page_says_how_they_are_related_and_by_whose_word(client: FlaskClient) -> None:
    said = words(client, f"ids={CHAT},{MERGE}")
    assert f"Both descend from {BASE.replace('/', '/ ')}" in said
    assert "hub" in said and "merge card" in said
    assert "Common ancestors of both" in said
    assert f"descends from {BASE.replace('/', '/ ')}" in words(client, f"ids={BASE},deep/level-4")
    assert "Nothing declared connects them" in words(client, f"ids={LONELY},{BASE}")
    assert "≠ differ" in said and "= same" in said and "? not all known" in said


def test_declared_and_inferred_are_kept_apart(client: FlaskClient) -> None:
    said = words(client, f"ids={CANDIDATE},{CHAT}")
    assert "Nothing declared connects them" in said
    assert "By its name alone" in said and "97 %" in said and "Nobody declares it" in said
    assert answer(client, f"compare/models?ids={CHAT},{CANDIDATE}")["pairs"][0]["meetings"] == []


def test_one_model_asks_for_another_and_offers_some(client: FlaskClient) -> None:
    assert f"ids={CANDIDATE},{CHAT}" in client.get(f"/compare?id={CANDIDATE}").text
    assert f"ids={CHAT},{BASE}" in client.get(f"/compare?id={CHAT}").text
    assert "names no parent" in words(client, f"ids={LONELY}")
    assert "is given more than once" in words(client, f"ids={CHAT},{CHAT}")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        (f"ids={BASE},Qwen/Qwen3-8C", 404, "No model Qwen/Qwen3-8C"),
        ("ids=" + ",".join([BASE, CHAT, MERGE, OTHER, LONELY]), 400, "5 models are to be compared. Give 2 to 4 ids"),
        ("ids=nothing-like-it", 404, "No model nothing-like-it"),
        ("ids=,", 200, "Models side by side"),
        ("", 200, "Models side by side"),
    ],
)
def test_what_cannot_be_compared_is_said(client: FlaskClient, query: str, status: int, said: str) -> None:
    assert said in words(client, query, status)


def test_a_misspelt_id_leads_to_the_comparison_that_was_meant(client: FlaskClient) -> None:
    page = unescape(client.get(f"/compare?ids={BASE},other/Qwen3-8B").text)
    assert f'href="/compare?ids={BASE},{CHAT}"' in page
    moved = client.get(f"/compare?ids={BASE.lower()},{CHAT}")
    assert (moved.status_code, moved.location) == (301, f"/compare?ids={BASE},{CHAT}")


def test_text_that_bites_stays_text_and_missing_models_say_so(client: FlaskClient) -> None:
    assert SCRIPT not in client.get("/compare", query_string={"id": [EVIL, GONE]}).text
    assert "missing" in words(client, f"ids={GONE},{BASE}") and "not in this snapshot" in words(
        client, f"ids={GONE},{BASE}"
    )


def test_too_many_names_are_said_before_one_that_is_unknown(client: FlaskClient) -> None:
    names = "Qwen,lab,evil,self,cycle,deep,orphan,alone,no-such-owner"
    assert "9 are to be compared" in client.get(f"/api/v1/compare?of={names}").json["error"]["message"]


def test_what_descends_from_one_and_not_the_other_is_listed_both_ways(client: FlaskClient) -> None:
    found = answer(client, "compare?of=Qwen,meta-llama")["shared"]
    one, other = found[0][1], found[1][0]
    assert len(listed(client, one["row_alone_list"])) == one["row_alone"] > 0
    assert len(listed(client, other["row_alone_list"])) == other["row_alone"] == 0


def test_signs_of_a_mirror_stand_for_and_against_without_a_verdict(client: FlaskClient) -> None:
    said = words(client, f"ids={CANDIDATE},{CHAT}")
    assert "nobody can declare one, and no sign here is a verdict" in said
    assert said.index("What speaks for it") < said.index("What speaks against it")
    (pair,) = answer(client, f"compare/models?ids={CANDIDATE},{CHAT}")["pairs"]
    assert pair["mirror"][0]["about"] == "name"
    assert all(sign["words"] in said for sign in pair["mirror"] if sign["speaks"] != "not known")
    unseen = [sign["about"] for sign in pair["mirror"] if sign["speaks"] == "not known"]
    assert said.count("Not known of one of them, or of both") == bool(unseen) and ", ".join(unseen) in said
    assert [sign["inferred"] for sign in pair["mirror"]].count(True) == 1


def test_they_leave_as_a_table_with_a_row_each(client: FlaskClient) -> None:
    whole = answer(client, f"compare/models?ids={CHAT},{MERGE}")
    response = client.get(f"/compare?ids={CHAT},{MERGE}&format=csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert "attachment" in response.headers["Content-Disposition"] and [row["id"] for row in rows] == [CHAT, MERGE]
    for at, (row, item) in enumerate(zip(rows, whole["items"], strict=True)):
        for field in whole["fields"]:
            assert row[field["name"]] == ("" if field["values"][at] is None else str(field["values"][at]))
        assert [parent["id"] for parent in json.loads(row["parents"])] == [one["id"] for one in item["parents"]]
        assert (row["terms"], int(row["descendants"])) == (whole["terms"][at], item["descendants"])
        told, families = whole["families"]["relations"][at], whole["families"]
        assert {name: int(row[f"descendants_by_{name}"]) for name in told} == told
        one = client.get(f"/api/v1/compare?of=model:{item['id']}").json["items"][0]["portrait"]
        assert [families[name][at] for name in ("downloads", "downloads_all_time")] == [
            one["downloads"],
            one["downloads_all_time"],
        ]
        assert {part["name"]: part["models"] for part in one["relations"] if part["models"]} == told
        assert row["family_downloads"] == str(one["downloads"]["both"]["value"] or "")
    assert f"ids={CHAT},{MERGE}&amp;format=csv" in client.get(f"/compare?ids={CHAT},{MERGE}").text
    assert client.get(f"/compare?ids={CHAT},no/body&format=csv").status_code == 404
    assert (
        f"/compare?ids={CHAT},{BASE}&format=csv"
        in client.get(f"/compare?ids={CHAT},{BASE.swapcase()}&format=csv").headers["Location"]
    )
