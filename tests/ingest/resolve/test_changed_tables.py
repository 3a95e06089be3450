"""After a few changes only what they touch is decided, and all tables are those that resolving all of it gives."""

import json
import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ingest.resolve import changed_rows, layers, mass_uploads, ranges, resolve
from ingest.resolve.kept import CLAIMS, HASH, HASHES, STEMS, hashes_of, with_hashes
from ingest.rows.rejections import Rejections
from ingest.rows.tolerant import rows
from ingest.snapshots.merge import over
from ingest.snapshots.snapshot import About, Snapshot, write_snapshot
from lineage import settings
from lineage.files.making import Making
from lineage.home.home import FORMAT, LISTS_OF_ROWS, Home, read_manifest
from lineage.resolved.resolved_tables import TABLES, TableFiles, scan_table
from lineage.values import Extent
from tests.ingest.killing import contents
from tests.ingest.worlds import NOON, item
from tests.test_operations import RUN

Item = dict[str, Any]
OWNERS = ("Qwen", "THUDM", "unsloth", "mradermacher", "a", "b-c")
NAMES = ("Qwen3-8B", "qwen3-8b", "glm-4", "Llama", "my-model", "run-1718000001", "run-1718000002", "v-1", "v-2", "v-3")
ENDS = ("", "", "-GGUF", "-AWQ", "-Q4_K_M-GGUF", "-lora")
LICENCES = (None, None, "apache-2.0", "cc-by-nc-4.0", ["mit", "llama3.1"], "other")
TEXTS = (
    "merge of {} and English/Chinese",
    "/data/{}",
    "https://huggingface.co/{}",
    "models--{}",
    "a fine model",
    "gpt2",
)


class World:
    """Models that come, change, are renamed and take over names, each under its `_id`; the days of it as snapshots."""

    def __init__(self, seed: int, home: Home) -> None:
        self.draw, self.home = random.Random(seed), home
        self.items: dict[str, Item] = {}
        self.former: list[str] = []
        self.day, self.last = 0, None

    def live(self, changes: int) -> Path:
        """A day on which so many models change; its snapshot, of what changed alone but for the first."""
        touched = self.draw.sample(sorted(self.items), min(changes // 2, len(self.items)))
        for key in [*touched, *(str(len(self.items) + n) for n in range(changes - len(touched)))]:
            self.items[key] = self._made(key)
            self._drop_others_called(key)
        read = {key for key in self.items if key in touched or self.items[key]["day"] == self.day}
        return self._written([{**self.items[key]} for key in sorted(read)])

    def _made(self, key: str) -> Item:
        before = self.items.get(key)
        keeps_name = before is not None and self.draw.random() < 0.7
        id = before["id"] if before is not None and keeps_name else self._name()
        if before is not None and id != before["id"]:
            self.former.append(before["id"])
        parents, hub = self._renamed_before() if self.items and self.draw.random() < 0.3 else self._named(id)
        fields: Item = {"tags": self._tags(parents)} if self.draw.random() < 0.8 else {}
        made = item(id, parents or None, hub=hub, _id=key, **fields)
        made.setdefault("cardData", {})["license"] = self.draw.choice(LICENCES)
        return {
            **made,
            "day": self.day,
            "likes": self.draw.randrange(9),
            "library_name": self.draw.choice(("peft", "x")),
            "createdAt": f"2026-11-2{self.draw.randrange(2)}T{self.draw.randrange(10, 20)}:00:00.000Z",
        }

    def _named(self, id: str) -> tuple[list[str], dict[str, str]]:
        """Parents on the card, and others by the Hub."""
        parents = [self._parent() for _ in range(self.draw.choice((0, 1, 1, 1, 2, 3)))]
        hub = self.draw.sample(list(self.items.values()), min(len(self.items), self.draw.choice((0, 0, 1, 2))))
        return [*parents, *[id] * (self.draw.random() < 0.1)], {one["id"]: one["_id"] for one in hub}

    def _renamed_before(self) -> tuple[list[str], dict[str, str]]:
        """A parent by a name from before the first day, which the Hub follows; or two, of which it follows but one."""
        parent, other = self.draw.choices(list(self.items.values()), k=2)
        old = f"old/{parent['_id']}"
        if self.draw.random() < 0.6:
            return [old], {parent["id"]: parent["_id"]}
        return [old, other["id"]], {other["id"]: other["_id"]}

    def _name(self) -> str:
        name = f"{self.draw.choice(NAMES)}{self.draw.choice(ENDS)}"
        return self.draw.choice((f"{self.draw.choice(OWNERS)}/{name}", f"a/{self.draw.choice(OWNERS)}_{name}"))

    def _parent(self) -> str:
        known = [one["id"] for one in self.items.values()] or ["Qwen/Qwen3-8B"]
        some = self.draw.choice((*known, *self.former, self._name(), "gone/Model", "Gone/model"))
        kind = self.draw.randrange(6)
        return {0: some.lower(), 1: self.draw.choice(TEXTS).format(some), 2: some.upper()}.get(kind, some)

    def _tags(self, parents: Iterable[str]) -> list[str]:
        pairs = [f"base_model:{relation}{one}" for one in parents for relation in ("", "quantized:")]
        return ["gguf", *(tag for tag in pairs if self.draw.random() < 0.7)]

    def _drop_others_called(self, key: str) -> None:
        id = self.items[key]["id"]
        self.items = {other: one for other, one in self.items.items() if other == key or one["id"] != id}

    def _written(self, items: list[Item]) -> Path:
        at = NOON + self.day * timedelta(days=1)
        base = self.last
        about = About("a Hub", at, at, extent=Extent.WHOLE, base=base and base.facts.id, only_changes=base is not None)
        merge = over(base, complete=base is None)
        folder = write_snapshot(self.home, f"day-{self.day}", [rows(items, Rejections())], about, merge=merge)
        self.last, self.day = Snapshot.open(folder), self.day + 1
        return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def any_change_is_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed_rows, "FEW", 1)


@pytest.fixture
def few_are_a_mass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mass_uploads, "SERIES", 3)
    monkeypatch.setattr(mass_uploads, "BURST", 2)
    monkeypatch.setattr(mass_uploads, "RULES", [replace(rule, least=min(2, rule.least)) for rule in mass_uploads.RULES])


def rebuilt(snapshot: Path, home: Home) -> Path:
    """What resolving a snapshot without any earlier one gives."""
    shutil.copytree(snapshot, home.snapshots / snapshot.name)
    return resolve(home.snapshots / snapshot.name, home)


def tables(folder: Path) -> dict[str, pl.DataFrame]:
    """All that a resolution says and keeps, by name."""
    found = {name: scan_table(folder, name).collect() for name in TABLES}
    kept = {path.stem: pl.read_parquet(path) for path in (folder / "kept").glob("*.parquet") if path.stem.isalpha()}
    kept |= {name: scan_table(folder / "kept", name).collect() for name in (CLAIMS, STEMS)}
    kept[HASHES] = with_hashes(folder).collect()
    return {**found, **{f"kept/{name}": rows for name, rows in kept.items()}}


def assert_same(one: Path, other: Path) -> None:
    """Both say the same, in the same order."""
    found, expected = tables(one), tables(other)
    assert found.keys() == expected.keys()
    for name, table in expected.items():
        assert found[name].equals(table.select(found[name].columns)), name
    assert read_manifest(one)["counts"] == read_manifest(other)["counts"]


@pytest.mark.usefixtures("any_change_is_few", "few_are_a_mass")
@pytest.mark.parametrize("seed", range(4))
def test_each_day_gives_the_rows_of_a_whole_resolution(
    seed: int, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "RANGE_ROWS", (200_000, 30)[seed % 2])
    monkeypatch.setattr(layers, "ONE_CHANGED_IN", (1, 2)[seed // 2])
    world, made, laid_over = World(seed, home), list[Making](), 0
    resolve(world.live(60), home)
    for day in range(3):
        snapshot = world.live(8)
        again = rebuilt(snapshot, Home(tmp_path / f"again-{day}"))
        laid_over += TableFiles(resolve(snapshot, home, made=made.append), "models").is_changed
        assert_same(home.resolved / snapshot.name, again)
    assert made.count(Making()) >= 2
    assert laid_over >= 1


def test_changes_are_laid_over_the_file_of_the_earlier_resolution_until_they_are_many(home: Home) -> None:
    world = World(3, home)
    first = resolve(world.live(300), home)
    files = [resolve(world.live(2), home) / "models.base.parquet"]
    while files[-1].exists():
        assert files[-1].read_bytes() == (first / "models.parquet").read_bytes()
        assert read_manifest(files[-1].parent)["format"] == LISTS_OF_ROWS  # who knows of no such lists refuses it
        files.append(resolve(world.live(2), home) / "models.base.parquet")
    assert len(files) > 2
    assert files[-1].with_name("models.parquet").exists()
    assert not files[-1].with_name("models.changes.parquet").exists()
    assert read_manifest(first)["format"] == FORMAT


@pytest.mark.usefixtures("any_change_is_few")
def test_another_tool_reads_changes_as_the_manual_says(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(3, home)
    resolve(world.live(300), home)
    folder = resolve(world.live(2), home)
    monkeypatch.setenv(settings.HOME.variable, str(home.root))
    block = next(text for language, text in RUN if language == "python" and "duckdb" in text)
    found: dict[str, Any] = {}
    exec(compile(block, "docs/operations.md", "exec"), found)  # noqa: S102 - our own manual
    assert found["resolved"] == folder
    for name, key in (("models", "id"), ("derivations", "child"), ("claims", "child")):
        assert TableFiles(folder, name).is_changed
        read = duckdb.sql(found["rows"](name, key)).select(key).fetchall()
        assert sorted(read) == sorted(scan_table(folder, name).select(key).collect().rows()), name


def without_what_is_kept(earlier: Path) -> None:
    shutil.rmtree(earlier / "kept")


def damaged(earlier: Path) -> None:
    (earlier / "kept" / "open.parquet").write_bytes(b"no table")


def of_another_version(earlier: Path) -> None:
    path = earlier / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "versions": {"qwen-lineage": "0.0.1"}}))


def by_another_table_of_licences(earlier: Path) -> None:
    table = earlier / "kept" / "licences.txt"
    table.write_text("another")
    without_checksums(earlier, "licences.txt")


def without_checksums(earlier: Path, *names: str) -> None:
    path = earlier / "manifest.json"
    manifest = json.loads(path.read_text())
    for name in names:
        del manifest["checksums"][f"kept/{name}"]
    del manifest["checksum"]
    path.write_text(json.dumps(manifest))


def from_before_keys_stood_beside_hashes(earlier: Path) -> None:
    kept, before = earlier / "kept", hashes_of(earlier)
    (kept / "nameless.parquet").unlink()
    pl.read_parquet(kept / "hashes.parquet").select(HASH).write_parquet(kept / "hashes.parquet")
    without_checksums(earlier, "nameless.parquet", "hashes.parquet")
    assert before is not None
    assert before.equals(hashes_of(earlier))


def gone(earlier: Path) -> None:
    shutil.rmtree(earlier)


def as_it_is(_: Path) -> None:
    """And one row in twenty has changed."""


OTHER = "another version, or another snapshot of that name, was resolved before"
NOT_THERE = "what was resolved of the snapshot before is not there as it was written"


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        (without_what_is_kept, NOT_THERE),
        (damaged, NOT_THERE),
        (of_another_version, NOT_THERE),
        (by_another_table_of_licences, "the table of licences is another one"),
        (from_before_keys_stood_beside_hashes, OTHER),
        (gone, NOT_THERE),
        (as_it_is, "more than 5% of the models were read again"),
    ],
)
def test_without_a_sound_earlier_resolution_or_after_many_changes_all_of_it_is_resolved(
    odd: Callable[[Path], None], why: str, home: Home, tmp_path: Path
) -> None:
    world = World(1, home)
    odd(resolve(world.live(20), home))
    snapshot = world.live(8)
    made: list[Making] = []
    found = contents(resolve(snapshot, home, made=made.append))
    assert made == [Making(why)]
    assert found == contents(rebuilt(snapshot, Home(tmp_path / "again")))


RULES = {"wrong_case", "renamed", "learned_rename", "case_twin", "not_listed", "words", "local_path", "url"}


@pytest.mark.usefixtures("few_are_a_mass")
def test_the_worlds_have_what_makes_one_models_claims_depend_on_others(tmp_path: Path) -> None:
    rules: set[str] = set()
    irregular: set[str | None] = set()
    marked: set[str | None] = set()
    unfound: set[str | None] = set()
    for seed in range(4):
        world = World(seed, Home(tmp_path / str(seed)))
        for changes in (60, 60):
            folder = resolve(world.live(changes), world.home)
            rules |= set(pl.read_parquet(folder / "claims.parquet")["rule"].str.split("+").explode())
            irregular |= set(pl.read_parquet(folder / "derivations.parquet")["irregularity"])
            models = pl.read_parquet(folder / "models.parquet")
            marked |= set(models["mass_upload"])
            unfound |= set(models["base_not_found"])
    assert rules >= RULES
    assert marked >= {None, "timestamp", "burst"}
    assert unfound >= {None, "local path"}
    assert irregular == {None, "cycle", "self_reference"}
