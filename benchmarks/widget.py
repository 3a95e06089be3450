"""What the map costs in a notebook: `python -m benchmarks.widget --home DIR`, in a real JupyterLab and Chromium.

Bytes that the kernel sends to the browser for the widget, seconds from the cell's run to the drawn map (kernel and
graph are ready before), and the longest tasks of the browser's main thread: until the map is drawn, while a picture of
it is made for the saved notebook, and while it is coloured and moved.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, WebSocket, sync_playwright

from tests.web.jupyterlab import KernelOfNotebook, command, jupyterlab, open_notebook, wait_for, write_notebook
from tests.web.visiting import ARGUMENTS, BROWSERS
from web.widget import PageWidget

NAME = "map.ipynb"
OPEN = """import lineage
from web.widget import MapWidget
g = lineage.open({home!r})
MapWidget(g).close()"""
TASKS = """{
  globalThis.tasks = [];
  const noted = (list) => tasks.push(...list.getEntries().map(({ duration }) => duration));
  new PerformanceObserver(noted).observe({ type: "longtask" });
}"""


class Meter:
    """Bytes received and long tasks since the last reading."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bytes = 0
        page.add_init_script(f"if (top === self) {TASKS}")
        page.on("websocket", self._counted)

    def _counted(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)

    def _received(self, payload: str | bytes) -> None:
        self.bytes += len(payload)

    def read(self, what: str, seconds: float) -> None:
        longest = self.page.evaluate("Math.max(0, ...tasks.splice(0))")
        print(f"{what}: {seconds:.1f} s, {self.bytes / 1000:,.0f} kB, longest task {longest:.0f} ms")
        self.bytes = 0


def measure(home: Path, folder: Path, page: Page) -> None:
    meter = Meter(page)
    with jupyterlab(folder) as address:
        write_notebook(folder / "notebooks" / NAME, "m = MapWidget(g)\nm")
        open_notebook(page, address, NAME)
        kernel = KernelOfNotebook(folder)
        kernel.run(OPEN.format(home=str(home)))
        page.wait_for_timeout(1000)
        page.evaluate("tasks.splice(0)")
        meter.bytes, begun = 0, time.monotonic()
        command(page, "notebook:run-cell")
        element = page.wait_for_selector(".jp-OutputArea iframe[srcdoc]")
        frame = element.content_frame() if element else None
        assert frame
        wait_for(frame, "window.lineageMap?.ready === true")
        meter.read("drawn", time.monotonic() - begun)
        begun = time.monotonic()
        kernel.wait("bool(m.picture)")
        meter.read("picture for the saved notebook", time.monotonic() - begun)
        begun = time.monotonic()
        kernel.run("m.colour = 'organisation'; m.selected = g.search('qwen', limit=1)[0]")
        kernel.wait("bool(m.view)")
        meter.read("coloured, and moved to a model", time.monotonic() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    home = parser.parse_args().home
    print(f"script of a widget: {len(PageWidget._esm) / 1000:.1f} kB")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        measure(home, Path(folder), browser.new_page(viewport={"width": 1300, "height": 950}))
        browser.close()


if __name__ == "__main__":
    main()
