"""The documents say what is true: links lead somewhere, names exist in the code, tables follow from it."""

import importlib
import re
from pathlib import Path

import pytest

from lineage import cli
from tests import documented
from tests.lineage.frozen.graphs import frozen

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "tests" / "README.md"])
TEXTS = {path: path.read_text() for path in DOCUMENTS}
MAKEFILE = (ROOT / "Makefile").read_text()


def _found(pattern: str, flags: re.RegexFlag = re.MULTILINE) -> list[tuple[Path, str]]:
    """What the documents say, with where, each once."""
    return sorted({(path, said) for path, text in TEXTS.items() for said in re.findall(pattern, text, flags)})


def _named(pair: object) -> str:
    return pair.relative_to(ROOT).as_posix() if isinstance(pair, Path) else str(pair)


@pytest.mark.parametrize(("document", "linked"), _found(r"\]\(((?!http)[^)]+)\)"), ids=_named)
def test_a_link_leads_somewhere(document: Path, linked: str) -> None:
    path, _, heading = linked.partition("#")
    target = document.parent / path if path else document
    assert target.exists()
    if heading:
        headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
        assert heading in [re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings]


@pytest.mark.parametrize(
    ("document", "name"), _found(r"`((?:lineage|ingest|web|tests|benchmarks)\.[\w.]+)(?:\(\))?`"), ids=_named
)
def test_a_name_of_the_code_exists(document: Path, name: str) -> None:
    parts = name.split(".")
    for depth in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:depth]))
        except ModuleNotFoundError:
            continue
        for part in parts[depth:]:
            found = getattr(found, part)
        return
    pytest.fail(f"no module {parts[0]}")


@pytest.mark.parametrize(
    ("document", "path"),
    _found(r"`((?:lineage|ingest|web|tests|docs|benchmarks|notebooks|\.ci)/[\w./-]*)`"),
    ids=_named,
)
def test_a_path_in_the_project_exists(document: Path, path: str) -> None:
    assert (ROOT / path).exists() or (document.parent / path).exists()


@pytest.mark.parametrize(("document", "module"), _found(r"python -m ((?:tests|benchmarks)[\w.]*)"), ids=_named)
def test_a_module_to_run_exists(document: Path, module: str) -> None:
    path = ROOT.joinpath(*module.split("."))
    assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()


@pytest.mark.parametrize(("document", "command"), _found(r"(?:^|`|&& )qwen-lineage ([a-z][a-z-]*)"), ids=_named)
def test_a_command_exists(document: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([command, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize(("document", "target"), _found(r"(?:^|`)make ([a-z0-9-]+)"), ids=_named)
def test_a_make_target_exists(document: Path, target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("name", documented.TABLES)
def test_a_table_is_as_the_code_has_it(name: str) -> None:
    path, table = documented.TABLES[name]
    assert documented.written(path, name) == table()


def test_what_the_operations_manual_quotes_is_said_somewhere() -> None:
    table = TEXTS[ROOT / "docs" / "operations.md"].partition("| what is said |")[2]
    quoted = re.findall(r"`([^`]+)`", "\n".join(line.split("|")[1] for line in table.splitlines()[2:]))
    assert quoted
    code = "\n".join(
        path.read_text() for package in ("lineage", "ingest", "web") for path in (ROOT / package).rglob("*.py")
    )
    assert [words for words in quoted if words not in code] == []


def test_the_data_model_names_each_folder_of_a_frozen_graph(tmp_path: Path) -> None:
    frozen(tmp_path / "graph", [("a/child", "b/parent")])
    section = TEXTS[ROOT / "docs" / "data-model.md"].partition("## The frozen graph")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)/` \|", section, re.MULTILINE)) == {
        path.name for path in (tmp_path / "graph").iterdir() if path.is_dir()
    }
