"""What a store lacks that an earlier version loaded is said by whoever asks for it, with the commands that make it."""

import warnings
from contextlib import closing
from pathlib import Path

import pytest

from ingest.load.load import load
from lineage.graph import open_place
from lineage.home.home import Home
from lineage.place import Place
from tests.engines import Engine
from tests.lineage.stores.families import resolution

RULES = "MATCH (m:Model) WHERE m.license_rules IS NOT NULL RETURN count(m) AS n"
MODELS = [
    {"id": "a/base", "author": "a", "status": "listed", "license": "cc-by-nc-4.0"},
    {"id": "b/tuned", "author": "b", "status": "listed", "license": "mit"},
]
DERIVATION = {"child": "b/tuned", "parent": "a/base", "relation": "finetune", "evidence": ["hub"], "raw": "a/base"}


@pytest.fixture
def earlier(engine: Engine, tmp_path: Path) -> Place:
    """A store loaded of what resolved before licences were compared along derivations."""
    place = engine.place(Home(tmp_path / "home"))
    with closing(place.writer()) as writer:
        load(resolution(place.home.resolved / "one", (MODELS, [DERIVATION])), writer)
    return place


@pytest.mark.parametrize("key", ["license_class", "effective_class", "license_verdict", "license_rules"])
def test_a_statement_on_what_was_not_loaded_says_so(earlier: Place, key: str) -> None:
    with closing(open_place(earlier)) as lineage:
        with pytest.warns(UserWarning, match=f"without {key}: `qwen-lineage resolve`, then `load`"):
            lineage.cypher(f"MATCH (m:Model) WHERE m.{key} IS NOT NULL RETURN count(m) AS n")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            lineage.cypher("MATCH (m:Model) RETURN count(m.license) AS n")


def test_nothing_is_said_where_it_was_loaded(practice: Place) -> None:
    with closing(open_place(practice)) as lineage, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert lineage.cypher(RULES)["n"][0] > 0
