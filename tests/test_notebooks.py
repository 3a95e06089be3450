"""Every notebook runs whole on a graph of the practice Hub and on an imported file that lacks most fields, all in one
kernel that forgets everything between two of them; the numbers are those of the pages."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import lineage
from lineage import settings
from lineage.filters.filtered_models import FilteredModels
from lineage.filters.model_filter import ModelFilter
from lineage.graph import Lineage, open_place
from lineage.home.home import Home
from lineage.owners.progenitors import named
from lineage.place import Place
from lineage.tabular import frames
from lineage.values import Status
from tests.web.sample import opened_sample
from web.answers import growth, lists
from web.answers.claims import checked_claims
from web.answers.owners import owner_answer
from web.parameters.growth import GrowthQuery
from web.parameters.lists import ListQuery

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
IN_BOTH_ENGINES = NOTEBOOKS[:3]
OF_AN_ORGANISATION = (NOTEBOOKS[0], NOTEBOOKS[4])
PICTURES = {"01_first_look": "iframe"}
"""What at least one output of a notebook holds, by its name; a chart, where nothing is said."""

Run = Callable[..., nbformat.NotebookNode]


@pytest.fixture(scope="module")
def kernel() -> Iterator[KernelManager]:
    """One Python for all notebooks: starting it, and importing what draws, takes longer than most of them."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(NOTEBOOKS[0].parent))
    yield manager
    manager.shutdown_kernel(now=True)


@pytest.fixture
def run(kernel: KernelManager) -> Run:
    """Executes a notebook on a place, and `more` code after its last cell."""

    def executed(path: Path, place: Place, more: str = "") -> nbformat.NotebookNode:
        notebook = nbformat.read(path, as_version=4)
        named = {settings.HOME.variable: str(place.home.root), settings.STORE.variable: place.store}
        named |= {settings.PASSWORD.variable: os.environ.get(settings.PASSWORD.variable, "")}  # made after the kernel
        before = nbformat.v4.new_code_cell(f"%reset -f\nimport os\nos.environ.update({named!r})")
        after = [nbformat.v4.new_code_cell(more)] if more else []
        notebook.cells = [before, *notebook.cells, *after]
        NotebookClient(notebook, timeout=120, km=kernel).execute()
        return notebook

    return executed


@pytest.fixture
def whole_hub(practice_home: Home) -> Place:
    """The practice home's graph in the embedded engine."""
    return Place(practice_home, f"embedded:{practice_home.store}")


def _outputs(notebook: nbformat.NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


@pytest.mark.parametrize("path", IN_BOTH_ENGINES, ids=lambda path: path.stem)
def test_a_notebook_with_statements_runs_on_both_engines(path: Path, practice: Place, tmp_path: Path, run: Run) -> None:
    expression, of_page = NUMBERS[path.stem]
    file = tmp_path / "numbers.json"
    outputs = _outputs(run(path, practice, _writing(expression, file)))
    assert len(outputs) >= 10
    assert any(PICTURES.get(path.stem, "image/png") in str(output.get("data", {})) for output in outputs)
    with closing(open_place(practice)) as opened:
        assert json.loads(file.read_text()) == of_page(opened), "the numbers are those of the page"


def _writing(expression: str, file: Path) -> str:
    """Code that writes what an expression comes to as JSON."""
    return f"import json, pathlib\npathlib.Path({str(file)!r}).write_text(json.dumps({expression}, default=str))"


def _of_children(opened: Lineage) -> Any:
    graph = opened.graph
    qwen = FilteredModels(graph, ModelFilter(organisation=("Qwen",))).page("id", 0, graph.size).numbers
    base = min(qwen, key=lambda number: (-graph.reach.without_mass[number], number))
    page = lists.children(graph, base, ListQuery(limit=10))
    return [graph.ids[base], *(item.descendants for item in page.items)]


def _of_claims(opened: Lineage) -> Any:
    return json.loads(json.dumps(frames.claims_frame(checked_claims(opened.graph, opened.home)).rows(), default=str))


def _of_licences(opened: Lineage) -> Any:
    counted = FilteredModels(opened.graph, ModelFilter(status=(Status.LISTED,))).facet("effective_class")
    return {name: n for name, n in zip(counted.values, counted.models.tolist(), strict=True) if n}


def _of_growth(opened: Lineage) -> Any:
    answer = growth.growth(opened.graph, GrowthQuery(by="base", most=4))
    return [[one.name, sum(one.counts)] for one in answer.series]


def _of_builders(opened: Lineage) -> Any:
    others = owner_answer(opened.graph, named(opened.graph, "organisation:Qwen")).union.others
    return [others.value, others.without_both]


def _of_dirt(opened: Lineage) -> Any:
    return [opened.graph.derivations, sum(opened.graph.models.is_mass_upload.tolist())]


def _of_changes(opened: Lineage) -> Any:
    return opened.facts.listed


def _of_ones_own(opened: Lineage) -> Any:
    return opened.graph.size


NUMBERS: dict[str, tuple[str, Callable[[Lineage], Any]]] = {
    "01_first_look": ("[base, *graph.children(base, limit=10)['descendants']]", _of_children),
    "02_the_claims": ("claims.rows()", _of_claims),
    "03_licence_audit": (
        "dict(classes.group_by('effective').agg(pl.col('models').sum()).rows())",
        _of_licences,
    ),
    "04_growth_and_share": (
        "with_all.group_by('name', maintain_order=True).agg(pl.col('new').sum()).rows()",
        _of_growth,
    ),
    "05_who_builds_on_qwen": ("[family.height, plain.select(pl.len()).collect().item()]", _of_builders),
    "06_dirt": ("[words['derivations'].sum(), rules['models'].sum()]", _of_dirt),
    "07_two_snapshots": ("today.height", _of_changes),
    "08_your_own": ("pl.scan_parquet(folder / 'models.parquet').select(pl.len()).collect().item()", _of_ones_own),
}
"""An expression over what a notebook made, and the same from the pages' functions."""


@pytest.mark.parametrize("path", NOTEBOOKS[3:], ids=lambda path: path.stem)
def test_a_notebook_has_pictures_and_the_numbers_of_the_pages(
    path: Path, whole_hub: Place, tmp_path: Path, run: Run
) -> None:
    expression, of_page = NUMBERS[path.stem]
    file = tmp_path / "numbers.json"
    with closing(open_place(whole_hub)) as before:
        outputs = _outputs(run(path, whole_hub, _writing(expression, file)))
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 1
    with closing(open_place(whole_hub)) as opened:
        assert json.loads(file.read_text()) == of_page(opened)
        assert opened.version == before.version, "nothing was loaded in the place of what the notebook read"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Place:
    with closing(opened_sample(tmp_path_factory.mktemp("sample"))) as opened:
        assert opened.home is not None
        return Place(opened.home, f"embedded:{opened.home.store}")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_about_numbers_runs_on_an_imported_file_that_lacks_most_fields(
    path: Path, sample: Place, run: Run
) -> None:
    run(path, sample)


def _imported(folder: Path, name: str, text: str) -> Place:
    (folder / name).write_text(text)
    with lineage.import_(folder / name, home=folder / "home") as opened:
        assert opened.home is not None
        return Place(opened.home, f"embedded:{opened.home.store}")


@pytest.mark.parametrize("path", OF_AN_ORGANISATION, ids=lambda path: path.stem)
def test_a_notebook_about_an_organisation_takes_the_largest_where_there_is_no_qwen(
    path: Path, tmp_path: Path, run: Run
) -> None:
    place = _imported(tmp_path, "edges.csv", "child,parent\na/x,b/y\nc/z,a/x\nd/w,b/y\n")
    file = tmp_path / "numbers.json"
    run(path, place, _writing("ORGANISATION", file))
    assert json.loads(file.read_text()) == "b"


def test_a_notebook_where_nothing_is_derived_says_what_it_needs(tmp_path: Path, run: Run) -> None:
    place = _imported(tmp_path, "ids.txt", "a/b\n")
    run(NOTEBOOKS[2], place)
    for path in OF_AN_ORGANISATION:
        with pytest.raises(CellExecutionError, match="needs a model that another one descends from"):
            run(path, place)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert not [cell for cell in cells if cell.get("outputs")]
