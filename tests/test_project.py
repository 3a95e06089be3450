"""What stands around the code: the licence, the changelog, the hooks before a commit."""

import re
import tomllib
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import requires
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.version import Version

import lineage
from lineage.version import versions

ROOT = Path(__file__).resolve().parents[1]
TABLES = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = TABLES["project"]
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
"""Of the text at apache.org/licenses/LICENSE-2.0.txt."""

HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]


def test_the_licence_is_the_one_that_is_named() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert PROJECT["license-files"][0] == "LICENSE"
    vendored = {folder for folder in (ROOT / "web" / "static" / "vendor").iterdir() if folder.is_dir()}
    assert {file.parent for pattern in PROJECT["license-files"][1:] for file in ROOT.glob(pattern)} == vendored
    assert sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2


def test_what_is_not_released_calls_itself_no_release() -> None:
    first, *released = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    newest, _, day = released[0].partition(" - ")
    assert first == "Unreleased" and re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    ours = Version(lineage.__version__)
    assert (ours > Version(newest)) if ours.is_devrelease else (ours == Version(newest))


def test_the_version_has_one_source() -> None:
    assert PROJECT["dynamic"] == ["version"]
    assert TABLES["tool"]["hatch"]["version"] == {"path": "lineage/__init__.py"}
    assert versions()["qwen-lineage"] == lineage.__version__


def test_the_hooks_run_what_make_check_runs() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("$(BIN)", ".venv/bin")
    assert re.search(r"^check: style types ", makefile, re.MULTILINE)
    style = re.search(r"^style: .*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert style
    hooks = {hook["entry"].replace(" --fix", "").replace("ruff format", "ruff format --check"): hook for hook in HOOKS}
    assert set(hooks) == {*style[1].replace("\t", "").splitlines(), "make types", *_of_the_house(hooks)}
    assert {"python", "javascript", "ts"} <= set(hooks["make types"]["types_or"])
    assert {hook["language"] for hook in HOOKS} == {"system"}


def _of_the_house(hooks: Iterable[str]) -> list[str]:
    (rules,) = (tool for tool in hooks if "tests/test_house.py" in tool)
    return [rules]


def test_what_is_pinned_builds_the_package_too() -> None:
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    assert {"editables", "pre-commit", *_needs("hatchling")} <= pinned
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(
        r"^PINNED := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt$", makefile, re.MULTILINE
    )
    assert makefile.count(" -m pip install") == makefile.count("$(PINNED) $(BIN)/python -m pip install") == 1


def _needs(name: str) -> set[str]:
    """A package and all that it requires here, without extras."""
    parsed = [Requirement(text) for text in requires(name) or ()]
    return {name}.union(
        *(_needs(one.name) for one in parsed if one.marker is None or one.marker.evaluate({"extra": ""}))
    )
