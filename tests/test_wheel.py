"""The wheel holds the three packages and their data, works by itself, and holds nothing that tests expect."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAKE_A_HUB = "import ingest; from ingest.practice import population; print(ingest.__file__, population(500, 1).size)"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, timeout=60
    )
    (path,) = folder.glob("*.whl")
    return ZipFile(path)


def test_the_wheel_holds_three_packages_and_no_test(wheel: ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"ingest", "lineage", "web"}
    benches = ("test", "tests", "conftest.py", "bench")
    parts = {part for name in wheel.namelist() for part in name.split("/")}
    assert not [part for part in parts if part.partition("_")[0] in benches]


def test_the_wheel_holds_every_tracked_file_of_the_practice_hubs_data(wheel: ZipFile) -> None:
    data = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ingest" / "practice" / "data").iterdir()}
    assert {"ingest/practice/data/bases.csv", "ingest/practice/data/words.toml"} <= data <= set(wheel.namelist())


def test_the_wheel_makes_a_practice_hub_by_itself(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    made = subprocess.run(
        [sys.executable, "-c", MAKE_A_HUB],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert made.stdout.split() == [str(tmp_path / "ingest" / "__init__.py"), "500"]


def test_no_module_of_the_wheel_defines_what_the_fault_plans_are_made_of(wheel: ZipFile) -> None:
    sources = [path.read_text() for path in (ROOT / "tests" / "ingest" / "faults").glob("*.py")]
    bench = set().union(*map(_classes_and_fields, sources))
    assert {"FaultPlan", "ExpectedResult", "FaultyHub", "must", "expected"} <= bench
    telling = {name for name in bench if name[0].isupper()} | {"must"}
    for name in wheel.namelist():
        if name.endswith(".py"):
            source = wheel.read(name).decode()
            assert not _classes_and_fields(source) & telling, name
            assert "tests" not in _imported(source), name


def _classes_and_fields(source: str) -> set[str]:
    """The names of a module's classes and of their annotated fields."""
    classes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    fields = (child.target for one in classes for child in one.body if isinstance(child, ast.AnnAssign))
    return {one.name for one in classes} | {field.id for field in fields if isinstance(field, ast.Name)}


def _imported(source: str) -> set[str]:
    """The top-level packages a module imports."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    parts = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | parts}
