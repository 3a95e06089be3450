"""Two servers and another load under visitors' eyes: whoever names a version reads one graph, whoever answers.

They share a home; with Neo4j they share the server, and each has a home of its own.
"""

import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from lineage import settings
from lineage.home.home import Home
from lineage.place import Place
from tests.engines import Engine
from tests.lineage.stores.families import FAMILY, SMALLER
from tests.waiting import until
from tests.web.test_reload import publish
from web.http.pinning import VERSION

VISITORS = 3
SIZES = (4, 2)
"""Models of the family, and of the smaller one that is loaded under the visitors' eyes."""

OURS = ("-m", "lineage", "serve", "--port", "0")
ANOTHER = ("-m", "waitress", "--listen", "127.0.0.1:0", "--call", "web.app:application")
"""Our own server, and the WSGI factory in somebody else's."""


@contextmanager
def serving(command: tuple[str, ...], where: Place) -> Iterator[str]:
    """The address at which a server of that place answers."""
    named = {settings.HOME.variable: str(where.home.root), settings.STORE.variable: where.store}
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **named}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen([sys.executable, *command], env=environment, **pipes) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.terminate()


def ask(address: str, version: str | None = None) -> tuple[int, str, bytes]:
    """Status, the version that the answer names, and its body."""
    request = urllib.request.Request(address, headers={VERSION: version} if version else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers[VERSION], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers[VERSION], error.read()


class Visitor:
    """Looks at a page and what belongs to it again and again, each answer from the other server."""

    def __init__(self, servers: list[str]) -> None:
        self.views: Counter[int] = Counter()
        self.wrong: list[object] = []
        self.over = threading.Event()
        self._servers = cycle(servers)
        self._thread = threading.Thread(target=self._visit)
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self._thread.join()

    def _visit(self) -> None:
        while not self.over.is_set():
            view = self._view()
            if view is not None:
                self.views[view] += 1

    def _view(self) -> int | None:
        """The number of models in one view; None where a server did not have its version."""
        _, version, page = ask(f"{next(self._servers)}/")
        sizes = set()
        whole_map = f"api/v1/map/{version}/view?fit_width=800&fit_height=600"
        for path in ("api/v1/progress", "api/v1/graph", whole_map, "api/v1/search?q=a"):
            status, answered, body = ask(f"{next(self._servers)}/{path}", version)
            if status == 412 or (status == 410 and "map" in path):
                return None
            if (status, answered) != (200, version) or f'data-version="{version}"'.encode() not in page:
                self.wrong.append((path, status, answered, version))
            sizes |= {answer["models"]} if isinstance((answer := json.loads(body)).get("models"), int) else set()
        if len(sizes) != 1:
            self.wrong.append((version, sizes))
        return min(sizes)


def test_a_view_is_of_one_graph_while_another_is_loaded(engine: Engine, tmp_path: Path) -> None:
    where = engine.place(Home(tmp_path / "home"))
    publish(where, tmp_path / "family", FAMILY)
    beside = where if engine.embedded else engine.place(Home(tmp_path / "beside"))
    with serving(OURS, where) as ours, serving(ANOTHER, beside) as another:
        visitors = [Visitor([ours, another]) for _ in range(VISITORS)]
        try:
            until(lambda: all(visitor.views[SIZES[0]] for visitor in visitors))
            earlier = ask(f"{ours}/")[1]
            publish(where, tmp_path / "smaller", SMALLER)
            until(lambda: all(visitor.views[SIZES[1]] for visitor in visitors))
        finally:
            for visitor in visitors:
                visitor.stop()
        assert [visitor.wrong for visitor in visitors] == [[]] * VISITORS
        assert all(visitor.views.keys() == set(SIZES) for visitor in visitors)
        status, answered, body = ask(f"{ours}/api/v1/graph", earlier)
        assert (status, answered, json.loads(body)["models"]) == (200, earlier, SIZES[0]), "for a minute"
        assert ask(f"{another}/api/v1/graph", "no such version")[0] == 412
