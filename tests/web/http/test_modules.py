"""Which scripts a script imports."""

import gzip
import re

from flask.testing import FlaskClient

from web.http.modules import imported, without_comments

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


def test_comments_with_lines_to_themselves_are_left_out_and_the_lines_stay() -> None:
    code = "let a; /* kept */\n  /** @type {any} */ (a);\nlet b; // kept\n"
    last = "let c = `/* kept */`;\n"
    assert without_comments(f"/** One.\n * two\n */\n{code}/* gone */\n{last}") == f"\n\n\n{code}\n{last}"


def test_a_first_visit_of_the_map_weighs_little(client: FlaskClient) -> None:
    """The page, its scripts and its styles, gzipped; what is seen of 200,000 models comes to 13 kB more."""
    page = client.get("/").text
    files = {*re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page)}
    bodies = [client.get(file, headers={"Accept-Encoding": "gzip"}).data for file in files]
    assert sum(map(len, bodies)) + len(gzip.compress(page.encode())) < 82_900
