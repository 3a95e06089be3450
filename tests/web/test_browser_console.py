"""The Cypher console in a real Chromium over the real embedded store: what somebody with a question does there."""

import csv
import io
import json
import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lineage.frozen import FrozenGraph
from lineage.frozen.map.viewport import place
from lineage.questions import stored_queries
from tests.web import family
from tests.web.family import BASE, CHAT, MERGE, OTHER
from tests.web.visiting import wait_for_map, wait_until

pytestmark = pytest.mark.browser

CONTROL = "ControlOrMeta"
ALL = "MATCH (m:Model) RETURN m.id AS id, m.downloads AS downloads ORDER BY id"
ONE = "MATCH (m:Model {id: $id}) RETURN m.id AS id, m.downloads AS downloads"
PATHS = "MATCH p = (m:Model {id: $id})-[:DERIVED_FROM*1..9]->(b:Model) RETURN p ORDER BY length(p), b.id"
SLOW = """MATCH (a:Model), (b:Model), (c:Model), (d:Model) WHERE a.downloads + b.likes + c.likes + d.likes = -1
RETURN count(*) AS n"""  # nothing to join by, so it takes time and no memory


NAMELESS = """
[...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
  .filter((one) => !one.closest("[hidden]") && !one.labels?.length && !one.ariaLabel && !one.textContent.trim())
  .map((one) => one.outerHTML)
"""


def console(statement: str, **query: str) -> str:
    return f"/cypher?{urlencode({'statement': statement, **query})}"


def about(id: str) -> str:
    return json.dumps({"id": id})


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Cypher statement")


def write(page: Page, statement: str) -> None:
    editor(page).focus()
    page.keyboard.press(f"{CONTROL}+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(statement)


BOLD = """
() => [...document.querySelector("#editor").shadowRoot.querySelectorAll(".cm-line span")]
  .filter((one) => getComputedStyle(one).fontWeight === "600").map((one) => one.textContent)
"""


def rows(page: Page) -> Locator:
    return page.locator("#answer tbody tr")


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=name)


def test_words_are_coloured_as_the_server_knows_them_and_names_are_not(page: Page) -> None:
    page.goto(console("MATCH (set:Model) WHERE set.likes > 1 RETURN set.id AS end ORDER BY set.id SKIP 1"))
    wait_until(page, f"({BOLD})().length > 3")
    assert page.evaluate(BOLD) == ["MATCH", "WHERE", "RETURN", "AS", "ORDER", "BY", "SKIP"]
    write(page, "MATCH (m) SET m.likes = 1")
    expect(editor(page)).to_contain_text("SET m.likes")
    assert page.evaluate(BOLD) == ["MATCH", "SET"]


def test_a_statement_is_written_run_and_stands_in_the_url(page: Page) -> None:
    page.goto("/cypher")
    write(
        page, "MATCH (m:Model) WHERE m.id STARTS WITH 'Qwen/' RETURN m.id AS id, m.downloads AS downloads ORDER BY id"
    )
    page.keyboard.press(f"{CONTROL}+Enter")
    expect(rows(page)).to_have_count(2)
    expect(rows(page).first.get_by_role("link")).to_have_attribute("href", f"/models/{CHAT}")
    expect(rows(page).first.locator("td").nth(1)).to_have_text("9,876,543")
    expect(rows(page).first.locator("td").nth(1)).to_have_css("text-align", "right")
    expect(page).to_have_url(re.compile(r"/cypher\?statement=MATCH"))
    expect(page.locator("#answer")).to_contain_text("2 rows in")
    page.reload()
    expect(rows(page)).to_have_count(2)
    expect(editor(page)).to_contain_text("STARTS WITH")


@pytest.mark.parametrize("asked", [f"= '{CHAT}'", "=~ 'Qwen/.*-?8B.*' // why?"])
def test_slashes_and_question_marks_are_typed_into_the_editor(page: Page, asked: str) -> None:
    statement = f"MATCH (p:Model) WHERE p.id {asked}"
    page.goto("/cypher")
    editor(page).focus()
    page.keyboard.type(statement)
    expect(editor(page)).to_be_focused()
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert page.locator("#statement").input_value() == statement


def test_keys_of_the_page_are_heard_outside_the_editor(page: Page) -> None:
    page.goto("/cypher")
    page.locator("body").press("/")
    expect(page.get_by_role("combobox", name="Find a model")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("body").press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_a_question_of_the_gallery_fills_the_editor_runs_and_is_a_permalink(page: Page) -> None:
    question = next(one for one in stored_queries.QUESTIONS if not one.parameters and one.view == "table")
    page.goto("/cypher")
    page.get_by_role("navigation", name="Statements to begin with").get_by_role("link", name=question.title).click()
    expect(page).to_have_url(re.compile(rf"/cypher\?question={question.slug}$"))
    expect(page.locator("h1")).to_have_text(question.title)
    expect(page).to_have_title(re.compile(re.escape(question.title)))
    expect(page.locator("#answer")).to_contain_text(re.compile(r"\d+ rows? in"))
    expect(page.locator("#gallery [aria-current]")).to_contain_text(question.title)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Ask in Cypher")
    expect(page.locator("#answer")).to_contain_text("Write a statement and press Run")


def test_the_back_button_brings_back_statement_parameters_and_answer(page: Page) -> None:
    page.goto(console(ONE, parameters=about(BASE)))
    expect(rows(page)).to_contain_text("1,234,567")
    page.get_by_label("$id").fill(CHAT)
    page.get_by_label("$id").press("Enter")
    expect(rows(page)).to_contain_text("9,876,543")
    write(page, "RETURN 1 AS one")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer thead")).to_have_text("one")
    expect(page.get_by_label("$id")).to_be_hidden()
    page.go_back()
    expect(rows(page)).to_contain_text("9,876,543")
    expect(page.get_by_label("$id")).to_have_value(CHAT)
    page.go_back()
    expect(rows(page)).to_contain_text("1,234,567")
    expect(editor(page)).to_contain_text("MATCH (m:Model {id: $id})")


def test_parameters_are_json_or_text_and_ids_are_suggested(page: Page) -> None:
    page.goto(console("RETURN $x AS x, $id AS id"))
    expect(rows(page)).to_have_count(1)
    field = page.get_by_label("$x")
    for typed, kind, shown in (("12", "number", "12"), ("[1, 2]", "list", "1, 2"), ("plain", "text", "plain")):
        field.fill(typed)
        expect(page.locator("#parameter-x-kind")).to_have_text(kind)
        field.press("Enter")
        expect(rows(page).locator("td").first).to_have_text(shown)
    page.get_by_label("$id").press_sequentially("qwen3-8b")
    expect(page.locator("#parameter-id-models option")).to_have_count(2)


def test_what_was_cut_is_said(page: Page) -> None:
    page.goto(console(ALL, limit="100"))
    expect(rows(page)).to_have_count(100)
    expect(page.locator(".cypher-notice")).to_contain_text("Cut: only the first 100 rows are shown")
    page.get_by_role("combobox", name="Rows").select_option("1000")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer")).to_contain_text(f"{len(family.MODELS)} rows in")
    expect(page.locator(".cypher-notice")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"limit=1000"))


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("m.id, m.downloads ORDER BY m.downloads DESC", True),
        ("m.id, m.downloads AS downloads ORDER BY downloads DESC, m.id", True),
        ("m.id, m.downloads ORDER BY m.downloads", False),
        ("m.id, m.downloads ORDER BY m.id DESC", False),
    ],
)
def test_unknown_values_that_come_first_are_explained(page: Page, returned: str, said: bool) -> None:
    page.goto(console(f"MATCH (m:Model) RETURN {returned} LIMIT 5"))
    expect(rows(page)).to_have_count(5)
    note = "unknown values come first in descending order: add WHERE m.downloads IS NOT NULL"
    expect(page.locator(".cypher-notice").filter(has_text=note)).to_have_count(int(said))


def test_what_ran_out_of_time_says_how_much_it_had_and_where_there_is_more(refused: Page) -> None:
    refused.goto(console(SLOW, timeout="1"))
    alert = refused.locator("#answer").get_by_role("alert")
    expect(alert).to_contain_text(re.compile("it had 1 s|more than 1 seconds"))
    expect(alert).to_contain_text("give it more: Time, beside Run")


def test_many_rows_come_in_portions(page: Page) -> None:
    page.goto(console("UNWIND range(1, 700) AS x RETURN x"))
    expect(rows(page)).to_have_count(250)
    page.get_by_role("button", name="Show 250 more of 450 rows").click()
    page.get_by_role("button", name="Show 200 more of 200 rows").click()
    expect(rows(page)).to_have_count(700)
    expect(page.locator(".cypher-rest")).to_be_hidden()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("MATCH (m:Model) SET m.license = 'mit' RETURN m", "SET"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", "LOAD"),
        ("MATCH (m:Model RETURN m", "line 1"),
    ],
)
def test_a_refused_statement_says_which_clause(refused: Page, statement: str, said: str) -> None:
    refused.goto(console(statement))
    expect(refused.locator("#answer").get_by_role("alert")).to_contain_text(said)
    expect(editor(refused)).to_contain_text(statement[:10])


def test_what_is_wrong_is_said_as_soon_as_typing_rests(refused: Page) -> None:
    refused.goto("/cypher")
    write(refused, "MATCH (m:Model) DETACH DELETE m")
    expect(refused.locator("#warnings")).to_contain_text("DETACH")
    write(refused, "MATCH (m:Model) RETURN m.downloads AS downloads")
    expect(refused.locator("#warnings")).to_be_empty()
    expect(refused.locator("#plan")).to_have_text(re.compile(r"(goes through about|starts from at most) [\d,]+ \w+"))
    write(refused, f"MATCH (m:Model {{id: '{BASE}'}}) RETURN m.downloads AS downloads")
    expect(refused.locator("#plan")).to_have_text(re.compile(r"^(goes through about 1 row)?$"))


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Completions").get_by_role("option")


def take(page: Page, key: str) -> None:
    """Take what is chosen. For a moment after the list has come it minds no key, against accidents."""
    expect(options(page).first).to_be_visible()
    page.wait_for_timeout(120)
    page.keyboard.press(key)
    expect(options(page)).to_have_count(0)


def test_the_editor_completes_labels_types_and_properties_and_explains_them(refused: Page) -> None:
    refused.goto("/cypher")
    refused.wait_for_load_state("networkidle")
    editor(refused).click()
    refused.keyboard.type("MATCH (m:")
    expect(options(refused)).to_have_count(3)
    expect(options(refused).first).to_contain_text("Model")
    refused.keyboard.type("Mod")
    take(refused, "Enter")
    refused.keyboard.type(")-[r:DER")
    expect(options(refused)).to_have_count(1)
    take(refused, "Tab")
    refused.keyboard.type("]->(b:Model) WHERE m.down")
    expect(options(refused).first).to_contain_text("downloads")
    expect(options(refused).first).to_contain_text("integer")
    expect(refused.locator(".cm-completionInfo")).to_contain_text("in the 30 days before the snapshot")
    refused.keyboard.press("Escape")
    expect(editor(refused)).to_contain_text("MATCH (m:Model)-[r:DERIVED_FROM]->(b:Model) WHERE m.down")


def test_paths_are_drawn_as_a_graph_of_links(page: Page) -> None:
    page.goto(console(PATHS, parameters=about(MERGE), view="graph"))
    nodes = page.locator("svg.graph a")
    expect(nodes).to_have_count(3)
    expect(page.locator(".graph-legend")).to_contain_text("3 nodes, 2 relationships.")
    expect(page.get_by_role("link", name=f"{MERGE}, merge of {BASE}, merge of {OTHER}")).to_be_visible()
    boxes = {node.get_attribute("data-key"): node.bounding_box() for node in nodes.all()}
    assert boxes[BASE]["x"] < boxes[MERGE]["x"] > boxes[OTHER]["x"]
    nodes.first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f'svg.graph a[data-key="{MERGE}"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/models/{MERGE}$"))
    page.go_back()
    expect(nodes).to_have_count(3)


def test_a_graph_of_one_relation_and_without_any_says_so(page: Page) -> None:
    page.goto(console(ALL, view="graph"))
    expect(page.locator("#panel")).to_contain_text("Nothing to draw")
    tab(page, "Table").click()
    expect(rows(page).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/cypher\?statement=[^&]*$"))


def test_models_light_up_on_the_map(page: Page, graph: FrozenGraph) -> None:
    page.goto(console("MATCH (m:Model) RETURN m.id AS id", view="map"))
    wait_for_map(page)
    placed = sum(place(graph, number) is not None for number in range(graph.size))
    assert 0 < placed < graph.size
    expect(page.locator("#panel")).to_contain_text(f"{placed} of {graph.size} models in this answer lit up")
    expect(page.locator("#panel")).to_contain_text(f"{graph.size - placed} models have no place there")
    assert page.evaluate("window.lineageMap.lit.length") == placed
    tab(page, "Map").press("ArrowLeft")
    expect(tab(page, "Graph")).to_be_focused()
    expect(page.locator(".map-canvas")).to_have_count(0)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("MATCH (m:Model {id: $id}) RETURN m.id AS id", "The model in this answer is not on the map"),
        ("MATCH (m:Model {id: $id}) RETURN [m.id, 'no/such'] AS ids", "None of 2 models in this answer is on the map"),
        ("MATCH (m:Model {id: $id}) RETURN m.likes AS likes", "this answer names no models"),
    ],
)
def test_where_nothing_would_light_up_the_map_says_so_and_leads_to_the_table(
    page: Page, statement: str, why: str
) -> None:
    page.goto(console(statement, view="map", parameters=about(family.LONELY)))
    expect(page.locator("#panel")).to_contain_text(why)
    expect(page.locator(".map-canvas")).to_have_count(0)
    page.get_by_role("button", name="Show the table").click()
    expect(rows(page)).to_have_count(1)
    expect(tab(page, "Table")).to_be_focused()
    expect(page).not_to_have_url(re.compile("view="))


def test_the_map_leads_to_its_models(page: Page) -> None:
    page.goto(console("MATCH (m:Model {id: $id}) RETURN m", view="map", parameters=about(BASE)))
    wait_for_map(page)
    page.get_by_role("application").focus()
    page.keyboard.press("]")
    link = page.locator(".lit-chosen a").first
    expect(link).to_have_attribute("href", re.compile(r"/models/"))


def test_values_are_compact_and_open_by_button(page: Page) -> None:
    page.goto(console("MATCH (m:Model {id: $id})-[r]->() RETURN m, r, m.gated AS gated", parameters=about(CHAT)))
    first = rows(page).first
    expect(first).to_contain_text(":Model")
    expect(first).to_contain_text("finetune")
    expect(first.locator(".unknown")).to_have_text("null")
    first.get_by_role("button", name="Show everything").first.click()
    expect(first.locator(".cell-properties")).to_contain_text("9,876,543")


def test_hostile_names_stay_text(page: Page) -> None:
    page.goto(console("MATCH p = (m:Model {id: $id})-->() RETURN p, m", parameters=about(family.EVIL)))
    expect(page.get_by_text(family.SCRIPT).first).to_be_visible()
    tab(page, "Graph").click()
    expect(page.locator("svg.graph")).to_contain_text(family.SCRIPT[:10])


def test_the_answer_is_a_csv_and_a_json_file_too(page: Page) -> None:
    page.goto(console(ONE, parameters=about(CHAT)))
    files = {name: page.get_by_role("link", name=name).get_attribute("href") for name in ("CSV", "JSON")}
    got = page.request.get(files["CSV"])
    assert got.headers["content-type"].startswith("text/csv")
    assert list(csv.reader(io.StringIO(got.text()))) == [["id", "downloads"], [CHAT, "9876543"]]
    assert page.request.get(files["JSON"]).json()["rows"] == [[CHAT, 9876543]]


def test_a_slow_statement_is_cancelled(refused: Page) -> None:
    refused.goto(console(SLOW, timeout="60"))
    expect(refused.locator("#answer")).to_contain_text("Running")
    expect(refused.locator("#answer")).to_have_attribute("aria-busy", "")
    with refused.expect_response(lambda response: response.request.method == "DELETE") as asked:
        refused.get_by_role("button", name="Cancel").click()
    assert asked.value.json() == {"cancelled": True}
    expect(refused.locator("#answer")).to_contain_text("Cancelled after")
    expect(refused.get_by_role("button", name="Cancel")).to_be_hidden()
    write(refused, "RETURN 1 AS one")
    refused.keyboard.press(f"{CONTROL}+Enter")
    expect(refused.locator("#answer thead")).to_have_text("one")


def test_a_link_can_be_copied(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto("/cypher")
        write(page, "RETURN 7 AS seven")
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        page.goto(page.evaluate("navigator.clipboard.readText()"))
        expect(rows(page)).to_have_text("7")


def test_everything_that_is_worked_has_a_name_and_the_tabs_their_roles(page: Page) -> None:
    page.goto(console(ONE, parameters=about(BASE)))
    expect(rows(page)).to_have_count(1)
    nameless = page.evaluate(NAMELESS)
    assert nameless == []
    expect(page.get_by_role("tablist")).to_have_attribute("aria-label", "Show the answer as")
    expect(tab(page, "Table")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_have_attribute("aria-labelledby", "tab-table")
    expect(page.get_by_role("tabpanel", name="Table")).to_be_visible()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("view", ["table", "graph", "map"])
def test_the_console_is_no_wider_than_a_telephone(narrow: Page, view: str) -> None:
    narrow.goto(console(PATHS, parameters=about(MERGE), view=view))
    expect(narrow.locator("#panel")).to_have_attribute("data-view", view)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 380
    expect(narrow.get_by_role("button", name="Run")).to_be_visible()


def test_the_form_works_without_scripts(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/cypher")
        page.get_by_label("Cypher statement").fill(ONE)
        page.get_by_label("Parameters, as JSON").fill(about(CHAT))
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#answer tbody tr")).to_contain_text("9,876,543")
