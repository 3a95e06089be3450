"""The widgets in a real JupyterLab and browser: drawn, clicked, read and set from Python, saved with a picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import Browser, Frame, Page

from lineage.home.home import Home
from tests.web.jupyterlab import KernelOfNotebook, command, jupyterlab, open_notebook, wait_for, write_notebook
from tests.web.visiting import on_screen

pytestmark = pytest.mark.browser
TIMEOUT_MS = 60_000
NAME = "widgets.ipynb"
OPEN = """\
import ipywidgets, lineage, polars as pl
from web.widget import GrowthWidget, LineageWidget, MapWidget, SubtreeWidget
g = lineage.open({home!r})
largest = g.models().sort("descendants", "id", descending=[True, False]).head(30).collect()["id"].to_list()
"""
OTHERS = """\
s = SubtreeWidget(g, model=largest[0], height=300)
l = LineageWidget(g, model=largest[0], height=300)
w = GrowthWidget(g, by="base", height=300)
ipywidgets.VBox([s, l, w])"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1900}, color_scheme="light")
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    yield page
    context.close()


def test_widgets_show_the_pages_and_python_reads_and_sets_what_they_show(
    page: Page, practice_home: Home, tmp_path: Path
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix("blob:")))
    with jupyterlab(tmp_path) as address:
        notebook = tmp_path / "notebooks" / NAME
        write_notebook(notebook, OPEN.format(home=str(practice_home.root)), "m = MapWidget(g)\nm", OTHERS)
        open_notebook(page, address, NAME)
        command(page, "notebook:run-all-cells")
        family, *others = _frames(page, 4)
        wait_for(family, "window.lineageMap?.ready === true && lineageMap.drawn !== null")
        kernel = KernelOfNotebook(tmp_path)

        wait_for(others[0], "document.querySelector('#subtree').dataset.ready")
        assert others[1].locator("#lineage").inner_text() == "Where it comes from"
        wait_for(others[1], "Math.abs(document.querySelector('#lineage').getBoundingClientRect().top - 56) < 2")
        wait_for(others[2], "document.querySelector('.u-over')")

        clicked = _click_one(page, family, kernel.value("largest"))
        assert kernel.wait("m.selected") == clicked
        assert kernel.value("m.rows.select('id', 'status').rows()") == [[clicked, "listed"]]

        others[2].locator(".u-over").click(position={"x": 500, "y": 120})
        assert kernel.wait("w.address.startswith('/table?') and w.rows.height > 0")
        kernel.run("s.relation = 'quantized'; w.by = 'license'")
        wait_for(others[0], "document.querySelector('#relation').value === 'quantized'")
        wait_for(others[2], "document.querySelector('[name=by]')?.value === 'license'")

        before = page.screenshot(clip=_box(family))
        kernel.run("m.colour = 'license'; m.only = ['permissive']")
        wait_for(family, "lineageMap.colour === 'license' && document.querySelector('.legend-filtered')")
        assert page.screenshot(clip=_box(family)) != before
        command(page, "apputils:change-theme", theme="JupyterLab Dark")
        wait_for(family, "document.documentElement.dataset.theme === 'dark'")

        cells = page.locator(".jp-Cell").count()
        family.locator("#map").press("b")  # which, in JupyterLab, makes another cell
        family.locator("#map").press("0")
        assert page.locator(".jp-Cell").count() == cells

        assert kernel.wait("m.picture and m.picture[:4].hex()") == b"\x89PNG".hex()
        assert not page.locator("img[src^='data:image/png']").is_visible(), "the picture is for later"
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")  # done when it is saved
        still, live = nbformat.read(notebook, as_version=4).cells[1].outputs
        assert "data:image/png;base64," in still.data["text/html"]
        assert "application/vnd.jupyter.widget-view+json" in live.data
    assert {urlsplit(one).netloc for one in asked} <= {"", urlsplit(address).netloc}
    assert not [one for one in asked if "/api/v1/" in one or "/static/js/" in one], "the kernel answers"


def _frames(page: Page, number: int) -> list[Frame]:
    """The frames of the widgets, in their order, once all of them hold a page."""
    page.wait_for_function(f"document.querySelectorAll('.jp-OutputArea iframe[srcdoc]').length === {number}")
    found = [element.content_frame() for element in page.query_selector_all(".jp-OutputArea iframe")]
    return [frame for frame in found if frame is not None]


def _click_one(page: Page, frame: Frame, ids: Any) -> str:
    """Click the first of these models that no panel covers."""
    frame.frame_element().scroll_into_view_if_needed()
    host = frame.locator("#map").bounding_box()
    outside = _box(frame)
    assert host
    for id in ids:
        x, y, _ = on_screen(frame, id)
        x, y = host["x"] + host["width"] / 2 + x, host["y"] + host["height"] / 2 + y
        inside = [x - outside["x"], y - outside["y"]]
        if frame.evaluate("([x, y]) => document.elementFromPoint(x, y)?.id === 'map'", inside):
            page.mouse.click(x, y)
            return str(id)
    raise AssertionError("every model is covered")


def _box(frame: Frame) -> Any:
    return frame.frame_element().bounding_box()
