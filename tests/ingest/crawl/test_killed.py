"""Killed at any point and started again, a step ends as if nothing had happened, and leaves nothing lying about.

27 kills in all; LINEAGE_TEST_KILLS=8 makes it eight times as many.
"""

import re
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.commands.update import NOTHING_NEW
from ingest.crawl.journal import Journal
from ingest.hub.client import ListingPage
from ingest.pipeline.steps import show
from ingest.practice import PracticeHub, Server, population, serve
from ingest.practice.messages import HubRequest, HubResponse
from ingest.rows.json_page import page_items
from ingest.snapshots.snapshot import Snapshot
from lineage import settings
from lineage.errors import ConcurrentLoadError, NotLoadedError
from lineage.files.locks import orphans, owned
from lineage.home.home import Home, new_folder
from lineage.place import place
from lineage.stores import Reader, open_reader
from lineage.stores.neo4j.connection import connect
from tests.ingest.killing import Killer, contents, difference, graph, leftovers, run
from tests.settings import TEST_KILLS
from tests.side_by_side import once

MODELS, PAGE = 1_500, 100
FAMILY = "Qwen/Qwen2.5-7B"
IN_A_ROW = 3
TIMES_AS_MANY = int(settings.value(TEST_KILLS))


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    """A Hub of many pages, small ones: a crawl can be killed between any two of them."""
    people = PracticeHub(population(MODELS, seed=11, related=0.8), quota=1_000_000)

    def paged(request: HubRequest) -> HubResponse:
        return people(replace(request, target=request.target.replace("limit=1000", f"limit={PAGE}")))

    with Server(paged) as served:
        yield served.url


@pytest.fixture(scope="module")
def undisturbed(hub: str, run_folder: Path) -> Home:
    """A home filled without a kill. Tests read it and write nothing."""
    return filled(run_folder / "undisturbed", ["crawl", "--endpoint", hub], ["resolve"], ["load"])


@pytest.fixture(scope="module")
def earlier(hub: str, run_folder: Path) -> Home:
    """A home whose newest resolution is of one family, for stores that held something before."""
    crawl = ["crawl", "--endpoint", hub, "--family", FAMILY, "--max-requests", "3"]
    return filled(run_folder / "earlier", crawl, ["resolve"])


def filled(folder: Path, *commands: list[str]) -> Home:
    """A home that some commands filled, once for all processes of the run."""

    def fill(root: Path) -> None:
        for command in commands:
            run(*command, "--home", str(root))

    return Home(once(folder, fill))


@pytest.mark.parametrize(
    ("options", "kills"), [([], 6), (["--family", FAMILY, "--max-requests", "25"], 4)], ids=["whole Hub", "family"]
)
def test_a_crawl(options: list[str], kills: int, hub: str, tmp_path: Path) -> None:
    killer = Killer(seed=1)
    command = ["crawl", "--endpoint", hub, *options]
    killer.finish([*command, "--home", str(tmp_path / "undisturbed")])
    (whole,) = snapshots(Home(tmp_path / "undisturbed"))
    models = Snapshot.open(whole).rows().collect()
    for number in rounds(killer, kills):
        home = Home(tmp_path / str(number))
        deque(killed_and_finished(killer, [*command, "--home", str(home.root)]), maxlen=0)
        made = snapshots(home)
        assert contents(made[0]) == contents(whole)
        for another in made[1:]:  # killed when all was done, it began another crawl, with the first one's history
            assert Snapshot.open(another).rows().collect()["id"].equals(models["id"])
        assert not leftovers(home)
        assert not list((home.root / "crawls").iterdir())


def test_a_resolve(undisturbed: Home, tmp_path: Path) -> None:
    killer = Killer(seed=2)
    home = Home(tmp_path)
    shutil.copytree(undisturbed.snapshots, home.snapshots)
    command = ["resolve", "--home", str(home.root)]
    killer.finish(command)
    for number in rounds(killer, 7):
        if number % 2:  # else over the one before
            shutil.rmtree(home.resolved)
        deque(killed_and_finished(killer, command), maxlen=0)
        assert contents(home.resolved) == resolved_alone(contents(undisturbed.resolved))
        assert exact(home.resolved) == resolved_alone(exact(undisturbed.resolved))
        assert not leftovers(home)


def test_an_embedded_load(undisturbed: Home, earlier: Home, tmp_path: Path) -> None:
    killer = Killer(seed=3)
    home = Home(tmp_path)
    shutil.copytree(undisturbed.resolved, home.resolved)
    wanted = graph(reader_of(undisturbed))
    killer.finish(["load", "--home", str(home.root)])
    for _ in rounds(killer, 8):
        run("load", "--home", str(earlier.root), "--store", f"embedded:{home.store}")
        before = reader_of(home)
        held = graph(before)
        assert difference(held, wanted)
        for _ in killed_and_finished(killer, ["load", "--home", str(home.root)]):
            assert not difference(graph(before), held), "a reader opened before keeps answering"
            found = graph(reader_of(home))
            assert not difference(found, held) or not difference(found, wanted)
        assert not difference(graph(reader_of(home)), wanted)
        kept = [path.name for path in home.store.iterdir()]
        assert len(kept) == 4, f"the pointer, the file it names, its rows and the checksums of both, not {kept}"


def test_an_update(tmp_path: Path) -> None:
    killer = Killer(seed=5, good=(0, NOTHING_NEW))
    with serve(population(300, seed=11, related=0.8), quota=1_000_000) as small:
        update = ["update", "--endpoint", small.url, "--home"]
        killer.finish([*update, str(tmp_path / "undisturbed")])
        for number in rounds(killer, 2):
            home, again = Home(tmp_path / str(number)), place(str(tmp_path / f"again {number}"))
            deque(killed_and_finished(killer, [*update, str(home.root)]), maxlen=0)
            shutil.copytree(home.snapshots, again.home.snapshots)
            show(again, again.home.snapshot())
            assert not difference(graph(reader_of(home)), graph(again.reader()))
            assert not leftovers(home)
            assert len(list(home.frozen.iterdir())) == 1


@pytest.mark.neo4j
def test_a_load_into_neo4j(undisturbed: Home, earlier: Home, neo4j_url: str) -> None:
    killer = Killer(seed=4)
    wanted = graph(reader_of(undisturbed))
    load = ["load", "--store", neo4j_url, "--home"]
    killer.finish([*load, str(undisturbed.root)])
    reader = open_reader(neo4j_url, Path(), settings.value(settings.PASSWORD))
    for number in rounds(killer, 4):
        run(*load, str(earlier.root))
        held = graph(reader)
        assert difference(held, wanted)
        if number % 2:  # else over a graph that readers see
            hide(neo4j_url)
        for killed in killed_and_finished(killer, [*load, str(undisturbed.root)]):
            if killed:
                found = seen(reader)
                assert any(not difference(found, whole) for whole in (held, wanted, set())), "half a load is visible"
        assert not difference(graph(reader), wanted)
        assert leftover_nodes(neo4j_url, reader_of(undisturbed)) == 0
    reader.close()


def test_pages_half_removed_are_no_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "crawls" / "one"
    journal = Journal(folder)
    for number in range(3):
        text = b'[{"id": "a/%d"}]' % number
        journal.add(ListingPage(page_items(text), None, None, text), "all")
    with monkeypatch.context() as killed:
        killed.setattr("shutil.rmtree", lambda path, **_: next(path.glob("*/texts-*")).unlink())
        journal.remove()
    assert Journal(folder).entries == []
    assert [path.name for path in folder.parent.iterdir()] == ["one"]


def test_the_work_of_the_living_is_left_alone(tmp_path: Path) -> None:
    with new_folder(tmp_path / "one") as mine:
        with new_folder(tmp_path / "two"):
            assert mine.exists()
        assert mine.exists()


def test_what_a_dead_process_moved_aside_comes_back(tmp_path: Path) -> None:
    (tmp_path / ".one.abc.old").mkdir()
    (tmp_path / ".one.abc.old" / "x").write_text("the earlier state")
    (tmp_path / ".one.abc.work").mkdir()
    with new_folder(tmp_path / "two"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}
    assert (tmp_path / "one" / "x").exists()


def test_an_orphan_is_what_nobody_owns(tmp_path: Path) -> None:
    (tmp_path / "x.tmp").touch()
    with owned(tmp_path / "x.tmp") as mine:
        assert mine
        assert orphans(tmp_path, "*.tmp") == []
    assert orphans(tmp_path, "*.tmp") == [tmp_path / "x.tmp"]


def rounds(killer: Killer, kills: int) -> Iterator[int]:
    """Numbers of rounds, until that many kills happened."""
    number = 0
    while killer.kills < kills * TIMES_AS_MANY:
        yield number
        number += 1
        assert number < 20 + 2 * kills * TIMES_AS_MANY, "the command is over before it can be killed"


def killed_and_finished(killer: Killer, command: list[str]) -> Iterator[bool]:
    """Kill the command a few times in a row, then let it end; yields after each."""
    while killer.kill(command):
        yield True
        if killer.kills % IN_A_ROW == 0:
            killer.finish(command)
            break
    yield False


def snapshots(home: Home) -> list[Path]:
    return sorted(path.parent for path in home.snapshots.glob("[!.]*/manifest.json"))


def resolved_alone(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a resolution without what the load of it kept there."""
    by_load = re.compile(r"/kept/(organisations-|published-claim|report\.)")
    return {path: content for path, content in files.items() if not by_load.search(path)}


def exact(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def seen(reader: Reader) -> set[str]:
    """What a reader sees after a kill: nothing before a load in parts has ended, else the whole of one load."""
    while True:
        with suppress(ConcurrentLoadError):
            try:
                before = reader.version
                found = graph(reader)
            except NotLoadedError:
                return set()
            if reader.version == before:
                return found


def hide(url: str) -> None:
    """Leave the graph as a load in parts that was killed does: without its snapshot, so that the next is in parts."""
    _, driver = connect(url, settings.value(settings.PASSWORD))
    with driver:
        driver.execute_query("MATCH (s:Snapshot) DELETE s")


def leftover_nodes(url: str, wanted: Reader) -> int:
    """Nodes that are neither models nor the one snapshot, beyond the organisations that there should be."""
    organisations = wanted.run("MATCH (o:Organisation) RETURN count(o) AS n").rows[0][0]
    _, driver = connect(url, settings.value(settings.PASSWORD))
    with driver:
        found = driver.execute_query("MATCH (n) WHERE NOT n:Model RETURN count(n) AS n").records[0]["n"]
    return int(found) - 1 - organisations


def reader_of(home: Home) -> Reader:
    return open_reader("embedded:", home.store)
