"""The API's owners and organisations."""

from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from tests.web.family import BASE


def test_an_owner_has_its_models_and_what_descends_from_them_three_ways(
    client: FlaskClient, graph: FrozenGraph
) -> None:
    answer = client.get("/api/v1/owners/Qwen").json
    assert answer["organisation"] == "Qwen"
    assert answer["owners"] == ["Qwen"]
    assert answer["snapshot"] == graph.facts.id
    for way in ("union", "exclusive", "fractional"):
        count = answer[way]
        assert count["value"] == count["own"]["value"] + count["others"]["value"]
        assert count["without_mass_uploads"] <= count["value"]
    assert answer["exclusive"]["value"] <= answer["fractional"]["value"] <= answer["union"]["value"]
    assert answer["union"]["value"] >= graph.reach.descendant_count[graph.ids.number(BASE)]


def test_an_organisation_answers_alike(client: FlaskClient) -> None:
    owner, organisation = (client.get(f"/api/v1/{kind}/Qwen").json for kind in ("owners", "organisations"))
    assert owner == organisation


def test_an_unknown_owner_is_404_and_named(client: FlaskClient) -> None:
    response = client.get("/api/v1/owners/qwen")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/owners/Qwen")
    assert response.json["error"] == {
        "code": "unknown_owner",
        "message": "no owner 'qwen' in this snapshot",
        "hint": "did you mean Qwen?",
    }
    assert client.get("/api/v1/owners/no-such-owner").status_code == 404
