"""`licences`: what rules find, and what may be done with one model."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.load.load import load
from ingest.resolve import resolve
from ingest.sources import import_file
from lineage.cli.commands.licences import licences
from lineage.home import Home
from lineage.stores import open_writer
from tests.lineage.stores.families import FAMILY, resolution


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    home = Home(tmp_path_factory.mktemp("home"))
    load(resolution(home.root / "family", FAMILY), open_writer("embedded:", home.store))
    return str(home.root)


def run(home: str, *arguments: str) -> str:
    answered = CliRunner().invoke(licences, [*arguments, "--home", home], catch_exceptions=False)
    assert answered.exit_code == 0, answered.output
    return answered.output


def test_every_rule_is_counted(home: str) -> None:
    rules = json.loads(run(home, "--json"))
    text = run(home)
    assert all(rule["sentence"] in text for rule in rules)
    assert "not legal advice" in text


def test_one_model_has_its_sentence_and_its_terms(home: str) -> None:
    id = FAMILY[0][0]["id"]
    found = json.loads(run(home, id, "--json"))
    text = run(home, id)
    assert text.startswith(f"{id}: {found['sentence']}")
    assert all(term["title"] in text for term in found["terms"])


def test_each_line_says_a_term_once_and_why_it_is_not_known(tmp_path: Path) -> None:
    table = tmp_path / "edges.csv"
    table.write_text("model,base_model,license\nacme/a,Qwen/Qwen3-8B,mit\nacme/b,acme/a,\n")
    home = Home(tmp_path / "home")
    load(resolve(import_file(table, home), home), open_writer("embedded:", home.store))
    text = run(str(home.root), "acme/a")
    assert "  acme/a [mit] <- Qwen/Qwen3-8B [not in this snapshot, licence not known]\n" in text
    assert "  scale limit: not known (Qwen/Qwen3-8B: not in this snapshot, licence not known)\n" in text
    assert "  scale limit: not known (acme/b: states no licence)\n" in run(str(home.root), "acme/b")
