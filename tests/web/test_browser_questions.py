"""A question in a real browser: a field completes a model, and the answer is about it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.family import CHAT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def engine_url() -> str:
    """The page is the same over either store."""
    return "embedded:"


def test_fields_complete_what_is_typed_and_the_answer_is_about_it(page: Page) -> None:
    page.goto("/questions/where-a-model-comes-from")
    field = page.get_by_role("combobox", name="Model", exact=True)
    field.fill("qwen3 8b")
    expect(page.get_by_role("option").filter(has_text="Qwen3-8B").first).to_be_visible()
    page.get_by_role("option").filter(has_text=re.compile(r"Qwen3-8B(?!-)")).first.click()
    expect(field).to_have_value(CHAT)
    field.press("Enter")
    expect(page).to_have_url(re.compile(rf"\?id={re.escape(CHAT).replace('/', '(%2F|/)')}"))
    expect(page.get_by_role("table")).to_contain_text("Qwen3-8B-Base")
    page.get_by_role("link", name="Graph").click()
    expect(page.locator(".graph-node")).to_have_count(2)
    page.goto("/questions/derivatives-that-fit")
    page.get_by_role("combobox", name="Licence").fill("apa")
    expect(page.locator("#words-license option")).to_have_count(1)
