"""Help: tasks, words and keys, and the sheet of keys behind "?"."""

import re

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from lineage.glossary import GLOSSARY
from tests.web.family import BASE, CHAT
from tests.web.visiting import wait_for_map
from web.keys import KEYS

WANTED = {
    *("relation", "mass-upload", "missing", "frontier", "coverage", "declared", "inferred", "union", "exclusive"),
    *("fractional", "effective-terms", "snapshot"),
}


def test_every_word_has_a_place_of_its_own_and_links_lead_to_one(client: FlaskClient) -> None:
    page = client.get("/help").text
    keys = [term.key for term in GLOSSARY]
    assert set(keys) >= WANTED and len(keys) == len(set(keys))
    places = set(re.findall(r'id="([^"]+)"', page))
    assert set(keys) | set(re.findall(r'href="#([^"]+)"', page)) <= places
    assert all(use.meaning in page for group in KEYS for use in group.uses)


@pytest.mark.parametrize("path", ["/", "/table", f"/models/{BASE}", f"/families/{BASE}", "/cypher"])
def test_a_page_leads_to_help_and_knows_its_own_keys(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert 'href="/help"' in page
    assert ("On the map, once" in page) == (path == "/")
    assert ("In a subtree" in page) == path.startswith("/families")
    assert ("In the console" in page) == (path == "/cypher")


@pytest.mark.browser
def test_a_question_mark_opens_the_sheet_and_escape_gives_the_focus_back(page: Page) -> None:
    page.goto("/")
    wait_for_map(page)
    sheet, link = page.get_by_role("dialog", name="Keys"), page.locator("#families a").first
    link.focus()
    page.keyboard.press("?")
    expect(sheet).to_contain_text("to the sibling before")
    expect(sheet.get_by_role("button", name="Close")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        )
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.press("?")
    expect(page.get_by_role("combobox", name="Find a model")).to_have_value("?")
    expect(sheet).to_be_hidden()


PAGES = (
    *("/", f"/?model={BASE}", "/outline", f"/outline/{BASE}", "/table", f"/table/{BASE}", f"/models/{BASE}"),
    *(f"/families/{BASE}", "/owners", "/organisations/Qwen", "/owners/lab/fixes", "/compare", "/compare?of=Qwen,lab"),
    *(
        f"/compare?ids={BASE},{CHAT}",
        "/growth",
        "/claims",
        "/quality",
        "/licences",
        "/search?q=qwen",
        "/api",
        "/cypher",
    ),
    *(f"/models/{BASE}/impact", f"/models/{BASE}/bom", "/help", "/nope"),
)


def test_every_page_has_a_title_and_a_description_of_its_own(client: FlaskClient) -> None:
    pages = [client.get(path, follow_redirects=True).text for path in PAGES]
    for pattern in (r"<title>([^<]+)</title>", r'<meta name="description" content="([^"]+)">'):
        found = [re.findall(pattern, page)[0] for page in pages]
        assert len(set(found)) == len(PAGES), [one for one in found if found.count(one) > 1]


@pytest.mark.browser
def test_the_title_of_the_map_follows_the_selection_through_the_history(page: Page) -> None:
    page.goto(f"/?model={CHAT}")
    wait_for_map(page)
    expect(page).to_have_title(f"{CHAT} · Family map · qwen-lineage")
    page.locator("#details").get_by_role("button", name="Clear").click()
    expect(page).to_have_title("Family map · qwen-lineage")
    page.locator("#families li a").first.click()
    expect(page).to_have_title(f"{BASE} · Family map · qwen-lineage")
    page.go_back()
    expect(page).to_have_title("Family map · qwen-lineage")
