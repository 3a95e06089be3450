"""Freezing: the same graph gives the same bytes from either engine, and never a mixture of two loads."""

from contextlib import closing
from pathlib import Path

import pytest

from ingest.load.load import load
from lineage import settings
from lineage.freezing.freeze import freeze
from lineage.home.home import Home, read_manifest
from lineage.stores import open_reader, open_writer
from tests.lineage.stores.families import FAMILY, GUESSES, resolution

UNICODE = ["é/\U0001f984", "é/\uffee", "Z/e\u0301", "z/\u00df", "\u4e2d/\u6587"]


def frozen(resolved: Path, url: str, root: Path) -> tuple[bytes, dict[str, object]]:
    """The arrays' bytes and the manifest of what is frozen from the store at `url` after loading."""
    home, password = Home(root), settings.value(settings.PASSWORD)
    with closing(open_writer(url, home.store, password)) as writer:
        load(resolved, writer, force=True)
    with closing(open_reader(url, home.store, password)) as reader:
        freeze(reader, home)
    (folder,) = (path.parent for path in home.frozen.glob("[!.]*/manifest.json"))
    return (folder / "arrays.bin").read_bytes(), read_manifest(folder)


def odd(folder: Path) -> Path:
    """A family of unicode ids that is a cycle, with a merge of all and a model that names itself."""
    models = [*FAMILY[0], *({"id": id, "author": "é", "status": "listed", "license": id} for id in UNICODE)]
    pairs = [*zip(UNICODE, [*UNICODE[1:], UNICODE[0]], strict=True), *(("a/merge", id) for id in UNICODE)]
    edges = [
        {"child": c, "parent": p, "relation": "merge", "evidence": ["hub", "tag"], "raw": f" {p}"} for c, p in pairs
    ]
    return resolution(folder, (models, [*FAMILY[1], *edges]), GUESSES)


@pytest.mark.neo4j
def test_a_graph_of_everything_odd_is_the_same_from_both_engines(neo4j_url: str, tmp_path: Path) -> None:
    resolved = odd(tmp_path / "odd")
    embedded = frozen(resolved, "embedded:", tmp_path / "embedded")
    assert embedded[1]["models"] == len(FAMILY[0]) + len(UNICODE)
    assert frozen(resolved, neo4j_url, tmp_path / "server") == embedded


@pytest.mark.neo4j
def test_the_practice_graph_is_the_same_from_both_engines(neo4j_url: str, practice_home: Home, tmp_path: Path) -> None:
    resolved = practice_home.resolution()
    embedded = frozen(resolved, "embedded:", tmp_path / "embedded")
    assert frozen(resolved, neo4j_url, tmp_path / "server") == embedded


def test_the_order_in_which_a_store_was_written_does_not_matter(tmp_path: Path) -> None:
    models, edges = FAMILY
    one = frozen(resolution(tmp_path / "one", FAMILY, GUESSES), "embedded:", tmp_path / "home")
    backwards = resolution(tmp_path / "other", (models[::-1], edges[::-1]), GUESSES)
    assert frozen(backwards, "embedded:", tmp_path / "home") == one
