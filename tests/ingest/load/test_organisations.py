"""Organisations reach either store with the roll-ups that the frozen graph has, and follow the home's own table."""

import json
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from ingest.load.load import load
from ingest.load.tables import TablesToLoad
from ingest.resolve import resolve
from ingest.sources import import_file
from lineage.errors import BadFile
from lineage.frozen.rollups.files import rollups_of
from lineage.graph import Lineage, open_place
from lineage.home.home import Home
from lineage.organisations import FILE, NO_OWNER, organisations_of
from lineage.owners import owners
from lineage.place import Place
from lineage.schema import ORGANISATION
from lineage.stores.embedded.rows import StoredRows
from tests.engines import Engine
from tests.lineage.stores.families import resolution

DERIVATIONS = [
    ("Qwen/chat", "Qwen/base"),
    ("u/gguf", "Qwen/chat"),
    ("u/mix", "Qwen/chat"),
    ("u/mix", "facebook/base"),
    ("u/deep", "u/mix"),
    ("meta-llama/tuned", "facebook/base"),
    ("x/cycle", "y/cycle"),
    ("y/cycle", "x/cycle"),
    ("y/below", "y/cycle"),
    ("meta-llama/self", "meta-llama/self"),
    ("v/of-none", "no-owner"),
]
MODELS = [
    {
        "id": id,
        "author": id.partition("/")[0] if "/" in id else None,
        "status": "listed",
        "mass_upload": "timestamp" if id == "u/gguf" else None,
    }
    for id in sorted({end for pair in DERIVATIONS for end in pair} | {"Meta/lonely"})
]
OWN_TABLE = """
[[organisation]]
name = "Qwen"
owners = ["Qwen", "u"]
source = "a test"
"""
ALL = "MATCH (o:Organisation) RETURN o AS node ORDER BY o.id"


def resolved(home: Home, name: str = "one") -> Path:
    edges = [
        {"child": child, "parent": parent, "relation": "merge", "evidence": ["hub"], "raw": parent}
        for child, parent in sorted(DERIVATIONS)
    ]
    return resolution(home.resolved / name, (MODELS, edges))


def put(place: Place, folder: Path) -> int:
    with closing(place.writer()) as writer:
        return load(folder, writer, organisations=organisations_of(place.home))


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Place:
    """A store with the graph, loaded by the project's own table."""
    place = engine.place(Home(tmp_path / "home"))
    put(place, resolved(place.home))
    return place


@pytest.fixture
def lineage(place: Place) -> Iterator[Lineage]:
    with closing(open_place(place)) as opened:
        yield opened


def rows(lineage: Lineage) -> dict[str, dict[str, Any]]:
    """The organisations that statements see, by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [row["node"]["properties"] for row in lineage.cypher(ALL, as_="rows")]
    return {properties["id"]: properties for properties in found}


def expected(lineage: Lineage) -> dict[str, dict[str, Any]]:
    """What the frozen graph has of them."""
    names = [name for name in rollups_of(lineage.graph).organisations if name != NO_OWNER]
    return {name: _expected(owners.organisation(lineage.graph, name)) for name in names}


def _expected(found: owners.OwnerSummary) -> dict[str, Any]:
    counts: dict[str, Any] = {"models": found.models, "others": found.roll_up.union.others}
    counts |= {way: getattr(found.roll_up, way) for way in ("union", "exclusive", "fractional")}
    return {
        **{"id": found.name, "name": found.name, "owners": sorted(found.owners)},
        **{name: count.value for name, count in counts.items()},
        **{f"{name}_without_mass_uploads": count.without_mass_uploads for name, count in counts.items()},
    }


def test_organisations_have_the_roll_ups_of_the_frozen_graph(lineage: Lineage) -> None:
    found = rows(lineage)
    assert found == expected(lineage)
    assert {name: row["union"] for name, row in found.items() if row["union"]} == {
        **{"Qwen": 4, "Meta": 3, "u": 1, "x": 2, "y": 2},
    }
    assert found["Meta"]["owners"] == ["facebook", "meta-llama"]
    assert found["Qwen"]["fractional"] == 3.0
    assert found["Qwen"]["union_without_mass_uploads"] == 3
    related = nx.DiGraph(DERIVATIONS).number_of_nodes() - 5  # roots: two bases, one of the cycle, self, no owner's
    assert sum(row["fractional"] for row in found.values()) == related - 1, "all but what descends from no owner"


def test_each_model_has_the_organisation_of_its_owner(lineage: Lineage) -> None:
    by_organisation = "MATCH (m:Model {organisation: 'Meta'}) RETURN m.id AS id ORDER BY id"
    assert lineage.cypher(by_organisation)["id"].to_list() == ["facebook/base", "meta-llama/self", "meta-llama/tuned"]
    without = "MATCH (m:Model) WHERE m.organisation IS NULL RETURN m.id AS id ORDER BY id"
    assert lineage.cypher(without)["id"].to_list() == ["no-owner"]
    joined = (
        "MATCH (m:Model {id: 'Meta/lonely'}) MATCH (o:Organisation {id: m.organisation}) "
        "RETURN o.name AS name, o.models AS models, o.union AS below"
    )
    assert lineage.cypher(joined, as_="rows") == [{"name": "Meta (account)", "models": 1, "below": 0}]
    assert lineage.model("facebook/base").organisation == "Meta"


def test_a_homes_own_table_is_followed_by_the_next_load(place: Place) -> None:
    folder = place.home.resolved / "one"
    assert put(place, folder) == 0
    (place.home.root / FILE).write_text(OWN_TABLE)
    with closing(open_place(place)) as before, pytest.warns(UserWarning, match="another table of organisations"):
        before.cypher(ALL)
    assert put(place, folder) > 0
    with closing(open_place(place)) as after:
        found = rows(after)
        assert found == expected(after)
    assert found["Qwen"]["owners"] == ["Qwen", "u"]
    assert put(place, folder) == 0
    (place.home.root / FILE).write_text(OWN_TABLE * 2)
    with pytest.raises(BadFile, match="stands twice"):
        put(place, folder)


def test_a_store_of_an_earlier_version_says_which_command_makes_it_anew(
    lineage: Lineage, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place.store.startswith("embedded"):
        snapshot = StoredRows.snapshot
        monkeypatch.setattr(StoredRows, "snapshot", lambda self: {**snapshot(self), "organisations": None})
    else:
        with closing(place.writer()) as writer:
            writer.write("UNWIND $rows AS row MATCH (s:Snapshot) REMOVE s.organisations", [{}])  # type: ignore[attr-defined]
    with pytest.warns(UserWarning, match="without organisations: `qwen-lineage load`"):
        lineage.cypher("MATCH (m:Model {organisation: 'Qwen'}) RETURN count(m) AS n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lineage.cypher("MATCH (m:Model) RETURN count(m) AS organisation")


def test_every_property_is_there(lineage: Lineage) -> None:
    assert {name for row in rows(lineage).values() for name in row} == set(ORGANISATION.names)


@pytest.mark.parametrize("damage", [None, b"PAR1 and no more", b""])
@pytest.mark.parametrize("name", ["owners", "descendants"])
def test_what_a_load_keeps_of_organisations_is_what_it_makes_of_them(
    tmp_path: Path, name: str, damage: bytes | None
) -> None:
    home = Home(tmp_path)
    folder = resolve(import_rows(home), home)
    made = TablesToLoad.open(folder, organisations_of(home)).rows_of(ORGANISATION).collect()
    (kept,) = folder.glob(f"kept/organisations-*-{name}.parquet")
    if damage is not None:
        kept.write_bytes(damage)
    assert TablesToLoad.open(folder, organisations_of(home)).rows_of(ORGANISATION).collect().equals(made)
    (home.root / FILE).write_text(OWN_TABLE)
    others = TablesToLoad.open(folder, organisations_of(home)).rows_of(ORGANISATION).collect()
    assert others["id"].to_list() == ["Meta (account)", "Qwen"]
    assert len([*folder.glob(f"kept/organisations-*-{name}.parquet")]) == 2


def import_rows(home: Home) -> Path:
    items = [{"id": id, "tags": [f"base_model:{base}"]} for id, base in (("u/x", "Qwen/base"), ("Meta/y", "u/x"))]
    (home.root / "models.json").write_text(json.dumps(items))
    return import_file(home.root / "models.json", home)
