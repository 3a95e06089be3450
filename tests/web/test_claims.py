"""Published claims as a page and at the API: the same values."""

from flask.testing import FlaskClient

from lineage.published_claims import known_claims


def test_the_page_has_every_claim_with_each_definition_and_what_was_published_elsewhere(client: FlaskClient) -> None:
    text = client.get("/claims").text
    for claim in known_claims():
        assert f"{claim.text.replace(chr(39), '&#39;')}</h2>" in text
        assert all(reading.definition in text for reading in claim.definitions)
        assert all(figure.source in text for figure in claim.counter_figures)


def test_the_api_tells_value_verdict_snapshot_and_a_list_that_answers(client: FlaskClient) -> None:
    claims = client.get("/api/v1/claims").json
    assert [claim["text"] for claim in claims] == [claim.text for claim in known_claims()]
    for one in (one for claim in claims for one in claim["definitions"]):
        assert {"name", "value", "verdict", "snapshot", "list"} <= one.keys()
        assert (one["value"] is not None) or (one["verdict"] == "cannot be computed" and one["reason"])
    for address in {one["list"] for claim in claims for one in claim["definitions"] if one["list"]}:
        assert client.get(address).status_code == 200
