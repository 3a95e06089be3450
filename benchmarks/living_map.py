"""`qwen-lineage run` watched in a real browser: when the first picture is there, and what the page shows as it grows.

python -m benchmarks.living_map                       (eight minutes: the practice Hub has a quota, as the real one)
python -m benchmarks.living_map --models 20000 --latency 0.1 --quota 200 --window 20 --at 10,50,100

A practice Hub, whose truth is known, answers with a latency and within a quota. `run` is started as a user types it,
and Chromium opens the page as soon as its address is printed. At each number of requests it prints what the page says,
and what part of the owner's descendants the crawl's snapshot really holds; then it saves a picture, dark, and the last
one light too. Half way the largest family is selected: it must stay where it is while graphs are replaced.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import polars as pl
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.family_plan import descendants
from ingest.practice import Population, population, serve
from lineage.home.home import Home, finished_folders

OWNER = "Qwen"
AT = (10, 50, 300, 1000)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
PATIENCE = 1800.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latency", type=float, default=0.25, help="seconds of each answer of the Hub")
    parser.add_argument("--quota", type=int, default=500)
    parser.add_argument("--window", type=float, default=300.0)
    parser.add_argument("--at", type=lambda text: [int(part) for part in text.split(",")], default=list(AT))
    parser.add_argument("--pictures", type=Path, default=Path("living-map"))
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background would hand on that it ignores it
    options.pictures.mkdir(parents=True, exist_ok=True)
    people = population(options.models, options.seed)
    with tempfile.TemporaryDirectory() as folder, _hub(people, options) as endpoint:
        watch(people, Home(Path(folder)), endpoint, options)


@contextmanager
def _hub(people: Population, options: argparse.Namespace) -> Iterator[str]:
    """The URL of the Hub, which takes its time."""
    with serve(people, quota=options.quota, window=options.window) as server:
        answer = server.hub
        server.hub = lambda request: (time.sleep(options.latency), answer(request))[1]
        yield server.url


def watch(people: Population, home: Home, endpoint: str, options: argparse.Namespace) -> None:
    """Print a line a number of requests."""
    wanted = {people.ids[i] for i in np.flatnonzero(descendants(people, OWNER)).tolist()}
    print(f"{people.size:,} models, {len(wanted):,} of them descend from {OWNER}/", flush=True)
    started = time.perf_counter()
    with _run(home, endpoint, options) as address, _browser() as browser:
        print(f"{time.perf_counter() - started:6.1f} s  the address is printed", flush=True)
        page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900}, color_scheme="dark")
        loads: list[str] = []
        page.on("load", lambda _: loads.append(page.url))
        page.goto("/")
        until(page, "window.lineageMap?.ready === true && lineageMap.drawn.circles > 0")
        print(f"{time.perf_counter() - started:6.1f} s  first picture", flush=True)
        print("requests   seconds   models shown   of the family   the page says")
        for requests in options.at:
            _reach(page, address, requests)
            line(page, home, wanted, requests, time.perf_counter() - started)
            page.screenshot(path=options.pictures / f"{requests:04}.png")
            if requests == options.at[len(options.at) // 2 - 1]:
                select(page)
        page.evaluate("document.dispatchEvent(new CustomEvent('lineage:toggle-theme'))")
        page.wait_for_timeout(1500)
        page.screenshot(path=options.pictures / "light.png")
        print(f"loads of the page: {len(loads)}; selected: {page.evaluate('lineageMap.selected')}")


def line(page: Page, home: Home, wanted: set[str], requests: int, seconds: float) -> None:
    shown = page.evaluate("fetch('/api/v1/graph').then((answer) => answer.json())")
    found = listed(home) & wanted
    text = " ".join(page.locator("#progress").inner_text().split())
    print(
        f"{requests:>8,} {seconds:>9.0f} {shown['models']:>14,} {len(found) / len(wanted):>15.1%}   {text}", flush=True
    )


def listed(home: Home) -> set[str]:
    """The ids in the snapshot, which is that of the graph or one a moment younger."""
    (folder,) = finished_folders(home.snapshots)
    return set(pl.read_parquet(folder / "models" / "*.parquet", columns=["id"])["id"])


def select(page: Page) -> None:
    """Select the largest family, as a visitor does, and zoom in on it."""
    page.locator("#families li a").first.click()
    page.wait_for_timeout(2500)


def _reach(page: Page, address: str, requests: int) -> None:
    """Wait until so many requests were sent and what they brought is shown, or the crawl has ended."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        crawl = ask(address)["crawl"]
        if crawl["state"] != "running" or crawl["requests"] >= requests:
            break
        page.wait_for_timeout(200)
    if ask(address)["crawl"]["state"] != "running":
        page.wait_for_timeout(5000)


def ask(address: str) -> Any:
    with urllib.request.urlopen(f"{address}api/v1/progress", timeout=60) as answer:
        return orjson.loads(answer.read())


def until(page: Page, condition: str) -> None:
    """The policy of the pages forbids Playwright's own waiting, which evaluates text."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


@contextmanager
def _run(home: Home, endpoint: str, options: argparse.Namespace) -> Iterator[str]:
    """The address that `qwen-lineage run` prints; it is stopped by Ctrl-C at the end."""
    command = [sys.executable, "-m", "lineage", "run", "--home", str(home.root), "--port", "0"]
    environment = {**os.environ, "HF_ENDPOINT": endpoint, "PYTHONUNBUFFERED": "1", "DO_NOT_TRACK": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = next(match for text in process.stdout if (match := ADDRESS.search(text)))
        threading.Thread(target=process.stdout.read, daemon=True).start()
        try:
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM))
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
