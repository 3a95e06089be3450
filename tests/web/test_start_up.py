"""What a server reads before its first answers: no more than these need, whatever else it can do."""

import pytest

from lineage.home.home import Home
from tests.watched import watched
from web import pages

ASKED = """
from lineage.place import place
from web.app import app_of
answer = app_of(place(sys.argv[1])).test_client().get(sys.argv[2])
assert answer.status_code == 200, answer.text
"""
ENGINES_AND_TOOLS = {"kglite", "neo4j", "polars", "networkx", "httpx2", "huggingface_hub", "yaml", "rapidfuzz"}
OF_WRITERS = {
    "lineage.freezing.freeze",
    "lineage.frozen.build",
    "lineage.frozen.precompute",
    "lineage.frozen.rollups.portrait_build",
}
OF_OTHER_PAGES = {"lineage.bom", "lineage.comparison", "lineage.cypher", "lineage.fixes", "lineage.impact.impact"}
OF_OTHER_ANSWERS = {"lineage.export", "lineage.published_claims", "lineage.questions.stored_queries", "lineage.columns"}


def after(home: Home, address: str) -> set[str]:
    """The modules of a fresh server after its first answer."""
    return watched(ASKED, str(home.root), address)[0]


def ours(modules: set[str], package: str) -> set[str]:
    """Those of a package below it, by their names there."""
    return {name.removeprefix(f"{package}.") for name in modules if name.startswith(f"{package}.")}


def test_a_first_answer_reads_no_module_of_another(practice_home: Home) -> None:
    modules = after(practice_home, "/api/v1/graph")
    assert ours(modules, "web.api") == {"declare", "graph"}
    assert not ours(modules, "web.pages")
    assert not modules & {*ENGINES_AND_TOOLS, *OF_WRITERS, *OF_OTHER_PAGES, *OF_OTHER_ANSWERS}


def test_a_first_page_reads_no_module_of_another(practice_home: Home) -> None:
    modules = after(practice_home, "/")
    assert ours(modules, "web.pages") == {"home"}
    assert not modules & {*ENGINES_AND_TOOLS, *OF_WRITERS, *OF_OTHER_PAGES} - {"lineage.comparison"}


@pytest.mark.parametrize("endpoint", [endpoint for _, endpoint in pages.ROUTES])
def test_each_page_of_the_table_is_there(endpoint: str) -> None:
    assert callable(pages.view(endpoint))
