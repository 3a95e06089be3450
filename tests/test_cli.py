"""The command line from end to end on a practice Hub: its steps, its tables, its errors and exit codes."""

import csv
import inspect
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest

from ingest.pipeline.publisher import FIRST
from ingest.snapshots.snapshot import Snapshot
from lineage import cli
from lineage.cli.command_table import COMMANDS as COMMAND_TABLE
from lineage.home.home import Home, write_manifest
from lineage.home.servers import running_servers
from lineage.place import Place
from tests.ingest.networks import HeldHub, serving
from tests.waiting import LATEST, until

COMMANDS = {
    "practice-hub",
    "crawl",
    "import",
    "resolve",
    "load",
    "freeze",
    "serve",
    "cypher",
    "quality",
    "evaluate",
    "snapshots",
    "run",
    "refresh",
    "update",
    "diff",
    "prune",
    "verify",
    "status",
}

SCORE = ["said", "right", "found", "precision", "recall", "precision_95", "recall_95"]
"""Keys of a rule's score in the JSON of `evaluate`."""


def run(*arguments: str, home: Home | Path) -> int:
    root = home.root if isinstance(home, Home) else home
    return cli.run([*arguments, "--home", str(root)])


def ask(*arguments: str, place: Place) -> int:
    return cli.run(["cypher", *arguments, "--home", str(place.home.root), "--store", place.store])


def test_help_lists_every_command_in_the_order_of_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.split("Commands:")[1].splitlines() if line.strip()]
    assert set(listed) >= COMMANDS
    assert listed[0] == "run"
    assert listed.index("crawl") < listed.index("resolve") < listed.index("load") < listed.index("freeze")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_teaches_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Usage: qwen-lineage")
    assert command == "practice-hub" or "--home" in text


@pytest.mark.parametrize("name", COMMAND_TABLE)
def test_help_has_one_style(name: str) -> None:
    """Options are told in sentences with what they default to behind, thousands with a comma."""
    command = COMMAND_TABLE[name].load()
    shown = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    for option in shown:
        told = option.help or ""
        assert re.fullmatch(r"[A-Z].*\.(  \[[^]]+\])?", told), f"{option.opts}: {told}"
        assert option.name == "port" or not re.search(r"default: \d{4,}", told), told
        assert not option.multiple or "May be given several times." in told, option.opts
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(command.help or "")) if command.help else []
    assert all(text.startswith("\b") or text.endswith((".", ":")) for text in paragraphs), paragraphs


def test_a_second_run_makes_nothing_again(practice_copy: Home) -> None:
    before = {p: p.stat().st_mtime_ns for p in practice_copy.root.rglob("*") if p.is_file()}
    assert run("run", "--practice", "--no-serve", home=practice_copy) == 0
    assert {p: p.stat().st_mtime_ns for p in practice_copy.root.rglob("*") if p.is_file()} == before


def test_each_step_can_be_done_again_alone_with_the_same_result(practice_home: Home, tmp_path: Path) -> None:
    snapshot = practice_home.snapshot()
    home = Home(tmp_path)
    home.snapshots.mkdir()
    (home.snapshots / snapshot.name).symlink_to(snapshot)
    for step in ("resolve", "load", "freeze"):
        assert run(step, home=home) == 0
    for name in ("models", "derivations", "inferred", "claims"):
        again = home.resolution() / f"{name}.parquet"
        assert again.read_bytes() == (practice_home.resolution() / f"{name}.parquet").read_bytes()


def test_snapshots_are_listed_with_their_source(practice_home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("snapshots", home=practice_home) == 0
    assert "practice" in capsys.readouterr().out


def test_quality_is_a_table_and_json(practice_home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("quality", home=practice_home) == 0
    assert "wrong" in capsys.readouterr().out.lower()
    assert run("quality", "--json", home=practice_home) == 0
    assert json.loads(capsys.readouterr().out)


def test_evaluate_measures_the_guesses_by_hiding_parents(
    practice_home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", "inference", home=practice_home) == 0
    assert "suffix_agreed" in capsys.readouterr().out
    assert run("evaluate", "--json", "--snapshot", practice_home.resolution().name, home=practice_home) == 0
    tuned, held_out, by_account = json.loads(capsys.readouterr().out)
    assert min(tuned["given_away"], held_out["given_away"]) > 20
    assert min(part["precision"] for part in (tuned, held_out, by_account)) > 0.9
    assert all(row["recall_95"][0] <= row["recall"] <= row["recall_95"][1] for row in held_out["rows"])


def test_evaluate_measures_the_guesses_about_missing_models_where_they_are_named(
    practice_home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", "missing", "--json", home=practice_home) == 0
    (missing,) = json.loads(capsys.readouterr().out)
    assert [row["rule"] for row in missing["rows"]][-1] == "copier"
    assert missing["precision"] > 0.9


def test_only_a_practice_hub_knows_its_mass_uploads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "mass-uploads", home=tmp_path) == 2
    assert "--practice" in capsys.readouterr().err
    assert run("evaluate", "mass-uploads", "--practice", "3000", "--json", home=tmp_path) == 0
    (marks,) = json.loads(capsys.readouterr().out)
    assert marks["true"] > 100
    assert (marks["precision"], marks["recall"]) > (0.95, 0.9)
    assert list(marks) == ["what", "models", "true", "rows", *SCORE]
    assert [list(row) for row in marks["rows"]] == [["rule", *SCORE]] * len(marks["rows"])


def test_evaluate_tells_on_a_practice_hub_all_that_can_be_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", "--practice", "500", "--json", home=tmp_path) == 0
    results = json.loads(capsys.readouterr().out)
    assert [result.get("what") for result in results] == ["Mass uploads", "Inferred parents", None, None, None]


@pytest.mark.parametrize(
    ("flags", "arguments"),
    [
        (["--inference"], ["inference"]),
        (["--mass-uploads", "--practice", "500"], ["mass-uploads", "--practice", "500"]),
        (
            ["--inference", "--mass-uploads", "--practice", "500"],
            ["inference", "mass-uploads", "--practice", "500"],
        ),
    ],
)
def test_the_old_flags_of_quality_evaluate_and_name_the_command(
    flags: list[str], arguments: list[str], practice_home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", *arguments, "--json", home=practice_home) == 0
    wanted = capsys.readouterr().out
    assert run("quality", *flags, "--json", home=practice_home) == 0
    answer = capsys.readouterr()
    assert answer.out == wanted
    assert answer.err == f"qwen-lineage: this is now `qwen-lineage evaluate {' '.join(arguments)}`\n"


def test_quality_does_not_teach_the_old_flags(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["quality", "--help"]) == 0
    text = capsys.readouterr().out
    assert not [flag for flag in ("--inference", "--mass-uploads", "--practice") if flag in text]
    assert "qwen-lineage evaluate" in text


def test_cypher_prints_a_table_json_and_csv(practice: Place, capsys: pytest.CaptureFixture[str]) -> None:
    statement = "MATCH (m:Model) RETURN m.status AS status, count(m) AS models ORDER BY status"
    assert ask(statement, place=practice) == 0
    assert "listed" in capsys.readouterr().out
    assert ask(statement, "--json", place=practice) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"status": "listed", "models": 3000} in rows
    assert ask(statement, "--csv", place=practice) == 0
    assert list(csv.DictReader(io.StringIO(capsys.readouterr().out))) == [
        {k: str(v) for k, v in r.items()} for r in rows
    ]


def test_cypher_says_when_rows_were_cut(practice: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("MATCH (m:Model) RETURN m.id AS id ORDER BY id", "--limit", "2", place=practice) == 0
    assert "only the first 2 rows" in capsys.readouterr().err


def test_cypher_takes_parameters(practice: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("RETURN $a AS a, $b AS b", "-p", "a=[1, 2]", "-p", "b=x'y", "--json", place=practice) == 0
    assert json.loads(capsys.readouterr().out) == [{"a": [1, 2], "b": "x'y"}]


def test_what_an_answer_does_not_tell_is_said_beside_it_as_on_the_console(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = [{"id": "a/base", "tags": ["gguf"]}, {"id": "a/tuned", "tags": ["base_model:a/base"]}]
    rows = tmp_path / "models.jsonl"
    rows.write_text("\n".join(map(json.dumps, models)))
    home = Home(tmp_path / "home")
    for step in (("import", str(rows)), ("resolve",), ("load",)):
        assert run(*step, home=home) == 0
    statement = "MATCH (m:Model) WHERE m.tags CONTAINS 'gguf' RETURN count(m.likes) AS n"
    said = []
    for step in ("load", "freeze"):  # what the source lacks is known of a load that is frozen
        assert run(step, home=home) == 0
        capsys.readouterr()
        assert ask(statement, "--json", place=Place(home, "embedded:")) == 0
        told = capsys.readouterr()
        assert json.loads(told.out) == [{"n": 0}]
        said.append([line.split(",")[0] for line in told.err.splitlines()])
    looked_into = "note: tags is a list of texts"
    assert said == [
        [looked_into],
        ["note: likes is not in this snapshot's source: that it is null says nothing", looked_into],
    ]


BAD: list[tuple[tuple[str, ...], str]] = [
    (("cypher", "MATCH (n) DETACH DELETE n"), "DETACH"),
    (("cypher", "MATCH (n"), "syntax"),
    (("cypher", "RETURN 1", "-p", "x"), "parameter"),
    (("resolve", "nothing-of-that-name"), "nothing-of-that-name"),
    (("import", "/nonexistent/file"), "/nonexistent/file"),
    (("cypher", "RETURN 1", "--store", "neo5j://x"), "store's URL"),
    (("serve", "--port", "99999"), "port"),
    (("crawl", "--no-such-option"), "no-such-option"),
    (("verify", "--bases", "0"), "not in the range"),
    (("verify", "--max-requests", "0"), "not in the range"),
    (("refresh", "--overlap", "-1"), "not in the range"),
    (("diff", "A", "--limit", "-1"), "not in the range"),
]


@pytest.mark.parametrize(
    ("arguments", "said"), BAD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_bad_input_is_one_clear_line_and_exit_code_2(
    practice_home: Home, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert run(*arguments, home=practice_home) == 2
    told = capsys.readouterr().err
    assert said.lower() in told.lower()
    assert "Traceback" not in told


@pytest.mark.parametrize("command", ["resolve", "load", "freeze", "quality", "evaluate", "cypher"])
def test_a_step_before_its_time_names_the_one_that_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    arguments = (command, "RETURN 1 AS one") if command == "cypher" else (command,)
    assert run(*arguments, home=tmp_path) == 2
    assert "qwen-lineage" in capsys.readouterr().err.split("\n", 1)[1]


def test_a_snapshot_of_a_newer_version_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "snapshots" / "20990101T000000-future"
    write_manifest(folder, {"id": folder.name})
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 3'))
    assert run("resolve", home=tmp_path) == 2
    assert "newer version" in capsys.readouterr().err


def test_a_setting_misspelt_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QWEN_LINEAGE_STROE", "x")
    assert run("snapshots", home=tmp_path) == 2
    assert "QWEN_LINEAGE_STORE" in capsys.readouterr().err


def test_a_port_in_use_is_bad_input(practice_home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run("serve", "--port", str(taken.getsockname()[1]), home=practice_home) == 2
    assert "--port" in capsys.readouterr().err


def test_a_hub_that_is_not_there_fails_and_says_that_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
    assert run("crawl", "--endpoint", "http://127.0.0.1:9", home=tmp_path) == 1
    assert "kept" in capsys.readouterr().err


def test_the_whole_way_serves_a_page_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    """As a user would: one process, a URL printed, a page, Ctrl-C."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "lineage", "run", "--practice", "--models", "500", "--port", str(port)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([*command, "--home", str(tmp_path)], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        assert f"http://127.0.0.1:{port}/" in line
        assert "synthetic" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=LATEST) as page:
            assert "synthetic" in page.read().decode().lower()
        assert [server.url for server in running_servers(Home(tmp_path))] == [f"http://127.0.0.1:{port}/"]
        process.send_signal(signal.SIGINT)
        assert process.wait(LATEST) in (0, 130)


def test_a_crawl_that_is_stopped_goes_on(tmp_path: Path) -> None:
    """Ctrl-C in the middle of `run`: the next one ends what this one began."""
    command = [sys.executable, "-m", "lineage", "run", "--whole", "--no-serve", "--home", str(tmp_path)]
    hub = HeldHub()
    with serving(hub) as url:
        environment = {**os.environ, "HF_ENDPOINT": url}
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            until(lambda: pages_kept(tmp_path) == FIRST)
            process.send_signal(signal.SIGINT)
            assert process.wait(LATEST) == 130
        assert pages_kept(tmp_path) >= FIRST
        asked = hub.requests
        hub.release()
        assert subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0
    listed = Snapshot.open(Home(tmp_path).snapshot()).facts.listed
    assert hub.requests - asked == -(-listed // HeldHub.PAGE) - FIRST, "what was read is not asked for again"


def pages_kept(home: Path) -> int:
    """Pages of a crawl that goes on, from the notes in front of their texts."""
    return sum(path.read_bytes().count(b'{"number":') for path in home.glob("crawls/*/texts-*"))
