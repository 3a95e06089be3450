"""The README says what is true: its tables follow from the code, its commands exist, its Python runs."""

import re
from pathlib import Path

import pytest

from lineage import cli, schema, settings
from lineage.place import Place

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def _between(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README, re.DOTALL)
    assert found, f"the README lacks <!-- {name} -->"
    return found[1].strip()


def test_the_schema_table_is_the_schema() -> None:
    assert _between("schema") == schema.markdown_table()


def test_the_settings_table_is_the_settings() -> None:
    assert _between("settings") == settings.markdown_table()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"^qwen-lineage ([a-z-]+)", README, re.MULTILINE))))
def test_a_command_of_the_readme_exists(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([name, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize("target", re.findall(r"^make ([a-z]+)", README, re.MULTILINE))
def test_a_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("linked", re.findall(r"\]\(((?!http)[^)#]+)\)", README))
def test_a_linked_file_exists(linked: str) -> None:
    assert (ROOT / linked).exists()


def test_the_python_of_the_readme_runs(practice: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.HOME.variable, str(practice.home.root))
    monkeypatch.setenv(settings.STORE.variable, practice.store)
    code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert code
    for block in code:
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own README


def test_every_setting_misspelt_is_refused() -> None:
    assert cli.run.__doc__
    with pytest.raises(settings.BadSetting, match="QWEN_LINEAGE_HOM"):
        settings.check_environment({"QWEN_LINEAGE_HOM": "x"})
