"""The house's own rules: which way imports point, that none come back, where Cypher stands, whose the packages are."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

import ingest
import lineage
import web
from ingest.load.load import load
from lineage.home.home import Home
from lineage.stores import open_writer
from tests.lineage.stores.families import FAMILY, resolution
from tests.watched import watched

ROOT = Path(__file__).resolve().parents[1]
STEPS = (
    "commands",
    "pipeline",
    "load",
    "audit",
    "crawl",
    "sources",
    "resolve",
    "snapshots",
    "inference",
    "claims",
    "hub",
    "rows",
    "practice",
)
"""The rooms of `ingest`, from the top: each imports from those below it, and from `lineage`."""

LONGEST_TEMPLATE_LINE = 700
"""Characters of one in which anything is decided."""

ASKED_TOGETHER = {"stores", "cypher", "sandbox"}
"""A store has a statement parsed and packed, and asked in a process of its own: these three are one storey."""

ROOMS = (
    "cli",
    "export",
    "bom",
    "fixes",
    "comparison",
    "freezing",
    "tabular",
    "filters",
    "published_claims",
    "variants",
    "columns",
    "questions",
    "impact",
    "resolved",
    "owners",
    "compliance",
    "coverage",
    *sorted(ASKED_TOGETHER),
    "frozen",
    "organisations",
    "weight_formats",
    "licences",
    "home",
    "text",
    "files",
)
"""The rooms of `lineage`, from the top: each imports from those below it."""

FROZEN = ("map", "rollups", "facets", "search", "terms", "lists", "derivations", "storage")
"""The rooms of `lineage.frozen`, from the top; what stands beside them joins them to a graph."""

IN_NO_ROOM = {
    *("__init__", "__main__", "graph", "graph_cypher", "queries", "place", "steps"),
    *("values", "errors", "schema", "settings", "statement_limits", "version"),
    *("arguments", "given_ids", "glossary", "languages", "licence_digest", "list_window", "gc_pause"),
}
"""What `lineage.open` returns, the words that all rooms use, and what has no others beside it."""

MAY_IMPORT = {"lineage": {"lineage"}, "ingest": {"ingest", "lineage"}, "web": {"web", "lineage"}}
HOMES_OF_CYPHER = {
    "lineage/filters/list_statements.py",
    "lineage/queries.py",
    "lineage/questions/stored_queries.py",
    "lineage/stores/statements.py",
    "lineage/stores/embedded/statements.py",
    "lineage/stores/neo4j/statements.py",
}
CYPHER = re.compile(r"\b(MATCH|MERGE|CREATE)\s*(\w+\s*=\s*)?\(|\bUNWIND\b.*\bAS\b|\bDETACH DELETE\b|\bCALL\s+\w+\.\w+")


A_TERMINAL_OR_HTTP = {"click", "rich", "flask", "werkzeug", "waitress", "jinja2", "http", "httpx", "requests"}
"""What the library leaves to `lineage/cli/`, to `ingest` and to `web`."""

NOT_AT_ONCE = {"numpy", "polars", "pandas", "kglite", "neo4j", "networkx", "msgspec"}
"""What `import lineage` leaves to those who open a graph; a table or a picture needs polars, pandas, networkx."""


def _files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _imported(path: Path) -> set[str]:
    """The top-level packages a file imports, inside functions too."""
    found = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    for path in _files(package):
        foreign = (_imported(path) & set(MAY_IMPORT)) - MAY_IMPORT[package]
        assert not foreign, f"{path.relative_to(ROOT)} imports {foreign}"


@cache
def _modules() -> dict[str, Path]:
    """Every module of the three packages by its dotted name; a package by its own."""
    found = {}
    for package in MAY_IMPORT:
        for path in _files(package):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _imports(path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of ours a file imports, inside functions and for the type checker too."""
    found = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
    return found & modules.keys()


TEXT_FILE = {"read_text": 0, "write_text": 1, "fdopen": 2, "NamedTemporaryFile": 0, "TemporaryFile": 0}
"""Calls that open a file as text unless their mode says otherwise, and the arguments that they have without one."""


def _leaves_encoding_open(call: ast.Call) -> bool:
    """Whether a call reads or writes a text in whatever encoding the locale names."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    said = [*call.args, *(word.value for word in call.keywords if word.arg == "mode")]
    modes = [arg.value for arg in said if isinstance(arg, ast.Constant) and re.fullmatch(r"[rwaxbt+]+", str(arg.value))]
    if any(word.arg in ("encoding", None) for word in call.keywords) or any("b" in str(mode) for mode in modes):
        return False
    if name == "open":
        return isinstance(function, ast.Name) or bool(modes)
    return name in TEXT_FILE and len(call.args) <= TEXT_FILE[name] and (bool(modes) or "Temporary" not in name)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_every_text_file_has_a_named_encoding_and_not_the_locales(package: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _files(package)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and _leaves_encoding_open(node)
    ]
    assert not found


@pytest.mark.parametrize("call", ["p.read_text()", "p.write_text(x)", "os.fdopen(h, 'w')", "open(p, m)", "p.open('a')"])
def test_a_text_file_in_the_locales_encoding_is_seen(call: str) -> None:
    (seen,) = (node for node in ast.walk(ast.parse(call)) if isinstance(node, ast.Call))
    assert _leaves_encoding_open(seen)


def test_the_library_knows_no_terminal_and_no_http() -> None:
    for path in _files("lineage"):
        if not path.is_relative_to(ROOT / "lineage" / "cli") and path != ROOT / "lineage" / "__main__.py":
            found = _imported(path) & A_TERMINAL_OR_HTTP
            assert not found, f"{path.relative_to(ROOT)} imports {found}"
            ours = {name for name in _imports(path, _modules()) if name.startswith("lineage.cli")}
            assert not ours, f"{path.relative_to(ROOT)} imports {ours}"


def test_networkx_is_for_those_who_ask_for_its_graphs() -> None:
    """Its import takes 0.2 seconds: no step of the way and no page waits for it."""
    users = {
        path.relative_to(ROOT).parts[:2] for package in MAY_IMPORT for path in _files(package) if _uses_networkx(path)
    }
    assert users <= {("lineage", "export"), ("lineage", "graph.py")}


def _uses_networkx(path: Path) -> bool:
    return "networkx" in _imported(path)


def test_importing_the_library_is_cheap() -> None:
    runs = [watched("import lineage") for _ in range(3)]
    assert not runs[0][0] & (A_TERMINAL_OR_HTTP | NOT_AT_ONCE)
    assert min(seconds for _, seconds, _ in runs) < 0.15


def test_opening_a_graph_brings_no_terminal_no_http_and_no_tables(tmp_path: Path) -> None:
    home = Home(tmp_path)
    load(resolution(tmp_path / "family", FAMILY), open_writer("embedded:", home.store))
    for _ in range(2):  # the first opening freezes
        modules, _, _ = watched("import lineage; lineage.open(sys.argv[1]).close()", str(home.root))
        assert "sqlite3" in modules, "it was opened"
        assert "kglite" not in modules, "the engine is for statements"
        assert not modules & (A_TERMINAL_OR_HTTP | {"polars", "pandas", "networkx", "pyvis", "ingest", "web"})


def test_the_rooms_of_ingest_are_those_named_here() -> None:
    rooms = {path.name for path in (ROOT / "ingest").iterdir() if (path / "__init__.py").exists()}
    assert rooms == set(STEPS)
    assert {path.name for path in (ROOT / "ingest").glob("*.py")} == {"__init__.py"}


@pytest.mark.parametrize("room", STEPS)
def test_a_room_of_ingest_imports_from_those_below_it_only(room: str) -> None:
    modules = _modules()
    below = set(STEPS[STEPS.index(room) :])
    for path in sorted((ROOT / "ingest" / room).rglob("*.py")):
        rooms = {name.split(".")[1] for name in _imports(path, modules) if name.startswith("ingest.")}
        assert rooms <= below, f"{path.relative_to(ROOT)} imports from {sorted(rooms - below)}"


def test_the_rooms_of_the_library_are_those_named_here() -> None:
    rooms = {path.name for path in (ROOT / "lineage").iterdir() if (path / "__init__.py").exists()}
    assert rooms == set(ROOMS)
    assert {path.stem for path in (ROOT / "lineage").glob("*.py")} == IN_NO_ROOM


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_the_library_imports_from_those_below_it_only(room: str) -> None:
    modules = _modules()
    below = set(ROOMS[ROOMS.index(room) :]) | (ASKED_TOGETHER if room in ASKED_TOGETHER else set())
    for path in sorted((ROOT / "lineage" / room).rglob("*.py")):
        imported = {name.split(".")[1] for name in _imports(path, modules) if name.startswith("lineage.")}
        assert imported - IN_NO_ROOM <= below, f"{path.relative_to(ROOT)} imports from {sorted(imported - below)}"


def test_the_rooms_of_the_frozen_graph_are_those_named_here() -> None:
    assert {path.parent.name for path in (ROOT / "lineage" / "frozen").glob("*/__init__.py")} == set(FROZEN)


@pytest.mark.parametrize("room", FROZEN)
def test_a_room_of_the_frozen_graph_imports_from_those_below_it_only(room: str) -> None:
    modules = _modules()
    above = set(FROZEN[: FROZEN.index(room)])
    for path in sorted((ROOT / "lineage" / "frozen" / room).rglob("*.py")):
        rooms = {name.split(".")[2] for name in _imports(path, modules) if name.startswith("lineage.frozen.")}
        assert not rooms & above, f"{path.relative_to(ROOT)} imports from {sorted(rooms & above)}"


def test_no_two_files_import_each_other_by_any_way_round() -> None:
    modules = _modules()
    imports = {name: _imports(path, modules) - {name} for name, path in modules.items()}
    for name, path in modules.items():  # a package that hands on its modules' names is no file that they lean on
        if path.name == "__init__.py":
            imports[name] = {other for other in imports[name] if not other.startswith(f"{name}.")}
    circles = [sorted(circle) for circle in nx.strongly_connected_components(nx.DiGraph(imports)) if len(circle) > 1]
    assert circles == []


def test_no_class_name_has_two_meanings() -> None:
    homes: dict[str, list[str]] = {}
    for name, path in _modules().items():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(name)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def _constants(path: Path) -> Iterator[str]:
    """The names that a module gives values to."""
    for node in _tree(path).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))


def test_no_bound_has_two_meanings() -> None:
    """Two modules that bound something call it by what is bounded: one finds the bound of a thing by its name."""
    homes: dict[str, list[str]] = {}
    for name, path in _modules().items():
        for constant in _constants(path):
            if constant.startswith("MOST") or constant == "LEVELS":
                homes.setdefault(constant, []).append(name)
    assert {constant: where for constant, where in homes.items() if len(where) > 1} == {}


def _strings(path: Path) -> list[str]:
    """A file's string literals, docstrings left out: examples may stand in documentation."""
    tree = _tree(path)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def test_a_line_of_a_template_that_decides_something_can_be_read() -> None:
    """A sentence whose grammar follows from what is told is a function of `web/presentation/`, with its test."""
    lines = [
        f"{path.name}:{at} has {len(line)} characters"
        for path in sorted((ROOT / "web" / "templates").glob("*.html"))
        for at, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_TEMPLATE_LINE and re.search(r"\{[%{][^{}]*\b(el)?if\b", line)
    ]
    assert lines == []


def test_cypher_stands_in_its_homes_only() -> None:
    hints = {'try "MATCH (m:Model) RETURN count(m) AS models"'}
    for package in MAY_IMPORT:
        for path in _files(package):
            if path.relative_to(ROOT).as_posix() in HOMES_OF_CYPHER:
                continue
            found = [text for text in _strings(path) if CYPHER.search(text) and text not in hints]
            assert not found, f"{path.relative_to(ROOT)} holds Cypher: {found}"


@pytest.mark.parametrize("package", [lineage, ingest, web])
def test_the_three_packages_are_ours_and_typed(package: object) -> None:
    folders = list(package.__path__)  # type: ignore[attr-defined]
    assert [Path(folder).resolve() for folder in folders] == [ROOT / package.__name__]  # type: ignore[attr-defined]
    assert (ROOT / package.__name__ / "py.typed").exists()  # type: ignore[attr-defined]


def test_no_rule_of_the_shape_is_broken_by_a_missing_package_file() -> None:
    for folder in {path.parent for path in (ROOT / "tests").rglob("*.py")}:
        assert (folder / "__init__.py").exists(), f"{folder} lacks __init__.py, which would shadow a package"
