"""The pages: all of it readable without scripts, escaped, linked, and exact."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph, counts_of
from lineage.text.hub_addresses import license_url
from tests.engines import Engines
from tests.lineage.frozen.graphs import frozen
from tests.web import family
from tests.web.addresses import EVERY
from tests.web.family import (
    BASE,
    CHAT,
    CYCLE,
    EVIL,
    EVIL_LICENSE,
    EVIL_LINK,
    EVIL_RAW,
    GONE,
    LONELY,
    MERGE,
    NAMED_EVIL,
    OTHER,
    SCRIPT,
    SELF,
)
from web import Source, create_app, pages
from web.http.other_addresses import OTHER_ADDRESSES

EVIL_PATH = quote(EVIL, safe="/()")
PAGES = ["/", "/outline", "/table", "/api", "/search?q=qwen"]
VIEWS = ["models", "families", "outline", "table"]


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers(client: FlaskClient, path: str) -> None:
    assert "<h1" in page(client, path)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("id", [BASE, CHAT, MERGE, GONE, SELF, CYCLE[0], LONELY, "orphan/child"])
def test_every_view_of_every_kind_of_model_answers(client: FlaskClient, view: str, id: str) -> None:
    assert id.partition("/")[2] in page(client, f"/{view}/{id}")


@pytest.mark.parametrize(
    "path", ["/", "/outline", "/table", "/search?q=script", *(f"/{view}/{EVIL}" for view in VIEWS)]
)
def test_text_from_the_hub_is_never_markup(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    assert "<script>alert" not in text
    assert EVIL_LICENSE not in text


def test_hostile_text_is_shown_as_it_is(client: FlaskClient) -> None:
    text = page(client, f"/models/{EVIL}")
    for hostile in (SCRIPT, EVIL_LICENSE, EVIL_RAW):
        escaped = hostile.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
        assert escaped in text
    assert "&lt;b&gt;tag&lt;/b&gt;" in page(client, f"/models/{BASE}")


def test_a_licence_is_called_by_its_name_where_its_id_says_other(client: FlaskClient) -> None:
    text = page(client, "/models/orphan/child")
    assert re.search(
        r'<dt>Licence</dt><dd><a href="/table\?license=qwen-research">qwen-research</a> .*<code>Other</code>', text
    )
    assert 'href="https://huggingface.co/orphan/child/blob/main/docs/LICENSE.md"' in text
    assert "qwen-research" in page(client, "/table?license=qwen-research").partition("<tbody>")[2]
    assert "orphan" in page(client, "/search?q=orphan").partition("qwen-research")[0]
    assert "No model matches" in page(client, "/table?license=other&author=orphan")
    assert "orphan" in page(client, "/table?license=Other").partition("<tbody>")[2]


def test_behind_the_last_model_of_a_table_is_said_what_that_is(client: FlaskClient) -> None:
    text = page(client, "/table?offset=99999")
    assert "stands before this place" in text
    assert "No model matches" not in text
    assert "Without filters" not in text
    (before,) = re.findall(r'rel="prev" href="([^"]*)"', text)
    assert "stands before this place" not in page(client, before.replace("&amp;", "&"))
    assert 'href="/table">From the first' in text


def test_what_any_site_is_asked_for_is_there(client: FlaskClient) -> None:
    icon = client.get("/favicon.ico", follow_redirects=True)
    assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")
    robots = client.get("/robots.txt").text
    assert "Disallow: /api/" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    addresses = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").text)
    views = ("", "table", "licences", "compare", "quality", "changes", "api", f"models/{BASE}")
    assert {f"http://localhost/{view}" for view in views} <= set(addresses)
    closed = re.findall("Disallow: (.*)", robots)
    assert not [address for address in addresses if address.removeprefix("http://localhost").startswith(tuple(closed))]
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_a_page_says_what_it_is_of_where_it_is_linked(client: FlaskClient) -> None:
    text = page(client, f"/models/{CHAT}?sort=likes")
    assert f'<link rel="canonical" href="http://localhost/models/{CHAT}">' in text
    assert f'<meta property="og:title" content="{CHAT} · qwen-lineage">' in text
    assert re.search(rf'name="description" content="{CHAT}: derived from {BASE}; .*descend', text)
    assert '<meta name="twitter:card" content="summary">' in text


def test_what_shows_a_link_finds_a_title_words_and_a_picture_on_every_page(client: FlaskClient) -> None:
    for root, path in (*(("", path) for path in EVERY), ("/below/it", "/help")):
        text = client.get(path, environ_overrides={"SCRIPT_NAME": root}).text
        tags = dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', text))
        assert {"og:title", "og:description", "og:image", "og:image:alt"} <= set(tags), path
        assert all(tags.values()) and f"<title>{tags['og:title']}</title>" in text
        assert tags["og:image"].startswith(f"http://localhost{root}/static/")
    picture = client.get(tags["og:image"].removeprefix("http://localhost/below/it"))
    assert (picture.status_code, picture.mimetype, picture.data[:8]) == (200, "image/png", b"\x89PNG\r\n\x1a\n")
    assert len(picture.data) < 10_000


@pytest.mark.parametrize(
    ("path", "view", "how"),
    [
        ("/", "Map", "page"),
        ("/outline", "Outline", "page"),
        (f"/outline/{family.BASE}", "Outline", "true"),
        (f"/table/{family.BASE}", "Table", "true"),
        ("/owners/Qwen", "Owners", "true"),
        ("/compare?of=Qwen", "Owners", "true"),
        (f"/compare?of=Qwen,{family.BASE}", "Owners", "true"),
        ("/owners/lab/fixes", "Owners", "true"),
        ("/search?q=qwen", "Table", "true"),
        (f"/models/{family.BASE}", "Table", "true"),
        (f"/variants/{family.BASE}", "Table", "true"),
        (f"/families/{family.BASE}", "Outline", "true"),
        ("/compare", "Table", "true"),
        (f"/compare?ids={family.BASE},{family.CHAT}", "Table", "true"),
        (f"/compare?of={family.BASE},{family.CHAT}", "Table", "true"),
    ],
)
def test_the_view_that_a_page_belongs_to_is_marked(client: FlaskClient, path: str, view: str, how: str) -> None:
    views = re.search(r'<nav aria-label="Views">(.*?)</nav>', client.get(path).text, re.DOTALL)
    assert views
    assert re.findall(r'aria-current="(\w+)">(\w+)<', views[1]) == [(how, view)]


@pytest.mark.parametrize("path", ["/nope", "/compare?of=no/such"])
def test_a_page_of_no_view_marks_none(client: FlaskClient, path: str) -> None:
    views = re.search(r'<nav aria-label="Views">(.*?)</nav>', client.get(path).text, re.DOTALL)
    assert views
    assert "aria-current" not in views[1]


@pytest.mark.parametrize("view", VIEWS)
def test_another_case_of_an_id_leads_to_the_model_and_a_name_like_it_to_links(client: FlaskClient, view: str) -> None:
    other = client.get(f"/{view}/{BASE.swapcase()}?offset=0")
    assert (other.status_code, other.headers["Location"]) == (301, f"/{view}/{BASE}?offset=0")
    assert f'href="/models/{BASE}"' in client.get(f"/{view}/{BASE}x").text


@pytest.mark.parametrize(
    "given", [BASE.swapcase(), f"https://huggingface.co/{BASE}/tree/main", f"{BASE}@main", f"{BASE} "]
)
@pytest.mark.parametrize("view", ["models", "api/v1/models", "api/v1/children", "api/v1/licences"])
def test_an_id_as_people_have_it_leads_to_the_address_of_the_model(client: FlaskClient, view: str, given: str) -> None:
    moved = client.get(f"/{view}/{quote(given, safe='')}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/{view}/{BASE}")
    assert moved.is_json == view.startswith("api"), "the API says what was wrong with it"
    assert client.get(f"/{view}/no/such").status_code == 404


@pytest.mark.parametrize(
    ("tried", "meant"),
    [
        (f"/models/{BASE}/variants?format=csv", f"/variants/{BASE}?format=csv"),
        (f"/models/{BASE}/families", f"/families/{BASE}"),
        (f"/models/{BASE}/outline", f"/outline/{BASE}"),
        (f"/models/{BASE}/table", f"/table/{BASE}"),
        (f"/bom/{BASE}", f"/models/{BASE}/bom"),
        (f"/impact/{BASE}?list=verdicts", f"/models/{BASE}/impact?list=verdicts"),
        (f"/licences/{BASE}", f"/models/{BASE}"),
        ("/fixes/lab", "/owners/lab/fixes"),
        ("/fixes/organisation:Qwen", "/organisations/Qwen/fixes"),
    ],
)
def test_an_address_as_its_neighbours_are_written_leads_to_the_page(
    client: FlaskClient, tried: str, meant: str
) -> None:
    moved = client.get(tried)
    assert (moved.status_code, moved.headers["Location"]) == (301, meant)
    assert client.get(meant).status_code == 200


def test_each_other_address_is_of_a_page_and_not_one_already() -> None:
    endpoints, addresses = {endpoint for _, endpoint in pages.ROUTES}, {address for address, _ in pages.ROUTES}
    assert {endpoint for _, endpoint in OTHER_ADDRESSES} <= endpoints
    assert not {address for address, _ in OTHER_ADDRESSES} & addresses


def test_a_model_whose_name_is_a_pages_is_at_its_own_address(tmp_path: Path) -> None:
    graph = frozen(tmp_path / "graph", [("a/variants", "a/b")])
    client = create_app(Source(graph, None)).test_client()
    assert client.get("/models/a/variants").status_code == 200
    assert client.get("/models/a/b/variants").headers["Location"] == "/variants/a/b"


def test_a_hostile_licence_link_is_text(client: FlaskClient) -> None:
    text = page(client, f"/models/{NAMED_EVIL}")
    assert EVIL_LINK in text
    assert not re.search(r"href=[^>]*javascript", text)
    assert EVIL_LICENSE not in text


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("LICENSE", "https://huggingface.co/a/b/blob/main/LICENSE"),
        ("docs/LICENSE agreement.md", "https://huggingface.co/a/b/blob/main/docs/LICENSE%20agreement.md"),
        ("https://ai.google.dev/gemma/terms", "https://ai.google.dev/gemma/terms"),
        ("HTTP://example.org/x?y=1#z", "HTTP://example.org/x?y=1#z"),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("//evil.example/x", None),
        ("/etc/passwd", None),
        ("../../other/repo", None),
        ("docs/../../x", None),
        ("https://a b", None),
        ('https://x"onmouseover=alert(1)', None),
        ("file:///etc/passwd", None),
        ("", None),
    ],
)
def test_only_addresses_of_the_web_and_files_of_the_repository_are_linked(link: str, address: str | None) -> None:
    assert license_url("a/b", link, synthetic=False) == address
    assert license_url("a/b", link, synthetic=True) is None


def test_links_to_a_hostile_id_are_escaped_and_lead_there(client: FlaskClient) -> None:
    text = page(client, f"/models/{CHAT}")
    (link,) = set(re.findall(r'href="(/models/evil/[^"]*)"', text))
    assert "<" not in link
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_method=POST", "_external=1", "_scheme=ftp", "_anchor=x", "id=x", "values=x", "self=x"]
)
@pytest.mark.parametrize("path", ["/outline", "/table", *(f"/{view}/{BASE}" for view in VIEWS)])
def test_a_query_is_no_argument_of_the_router(client: FlaskClient, path: str, query: str) -> None:
    plain, asked = (re.findall(r'href="([^"]*)"', page(client, f"{path}?limit=5{more}")) for more in ("", f"&{query}"))
    assert asked == plain


def test_no_page_has_inline_scripts_styles_or_handlers(client: FlaskClient) -> None:
    for path in [*PAGES, *(f"/{view}/{BASE}" for view in VIEWS)]:
        text = page(client, path)
        assert not re.search(r"<script(?![^>]*src=)", text)
        tags = Tags()
        tags.feed(text)
        assert "style" not in tags.names
        assert not [name for name in tags.attributes if name == "style" or name.startswith("on")]


class Tags(HTMLParser):
    """The names of a page's elements and of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_every_address_a_page_names_exists(client: FlaskClient) -> None:
    for path in [*PAGES, *(f"/{view}/{BASE}" for view in VIEWS)]:
        for link in set(re.findall(r'(?:href|src)="(/[^"]*)"', page(client, path))):
            assert client.get(link.replace("&amp;", "&")).status_code == 200, (path, link)


def test_a_model_page_shows_fields_and_says_what_is_not_stated(client: FlaskClient) -> None:
    text = page(client, f"/models/{CHAT}")
    assert "9,876,543" in text
    assert "2025-04-27" in text
    assert "not stated" in text


def test_a_model_page_shows_every_path_up(client: FlaskClient) -> None:
    assert page(client, "/models/deep/level-4").count('<ol class="path">') == 3


def test_a_merge_names_the_roots_that_it_comes_from_the_nearest_first(tmp_path: Path) -> None:
    bases = [f"base/b{n:02}" for n in range(25)]
    pairs = [("a/mix", "a/part"), ("a/mix", "near/root"), *(("a/part", base) for base in bases)]
    client = create_app(Source(frozen(tmp_path / "graph", pairs), None)).test_client()
    answer = client.get("/api/v1/models/a/mix").json
    assert (answer["ancestors"], answer["roots_total"]) == (27, 26)
    assert answer["roots"] == ["near/root", *bases[:19]]
    text = page(client, "/models/a/mix")
    said = re.sub(r"<[^>]+>", "", text)
    assert "It descends from at least 27 models; 26 of them are roots in this sample: near/root, base/b00, " in said
    assert "base/b18 and 6 more, in its bill of materials." in said
    assert "14 more paths" in said and text.count('<ol class="path">') == 20
    assert "of them are roots" not in page(client, "/models/near/root")


def test_a_model_has_its_page_while_the_store_is_away(
    graph: FrozenGraph, engine_url: str, engines: Engines, client: FlaskClient
) -> None:
    reader = engines.holding(engine_url, "web family", family.fill).reader()
    served = Source(graph, reader, reader.version)
    reader.close()
    away = create_app(served).test_client().get(f"/models/{MERGE}")
    assert away.status_code == 200 and away.headers["Cache-Control"] == "no-store"
    assert "The store cannot be asked just now" in away.text and "local path" not in away.text
    assert "The store cannot be asked just now" not in page(client, f"/models/{MERGE}")


def test_a_model_page_shows_the_evidence_of_each_parent(client: FlaskClient) -> None:
    text = page(client, f"/models/{EVIL}")
    assert 'class="badge badge-card"' in text
    assert "The sources disagree" in text
    assert "Claims that name no model" in text
    assert "self reference" in page(client, f"/models/{SELF}")
    assert "Following bases from here leads back here" in page(client, f"/models/{CYCLE[0]}")


def test_a_base_that_could_not_be_found_is_said_where_terms_are(client: FlaskClient) -> None:
    said = '<span class="raw">local path: /home/me/&lt;b&gt;model&lt;/b&gt;</span>.'
    assert f"Also named, as that base written otherwise or no base at all: {said}" in page(client, f"/models/{MERGE}")
    assert "Also named" not in page(client, f"/models/{CHAT}")


def test_a_missing_model_says_what_missing_means(client: FlaskClient) -> None:
    text = page(client, f"/models/{GONE}")
    assert "not listed by the snapshot, a whole pass over the Hub: private, deleted or misspelt" in text
    assert "Look on the Hub" in text
    assert "Look on the Hub" not in page(client, f"/models/{CHAT}")


def test_a_model_links_to_its_hub_page_without_leaking_where_from(client: FlaskClient) -> None:
    assert f'<a href="https://huggingface.co/{CHAT}" rel="noopener noreferrer">' in page(client, f"/models/{CHAT}")


def test_ranked_filtered_derivatives_are_two_links_away(client: FlaskClient) -> None:
    assert f'href="/table/{BASE}"' in page(client, f"/models/{BASE}")
    text = page(client, f"/table/{BASE}?relation=quantized&license=mit&sort=likes")
    assert "that match" in text
    assert 'aria-sort="descending"' in text


def test_children_tabs_count_exactly_and_keep_the_order(client: FlaskClient) -> None:
    text = page(client, f"/models/{BASE}?sort=likes&relation=adapter")
    assert "sort=likes&amp;relation=quantized" in text
    assert text.count('class="mark mark-adapter"') >= 37


def test_outline_pages_say_the_exact_remainder(client: FlaskClient) -> None:
    text = page(client, f"/outline/{BASE}?limit=10")
    total = sum(family.STAR.values()) + 2
    assert f"+{total - 10} more:" in text
    assert f"{total}</strong>" in text


def test_nested_outline_says_the_remainder_of_the_children_of_children(client: FlaskClient) -> None:
    text = page(client, f"/outline/{BASE}?sort=descendants")
    before, _, after = text.partition("<details open>")
    nested = after.partition("</details>")[0]
    assert f'href="/outline/{CHAT}"' in before
    assert f'href="/models/{EVIL_PATH}"' in nested
    assert "+1 more" not in nested


def test_the_subtree_page_is_readable_without_scripts(client: FlaskClient) -> None:
    text = page(client, f"/families/{BASE}")
    assert f"/outline/{BASE}" in text
    total = sum(family.STAR.values()) + 2
    assert f"+{total - 10} more" in text


def test_pages_of_the_table_hold_every_descendant_once(client: FlaskClient, graph: FrozenGraph) -> None:
    seen: list[str] = []
    for offset in range(0, 200, 50):
        body = page(client, f"/table/{BASE}?offset={offset}").partition("<tbody>")[2]
        seen += re.findall(r'<a href="/models/([^"]*)"', body.partition("</tbody>")[0])
    assert len(seen) == len(set(seen)) == int(graph.reach.descendant_count[graph.ids.number(BASE)])


def test_csv_holds_every_match_and_disarms_formulas(client: FlaskClient) -> None:
    response = client.get(f"/table/{BASE}?format=csv")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == sum(family.STAR.values()) + 8
    assert "'=cmd/formula" in {row["id"] for row in rows}
    assert {row["license"] for row in rows} >= {"", "mit", EVIL_LICENSE}
    named = csv.DictReader(io.StringIO(client.get("/table?format=csv&license=qwen-research").text))
    assert [[row[name] for name in ("id", "license", "license_name", "license_link")] for row in named] == [
        ["orphan/child", "Other", "qwen-research", "docs/LICENSE.md"]
    ]
    only = client.get(f"/table/{BASE}?format=csv&relation=quantized").text.splitlines()
    assert len(only) == 1 + 22 + 1  # the head, the star's, and CHAT's child


def test_the_whole_table_holds_models_without_relatives(client: FlaskClient) -> None:
    assert LONELY in client.get("/table?format=csv").text


def test_bad_input_is_a_page_in_the_same_words_as_the_api(client: FlaskClient) -> None:
    for query in ("relation=clone", "limit=501", "sort=size"):
        response = client.get(f"/models/{BASE}?{query}")
        error = client.get(f"/api/v1/children/{BASE}?{query}").json["error"]
        assert response.status_code == 400
        assert response.mimetype == "text/html"
        assert error["code"] in response.text
        assert error["hint"][1:] in response.text  # a sentence there, with a capital


def test_an_unknown_model_is_a_404_page_that_escapes_what_was_asked(client: FlaskClient) -> None:
    response = client.get("/models/no/<script>alert(9)</script>")
    assert response.status_code == 404
    assert "<script>alert" not in response.text


def test_headline_counts_come_with_definition_and_snapshot(client: FlaskClient, graph: FrozenGraph) -> None:
    text = page(client, "/")
    for count in counts_of(graph):
        assert f"<dt>{count.name.replace('_', ' ')}</dt>" in text
    assert "2026-11-20" in text
    assert "complete" in text
    assert "<noscript>" in text


def test_a_whole_pass_says_that_it_is_one_and_its_counts_are_no_lower_bounds(client: FlaskClient) -> None:
    for path in [*PAGES, *(f"/{view}/{BASE}" for view in VIEWS)]:
        text = page(client, path)
        assert "The whole Hub, read 2026-11-20." in text
        assert not re.search(r"at least *(<\w+>)*\d", text, re.IGNORECASE)
        assert 'data-bound=""' in text


def test_two_parents_of_a_merge_are_both_shown(client: FlaskClient) -> None:
    text = page(client, f"/models/{MERGE}")
    assert f'href="/models/{BASE}"' in text
    assert f'href="/models/{OTHER}"' in text


@pytest.mark.parametrize(
    ("order", "said"),
    [("downloads", "<strong>9,876,543</strong>"), ("likes", "<strong>4,321</strong>"), ("created_at", "2025-04-27")],
)
def test_an_outline_says_the_values_that_its_order_is_by(client: FlaskClient, order: str, said: str) -> None:
    text = page(client, f"/outline/{BASE}?limit=500&sort={order}")
    line = text.partition(f'href="/outline/{CHAT}"')[2].partition("</div>")[0]
    assert said in line.partition('class="sorted-by"')[2]
    lines = text.count('<div class="leaf">') + text.count('<li><span class="mark')
    assert text.count('class="sorted-by"') == lines > 10
    assert "sorted-by" not in page(client, f"/outline/{BASE}?sort=descendants")
