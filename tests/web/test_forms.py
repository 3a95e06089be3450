"""Forms: what they take, what they say of a value that cannot be used, and of names that are no field's."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from lineage.filters.parameter_kinds import Quantity, quantity
from tests.web.addresses import ADDRESSES
from tests.web.family import BASE, CHAT
from web import create_app
from web.app import FOLDER
from web.parameters.cypher import CONSOLE_PAGE
from web.parameters.declare import RequestQuery
from web.parameters.map import MAP_PAGE
from web.parameters.subtree import SUBTREE_PAGE

FIELD = re.compile(
    r'<label>([^<]*) <input name="(\w+)" value="([^"]*)"([^>]*)></label>(?:<p id="mistake"[^>]*>(.*?)</p>)?'
)

SAID = r'“([^”]*)” was left out:.*Did you mean <a href="([^"]*)">'


def form_of(text: str) -> dict[str, tuple[str, str, str | None]]:
    """The fields of the form in which something is wrong: what each is called, its text, what is said of it."""
    return {
        name: (unescape(words), unescape(value), said or None) for words, name, value, _, said in FIELD.findall(text)
    }


@given(st.integers(0, 10**14))
def test_a_quantity_is_read_as_it_is_written(number: int) -> None:
    assert Quantity(0, 10**14).read("parameters_from", quantity(number)) == number


@pytest.mark.parametrize(("text", "digits"), [("8B", "8000000000"), ("1.5k", "1500"), (" 2M ", "2000000"), ("7", "7")])
def test_sizes_have_units_in_fields_and_parameters_as_on_the_command_line(
    client: FlaskClient, text: str, digits: str
) -> None:
    for name in ("parameters_from", "parameters_below", "downloads_from", "downloads_below"):
        units, plain = ({name: one} for one in (text, digits))
        assert (
            client.get("/api/v1/models", query_string=units).json["total"]
            == client.get("/api/v1/models", query_string=plain).json["total"]
        )
        assert client.get("/table", query_string=units).status_code == 200


def test_a_field_shows_a_size_as_people_write_it(client: FlaskClient) -> None:
    text = client.get("/table?parameters_below=8000000000&downloads_from=1234").text
    assert 'name="parameters_below" value="8B"' in text
    assert 'name="downloads_from" value="1234"' in text


def test_what_cannot_be_used_is_told_at_its_field_in_its_words_and_the_rest_stays(client: FlaskClient) -> None:
    asked = {"license": "apache-2.0", "parameters_below": "8X", "downloads_from": "10"}
    for path in ("/table", f"/table/{BASE}"):
        answer = client.get(path, query_string=asked)
        assert answer.status_code == 400
        fields = form_of(answer.text)
        assert {name: value for name, (_, value, _) in fields.items()} == asked
        assert fields["parameters_below"][0] == "Parameters below"
        assert "as 8000, 250K, 1.5M or 8B" in str(fields["parameters_below"][2])
        assert [said for _, _, said in fields.values() if said] == [fields["parameters_below"][2]]
        assert "Parameters below cannot be" in unescape(answer.text)
        assert "arameters_below cannot" not in answer.text
        assert "Search for" not in answer.text
        without = re.search(r'href="([^"]*)">Without', answer.text)
        assert without is not None
        assert client.get(unescape(without[1])).status_code == 200


@pytest.mark.parametrize(
    ("path", "asked", "field", "wrong"),
    [
        ("/table", {"license": "mit", "descends_from": "Qwenn"}, "descends_from", "Qwen"),
        ("/table", {"not_descends_from": "owner:Qwenn", "q": "a b"}, "not_descends_from", "Qwen"),
        ("/table", {"license": "mit", "base": "Qwenn"}, "base", "Qwen"),
        ("/growth", {"by": "base", "key": "Qwenn"}, "key", "Qwen"),
        ("/compare", {"of": "lab,Qwenn"}, "of", "Qwen"),
    ],
)
def test_a_name_that_nobody_has_leads_to_those_like_it_in_the_same_form(
    client: FlaskClient, path: str, asked: dict[str, str], field: str, wrong: str
) -> None:
    answer = client.get(path, query_string=asked)
    assert answer.status_code in (400, 404)
    fields = form_of(answer.text)
    assert {name: value for name, (_, value, _) in fields.items()} == asked
    link = re.search(r'<a href="([^"]*)">([^<]*)</a>', str(fields[field][2]))
    assert link is not None and link[2] == wrong
    meant = dict(parse_qsl(urlsplit(unescape(link[1])).query))
    assert meant == asked | {field: asked[field].replace("Qwenn", wrong)}
    assert client.get(unescape(link[1])).status_code == 200


@pytest.mark.parametrize(
    ("path", "asked", "meant", "said"),
    [
        ("/compare", {"of": "Qwen,llama"}, {"of": "Qwen,Meta"}, "Meta (Llama)"),
        ("/table", {"descends_from": "Llama 3"}, {"descends_from": "Meta"}, "Meta (Llama)"),
        ("/table", {"base": "Llama"}, {"base": "Meta"}, "Meta (Llama)"),
        ("/table", {"organisation": "Llama"}, {"organisation": "Meta"}, "Meta (Llama)"),
        ("/growth", {"by": "base", "key": "Llama"}, {"by": "base", "key": "Meta"}, "Meta (Llama)"),
    ],
)
def test_what_people_call_models_leads_to_who_or_what_was_meant_and_says_what_it_is(
    client: FlaskClient, path: str, asked: dict[str, str], meant: dict[str, str], said: str
) -> None:
    answer = client.get(path, query_string=asked)
    mistake = re.search(r'<p id="mistake"[^>]*>(.*?)</p>', answer.text)
    assert answer.status_code in (400, 404) and mistake is not None
    assert said in unescape(re.sub(r"<[^>]*>", "", mistake[1]))
    links = [unescape(link) for link in re.findall(r'href="([^"]*)"', mistake[1])]
    assert asked | meant in [dict(parse_qsl(urlsplit(link).query)) for link in links]
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("asked", [{"descends_from": "owner:QWEN3-8B"}, {"not_descends_from": "qwen3-8b"}], ids=min)
def test_a_bare_name_that_one_model_has_leads_to_it(client: FlaskClient, asked: dict[str, str]) -> None:
    answer = client.get("/table", query_string=asked)
    assert answer.status_code == 302
    assert dict(parse_qsl(urlsplit(answer.headers["Location"]).query)) == dict.fromkeys(asked, f"model:{CHAT}")
    assert client.get(answer.headers["Location"]).status_code == 200


def test_names_are_forgiven_their_capitals(client: FlaskClient) -> None:
    for asked, meant in (
        ({"descends_from": "qwen"}, {"descends_from": "Qwen"}),
        ({"descends_from": "owner:qWEN"}, {"descends_from": "owner:Qwen"}),
        ({"not_descends_from": BASE.lower()}, {"not_descends_from": BASE}),
        ({"base": "qWEN"}, {"base": "Qwen"}),
    ):
        found, same = (client.get("/api/v1/models", query_string=one).json for one in (asked, meant))
        assert found["total"] == same["total"] > 0
        text = client.get("/table", query_string=asked).text
        assert next(iter(meant.values())).rpartition(":")[2] in text
    found, same = (client.get("/api/v1/growth", query_string={"key": one}).json for one in ("qwen", "Qwen"))
    assert found["series"] == same["series"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/organisations/qwen", "/organisations/Qwen"),
        ("/owners/qwen?x=1", "/owners/Qwen?x=1"),
        ("/owners/Meta", "/organisations/Meta"),
        ("/owners/meta?x=1", "/organisations/Meta?x=1"),
        (f"/?model={CHAT.lower()}&colour=task", f"/?model={CHAT}&colour=task"),
    ],
)
def test_a_page_of_a_name_in_other_capitals_leads_to_its_own(client: FlaskClient, path: str, meant: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, meant)


@pytest.mark.parametrize(
    ("path", "asked", "name", "meant"),
    [
        ("/table", {"licence": "mit"}, "licence", {"license": "mit"}),
        ("/growth", {"by": "base", "only": "Qwen"}, "only", {"by": "base", "key": "Qwen"}),
        ("/table", {"descends_from": "Qwen", "owner": "lab"}, "owner", {"descends_from": "Qwen", "author": "lab"}),
        ("/growth", {"by": "base", "mass": "0"}, "mass", {"by": "base", "mass_uploads": "0"}),
        (f"/table/{BASE}", {"parameters below": "8B"}, "parameters below", {"parameters_below": "8B"}),
        ("/compare", {"of": "Qwen,lab", "shows": "cumulative"}, "shows", {"of": "Qwen,lab", "show": "cumulative"}),
    ],
)
def test_a_page_says_which_parameter_it_does_not_know_and_which_was_meant(
    client: FlaskClient, path: str, asked: dict[str, Any], name: str, meant: dict[str, str]
) -> None:
    answer = client.get(path, query_string=asked)
    assert answer.status_code == 200
    said = re.search(SAID, answer.text)
    assert said is not None and said[1] == name
    assert dict(parse_qsl(urlsplit(unescape(said[2])).query)) == meant
    assert "was left out" not in client.get(unescape(said[2])).text
    assert client.get("/table?zzzz=1").text.count("“zzzz” was left out:") == 1


def test_empty_fields_beside_a_parameter_that_is_not_known_do_not_hide_it(client: FlaskClient) -> None:
    answer = client.get("/table?q=&owner=lab&task=")
    assert answer.status_code == 200
    assert "“owner” was left out:" in answer.text


def test_names_that_other_sites_add_to_an_address_are_passed_over(client: FlaskClient) -> None:
    added = "utm_source=mail&utm_campaign=x&fbclid=1&gclid=2&ref=3"
    assert "was left out" not in client.get(f"/table?{added}").text
    assert client.get(f"/table?format=csv&{added}").status_code == 200


@pytest.mark.parametrize("path", [path for paths in ADDRESSES.values() for path in paths])
def test_every_page_says_which_parameter_it_does_not_know(client: FlaskClient, path: str) -> None:
    """Of those that it knows no page says so."""
    assert "was left out" not in client.get(path).text
    text = client.get(f"{path}{'&' if '?' in path else '?'}zzzz=1").text
    assert text.count("“zzzz” was left out:") == 1


@pytest.mark.parametrize(
    ("path", "asked", "name", "meant"),
    [
        ("/", {"model": CHAT, "color": "task"}, "color", {"model": CHAT, "colour": "task"}),
        (f"/families/{BASE}", {"relations": "merge"}, "relations", {"relation": "merge"}),
        ("/cypher", {"statements": "RETURN 1 AS one"}, "statements", {"statement": "RETURN 1 AS one"}),
        ("/compare", {"idss": CHAT}, "idss", {"ids": CHAT}),
    ],
)
def test_a_page_that_scripts_draw_says_which_parameter_was_meant(
    client: FlaskClient, path: str, asked: dict[str, str], name: str, meant: dict[str, str]
) -> None:
    said = re.search(SAID, client.get(path, query_string=asked).text)
    assert said is not None and said[1] == name
    assert dict(parse_qsl(urlsplit(unescape(said[2])).query)) == meant


@pytest.mark.parametrize(
    ("script", "declared"),
    [("home/url.js", MAP_PAGE), ("subtree/state.js", SUBTREE_PAGE), ("cypher/url.js", CONSOLE_PAGE)],
)
def test_what_a_script_reads_of_the_address_its_page_declares(script: str, declared: RequestQuery[Any]) -> None:
    read = set(re.findall(r'(?:get|getAll|has|list|unknownWord)\("(\w+)"', (FOLDER / "static/js" / script).read_text()))
    only_the_server = {"answer"}
    assert read == {one.name for one in declared} - only_the_server


@pytest.mark.parametrize("path", ["/", f"/families/{BASE}", "/cypher", "/owners/Qwen", "/licences"])
def test_a_page_that_is_no_file_says_that_it_knows_no_format(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}format=csv")
    assert answer.status_code == 200
    assert re.findall("“([^”]*)” was left out", answer.text) == ["format"]


def test_a_name_of_no_letters_is_passed_over(client: FlaskClient) -> None:
    assert "was left out" not in client.get("/?=").text


@pytest.mark.parametrize("path", ["/growth?by=x", "/variants/a/b?sort=x", "/table?created_from=x"])
def test_while_nothing_is_loaded_a_mistaken_form_is_told_so(path: str) -> None:
    answer = create_app(None).test_client().get(path)
    assert answer.status_code in (400, 503)
    assert "<form" not in answer.text


def test_an_empty_form_of_models_to_compare_is_no_unknown_one(client: FlaskClient) -> None:
    for path in ("/compare?ids=", "/compare?id=&id="):
        assert "was left out" not in client.get(path).text


def test_where_there_is_no_page_none_is_said_to_know_no_parameter(client: FlaskClient) -> None:
    answer = client.get("/no/such?zzzz=1")
    assert answer.status_code == 404
    assert "was left out" not in answer.text


def test_a_file_of_a_parameter_that_is_not_known_is_refused(client: FlaskClient) -> None:
    for path in ("/table?licence=mit&format=csv", "/growth?only=Qwen&format=csv"):
        answer = client.get(path)
        assert answer.status_code == 400
        assert answer.is_json and "unknown parameter" in answer.text
        assert "Unknown parameter" in client.get(path, headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        (f"/{BASE}", f"/models/{BASE}"),
        (f"/{CHAT.lower()}/tree/main", f"/models/{CHAT}"),
        (f"/models/{BASE}/", f"/models/{BASE}"),
        (f"/models/{BASE}/bom/?x=1", f"/models/{BASE}/bom?x=1"),
        ("/table/?license=mit", "/table?license=mit"),
        ("/organisations/Qwen/", "/organisations/Qwen"),
    ],
)
def test_an_address_of_the_hub_or_with_a_slash_at_its_end_leads_to_the_page(
    client: FlaskClient, path: str, meant: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, meant)
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize("path", ["/no/such", "/no/such/model", f"/api/v1/{BASE}", f"/api/v1/models/{BASE}x/", "/nope"])
def test_another_address_is_none(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("//evil.example/", None),
        ("/\\evil.example/", None),
        (f"//{BASE}/", f"/models/{BASE}"),
        ("///table/", "/table"),
        ("/models/a\r\nX-Other: b/", None),
    ],
)
def test_no_address_leads_to_another_site(client: FlaskClient, path: str, meant: str | None) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    assert (answer.status_code, answer.headers.get("Location")) == (404 if meant is None else 301, meant)
    assert "X-Other" not in answer.headers


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/table?base=database", "database"),
        ("/table?base=basecamp", "basecamp"),
        ("/table?sort=sorting-x", "sorting-x"),
        ("/growth?by=by by", "by by"),
        ("/growth?key=keystone&by=organisation", "keystone"),
    ],
)
def test_what_was_given_is_said_as_it_was_given(client: FlaskClient, path: str, value: str) -> None:
    """Though it holds the name of its own parameter, which the page calls otherwise."""
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert f"&#39;{value}&#39;" in answer.text


def test_an_order_that_is_none_is_answered_with_those_of_the_page_in_its_words(client: FlaskClient) -> None:
    text = client.get("/table?q=model&sort=x").text.partition('id="mistake"')[2].partition("</p>")[0]
    assert '<a href="/table?q=model&amp;sort=created_at">newest</a>' in text
    assert "created_at<" not in text and "descendants<" not in text
