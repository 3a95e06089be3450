"""Models ticked on any page, kept in the tray, and laid side by side."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.family import BASE, CHAT, MERGE, OTHER
from tests.web.visiting import wait_for_map

pytestmark = pytest.mark.browser


def box(page: Page, id: str) -> Any:
    return page.locator(f'input[form="tray"][value="{id}"]').first


def test_models_ticked_anywhere_wait_in_the_tray(page: Page) -> None:
    tray = page.get_by_role("form", name="Models to compare")
    page.goto(f"/models/{CHAT}")
    expect(tray).to_be_hidden()
    box(page, CHAT).check()
    expect(tray.get_by_role("status")).to_have_text(f"{CHAT} is compared, 1 of at most 4.")
    page.goto("/table")
    expect(box(page, CHAT)).to_be_checked()
    box(page, BASE).focus()
    page.keyboard.press("Space")
    page.keyboard.press("/")
    page.keyboard.type("merged")
    expect(page.get_by_role("listbox", name="Models").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Escape")
    expect(tray.get_by_role("link", name="Compare 3")).to_be_visible()
    tray.get_by_role("button", name=f"Compare {BASE} no more").click()
    expect(box(page, BASE)).not_to_be_checked()
    tray.get_by_role("link", name="Compare 2").click()
    expect(page).to_have_url(f"{page.url.partition('/compare')[0]}/compare?ids={CHAT},{MERGE}")
    expect(tray).to_be_hidden()
    expect(page.locator("h1")).to_contain_text("side by side")


def test_the_tray_takes_no_room_from_the_sheet_of_a_phone(narrow: Page) -> None:
    narrow.goto(f"/?model={BASE}")
    wait_for_map(narrow)
    narrow.locator("#details").get_by_label("Compare").check()
    sheet, tray = (narrow.locator(one).bounding_box() for one in ("#side", "#tray"))
    assert sheet is not None and tray is not None
    assert sheet["y"] + sheet["height"] <= tray["y"] + 1
    assert tray["y"] + tray["height"] <= 781


def test_five_are_refused_in_words(page: Page) -> None:
    page.goto("/table")
    boxes = page.locator('td input[form="tray"]')
    for at in range(4):
        boxes.nth(at).check()
    boxes.nth(4).click()
    expect(page.locator("#tray").get_by_role("status")).to_have_text("4 models are compared at most: remove one first.")
    expect(boxes.nth(4)).not_to_be_checked()


def test_without_scripts_what_is_ticked_is_sent_as_a_form(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/table")
        box(page, BASE).check()
        box(page, OTHER).check()
        page.get_by_role("button", name="Compare").click()
        expect(page.locator("h1")).to_contain_text("side by side")
