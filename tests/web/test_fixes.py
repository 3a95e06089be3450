"""The page of what to mend in an owner's cards: the numbers of the API, patches as text, files with safe names."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.web import family

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
