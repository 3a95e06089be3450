"""A load that would take most models away is asked about; one of another part of the Hub is none."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.load.guard import refuse_emptying
from ingest.load.load import load
from ingest.load.tables import TablesToLoad
from lineage.cli import command_line as cli
from lineage.errors import BadInput
from lineage.home.home import Home
from lineage.place import Place
from tests.engines import Engine
from tests.lineage.stores.families import FACTS, resolution

MODELS = [{"id": f"a/{n}", "author": "a", "status": "listed"} for n in range(10)]


def resolved(home: Home, name: str, models: list[dict[str, Any]], **changes: Any) -> Path:
    folder = resolution(home.resolved / name, (models, []))
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text()) | {"id": name} | changes
    del manifest["checksum"]
    path.write_text(json.dumps(manifest))
    return folder


@pytest.fixture
def loaded(engine: Engine, tmp_path: Path) -> Place:
    """A home with ten models, which are loaded."""
    place = Place(Home(tmp_path / "home"), engine.url)
    with closing(place.writer()) as writer:
        load(resolved(place.home, "before", MODELS), writer, force=True)
    return place


@pytest.mark.parametrize("kept", [0, 4, 5])
@pytest.mark.parametrize("looked_up", ["in the resolved snapshot", "in the store"])
def test_more_than_half_of_the_same_models_go_only_by_force(loaded: Place, kept: int, looked_up: str) -> None:
    others = [{**model, "id": f"b/{model['id'][2:]}"} for model in MODELS[kept:]]
    folder = resolved(loaded.home, "after", MODELS[:kept] + others)
    if looked_up == "in the store":
        (loaded.home.resolved / "before").rename(loaded.home.root / "gone")
    if kept < 5:
        with pytest.raises(BadInput, match=f"{10 - kept} of the 10 listed models away") as caught:
            refuse_emptying(loaded, TablesToLoad.open(folder))
        assert "--force" in caught.value.hint
    else:
        refuse_emptying(loaded, TablesToLoad.open(folder))


@pytest.mark.parametrize(
    "changes", [{"scope": "family of a/1"}, {"synthetic": not FACTS.synthetic}, {"source": "x.csv", "extent": "sample"}]
)
def test_models_of_another_part_of_the_hub_take_their_place(loaded: Place, changes: dict[str, Any]) -> None:
    refuse_emptying(loaded, TablesToLoad.open(resolved(loaded.home, "after", MODELS[:1], **changes)))


def test_the_command_refuses_and_obeys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path)
    resolved(home, "a", MODELS)
    resolved(home, "b", MODELS[:2], finished_at=(FACTS.finished_at + timedelta(hours=1)).isoformat())
    assert cli.run(["load", "a", "--home", str(tmp_path)]) == 0
    assert cli.run(["load", "b", "--home", str(tmp_path)]) == 2
    assert "would take 8 of the 10 listed models away" in capsys.readouterr().err
    assert cli.run(["load", "b", "--force", "--home", str(tmp_path)]) == 0
