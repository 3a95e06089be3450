"""The wheel holds the three packages and their data, works by itself, and holds nothing that tests expect; the sdist
holds what it takes to make and to test it."""

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAKE_A_HUB = "import ingest; from ingest.practice import population; print(ingest.__file__, population(500, 1).size)"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> ZipFile:
    (path,) = built.glob("*.whl")
    return ZipFile(path)


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment in which the wheel is installed; what it depends on is that of the tests."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    (path,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", path], check=True, timeout=120)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin"


def test_the_wheel_holds_three_packages_and_no_test(wheel: ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"ingest", "lineage", "web"}
    benches = ("test", "tests", "conftest.py", "bench")
    parts = {part for name in wheel.namelist() for part in name.split("/")}
    assert not [part for part in parts if part.partition("_")[0] in benches]


def test_the_wheel_holds_nothing_that_type_checkers_of_javascript_read(wheel: ZipFile) -> None:
    assert not [name for name in wheel.namelist() if name.endswith((".d.ts", "jsconfig.json"))]


def test_the_wheel_holds_every_tracked_file_of_the_practice_hubs_data(wheel: ZipFile) -> None:
    data = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ingest" / "practice" / "data").iterdir()}
    assert {"ingest/practice/data/bases.csv", "ingest/practice/data/words.toml"} <= data <= set(wheel.namelist())


def test_an_installed_wheel_goes_the_whole_way(installed: Path, tmp_path: Path) -> None:
    """Its command, its packages and their data, and nothing of the checkout."""
    cards = tmp_path / "models.jsonl"
    parent, child = {"id": "Qwen/base"}, {"id": "a/child", "tags": ["base_model:Qwen/base"]}
    cards.write_text("\n".join(map(json.dumps, (parent, child))))
    picture = tmp_path / "all.html"
    environment = {**os.environ, "QWEN_LINEAGE_HOME": str(tmp_path / "home")}
    steps = (["--help"], ["import", cards], ["resolve"], ["load"], ["export", "--all", "-o", picture])
    for step in steps:
        command = [installed / "qwen-lineage", *step]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=120)
    where = [installed / "python", "-c", "import lineage; print(lineage.__file__)"]
    imported = subprocess.run(where, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60).stdout
    assert Path(imported).is_relative_to(installed.parent)
    assert "2 models, 1 derivations" in picture.read_text()


def test_both_hold_every_licence(built: Path, wheel: ZipFile) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    texts = {file.relative_to(ROOT).as_posix() for pattern in project["license-files"] for file in ROOT.glob(pattern)}
    held = {name.partition(".dist-info/licenses/")[2] for name in wheel.namelist()}
    assert texts <= held and texts <= _of_the_sdist(built)


def test_the_sdist_makes_the_wheel_and_tests_it(built: Path, wheel: ZipFile) -> None:
    held = _of_the_sdist(built)
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} <= held
    assert {"Makefile", "constraints.txt", "pyproject.toml", "tests/test_wheel.py", "docs/data-model.md"} <= held
    assert {".ci/run", ".dockerignore", "Dockerfile", "compose.yaml"} <= held  # which its tests read
    pictures = re.findall(r"!\[.*?\]\((?!http)(.*?)\)", (ROOT / "README.md").read_text())
    assert pictures and set(pictures) <= held
    unwanted = (".venv", "node_modules", "__pycache__", ".git")
    assert not [name for name in held if set(unwanted) & set(Path(name).parts)]


def _of_the_sdist(built: Path) -> set[str]:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def test_the_wheel_makes_a_practice_hub_by_itself(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)  # noqa: S202 - our own
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
