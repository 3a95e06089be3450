"""A real browser and a real server for it: fixtures of every test that visits pages, and what a visit must not do."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, sync_playwright

from tests.conftest import IN_CI
from web.serving.server import LimitedServer

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT_MS = 60_000
"""No measure of speed: whatever a page waits for has come long before, on an idle machine."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own browser. At home a missing one skips; in CI it fails."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        message = f"NO BROWSER: none of {', '.join(BROWSERS)} is installed, so the pages were not tried in one"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env=dict(os.environ))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address of a server that answers with a WSGI app while the block runs."""
    server = LimitedServer(app, "127.0.0.1", 0, exempt=lambda _: True, most=200)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.stop()
        thread.join(TIMEOUT_MS / 1000)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from visit(browser, address, 1280, 800)


@pytest.fixture
def refused(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor who asks for what the server refuses or stops, which Chromium reports in the console by itself."""
    yield from visit(browser, address, 1280, 800, expected="the server responded with a status of 4")


@pytest.fixture
def narrow(browser: Browser, address: str) -> Iterator[Page]:
    yield from visit(browser, address, 380, 780)


def visit(browser: Browser, address: str, width: int, height: int, expected: str | None = None) -> Iterator[Page]:
    """A fresh visitor; what the console, the page or the policy complains about fails the test, if not `expected`."""
    problems: list[str] = []
    context = browser.new_context(base_url=address, viewport={"width": width, "height": height}, color_scheme="dark")
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()

    def noted(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and (expected is None or expected not in message.text):
            problems.append(f"console {message.type}: {message.text}")

    page.on("console", noted)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on(
        "requestfailed", lambda request: problems.append(f"failed: {request.url}") if _ours(request.failure) else None
    )
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective, e.blockedURI))"
    )
    yield page
    context.close()
    assert problems == []


def _ours(failure: str | None) -> bool:
    """A request that was abandoned because the next one overtook it is no failure."""
    return "ERR_ABORTED" not in (failure or "")


def wait_for_map(page: Page) -> None:
    """Until the map says it is drawn."""
    wait_until(page, "window.lineageMap?.ready === true")


def wait_until(page: Page, expression: str) -> None:
    """Until it is true in the page. (Playwright's own waiting needs eval, which the policy forbids.)"""
    deadline = time.monotonic() + TIMEOUT_MS / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(50)


def on_screen(page: Page | Frame, id: str) -> tuple[float, float, float]:
    """Where a model's ring is on the screen, from the middle, and how large, by the map's own camera."""
    version = page.evaluate("fetch('/api/v1/progress').then((a) => a.json())")["version"]
    answer = page.evaluate(f"fetch('/api/v1/map/{version}/place?id={id}').then((a) => a.json())")
    place, camera = answer["items"][0]["place"], page.evaluate("({...window.lineageMap.camera})")
    scale, own = camera["scale"], place["chain"][-1]
    joined = place["leaf"] is None and own["joined"]  # then its core alone is ringed
    x, y, r = (own["core_x"], own["core_y"], own["core_r"]) if joined else (place["x"], place["y"], place["r"])
    return (x - camera["x"]) * scale, (y - camera["y"]) * scale, r * scale
