"""From a store to pages, on either engine: what is served is of one load, is kept for the next start, and says so."""

import os
import re
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from lineage import settings
from lineage.freezing.freeze import freeze
from lineage.home.home import Home
from lineage.values import Scope
from tests.engines import Engine, Engines
from tests.web import family
from tests.web.family import BASE
from web import Source, create_app

URL = re.compile(rb"http://127\.0\.0\.1:\d+/")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def frozen(engine: Engine, home: Home) -> Source:
    """The family that an engine holds, as the app serves it without its store."""
    with closing(engine.reader()) as reader:
        return Source(freeze(reader, home), None)


def served(engine: Engine, home: Home) -> bytes:
    """What `qwen-lineage serve` answers about its graph, started as a user would and ended again."""
    command = [sys.executable, "-m", "lineage", "serve", "--port", "0", "--home", str(home.root)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", settings.STORE.variable: engine.url}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        try:
            assert process.stdout is not None
            found = URL.search(process.stdout.readline())
            assert found is not None
            with urllib.request.urlopen(f"{found.group().decode()}api/v1/graph", timeout=20) as answer:
                return bytes(answer.read())
        finally:
            process.terminate()


def kept(home: Home) -> dict[Path, tuple[int, int]]:
    """Every frozen file with its inode and its time: another one as soon as it is made again."""
    files = (path for path in home.frozen.rglob("*") if path.is_file())
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def test_a_second_start_serves_what_the_first_froze(engine: Engine, home: Home) -> None:
    family.fill(engine)
    first = served(engine, home)
    cache = kept(home)
    assert cache
    assert served(engine, home) == first
    assert kept(home) == cache


def test_a_start_whose_cache_is_damaged_freezes_again(engine: Engine, home: Home) -> None:
    family.fill(engine)
    first = served(engine, home)
    (arrays,) = home.frozen.glob("*/arrays.bin")
    arrays.write_bytes(arrays.read_bytes()[:100])
    assert served(engine, home) == first
    assert arrays.stat().st_size > 100


def test_another_graph_has_another_version(engine_url: str, engines: Engines, home: Home, tmp_path: Path) -> None:
    etags = set()
    for name, derivations in (("whole", family.DERIVATIONS), ("fewer", family.DERIVATIONS[:-1])):
        engine = engines.empty(engine_url, tmp_path / name)
        family.fill(engine, derivations)
        etags.add(create_app(frozen(engine, home)).test_client().get("/api/v1/graph").headers["ETag"])
    assert len(etags) == 2


def test_a_family_walked_to_its_end_says_so_on_every_page(engine: Engine, home: Home) -> None:
    family.fill(engine, given=family.facts(scope=Scope.family(BASE), coverage=1.0))
    client = create_app(frozen(engine, home)).test_client()
    for path in ("/", "/table", f"/families/{BASE}"):
        text = client.get(path).text
        assert f"The family of {BASE}, walked to the end" in text
        assert "estimate" not in text


def test_a_family_without_an_estimate_says_so(engine: Engine, home: Home) -> None:
    family.fill(engine, given=family.facts(complete=False, frontier=7, scope=Scope.family(BASE)))
    client = create_app(frozen(engine, home)).test_client()
    assert "How many descendants are missing is not estimated." in client.get("/table").text


def test_synthetic_and_incomplete_snapshots_say_so_on_every_page(engine: Engine, home: Home) -> None:
    shares = {"coverage": 0.9806, "coverage_low": 0.937, "coverage_high": 0.989}
    facts = family.facts(synthetic=True, complete=False, frontier=1234, scope=Scope.family(BASE), **shares)
    family.fill(engine, given=facts)
    client = create_app(frozen(engine, home)).test_client()
    for path in ("/", "/outline", "/table", f"/models/{BASE}", f"/families/{BASE}", "/api", "/nothing"):
        text = client.get(path).text
        assert "Synthetic data." in text
        assert "1,234 models whose children nobody asked for" in text
        assert "98.1 % of the descendants are listed (93.7 % to 98.9 %)" in text
        assert "though no independent listing shows the rest" in text
    assert "huggingface.co/" + BASE not in client.get(f"/models/{BASE}").text
    said = client.get("/api/v1/graph").json["snapshot"]
    assert said["synthetic"] is True
    assert shares.items() <= said.items()
