"""A load of little that is new changes the embedded store's graph and rows, and leaves what a whole load makes."""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.load.load import load, load_tables
from ingest.load.tables import TablesToLoad
from lineage import queries
from lineage.errors import StoreError
from lineage.files.making import Making
from lineage.freezing.freeze import freeze
from lineage.freezing.frozen_graphs import frozen_folder
from lineage.frozen.earlier import RECIPE
from lineage.home.home import Home
from lineage.schema import DERIVED_FROM, INFERRED_FROM, MODEL, ORGANISATION
from lineage.statement_limits import limits
from lineage.stores import Reader, open_reader, open_writer
from lineage.stores.embedded import reader as reading
from lineage.stores.embedded import writer as writing
from lineage.stores.embedded.files import sums_of
from lineage.stores.embedded.rows_writer import RowsWriter
from lineage.stores.port import Cancellation, RowLookup
from tests.lineage.stores.families import FACTS, resolution

MODELS, DAYS = 600, 3
START = datetime(2026, 1, 1, 5, 4, 3, 210_000, tzinfo=UTC)
TEXTS = ("", "a,b", '"', "=", "x\ny", "é", None)
TAGS = ([], None, [""], ["a", ""], ["base_model:x/y", "é"], ["pt", "en"], ["en", "rus"])
RELATIONS = ("finetune", "adapter", "merge", "quantized", "unknown")


@dataclass
class Hub:
    """Made-up resolved tables that change a little a day.

    What changed was last seen on the day, and on every second day, when all is listed, whatever is listed.
    """

    random: random.Random
    day: int = 0
    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in range(MODELS):
            self.add(f"o{number % 7}/m{number:03}")

    @property
    def at(self) -> datetime:
        return START + timedelta(days=self.day)

    def add(self, id: str) -> None:
        parents = self.random.sample(sorted(self.models), min(len(self.models), self.random.choice((0, 1, 1, 2))))
        self.models[id] = {"id": id, "author": id.split("/", maxsplit=1)[0], "status": "listed", "first_seen": self.at}
        self.edit(id)
        for parent in parents:
            self.derive(id, parent)

    def edit(self, id: str) -> None:
        """Other values; some become unknown."""
        chosen = {"downloads": self.random.choice((None, 0, 7)), "tags": self.random.choice(TAGS)}
        chosen["base_not_found"] = self.random.choice((None, None, "no owner", "local path"))
        self.models[id] |= chosen | {"license_name": self.random.choice(TEXTS), "created_at": self.at}
        self.seen[id] = self.at

    def derive(self, child: str, parent: str) -> None:
        said = {"relation": self.random.choice(RELATIONS), "evidence": ["hub"], "raw": self.random.choice(("", parent))}
        self.edges[child, parent] = {"child": child, "parent": parent, "first_seen": self.at} | said
        self.seen[child] = self.at

    def live(self) -> None:
        """A day on which models are made, edited, derived anew, are not listed any more, and forgotten."""
        self.day += 1
        edited, derived, removed, forgotten = self.random.sample(sorted(self.models), 4)
        self.edit(edited)
        self.derive(derived, edited)
        self.models[removed] |= {"status": "removed"}
        del self.models[forgotten]
        self.edges = {pair: edge for pair, edge in self.edges.items() if forgotten not in pair}
        del self.edges[self.random.choice(sorted(self.edges))]
        self.add(f"new/{self.day}")
        if self.day % 2 == 0:
            self.seen |= {id: self.at for id, model in self.models.items() if model["status"] == "listed"}

    def resolved(self, folder: Path) -> Path:
        models = [self.models[id] | {"last_seen": self.seen[id]} for id in sorted(self.models)]
        edges = [self.edges[pair] | {"last_seen": self.seen[pair[0]]} for pair in sorted(self.edges)]
        guesses = [
            {"child": child, "parent": parent, "rule": "mirror", "relation": "unknown", "evidence": ["inferred"]}
            for child, parent in sorted(self.edges)[::50]
        ]
        facts = replace(FACTS, id=f"day {self.day}", started_at=self.at, finished_at=self.at, as_of=None)
        return resolution(folder / str(self.day), (models, edges), guesses, facts)


@pytest.fixture
def hub() -> Hub:
    return Hub(random.Random(5))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def put(resolved: Path, store: Path) -> int:
    with closing(open_writer("embedded:", store)) as writer:
        return load(resolved, writer)


def made(resolved: Path, store: Path) -> Making:
    """How the load of it was made."""
    found: list[Making] = []
    with closing(open_writer("embedded:", store)) as writer:
        load_tables(TablesToLoad.open(resolved), writer, made=found.append)
    return found[0]


def rows_beside_blocks(store: Path) -> int:
    (file,) = store.glob("*.rows")
    with closing(sqlite3.connect(file)) as rows:
        return int(rows.execute("SELECT count(*) FROM newer").fetchone()[0])


def everything(reader: Reader) -> dict[str, Any]:
    """All that a store holds, by each way to read it, in order."""
    rows = reader.rows
    assert rows is not None
    held: dict[str, Any] = {f"rows {schema}": _all(reader, schema) for schema in SCHEMAS}
    held["found"] = list(_found(rows, held[f"rows {MODEL}"]))
    reader.rows = None  # type: ignore[misc] # what the engine has, without the rows beside it
    held |= {f"engine {schema}": _all(reader, schema) for schema in SCHEMAS}
    statement = "MATCH (s:Snapshot) RETURN s.id AS id, s.started_at AS at"
    return held | {"facts": queries.facts(reader), "snapshots": reader.run(statement).rows}


SCHEMAS = (MODEL, ORGANISATION, DERIVED_FROM, INFERRED_FROM)


def _all(reader: Reader, schema: Any) -> list[tuple[Any, ...]]:
    rows = (row for batch in reader.columns(schema) for row in zip(*batch.values(), strict=True))
    return sorted(rows, key=str)


def _found(rows: RowLookup, models: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    for id in (*(model[0] for model in models), "new/0", "o1/gone"):
        yield rows.node(MODEL, id), rows.edges(DERIVED_FROM, "child", id)
        yield rows.edges(INFERRED_FROM, "child", id), rows.edges(INFERRED_FROM, "parent", id)


def held(store: Path) -> dict[str, Any]:
    with closing(open_reader("embedded:", store)) as reader:
        return everything(reader)


def frozen(store: Path, home: Path) -> bytes:
    """The arrays of the graph that is frozen."""
    with closing(open_reader("embedded:", store)) as reader:
        freeze(reader, Home(home))
        return (frozen_folder(Home(home), reader) / "arrays.bin").read_bytes()


@pytest.mark.parametrize(
    ("largest", "logged"),
    [(writing.LARGEST, writing.MOST_LOGGED), (0, writing.MOST_LOGGED), (writing.LARGEST, 0.0)],
    ids=["logged or changed", "logged or built anew", "changed"],
)
def test_days_of_updates_leave_what_a_whole_load_makes(
    largest: int, logged: float, hub: Hub, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGEST", largest)
    monkeypatch.setattr(writing, "MOST_LOGGED", logged)
    put(hub.resolved(tmp_path / "resolved"), store)
    frozen(store, tmp_path / "home")
    for day in range(1, DAYS + 1):
        hub.live()
        resolved = hub.resolved(tmp_path / "resolved")
        assert 0 < put(resolved, store) < MODELS / 10
        assert rows_beside_blocks(store) >= day
        put(resolved, tmp_path / f"whole {day}")
        assert held(store) == held(tmp_path / f"whole {day}")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(queries, "all_models", None)  # what did not change is not read again
            carried = frozen(store, tmp_path / "home")
        assert carried == frozen(tmp_path / f"whole {day}", tmp_path / f"home {day}")
        assert bool(list(store.glob("*.redo"))) == (logged > 0 and day % 2 == 1), "what the engine's file lacks"


@pytest.fixture
def logged(hub: Hub, store: Path, tmp_path: Path) -> Path:
    """The log of a store that was loaded and updated once."""
    put(hub.resolved(tmp_path / "resolved"), store)
    hub.live()
    put(hub.resolved(tmp_path / "resolved"), store)
    (log,) = store.glob("*.redo")
    return log


def test_a_log_is_read_after_a_later_load_took_it_away(logged: Path, hub: Hub, store: Path, tmp_path: Path) -> None:
    with closing(open_reader("embedded:", store)) as reader:
        hub.live()
        put(hub.resolved(tmp_path / "resolved"), store)
        assert not logged.exists()
        statement = "MATCH (m:Model {id: $id}) RETURN m.id AS id"
        answer = reader.run_untrusted(statement, {"id": "new/1"}, limits(), Cancellation())
    assert answer.rows == [("new/1",)]


def test_who_opens_a_store_while_a_load_lands_reads_what_it_loaded(
    logged: Path, hub: Hub, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.live()
    resolved = hub.resolved(tmp_path / "resolved")
    landed = False

    def look_late(path: Path) -> Mapping[str, str]:
        nonlocal landed
        if not landed:
            landed = True
            put(resolved, store)
        return sums_of(path)

    monkeypatch.setattr(reading, "sums_of", look_late)
    with closing(open_reader("embedded:", store)) as reader:
        assert not logged.exists()
        assert reader.version == reader.newest
        assert everything(reader) == held(store)


def test_a_damaged_log_is_not_read(logged: Path, store: Path) -> None:
    logged.write_bytes(logged.read_bytes()[:-1])
    with closing(open_reader("embedded:", store)) as reader, pytest.raises(StoreError, match="damaged"):
        reader.run("RETURN 1 AS one")


def test_more_change_than_is_worth_it_is_a_whole_load(hub: Hub, store: Path, tmp_path: Path) -> None:
    put(hub.resolved(tmp_path / "resolved"), store)
    hub.day += 1
    for id in list(hub.models)[:100]:
        hub.edit(id)
    assert made(hub.resolved(tmp_path / "resolved"), store) == Making("more than 5% of the rows changed")
    assert rows_beside_blocks(store) == 0


def test_rows_are_put_into_blocks_again_when_many_lie_beside_them(
    hub: Hub, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_REPLACED_IN_STORE", 0.04)
    put(hub.resolved(tmp_path / "resolved"), store)
    beside = []
    for _ in range(3):
        hub.live()
        put(hub.resolved(tmp_path / "resolved"), store)
        beside.append(rows_beside_blocks(store))
    assert 0 in beside
    assert max(beside) > 0


def test_what_an_earlier_version_loaded_is_loaded_whole(hub: Hub, store: Path, tmp_path: Path) -> None:
    put(hub.resolved(tmp_path / "resolved"), store)
    (file,) = store.glob("*.rows")
    with closing(sqlite3.connect(file)) as rows:
        rows.execute("DROP TABLE loads")
    hub.live()
    assert "is of a kind that is not changed in place" in str(made(hub.resolved(tmp_path / "resolved"), store))


def test_what_cannot_be_packed_is_loaded_whole(hub: Hub, store: Path, tmp_path: Path) -> None:
    put(hub.resolved(tmp_path / "resolved"), store)
    hub.day += 1
    hub.models["o0/m000"]["tags"] = ["a\x1fb"]
    assert put(hub.resolved(tmp_path / "resolved"), store) > MODELS
    (model, *_) = held(store)["found"]
    assert model[0]["tags"] == ["a\x1fb"]


def lacking_licences(manifest: dict[str, Any]) -> None:
    del manifest["arrays"]["license.codes"]


def of_another_recipe(manifest: dict[str, Any]) -> None:
    manifest["recipe"] = RECIPE - 1


def of_a_newer_version(manifest: dict[str, Any]) -> None:
    manifest["format"] = 10**6


@pytest.mark.parametrize("spoil", [lacking_licences, of_another_recipe, of_a_newer_version])
def test_an_earlier_frozen_graph_that_does_not_fit_is_not_leant_on(
    spoil: Callable[[dict[str, Any]], None], hub: Hub, store: Path, tmp_path: Path
) -> None:
    put(hub.resolved(tmp_path / "resolved"), store)
    frozen(store, tmp_path / "home")
    (manifest,) = tmp_path.glob("home/frozen/*/manifest.json")
    said = json.loads(manifest.read_text())
    spoil(said)
    manifest.write_text(json.dumps(said))
    hub.live()
    put(hub.resolved(tmp_path / "resolved"), store)
    found: list[Making] = []
    with closing(open_reader("embedded:", store)) as reader:
        freeze(reader, Home(tmp_path / "home"), found.append)
    assert "frozen as this version does it" in str(found[0])
    assert frozen(store, tmp_path / "home") == frozen(store, tmp_path / "other home")


class Stopped(BaseException):
    """As a kill: nothing of ours catches it."""


@pytest.mark.parametrize("at", [(RowsWriter, "finish"), (writing, "_log"), (writing, "write_text")])
def test_a_stop_leaves_the_earlier_graph_to_its_readers_and_the_next_load_goes_on(
    at: tuple[Any, str], hub: Hub, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Stopped

    put(hub.resolved(tmp_path / "resolved"), store)
    before = held(store)
    hub.live()
    resolved = hub.resolved(tmp_path / "resolved")
    with closing(open_reader("embedded:", store)) as reader:
        with monkeypatch.context() as patch, pytest.raises(Stopped):
            patch.setattr(*at, stop)
            load(resolved, open_writer("embedded:", store))
        assert held(store) == before
        put(resolved, store)
        put(resolved, tmp_path / "whole")
        assert held(store) == held(tmp_path / "whole")
        assert everything(reader) == before, "a reader of the earlier graph is not disturbed"
    assert sorted(path.suffix for path in store.iterdir()) == ["", ".kgl", ".redo", ".rows", ".sums"]
