"""Every notebook runs whole on a graph of the practice Hub; those about numbers on an imported file too."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient

from lineage import frames, settings
from lineage.graph import open_place
from lineage.place import Place
from tests.web.sample import opened_sample
from web.answers.claims import checked_claims

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
THE_CLAIMS = NOTEBOOKS[1]
SHOWN = {"01_first_look": "iframe", "02_the_claims": "image/png", "03_licence_audit": "image/png"}
"""What at least one output of a notebook holds, by its name."""

Run = Callable[..., nbformat.NotebookNode]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Executes a notebook on a place, and `more` code after its last cell."""

    def executed(path: Path, place: Place, more: str = "") -> nbformat.NotebookNode:
        monkeypatch.setenv(settings.HOME.variable, str(place.home.root))
        monkeypatch.setenv(settings.STORE.variable, place.store)
        notebook = nbformat.read(path, as_version=4)
        if more:
            notebook.cells.append(nbformat.v4.new_code_cell(more))
        folder = {"metadata": {"path": path.parent}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=folder).execute()
        return notebook

    return executed


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, practice: Place, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "claims.parquet"
    more = f"claims.write_parquet({str(file)!r})" if path == THE_CLAIMS else ""
    outputs = [output for cell in run(path, practice, more).cells for output in cell.get("outputs", ())]
    assert len(outputs) >= 10
    assert any(SHOWN[path.stem] in str(output.get("data", {})) for output in outputs)
    if path == THE_CLAIMS:
        with closing(open_place(practice)) as opened:
            page = checked_claims(opened.graph, practice.home)
        assert pl.read_parquet(file).equals(frames.claims_frame(page)), "the numbers are those of the page"


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_a_notebook_about_numbers_runs_on_an_imported_file_that_lacks_most_fields(
    path: Path, tmp_path: Path, run: Run
) -> None:
    with closing(opened_sample(tmp_path)) as sample:
        assert sample.home is not None
        run(path, Place(sample.home, f"embedded:{sample.home.store}"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert not [cell for cell in cells if cell.get("outputs")]
