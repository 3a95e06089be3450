"""The README is short, and its Python runs; what else it says is held to the code with the other documents."""

import re
from pathlib import Path
from typing import Any

import pytest

from lineage import cli, settings
from lineage.errors import BadSetting
from lineage.place import Place

README = (Path(__file__).resolve().parents[1] / "README.md").read_text()


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
