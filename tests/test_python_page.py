"""The questions of docs/python.md are answered: its code is run on the practice Hub as it stands there."""

import re
from pathlib import Path

import matplotlib as mpl
import polars as pl
import pytest

import lineage
from lineage import settings
from lineage.home.home import Home

PAGE = Path(__file__).resolve().parents[1] / "docs" / "python.md"
MOST_LINES = 60


def code_below(title: str) -> str:
    """The first Python below a heading of the page."""
    (code,) = re.findall(rf"## {title}.*?```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return str(code)


def test_the_first_questions_are_answered_in_sixty_lines(
    practice_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = code_below("The first questions")
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


def test_three_numbers_of_an_organisation_are_what_the_page_says(practice_home: Home) -> None:
    with lineage.open(str(practice_home.root)) as g:
        names = {"g": g, "pl": pl}
        exec(compile(code_below("How many descend from"), str(PAGE), "exec"), names)  # noqa: S102 - out of our own page
        assert len(set(names["counts"].values())) == 3, "all, own and others differ"  # type: ignore[attr-defined]
        assert 0 < names["counts"]["own"] < names["own"]  # type: ignore[index]
