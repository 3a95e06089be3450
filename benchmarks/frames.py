"""What a first picture and a moving map take in a browser without a GPU: `python -m benchmarks.frames --home DIR`.

A frame is one move of the mouse, or one notch of its wheel, then one refresh of the screen. Its processor time is the
renderer's and that of the GPU process, which composes the window, over the whole gesture until the map is at rest
again. Every event travels from this process to the browser and back, so that no more frames a second can be seen than
an empty page has that follows the same hand: it is measured beside. At the page's own pace the wheel is turned from
within, a notch for every refresh of the screen. The first picture is the first frame after 200 marks were drawn, in a
browser that was never there before.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path

import waitress
from playwright.sync_api import Browser, CDPSession, Page, Playwright, sync_playwright

from tests.web import synthetic
from tests.web.visiting import ARGUMENTS, BROWSERS, wait_for_map
from web import Source, create_app

VIEWPORT = {"width": 1440, "height": 900}
MIDDLE = (600, 450)
MARKS = 200
NOTCH = 100
REST_MS = 400
MODELS = 200_000

FIRST_PICTURE = f"""
const look = () => {{
  const drawn = globalThis.lineageMap?.drawn;
  if (drawn && drawn.circles + drawn.discs >= {MARKS}) requestAnimationFrame((now) => (globalThis.firstPicture = now));
  else requestAnimationFrame(look);
}};
look();
"""
REFRESHED = "new Promise((refreshed) => requestAnimationFrame(() => refreshed()))"
LOADED = """(() => {
  const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return [loaded.length, loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)];
})()"""

EMPTY = """<body style="margin:0"><p id="mark">x</p><script>
let moved = 0;
const follow = (event) => {
  event.preventDefault();
  requestAnimationFrame(() => (mark.style.transform = `translate(${++moved % 100}px)`));
};
for (const name of ["wheel", "pointermove"]) addEventListener(name, follow, { passive: false });
</script>"""
OWN_PACE = """async ([notches, delta, clientX, clientY]) => {
  const host = document.querySelector(".map-host");
  const refreshed = () => new Promise(requestAnimationFrame);
  const began = await refreshed();
  for (let k = 0; k < notches; k++) {
    host.dispatchEvent(new WheelEvent("wheel", { deltaY: delta, clientX, clientY, bubbles: true, cancelable: true }));
    await refreshed();
  }
  return (1000 * notches) / (performance.now() - began);
}"""

Gesture = Callable[[Page], Iterator[None]]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a gesture took: processor time in milliseconds a frame, and frames a second."""

    frames: int
    renderer_ms: float
    gpu_ms: float
    frame_ms_p50: float
    frame_ms_p95: float
    frames_a_second: float

    @property
    def cpu_ms(self) -> float:
        return self.renderer_ms + self.gpu_ms


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a fresh browser: when the first picture stood, what was fetched (bodies, gzipped), the gestures."""

    first_picture_ms: float
    cpu_to_picture_ms: float
    requests: int
    kilobytes: float
    gestures: dict[str, Moved]
    wheel_at_own_pace: dict[str, float]
    empty_page: dict[str, float]


class Meter:
    """Processor time of the processes that draw a page, in seconds since they began."""

    def __init__(self, browser: Browser) -> None:
        self.session: CDPSession = browser.new_browser_cdp_session()

    def read(self) -> dict[str, float]:
        """By type of process; a browser has a spare renderer or two that do nothing."""
        used: dict[str, float] = {"renderer": 0.0, "GPU": 0.0}
        for process in self.session.send("SystemInfo.getProcessInfo")["processInfo"]:
            if process["type"] in used:
                used[process["type"]] += process["cpuTime"]
        return used


def drag(page: Page) -> Iterator[None]:
    """There and back again, as somebody does who looks around."""
    page.mouse.move(*MIDDLE)
    page.mouse.down()
    for stroke in range(10):
        sign = 1 if stroke % 2 else -1
        for k in range(20):
            way = 12 * (k if stroke % 2 == 0 else 20 - k)
            page.mouse.move(MIDDLE[0] - way, MIDDLE[1] + sign * way / 3 * (stroke % 3))
            yield
    page.mouse.up()


def travel(page: Page) -> Iterator[None]:
    """Across the map, stroke after stroke in one direction."""
    for _ in range(8):
        page.mouse.move(900, 500)
        page.mouse.down()
        for k in range(1, 21):
            page.mouse.move(900 - 25 * k, 500 - 8 * k)
            yield
        page.mouse.up()


def wheel(notches: int, sign: int) -> Gesture:
    """Zoom that many notches in (-1) or out (1) at the middle."""

    def zoom(page: Page) -> Iterator[None]:
        page.mouse.move(*MIDDLE)
        for _ in range(notches):
            page.mouse.wheel(0, sign * NOTCH)
            yield

    return zoom


def hover(page: Page) -> Iterator[None]:
    """The pointer over the map, nothing pressed."""
    for k in range(100):
        page.mouse.move(300 + 6 * k, 250 + 4 * k)
        yield


GESTURES: dict[str, Gesture] = {
    "drag, whole map": drag,
    "zoom in": wheel(12, -1),
    "drag, zoomed": drag,
    "travel, zoomed": travel,
    "zoom in further": wheel(14, -1),
    "drag, near": drag,
    "zoom out": wheel(30, 1),
    "hover": hover,
}


def visit(playwright: Playwright, address: str, pictures: Path | None = None) -> Visit:
    """What a fresh browser measures at `address`; with `pictures` it leaves the map after each gesture there."""
    with launched(playwright) as browser:
        meter = Meter(browser)
        page = browser.new_context(base_url=address, viewport=VIEWPORT, color_scheme="dark").new_page()
        page.add_init_script(FIRST_PICTURE)
        before = meter.read()
        page.goto("/")
        first = first_picture(page)
        taken = sum(meter.read().values()) - sum(before.values())
        rest(page)
        requests, size = page.evaluate(LOADED)
        gestures = {}
        for name, gesture in GESTURES.items():
            gestures[name] = measure(page, meter, gesture)
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=pictures / f"{name.replace(',', '').replace(' ', '-')}.png")
        return Visit(first, 1000 * taken, requests, size / 1000, gestures, own_pace(page), empty_page(page))


def own_pace(page: Page) -> dict[str, float]:
    """Frames a second of the whole map that is zoomed in and out again by as many notches as there are refreshes."""
    page.goto("/")
    rest(page)
    paces = {}
    for name, sign in (("zoom in", -1), ("zoom out", 1)):
        paces[name] = page.evaluate(OWN_PACE, [26, sign * NOTCH, *MIDDLE])
        rest(page)
    return paces


def empty_page(page: Page) -> dict[str, float]:
    """Frames a second of a page with nothing on it that follows the hand."""
    page.goto("about:blank")
    page.set_content(EMPTY)
    paces = {}
    for name in ("travel, zoomed", "zoom out"):
        began, frames = time.perf_counter(), 0
        for _ in GESTURES[name](page):
            page.evaluate(REFRESHED)
            frames += 1
        paces[name] = frames / (time.perf_counter() - began)
    return paces


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env=dict(os.environ))
    yield browser
    browser.close()


def first_picture(page: Page) -> float:
    """Milliseconds from the start of the visit to the first picture."""
    deadline = time.monotonic() + 60
    while (taken := page.evaluate("globalThis.firstPicture ?? null")) is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"fewer than {MARKS} marks after a minute")
        page.wait_for_timeout(20)
    return float(taken)


def rest(page: Page) -> None:
    """Until nothing moves and nothing is being asked for."""
    wait_for_map(page)
    page.wait_for_timeout(REST_MS)
    wait_for_map(page)


def measure(page: Page, meter: Meter, gesture: Gesture) -> Moved:
    before = meter.read()
    marks = [time.perf_counter()]
    for _ in gesture(page):
        page.evaluate(REFRESHED)
        marks.append(time.perf_counter())
    rest(page)
    after = meter.read()
    frames = len(marks) - 1
    walls = sorted(1000 * (end - start) for start, end in pairwise(marks))
    return Moved(
        frames=frames,
        renderer_ms=1000 * (after["renderer"] - before["renderer"]) / frames,
        gpu_ms=1000 * (after["GPU"] - before["GPU"]) / frames,
        frame_ms_p50=statistics.median(walls),
        frame_ms_p95=walls[int(0.95 * len(walls))],
        frames_a_second=frames / (marks[-1] - marks[0]),
    )


@contextmanager
def served(arguments: Sequence[str]) -> Iterator[str]:
    """The address that a server says it is at, while the block runs."""
    server = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    try:
        addresses = (re.search(r"http://\S+:\d+", line) for line in server.stdout or ())
        yield next(filter(None, addresses)).group()
    finally:
        server.terminate()
        server.wait()


def serve_made_up(models: int) -> None:
    """Serve a made-up graph of the Hub's shape until the process is ended."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Source(synthetic.graph(models, Path(folder) / "graph"), None))
        server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
        print(f"http://127.0.0.1:{server.effective_port}", flush=True)
        server.run()


def median(moves: Sequence[Moved]) -> Moved:
    """The same gesture of several visits: of each figure the median."""
    return Moved(*(statistics.median(getattr(moved, field.name) for moved in moves) for field in fields(Moved)))


def report(address: str, visits: Sequence[Visit]) -> None:
    first = [round(one.first_picture_ms) for one in visits]
    cpu = statistics.median(one.cpu_to_picture_ms for one in visits)
    print(f"\n{address}, {len(visits)} visits, medians")
    print(f"first picture {statistics.median(first):.0f} ms of {first}, {cpu:.0f} ms of processor time", end=", ")
    print(f"{visits[0].requests} requests, {visits[0].kilobytes:.1f} kB")
    print(
        f"{'gesture':18} {'CPU ms':>7} {'renderer':>9} {'GPU process':>12} {'wall p50':>9} {'p95':>6} {'a second':>9}"
    )
    for name in GESTURES:
        moved = median([one.gestures[name] for one in visits])
        print(f"{name:18} {moved.cpu_ms:7.1f} {moved.renderer_ms:9.1f} {moved.gpu_ms:12.1f}", end=" ")
        print(f"{moved.frame_ms_p50:9.1f} {moved.frame_ms_p95:6.1f} {moved.frames_a_second:9.1f}")
    _report_paces("the wheel at the page's own pace", [one.wheel_at_own_pace for one in visits])
    _report_paces("reference: an empty page", [one.empty_page for one in visits])


def _report_paces(what: str, visits: Sequence[dict[str, float]]) -> None:
    paces = (f"{name} {statistics.median(one[name] for one in visits):.1f}" for name in visits[0])
    print(f"{what}, frames a second: {', '.join(paces)}")


def turns(
    playwright: Playwright, addresses: Sequence[str], times: int, pictures: Path | None
) -> dict[str, list[Visit]]:
    """Every address visited so often, one after the other; the first visits leave pictures, a folder an address."""
    visits: dict[str, list[Visit]] = {address: [] for address in addresses}
    for turn in range(times):
        for number, address in enumerate(addresses):
            folder = pictures / str(number) if pictures and not turn else None
            visits[address].append(visit(playwright, address, folder))
    return visits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", help="serve the graph of this home instead of a made-up one")
    parser.add_argument("--models", type=int, default=MODELS, help="of the made-up graph")
    parser.add_argument("--also", action="append", default=[], metavar="URL", help="visit a running server in turn")
    parser.add_argument("--visits", type=int, default=3, help="of each address")
    parser.add_argument("--pictures", type=Path, help="a folder for the map at rest after each gesture")
    parser.add_argument("--json", type=Path, help="a file for all figures")
    asked = parser.parse_args()
    made_up = [sys.executable, "-c", f"from benchmarks.frames import serve_made_up; serve_made_up({asked.models})"]
    of_home = [sys.executable, "-m", "lineage", "serve", "--home", str(asked.home), "--port", "0"]
    with served(of_home if asked.home else made_up) as address, sync_playwright() as playwright:
        visits = turns(playwright, [address, *asked.also], asked.visits, asked.pictures)
    for address, of in visits.items():
        report(address, of)
    if asked.json:
        asked.json.write_text(json.dumps({key: list(map(asdict, of)) for key, of in visits.items()}, indent=1))


if __name__ == "__main__":
    main()
