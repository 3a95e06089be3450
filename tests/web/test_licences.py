"""Licences as pages and at the API: counts by rule with their lists, and one model's terms."""

import html
import re
from pathlib import Path

from flask.testing import FlaskClient

import lineage
import web
from lineage.licences.rules import NO_ADVICE, REFERENCE, RULES
from tests.lineage.frozen.graphs import frozen
from tests.web.family import BASE, CHAT, EVIL_LICENSE, MERGE, NAMED_EVIL
from web import Source, create_app
from web.presentation.labels import LICENSE_CLASSES


def graph_client(folder: Path, edges: list[tuple[str, str]], models: dict[str, dict[str, object]]) -> FlaskClient:
    """Pages of a graph of some models, without a store."""
    return create_app(Source(frozen(folder / "graph", edges, models=models), None)).test_client()


def test_every_rule_has_its_sentence_its_source_its_count_and_its_list(client: FlaskClient) -> None:
    answer = client.get("/api/v1/licences").json
    assert [one["rule"] for one in answer["rules"]] == [rule.name for rule in RULES]
    text = html.unescape(client.get("/licences").text)
    for one in answer["rules"]:
        assert one["sentence"] in text
        assert one["source"] in text
        listed = client.get("/api/v1/descendants/" + BASE, query_string={"licence_rule": one["rule"]}).json
        assert listed["total"] <= one["models"]
        counted = f"{one['models']:,} " if one["models"] else "No model matches."
        assert counted in client.get(one["list"]).text.replace("</strong>", "")
    verdicts = {one["verdict"] for one in answer["rules"]} - {None}
    missing = client.get("/api/v1/models?status=missing&limit=1").json["total"]
    assert sum(answer["effective"].values()) == answer["models"] - missing
    assert sum(answer["unknown_because"].values()) == answer["effective"]["unknown"]
    for word, models in answer["effective"].items():
        address = re.search(rf'href="(/table\?[^"]*effective_class={word})">{models:,}<', text)
        assert address, "the number leads to its list"
        listed = client.get(f"{address[1]}&format=csv").text
        assert len(listed.splitlines()) - 1 == models
    assert sum(answer["classes"].values()) == answer["models"] - missing
    assert answer["missing"] == missing > 0
    assert f"of {answer['models'] - missing:,} models: nobody read the cards of the missing ones" in text
    assert set(answer["verdicts"]) <= verdicts
    assert NO_ADVICE in text


def test_counts_say_how_many_are_of_listed_models_and_each_leads_to_a_list_of_as_many(tmp_path: Path) -> None:
    """Models that were removed are counted, since what was made from them stays below them."""
    pairs = [(f"a/{name}", "LiquidAI/LFM2.5-2.6B") for name in ("tuned", "gone", "mute", "mute-gone")]
    models = {
        "LiquidAI/LFM2.5-2.6B": {"license": "other", "license_name": "lfm1.0"},
        "a/tuned": {"license": "apache-2.0"},
        "a/gone": {"license": "apache-2.0", "status": "removed"},
        "a/mute-gone": {"status": "removed"},
        "no/body": {"status": "missing"},
    }
    client = create_app(Source(frozen(tmp_path / "graph", pairs, models=models), None)).test_client()
    answer = client.get("/api/v1/licences").json
    assert [answer[name] for name in ("models", "missing", "removed")] == [6, 1, 2]
    assert (answer["verdicts"], answer["listed_verdicts"]) == (
        {"omitted": 2, "loosened": 2},
        {"omitted": 1, "loosened": 1},
    )
    rule = next(one for one in answer["rules"] if one["rule"] == "loosened_scale")
    assert (rule["models"], rule["listed"]) == (2, 1)
    text = html.unescape(client.get("/licences").text)
    assert "3 listed models and 2 that were removed" in text
    counts = re.findall(r'href="(/table\?[^"]+)"[^>]*>(?:<strong>)?([\d,]+)<', text)
    assert len(counts) > 10
    for address, count in counts:
        rows = client.get(f"{address}&format=csv").text.splitlines()
        assert len(rows) - 1 == int(count), address


def test_a_models_page_says_what_applies_and_why(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/licences/{CHAT}").json
    text = html.unescape(client.get(f"/models/{CHAT}").text)
    assert answer["sentence"] in text
    assert NO_ADVICE in text
    assert all(found["sentence"] in text for found in answer["findings"])
    assert client.get("/api/v1/licences/no/such").status_code == 404


def test_a_models_page_has_what_each_licence_asks_for(tmp_path: Path) -> None:
    stated = {"a/naps": "apache-2.0", "e/dodo": "llama3.1", "e/nova": "llama3"}
    models = {id: {"license": license} for id, license in stated.items()}
    client = graph_client(tmp_path, [("a/naps", "e/dodo"), ("e/dodo", "e/nova")], models)
    answer = client.get("/api/v1/licences/a/naps").json
    text = html.unescape(client.get("/models/a/naps").text)
    duties = [duty for term in answer["terms"] for duty in term["duties"]]
    assert {duty["licence"] for duty in duties if duty["word"] == "required"} == set(stated.values())
    assert all(duty["text"] in text and f"({duty['licence']})" in text for duty in duties)
    naming = next(found for found in answer["findings"] if found["rule"] == "naming")
    assert [duty["licence"] for duty in naming["duties"]] == ["llama3.1", "llama3"]
    assert f"also: {naming['duties'][1]['text']}" in text


def test_lists_are_filtered_by_what_applies(client: FlaskClient) -> None:
    whole = client.get(f"/api/v1/descendants/{BASE}").json["total"]
    by_class = [
        client.get(f"/api/v1/descendants/{BASE}?effective_class={word}").json["total"]
        for word in ("permissive", "share_alike", "conditional", "unknown", "non_commercial")
    ]
    assert sum(by_class) == whole
    assert client.get(f"/api/v1/licences/{BASE}").json["descendants"] == {
        word: count
        for word, count in zip(("permissive", "share_alike", "conditional", "unknown"), by_class, strict=False)
        if count
    }
    assert client.get("/api/v1/descendants/" + BASE + "?terms=eu").json["total"] <= whole
    assert client.get("/api/v1/descendants/" + BASE + "?terms=everything").status_code == 400
    assert client.get("/table?licence_rule=naming&terms=commercial").status_code == 200


def test_markup_in_a_licences_name_stays_text(client: FlaskClient) -> None:
    for path in (f"/models/{NAMED_EVIL}", "/licences"):
        text = client.get(path).text
        assert EVIL_LICENSE not in text
        assert 'href="javascript:' not in text
    assert client.get(f"/api/v1/licences/{MERGE}").json["snapshot"]


def test_a_search_is_filtered_by_what_applies(client: FlaskClient) -> None:
    def found(**query: str) -> list[dict[str, object]]:
        items: list[dict[str, object]] = client.get("/api/v1/search", query_string={"q": "model", **query}).json[
            "items"
        ]
        return items

    permissive = found(effective_class="permissive", limit="5")
    assert len(permissive) == 5
    assert {one["effective_class"] for one in permissive} == {"permissive"}
    assert {one["effective_class"] for one in found(terms="commercial")} == {"permissive"}
    text = client.get("/search?q=model&terms=commercial").text
    assert 'name="terms" value="commercial"' in text
    assert "Allowed</span> usable commercially" in text
    assert client.get("/api/v1/search?q=model&terms=x").status_code == 400


def test_the_map_calls_classes_of_licences_as_pages_do() -> None:
    script = (Path(web.__file__).parent / "static/js/map/class-words.js").read_text(encoding="utf-8")
    words = script.partition("const LICENSES = new Map([")[2].partition("]);")[0]
    assert dict(re.findall(r'\["(\w+)", "([^"]+)"\]', words)) == dict(LICENSE_CLASSES)


def test_the_page_begins_with_every_verdict_the_conflicts_first(client: FlaskClient) -> None:
    text = client.get("/licences").text
    order = ["loosened", "added", "unknown", "omitted", "kept"]
    counts = client.get("/api/v1/licences").json["verdicts"]
    line = text.partition('<p class="verdicts">')[2].partition("</p>")[0]
    told = re.findall(r'href="/table\?license_verdict=(\w+)"[^>]*><strong>([\d,]+)</strong>', line)
    assert told == [(verdict, f"{counts[verdict]:,}") for verdict in order if verdict in counts]
    assert re.findall(r'<h2 id="verdict-(\w+)"', text) == [*order, "beside"]
    assert text.count(REFERENCE) == 1


def test_a_base_that_was_not_found_is_told_once_on_each_card_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "hub.csv").write_text("id,base_model,license\na/made,llama,apache-2.0\nb/other,,mit\n")
    with lineage.import_(tmp_path / "hub.csv", home=tmp_path / "home", name="small") as graph:
        text = web.create_app(web.Source(graph.graph, graph.reader)).test_client().get("/models/a/made").text
    assert text.count("no owner: llama") == 1
    card = text.split('<h2 id="licence">')[1].split("</section>")[0].split("<details>")[0]
    assert card.count("base that was not found") == 1 and card.count("base_not_found</a>") == 1
    assert '<a href="#claims">its claims</a>' in text and '<h3 id="claims">' in text
