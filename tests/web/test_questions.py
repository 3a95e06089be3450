"""Questions as pages: each begins with an example that has an answer, says what is cut, is offered where it fits."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from lineage.graph import open_lineage
from lineage.home.home import Home
from lineage.questions import stored_queries
from lineage.questions.stored_queries import QUESTIONS
from lineage.questions.stored_query import Question, Role
from tests.web.family import BASE, CHAT, CYCLE, GONE, LONELY, MERGE, SELF
from web import Source, create_app
from web.presentation.linked_questions import LINKED_QUESTIONS, LinkedQuestion

SLUGS = [question.slug for question in QUESTIONS]
LINKED = [question.slug for question in LINKED_QUESTIONS]


@pytest.fixture(scope="module")
def engine_url() -> str:
    """The statements themselves are asked of both engines in tests/lineage/questions/test_stored_queries.py."""
    return "embedded:"


def rows(text: str) -> int:
    """Rows of the answer's list, or its facts."""
    main = text.partition('id="content"')[2].partition("</main>")[0]
    return main.count("<tr>") - 1 if "<tr>" in main else main.count("<dt>")


def test_the_index_has_every_question_once(client: FlaskClient) -> None:
    text = client.get("/questions").text
    assert all(text.count(f'href="/questions/{slug}"') == 1 for slug in (*SLUGS, *LINKED))
    assert not set(SLUGS) & set(LINKED)
    assert client.get("/questions/no-such-question").status_code == 404


def test_which_quantisation_to_take_is_told_by_format_bits_and_size(client: FlaskClient) -> None:
    response = client.get(f"/questions/quantisation-to-take?id={BASE.lower()}")
    assert response.headers["Location"] == f"/variants/{BASE}"
    index = client.get("/questions").text
    assert index.count("Which quantisation of this model should I take?") == 1


def test_old_addresses_lead_to_the_page_with_their_parameters(client: FlaskClient) -> None:
    asked = urlencode({"parameters": json.dumps({"id": BASE, "licences": ["mit", "apache-2.0"], "no": 1})})
    response = client.get(f"/cypher/permissive-and-open?{asked}")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/questions/permissive-and-open?id={BASE}&licences=mit&licences=apache-2.0"
    assert client.get("/cypher/permissive-and-open/here").headers["Location"] == "/questions/permissive-and-open"


def test_rows_beyond_those_shown_are_said_and_can_be_had(client: FlaskClient) -> None:
    text = client.get(f"/questions/licences-below-a-base?id={BASE}&most=1").text
    assert "The first <strong>1</strong> licence; how many more there are was not counted." in text
    more = re.search(r'href="([^"]*most=10[^"]*)"', text)
    assert more is not None
    whole = client.get(html.unescape(more[1])).text
    assert "how many more" not in whole
    assert rows(whole) > 1


def test_what_a_field_names_is_found_as_it_is_meant_or_said_to_be_unknown(client: FlaskClient) -> None:
    asked = "/questions/largest-owners-below-a-base?"
    for meant in (BASE, BASE.lower(), f"https://huggingface.co/{BASE}/tree/main"):
        assert f'value="{BASE}"' in client.get(asked + urlencode({"id": meant})).text
    assert 'value="Qwen"' in client.get("/questions/who-builds-on-an-owner?owner=qWEN").text
    led = client.get("/questions/what-was-built-on-an-organisation?organisation=qWEN")
    assert led.headers["Location"].startswith("/organisations/Qwen")
    unknown = client.get(asked + urlencode({"id": "Qwen/Qwen3-8C"}))
    assert unknown.status_code == 404
    assert f'href="/models/{CHAT}"' in unknown.text
    assert client.get("/questions/who-builds-on-an-owner?owner=nobody").status_code == 404


@pytest.mark.parametrize("since", ["2026-08-15", "2025", "lately"])
def test_what_is_no_month_is_refused_on_the_page_and_in_the_api(client: FlaskClient, since: str) -> None:
    question = stored_queries.question("growth-by-relation")
    assert question
    page = client.get(f"/questions/{question.slug}?since={since}")
    asked = {"statement": question.statement, "parameters": json.dumps({"since": since})}
    answer = client.get(f"/api/v1/cypher?{urlencode(asked)}")
    assert (page.status_code, answer.status_code) == (400, 400)
    assert all("give a month as 2025-01" in one.text.lower() for one in (page, answer))


def test_each_organisation_of_several_is_found_as_it_is_meant(client: FlaskClient) -> None:
    """Of those that the list offers, one that is none here has no rows; what else is none is said to be unknown."""
    for asked in ("Qwen", "QWEN"):
        answer = client.get(f"/questions/growth-of-organisations?organisations={asked}&organisations=Mistral")
        assert answer.status_code == 200
        assert re.findall(r'name="organisations" value="(\w+)" checked', answer.text) == ["Qwen", "Mistral"]
    unknown = client.get("/questions/growth-of-organisations?organisations=Qwen&organisations=Qwem")
    assert unknown.status_code == 404 and "Did you mean Qwen?" in unknown.text


def test_each_licence_of_several_is_found_as_it_is_meant(client: FlaskClient) -> None:
    asked = f"/questions/permissive-and-open?id={BASE}&licences="
    answer = client.get(f"{asked}Apache%202.0&licences=bsd-3-clause")
    assert re.findall(r'name="licences" value="([\w.-]+)" checked', answer.text) == ["apache-2.0", "bsd-3-clause"]
    unknown = client.get(f"{asked}apache-2.1")
    assert unknown.status_code == 400 and "Did you mean apache-2.0?" in unknown.text


def test_what_is_missing_is_asked_for(client: FlaskClient) -> None:
    text = client.get(f"/questions/common-ancestors?a={CHAT}").text
    assert "<strong>another model</strong> above" in text
    assert 'aria-label="Answer"' not in text


def test_lists_name_models_and_owners_as_links(client: FlaskClient) -> None:
    text = client.get(f"/questions/largest-owners-below-a-base?id={BASE}").text
    assert '<a href="/owners/finetuneer">finetuneer</a>' in text
    text = client.get("/questions/most-derived-intermediates?id=" + BASE).text
    assert f'<a href="/models/{CHAT}">' in text


@pytest.mark.parametrize("view", ["chart", "map", "graph", "statement"])
def test_a_view_stands_in_the_address_and_works_without_scripts(client: FlaskClient, view: str) -> None:
    slug = {
        "chart": "licences-below-a-base",
        "map": "finetunes-of-finetunes",
        "graph": "where-a-model-comes-from",
        "statement": "finetunes-of-finetunes",
    }[view]
    text = client.get(
        f"/questions/{slug}?id=deep/level-1&view={view}" if view == "graph" else f"/questions/{slug}?view={view}"
    ).text
    held = {"chart": "<svg", "map": 'data-view="map"', "graph": 'data-view="graph"', "statement": "Open in the console"}
    assert held[view] in text
    assert re.search(rf'<a href="[^"]*view={view}[^"]*" aria-current="true">', text)


def test_a_way_is_written_from_child_to_parent(client: FlaskClient) -> None:
    text = client.get("/questions/where-a-model-comes-from?id=deep/level-1").text
    way = re.sub(r"<[^>]*>|\s+", "", text[text.index('<ol class="path"') :])
    assert way.startswith(f"deep/level-1←finetune{CHAT}←finetune{BASE}")


def links(text: str) -> list[str]:
    """The questions that a page leads to."""
    return [html.unescape(link) for link in re.findall(r'href="(/questions/[^"#]+)"', text)]


@pytest.mark.parametrize("id", [BASE, CHAT, MERGE, GONE, SELF, LONELY, *CYCLE, "deep/level-4", "orphan/child"])
def test_a_model_leads_to_questions_that_have_an_answer_about_it(client: FlaskClient, id: str) -> None:
    found = links(client.get(f"/models/{id}").text)
    assert bool(found) == (id not in (SELF, LONELY))
    for address in found:
        text = client.get(address).text
        assert rows(text) > 0 or "and the answer stands here" in text, address


def test_a_root_is_asked_nothing_about_ancestors_and_a_leaf_nothing_about_descendants(client: FlaskClient) -> None:
    of_root, of_leaf = (" ".join(links(client.get(f"/models/{id}").text)) for id in (BASE, "deep/level-4"))
    assert "where-a-model-comes-from" in of_leaf and "where-a-model-comes-from" not in of_root
    assert "largest-owners-below-a-base" in of_root and "largest-owners-below-a-base" not in of_leaf


@pytest.mark.parametrize("path", ["/owners/Qwen", "/owners/gone", "/owners/alone", "/organisations/Meta"])
def test_an_owner_leads_to_questions_that_have_an_answer_about_it(client: FlaskClient, path: str) -> None:
    for address in links(client.get(path).text):
        if "owners-with-most-to-mend" not in address:  # the family's store has no verdicts, as of an earlier version
            assert rows(client.get(address).text) > 0, address


def test_without_a_store_the_page_says_so(graph: FrozenGraph) -> None:
    client = create_app(Source(graph, None)).test_client()
    assert client.get("/questions").status_code == 200
    assert client.get(f"/questions/{SLUGS[0]}").status_code == 503


@pytest.fixture(scope="module")
def served(practice_home: Home) -> Iterator[FlaskClient]:
    """A practice Hub, crawled, resolved, loaded and served."""
    with closing(open_lineage(str(practice_home.root))) as opened:
        yield create_app(Source.of(opened), practice_home).test_client()


EMPTY = {"removed-models-with-children"}
"""What a Hub that was read once has no case of."""


@pytest.mark.parametrize("question", QUESTIONS, ids=SLUGS)
def test_a_question_begins_with_an_example_that_has_an_answer(served: FlaskClient, question: Question) -> None:
    response = served.get(f"/questions/{question.slug}")
    assert response.status_code == 200
    assert question.title in html.unescape(response.text)
    assert (rows(response.text) > 0) == (question.slug not in EMPTY)
    if question.chart:
        assert "<rect" in (drawn := served.get(f"/questions/{question.slug}?view=chart").text) or "<path" in drawn


@pytest.mark.parametrize("question", LINKED_QUESTIONS, ids=LINKED)
def test_a_question_of_another_page_leads_there_with_its_example(served: FlaskClient, question: LinkedQuestion) -> None:
    page = f"/questions/{question.slug}"
    response = served.get(page)
    if question.parameters:
        fields = re.findall(r'<input name="(\w+)" value="([^"]+)"', response.text)
        given = {name: html.unescape(value) for name, value in fields}
        assert not question.is_open(given)
        response = served.get(f"{page}?{urlencode(given)}")
    assert response.status_code == 302
    assert served.get(response.headers["Location"]).status_code == 200


def test_every_question_can_be_asked_about_something() -> None:
    """What a question needs is said where it is about a model or an owner, or hangs on a day, a tag or others."""
    about = [one for one in QUESTIONS if one.subject in (Role.MODEL, Role.OWNER)]
    needless = {"derivatives-with-a-tag", "builders-since-a-day", "share-of-an-owner"}
    assert {one.slug for one in about if one.requires is None} == needless
    assert all(one.about for one in QUESTIONS)
    assert stored_queries.question("no-such") is None


def test_the_console_too_says_that_a_question_ends_itself(served: FlaskClient) -> None:
    question = stored_queries.question("owners-who-build-on-several-bases")
    assert question
    answer = served.get(f"/api/v1/cypher?{urlencode({'statement': question.statement})}").json
    assert len(answer["rows"]) == question.limit
    assert answer["notes"] == ["the question's own LIMIT ends its answer at 50 rows: there may be more"]
    own = served.get(f"/api/v1/cypher?{urlencode({'statement': question.limited_to(49)})}").json
    assert own["notes"] == []


def test_counts_of_the_quality_page_lead_to_as_many_cases(served: FlaskClient) -> None:
    counts = re.findall(r'<a href="(/quality/cases[^"]+)"><strong>([\d,]+)</strong>', served.get("/quality").text)
    kinds = {re.search(r"kind=([^&]+)", html.unescape(address))[1] for address, _ in counts}
    assert {"claims+by+rule", "rejected+claims", "inferred+parents", "mass+uploads"} <= {
        k.replace("%20", "+") for k in kinds
    }
    for address, count in counts:
        assert f"<strong>{count}</strong> case" in served.get(html.unescape(address)).text, address
