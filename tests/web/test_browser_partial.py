"""What scripts say of a sample, in a real browser: the panel beside the map, the console's answer."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.web.sample import BASE, GONE, opened_sample
from tests.web.visiting import wait_for_map
from web import Source, create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with closing(opened_sample(tmp_path_factory.mktemp("sample"))) as graph:
        yield create_app(Source.of(graph))


def test_the_panel_gives_lower_bounds_and_says_what_is_not_there(page: Page) -> None:
    page.goto(f"/?model={BASE}")
    wait_for_map(page)
    panel = page.locator("#details")
    expect(panel.locator(".big")).to_have_text("at least 3 descendants")
    expect(panel).to_contain_text("and 3 more hang on a copy that is not in this sample")
    expect(panel.locator("dd.unknown").first).to_have_text("not in this source")
    page.goto(f"/?model={GONE}")
    expect(panel).to_contain_text("missing not in this sample")
    expect(panel.locator("dd.unknown").first).to_have_text("not in this sample")
    expect(panel.get_by_role("link", name="Look on the Hub")).to_have_attribute(
        "href", f"https://huggingface.co/{GONE}"
    )


def test_the_search_box_and_a_subtree_give_lower_bounds(page: Page) -> None:
    page.goto(f"/families/{BASE}")
    expect(page.locator("#status")).to_contain_text("3 of at least 3 descendants shown")
    page.locator("#search input").fill(BASE.partition("/")[0])
    expect(page.locator("#search [role=option]").first).to_have_text(
        "Qwen, an organisation: at least 3 models descend from its own"
    )


def test_the_console_says_what_cannot_be_told_and_runs_nothing(page: Page) -> None:
    page.goto("/cypher?question=where-hub-and-card-disagree")
    answer = page.locator("#answer")
    expect(answer.locator(".cypher-status")).to_have_text("Not run")
    expect(answer.locator(".cypher-notice")).to_contain_text("Cannot be told from this snapshot")
    expect(answer).not_to_contain_text("No row")
