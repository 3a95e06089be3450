"""What all tests share: isolation from the user's own Hub settings, the real data beside the project, and Neo4j."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# huggingface_hub reads these when it is imported, so they stand before everything that imports it.
os.environ |= {"DO_NOT_TRACK": "1", "NO_PROXY": "127.0.0.1", "HF_HOME": tempfile.mkdtemp(prefix="hf-home-")}
for _name in ("HF_TOKEN", "HF_ENDPOINT"):
    os.environ.pop(_name, None)

from lineage import cli, settings
from lineage.home import Home
from tests.neo4j_server import neo4j_server

IN_CI = os.environ.get("CI") == "true"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's own home or store."""
    for name in (settings.HOME.variable, settings.STORE.variable):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real Hub metadata; it is not part of the project, so a checkout without it skips."""
    if not SHARED.is_dir():
        pytest.skip(f"no real Hub data at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def neo4j_url() -> Iterator[str]:
    """A Neo4j server, one for the whole run: the one named, or under CI=true one started here."""
    given = os.environ.get(settings.TEST_NEO4J.variable)
    if given:
        yield given
    elif not IN_CI:
        pytest.skip(f"no Neo4j: name a server in {settings.TEST_NEO4J.variable}, or set CI=true to start one")
    else:
        with neo4j_server() as (url, password):
            os.environ[settings.PASSWORD.variable] = password
            yield url


@pytest.fixture(scope="session")
def practice_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that `qwen-lineage run` filled from a practice Hub of 3,000 models. Tests read it and write nothing."""
    root = tmp_path_factory.mktemp("practice-home")
    assert cli.run(["run", "--practice", "--models", "3000", "--no-serve", "--home", str(root)]) == 0
    return Home(root)
