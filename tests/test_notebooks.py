"""Every notebook runs from top to bottom on a graph of the practice Hub."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from lineage import settings
from lineage.place import Place

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, practice: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.HOME.variable, str(practice.home.root))
    monkeypatch.setenv(settings.STORE.variable, practice.store)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert len(outputs) >= 10
    assert any("iframe" in str(output.get("data", {}).get("text/html", "")) for output in outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert not [cell for cell in cells if cell.get("outputs")]
