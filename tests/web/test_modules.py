"""Which scripts a script imports, and that none of them leads back to itself."""

import posixpath
import re
from pathlib import Path

import networkx as nx
from flask.testing import FlaskClient

from web.http.modules import imported

SCRIPTS = Path(__file__).resolve().parents[2] / "web/static/js"
NAMED = re.compile(r'"(\.{1,2}/[^"]+\.js)"')  # in an import, or in the comment that names a type of another module
SOURCES = {
    "js/a.js": 'import { b } from "./b.js";\nimport {\n  c,\n  d,\n} from "./sub/c.js";\n// from "./not.js"\n',
    "js/b.js": 'import "./a.js";\n',
    "js/sub/c.js": 'export { x } from "../b.js";\nimport { y } from "../y.js";\n',
}


def test_imports_are_followed_through_folders_and_circles() -> None:
    assert imported("js/a.js", SOURCES) == ["js/a.js", "js/b.js", "js/sub/c.js", "js/y.js"]


def test_pages_name_every_script_they_will_need(client: FlaskClient) -> None:
    """A script that is imported but not named would be fetched one round trip later."""
    text = client.get("/").text
    named = set(re.findall(r'(?:src|href)="/static/[^/]+/(js/[^"]+)"', text))
    for name in named:
        url = re.search(rf'"(/static/[^"]+/{re.escape(name)})"', text)
        assert url is not None
        found = imported(name, {name: client.get(url[1]).text})
        assert set(found) <= named


def _modules() -> nx.DiGraph:
    """The scripts, each with those whose values or types it names."""
    names = nx.DiGraph()
    for path in SCRIPTS.rglob("*.js"):
        name = path.relative_to(SCRIPTS).as_posix()
        for other in NAMED.findall(path.read_text()):
            names.add_edge(name, posixpath.normpath(posixpath.join(posixpath.dirname(name), other)))
    return names


def test_no_two_scripts_lean_on_each_other_by_any_way_round() -> None:
    modules = _modules()
    assert len(modules) > 40
    assert [sorted(circle) for circle in nx.strongly_connected_components(modules) if len(circle) > 1] == []
