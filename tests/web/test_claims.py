"""Published claims as a page and at the API: the same values."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from lineage.home.home import Home
from lineage.published_claims import known_claims
from lineage.values import Extent
from tests.lineage.frozen.graphs import frozen
from tests.lineage.stores.families import FACTS, resolution
from web.answers.claims import checked_claims


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


def test_a_snapshot_that_is_resolved_later_is_in_the_series(tmp_path: Path) -> None:
    home, graph = Home(tmp_path / "home"), frozen(tmp_path / "graph", [("a/b", "Qwen/a")])

    def crossings() -> set[object]:
        definitions = (one for claim in checked_claims(graph, home) for one in claim.definitions)
        return {one.value for one in definitions if one.name == "all_time_downloads_crossing"}

    for month, downloads in ((1, 10), (3, 2_000_000_000)):
        assert crossings() == {None}
        model = {"id": "Qwen/a", "author": "Qwen", "status": "listed", "downloads_all_time": downloads}
        facts = replace(FACTS, as_of=datetime(2026, month, 1, tzinfo=UTC), extent=Extent.WHOLE)
        resolution(home.resolved / str(month), ([model], []), facts=facts)
    assert crossings() == {"2026-01-01 to 2026-03-01"}
