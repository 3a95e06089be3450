"""The README is short, and its Python runs; what else it says is held to the code with the other documents."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lineage import cli, settings
from lineage.errors import BadSetting
from lineage.place import Place

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len(README.splitlines()) <= 150


def test_the_python_of_the_readme_runs(practice: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.HOME.variable, str(practice.home.root))
    monkeypatch.setenv(settings.STORE.variable, practice.store)
    code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert code
    for block in code:
        names: dict[str, Any] = {}
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own README
        assert names["graph"].children(names["base"]).height > 0


def test_every_setting_misspelt_is_refused() -> None:
    assert cli.run.__doc__
    with pytest.raises(BadSetting, match="QWEN_LINEAGE_HOM"):
        settings.check_environment({"QWEN_LINEAGE_HOM": "x"})


def test_the_readme_begins_with_the_two_commands_and_names_every_extra() -> None:
    first, _, rest = README.partition("\n## ")
    assert [line.split("#")[0].strip() for line in first.partition("```\n")[2].splitlines()[:2]] == [
        "make run",
        "make test",
    ]
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for_users = {name for name, needs in extras.items() if name != "test" and not needs[0].startswith("qwen-lineage[")}
    (named,) = re.findall(r"'\.\[([\w,]+)\]'", rest)
    assert set(named.split(",")) == for_users
