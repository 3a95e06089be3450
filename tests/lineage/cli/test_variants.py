"""`variants`: the ladder and the list for people, and as JSON what the API answers."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

import lineage
from ingest.load.load import load
from lineage.cli.commands.bom import bom
from lineage.cli.commands.export import export
from lineage.cli.commands.impact import impact
from lineage.cli.commands.licences import licences
from lineage.cli.commands.variants import variants
from lineage.export import OF_A_MODEL
from lineage.home.home import Home
from lineage.stores import open_writer
from tests.lineage.stores.families import BASE, resolution
from web import Source, create_app

DOWNLOADS = {"bob/base-Q4_K_M-GGUF": 1234, "Q/base-AWQ": None, "gus/unreadable": 3}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    models = [BASE, *({"id": id, "author": id[:3], "status": "listed", "downloads": n} for id, n in DOWNLOADS.items())]
    models[0] = {**BASE, "parameters": 8_190_735_360}
    models[2]["author"] = "Q"
    made = {"parent": "Q/base", "relation": "quantized", "evidence": ["hub"], "raw": "Q/base"}
    home = Home(tmp_path_factory.mktemp("home"))
    family = (models, [{"child": id, **made} for id in DOWNLOADS])
    load(resolution(home.root / "family", family), open_writer("embedded:", home.store))
    return str(home.root)


def run(home: str, *arguments: str) -> str:
    answered = CliRunner().invoke(variants, ["Q/base", *arguments, "--home", home], catch_exceptions=False)
    assert answered.exit_code == 0, answered.output
    return answered.stdout


OF_A_PART = [[export, "-o", "-", "--format", "json", f"--{selection}"] for selection in OF_A_MODEL]


@pytest.mark.parametrize("command", [[bom], [impact], [licences], [variants], *OF_A_PART])
@pytest.mark.parametrize("id", ["q/BASE", "https://huggingface.co/Q/base/tree/main", "Q/base@main", "Q/base/"])
def test_commands_take_an_id_as_people_have_it(home: str, command: list[Any], id: str) -> None:
    first, *options = command
    expected, answered = (
        CliRunner().invoke(first, [*options, one, "--home", home], catch_exceptions=False) for one in ("Q/base", id)
    )
    assert answered.exit_code == expected.exit_code == 0
    assert answered.stdout == expected.stdout


def test_people_see_the_ladder(home: str) -> None:
    heading, _, table = run(home).partition("\n\n")
    assert "3 variants, 1 official\nformat not known of 1, bits of 2" in heading
    rows = [line.split("\t") for line in table.splitlines()]
    assert [row[:4] for row in rows[1:]] == [
        ["AWQ", "not known", "", "1"],
        ["GGUF", "4", "4.1 GB", "1"],
        ["not known", "not known", "", "1"],
    ]
    assert rows[2][-2:] == ["bob/base-Q4_K_M-GGUF", "1,234"]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (["--list"], ["bob/base-Q4_K_M-GGUF", "gus/unreadable", "Q/base-AWQ"]),
        (["--format", "gguf", "--bits", "4"], ["bob/base-Q4_K_M-GGUF"]),
        (["--official"], ["Q/base-AWQ"]),
        (["--list", "--limit", "1"], ["bob/base-Q4_K_M-GGUF"]),
    ],
)
def test_a_list_is_narrowed(home: str, asked: list[str], ids: list[str]) -> None:
    (_, table) = run(home, *asked).split("\n\n")
    assert [line.partition("\t")[0] for line in table.splitlines()[1:]] == ids
    assert [one["id"] for one in json.loads(run(home, *asked, "--json"))["items"]] == ids


def test_json_is_what_the_api_answers(home: str) -> None:
    with lineage.open(home) as opened:
        answer = create_app(Source.of(opened)).test_client().get("/api/v1/variants/Q/base").json
    assert json.loads(run(home, "--json")) == answer
