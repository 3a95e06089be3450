"""The first questions of docs/python.md are answered: its code is run on the practice Hub as it stands there."""

import re
from pathlib import Path

import matplotlib as mpl
import pytest

from lineage import settings
from lineage.home import Home

PAGE = Path(__file__).resolve().parents[1] / "docs" / "python.md"
MOST_LINES = 60


def test_the_first_questions_are_answered_in_sixty_lines(
    practice_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"## The first questions.*?```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(code.splitlines()) <= MOST_LINES
    monkeypatch.setenv(settings.HOME.variable, str(practice_home.root))
    monkeypatch.chdir(tmp_path)
    mpl.use("Agg")
    exec(compile(code, str(PAGE), "exec"), {"__name__": "__main__"})  # noqa: S102 - ours, out of our own page
    assert "models of others descend from Qwen's" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {
        "growth.png",
        "family.graphml",
        "family.gexf",
        "models.parquet",
    }
