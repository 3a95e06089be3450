"""A damaged file of a home is one line, or is made again: no way of reading answers from it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import lineage
from lineage.cli import command_line as cli
from lineage.errors import LineageError
from lineage.files import checksums
from lineage.home.home import Home
from lineage.place import place
from web.app import app_of
from web.reload import Reloader
from web.source import served

ALL = "MATCH (m:Model) RETURN m.id AS id, m.downloads AS d, m.tags AS t, m.created_at AS c ORDER BY id"
READ_BY = {
    "snapshots": ("resolve", "quality"),
    "resolved": ("load --force",),
    "store": (),
    "frozen": (),
}
"""What reads the files of each folder on their way to the graph."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of 60 made-up models, frozen."""
    home = Home(tmp_path_factory.mktemp("damage") / "home")
    assert cli.run(["run", "--practice", "--models", "60", "--no-serve", "--home", str(home.root)]) == 0
    return home


@pytest.fixture
def home(whole: Home) -> Home:
    """The same home, at the same place, whole again whatever the last test did to it."""
    kept = whole.root.with_name("kept")
    if not kept.exists():
        shutil.copytree(whole.root, kept)
    shutil.rmtree(whole.root)
    shutil.copytree(kept, whole.root)
    return whole


def answers(home: Home) -> str:
    """What is told of the graph, from its arrays, its rows and its engine."""
    opened = lineage.open(str(home.root))
    try:
        ids = opened.graph.ids.take(range(opened.graph.size))
        told = [opened.model(id) for id in ids], opened.cypher(ALL, as_="rows", limit=5000)
        return repr((opened.facts.id, ids, opened.graph.reach.descendant_count.tolist(), told))
    finally:
        opened.close()


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def cut(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


@pytest.mark.parametrize("damage", [flip, cut], ids=["a bit", "a cut"])
@pytest.mark.parametrize("room", READ_BY)
def test_no_answer_comes_from_a_damaged_file(
    room: str, damage: Callable[[Path, random.Random], None], home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, true = random.Random(f"{room} {damage.__name__}"), answers(home)
    files = sorted(p for p in (home.root / room).rglob("*") if p.is_file() and p.stat().st_size)
    for path in files[:: 1 if damage is flip else 2]:
        kept = path.read_bytes()
        damage(path, chance)
        codes = [cli.run([*words.split(), "--home", str(home.root)]) for words in READ_BY[room]]
        said = capsys.readouterr().err
        assert "Traceback" not in said
        try:
            assert any(codes) or answers(home).partition(",")[2] == true.partition(",")[2], f"{path}: nothing was said"
        except LineageError as error:
            assert error.hint, error
        if path.parent.is_dir():
            path.write_bytes(kept)


def test_a_server_finds_a_large_file_damaged_says_so_and_freezes_again(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checksums, "AT_ONCE", 0)
    folder = place(str(home.root)).frozen()
    assert folder is not None
    flip(folder / "arrays.bin", random.Random(1))
    app = app_of(place(str(home.root)))
    reloader = Reloader(app, place(str(home.root)))
    monkeypatch.setattr(reloader, "_reload", lambda: False)
    assert not reloader.look()
    answer = app.test_client().get("/api/v1/graph", base_url="http://localhost")
    assert answer.status_code == 503
    assert "qwen-lineage freeze" in answer.json["error"]["message"]
    monkeypatch.undo()
    assert reloader.look()
    assert served(app).damage is None
    assert app.test_client().get("/api/v1/graph", base_url="http://localhost").status_code == 200
