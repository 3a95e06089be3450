"""A real JupyterLab for tests: a server that keeps to its own folder, a notebook in it, and the kernel behind that."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from jupyter_client.blocking.client import BlockingKernelClient
from playwright.sync_api import Error, Frame, Page

TIMEOUT_S = 60
QUIET = {"fetchNews": "false", "checkForUpdates": False}
OPENED = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected'"


@contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """The address of a JupyterLab on `folder / "notebooks"` while the block runs; it writes into `folder` alone."""
    (folder / "notebooks").mkdir()
    news = folder / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps(QUIET))
    places = {"JUPYTER_RUNTIME_DIR": "run", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data"}
    places |= {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = os.environ | {name: str(folder / place) for name, place in places.items()}
    options = ["--no-browser", "--port=0", "--IdentityProvider.token=", "--expose-app-in-browser", "--allow-root"]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder / 'notebooks'}"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server,
    ):
        try:
            yield _address(folder, server)
        finally:
            server.terminate()


def _address(folder: Path, server: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        for file in (folder / "run").glob("jpserver-*.json"):
            if (text := file.read_text()).strip().endswith("}"):
                return str(json.loads(text)["url"])
        assert server.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)


def write_notebook(path: Path, *cells: str) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(metadata={"kernelspec": kernel}, cells=made), path)


def open_notebook(page: Page, address: str, name: str) -> None:
    """Open a notebook, and wait for its kernel."""
    page.goto(f"{address}lab/tree/{name}")
    page.wait_for_function(OPENED)


def command(page: Page, name: str, **arguments: str) -> None:
    """Have JupyterLab do something, without waiting until it is done."""
    page.evaluate("([name, given]) => void jupyterapp.commands.execute(name, given)", [name, arguments])


def wait_for(frame: Frame, expression: str) -> None:
    """Until an expression is true in a widget's frame, whose policy forbids the eval of Playwright's own waiting."""
    deadline = time.monotonic() + TIMEOUT_S
    while not _is_true(frame, expression):
        assert time.monotonic() < deadline, f"never true: {expression}"
        time.sleep(0.05)


def _is_true(frame: Frame, expression: str) -> bool:
    try:
        return bool(frame.evaluate(f"Boolean({expression})"))
    except Error:  # another page is taking this one's place
        return False


class KernelOfNotebook:
    """The only kernel of a JupyterLab, which its notebook talks to as well."""

    def __init__(self, folder: Path) -> None:
        (file,) = (folder / "run").glob("kernel-*.json")
        self.client = BlockingKernelClient(connection_file=str(file))
        self.client.load_connection_file()
        self.client.start_channels()

    def run(self, code: str) -> None:
        reply = self.client.execute(code, reply=True, timeout=TIMEOUT_S)["content"]
        assert reply["status"] == "ok", reply

    def value(self, expression: str) -> object:
        """What an expression is worth there, as JSON has it."""
        asked = {"value": f"__import__('json').dumps({expression})"}
        reply = self.client.execute("", user_expressions=asked, reply=True, timeout=TIMEOUT_S)["content"]
        answer = reply["user_expressions"]["value"]
        assert answer["status"] == "ok", answer
        return json.loads(str(eval(answer["data"]["text/plain"], {})))  # noqa: S307 - the repr of a text

    def wait(self, expression: str) -> object:
        """The value of an expression once it is true."""
        deadline = time.monotonic() + TIMEOUT_S
        while not (value := self.value(expression)):
            assert time.monotonic() < deadline, f"never true: {expression}"
            time.sleep(0.1)
        return value
