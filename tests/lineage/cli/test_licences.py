"""`licences`: what rules find, and what may be done with one model."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import lineage
from ingest.load.load import load
from ingest.resolve import resolve
from ingest.sources import import_file
from lineage.cli import command_line
from lineage.cli.commands.licences import licences
from lineage.errors import BadInput, UnknownModel
from lineage.home.home import Home
from lineage.licences import LicenseClass
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


def test_several_models_have_a_row_each_whatever_they_are_called(home: str, tmp_path: Path) -> None:
    first, second = FAMILY[0][0]["id"], FAMILY[0][1]["id"]
    ids = tmp_path / "ids.txt"
    ids.write_text(f"\ufeff{first}\n\n https://huggingface.co/{second} \n", encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run(home, "--file", str(ids), "--csv"))))
    assert [row["id"] for row in rows] == [first, second]
    assert rows[1]["given"] == f"https://huggingface.co/{second}"
    found = json.loads(run(home, first.swapcase(), second, "--json"))
    assert [(one["given"], one["licence"]["id"]) for one in found] == [(first.swapcase(), first), (second, second)]
    for row, one in zip(rows, found, strict=True):
        licence = one["licence"]
        assert (row["effective_class"], row["sentence"]) == (licence["effective_class"], licence["sentence"])
    heads, *shown = [line.split("\t") for line in run(home, first, second).splitlines()]
    assert heads[:2] == ["given", "id"] and [cells[1] for cells in shown] == [first, second]


def test_ids_that_name_no_model_keep_their_rows_and_end_with_an_error(home: str) -> None:
    first = FAMILY[0][0]["id"]
    answered = CliRunner().invoke(licences, [first, "no/body", "--csv", "--home", home])
    assert answered.exit_code == 2
    assert [row["id"] for row in csv.DictReader(io.StringIO(answered.stdout))] == [first, ""]
    assert answered.stderr.startswith("no/body: no model of this snapshot")
    assert isinstance(CliRunner().invoke(licences, ["no/body", "--home", home]).exception, UnknownModel)


def test_what_is_not_allowed_ends_with_a_code_of_its_own(home: str) -> None:
    id = FAMILY[0][0]["id"]
    applies = json.loads(run(home, id, "--json"))["effective_class"]
    others = [word for word in LicenseClass if word != applies]
    assert run(home, id, "--allow", applies) == run(home, id)
    refused = CliRunner().invoke(licences, [id, *(f"--allow={word}" for word in others), "--home", home])
    assert refused.exit_code == 5 and f"{id}: {applies} is not allowed" in refused.stderr
    assert CliRunner().invoke(licences, ["no/body", f"--allow={applies}", "--home", home]).exit_code == 5


def test_each_line_says_a_term_once_and_why_it_is_not_known(tmp_path: Path) -> None:
    table = tmp_path / "edges.csv"
    table.write_text("model,base_model,license\nacme/a,Qwen/Qwen3-8B,mit\nacme/b,acme/a,\n")
    home = Home(tmp_path / "home")
    load(resolve(import_file(table, home), home), open_writer("embedded:", home.store))
    text = run(str(home.root), "acme/a")
    assert "  acme/a [mit] <- Qwen/Qwen3-8B [not in this snapshot, licence not known]\n" in text
    assert "  scale limit: not known (Qwen/Qwen3-8B: not in this snapshot, licence not known)\n" in text
    assert "  scale limit: not known (acme/b: states no licence)\n" in run(str(home.root), "acme/b")


def test_what_each_licence_asks_for_stands_on_a_line_and_in_a_cell(tmp_path: Path) -> None:
    table = tmp_path / "edges.csv"
    table.write_text("model,base_model,license,license_name\nnaps/a,meta/b,apache-2.0,\nmeta/b,,other,llama3.1\n")
    home = Home(tmp_path / "home")
    load(resolve(import_file(table, home), home), open_writer("embedded:", home.store))
    llama = "a copy of the licence and the notice line go along (llama3.1 of meta/b)"
    text = run(str(home.root), "naps/a")
    assert f"marked (apache-2.0 of naps/a)\n    also: {llama}\n" in text
    (row,) = csv.DictReader(io.StringIO(run(str(home.root), "naps/a", "--csv")))
    assert f"notice: {llama}" in row["duties"].split("; ")
    assert (row["license"], row["license_name"]) == ("apache-2.0", "")
    (named,) = csv.DictReader(io.StringIO(run(str(home.root), "meta/b", "--csv")))
    assert (named["license"], named["license_name"]) == ("other", "llama3.1")
    assert list(named)[2:4] == ["license", "license_name"]
    with lineage.open(home.root) as opened:
        assert opened.licences(["meta/b", "no/body"])["license_name"].to_list() == ["llama3.1", None]


@pytest.mark.parametrize("allow", [(), ("--allow", "permissive")])
def test_a_list_of_nothing_clears_nothing(home: str, tmp_path: Path, allow: tuple[str, ...]) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("\n# none\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no model was given"):
        CliRunner().invoke(licences, ["--file", str(ids), *allow, "--home", home], catch_exceptions=False)


def test_what_is_allowed_is_asked_of_a_model(home: str) -> None:
    with pytest.raises(BadInput, match="no model was given"):
        CliRunner().invoke(licences, ["--allow", "permissive", "--home", home], catch_exceptions=False)


def test_a_file_in_another_encoding_is_told(home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("a/x\n", encoding="utf-16")
    assert command_line.run(["licences", "--file", str(ids), "--home", home]) == BadInput.exit_code
    assert command_line.run(["cypher", "-f", str(ids), "--home", home]) == BadInput.exit_code
    assert capsys.readouterr().err.count("save it as UTF-8") == 2
