"""The commands that keep snapshots, as a user types them."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from ingest.commands.crawl import refresh
from ingest.commands.snapshots import diff, prune
from ingest.commands.snapshots import snapshots as list_snapshots
from ingest.commands.verify import verify
from ingest.crawl.everything import crawl_all
from ingest.hub.client import Hub
from ingest.resolve import resolve
from ingest.snapshots.snapshot import Snapshot
from ingest.sources import import_file
from lineage import cli
from lineage.errors import BadFile, BadInput, HomeBusy, HubError
from lineage.home import work_lock
from lineage.home.home import Home
from lineage.home.work_lock import working
from tests.ingest.living import Living, living
from tests.ingest.networks import always, serving

COMMAND = (sys.executable, "-m", "lineage")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hub(home: Home) -> Iterator[Living]:
    """A Hub that was crawled, and then lived for a day."""
    with living() as hub:
        crawl_all(home, Hub(hub.url))
        hub.live()
        yield hub


def run(command: click.Command, home: Home, *arguments: str, answer: str = "") -> Result:
    result = CliRunner().invoke(command, [*arguments, "--home", str(home.root)], input=answer)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def names(home: Home) -> list[str]:
    return sorted(folder.name for folder in home.snapshots.iterdir())


def test_refresh_makes_a_snapshot_and_says_what_comes_next(home: Home, hub: Living) -> None:
    result = run(refresh, home, "--endpoint", hub.url)
    assert result.exit_code == 0
    assert "next: qwen-lineage resolve" in result.stderr
    assert home.snapshot().name.endswith("refresh")


def test_diff_of_the_newest_alone_names_the_one_before(home: Home, hub: Living) -> None:
    (first,) = names(home)
    with pytest.raises(BadInput, match="newest data") as refused:
        run(diff, home, first)
    assert refused.value.hint.startswith("there is no other one yet: `qwen-lineage update ")
    run(refresh, home, "--endpoint", hub.url)
    with pytest.raises(BadInput, match="newest data") as refused:
        run(diff, home, home.snapshot().name)
    assert refused.value.hint.startswith(f"name the one before: `qwen-lineage diff {first} ")


def test_diff_is_tables_and_json(home: Home, hub: Living) -> None:
    first = home.snapshot().name
    crawl_all(home, Hub(hub.url))
    told = json.loads(run(diff, home, first, "--json").stdout)
    assert told["a"] == first
    assert told["counts"] == {
        "added": 4,
        "removed": 6,
        "renamed": 2,
        "reparented": 2,
        "relation_changed": 2,
        "licence_changed": 2,
    }
    assert {row["id"] for row in told["added"]} == set(hub.today.created)
    text = run(diff, home, first, home.snapshot().name).stdout
    assert "4 models that came" in text
    assert re.search(r"families\s+changed", text)


def test_prune_asks_and_takes_no_for_an_answer(home: Home, hub: Living) -> None:
    run(refresh, home, "--endpoint", hub.url)
    before = names(home)
    asked = run(prune, home, "--keep", "1", answer="n\n")
    assert "remove these 1" in asked.stdout
    assert before[0] in asked.stdout
    assert names(home) == before
    run(prune, home, "--keep", "1", "--yes")
    assert names(home) == before[1:]
    assert "nothing to remove" in run(prune, home, "--keep", "1", "--yes").stdout


def test_prune_without_anybody_to_ask_removes_nothing_and_says_how(home: Home, hub: Living) -> None:
    run(refresh, home, "--endpoint", hub.url)
    before = names(home)
    command = [*COMMAND, "prune", "--keep", "1", "--home", str(home.root)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == BadInput.exit_code
    assert f"prune --keep 1 --yes --home {home.root}" in done.stderr
    assert names(home) == before


def test_while_another_process_works_on_the_home_nothing_is_read_or_removed(
    home: Home, hub: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_lock, "A_WHILE", 0.1)
    run(refresh, home, "--endpoint", hub.url)
    before = names(home)
    with working(home, "update"):
        for command in (
            ["crawl", "--endpoint", hub.url],
            ["refresh", "--endpoint", hub.url],
            ["prune", "--keep=1", "--yes"],
        ):
            assert cli.run([*command, "--home", str(home.root)]) == HomeBusy.exit_code
    assert names(home) == before
    assert not home.crawls.exists() or not list(home.crawls.iterdir())


def test_verify_is_a_table_and_json(home: Home, hub: Living) -> None:
    resolve(home.snapshot(), home)
    told = json.loads(run(verify, home, "--endpoint", hub.url, "--bases", "50", "--json").stdout)
    assert told["bases"] == 50
    text = run(verify, home, "--endpoint", hub.url, "--bases", "50").stdout
    assert "counts agree" in text
    assert "one-parent rule" in text


def test_a_verification_that_fails_keeps_nothing_and_does_not_say_so(home: Home, hub: Living) -> None:
    resolve(home.snapshot(), home)
    with serving(always(400)) as url, pytest.raises(HubError) as caught:
        run(verify, home, "--endpoint", url)
    assert "kept" not in caught.value.hint
    assert "asks again" in caught.value.hint


def test_snapshots_check_finds_a_changed_file(home: Home, hub: Living) -> None:
    assert run(list_snapshots, home, "--check").exit_code == 0
    path = Snapshot.open(home.snapshot()).files[0]
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(BadFile, match="not as it was written"):
        run(list_snapshots, home, "--check")
    assert run(list_snapshots, home).exit_code == 0


def test_snapshots_and_diff_cut_no_name_and_say_what_part_of_the_hub_each_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    home, child = Home(tmp_path / "home"), f"owner/{'a-very-long-name-' * 5}8B"
    for name, text in {"one-2026-08-20.csv": "id\na/b\n", "two-2026-08-22.csv": f"child,parent\n{child},a/b\n"}.items():
        (tmp_path / name).write_text(text)
        import_file(tmp_path / name, home, name=name)
    told = run(list_snapshots, home).stdout
    assert [line.split("\t")[0] for line in told.splitlines()[1:]] == ["one-2026-08-20.csv", "two-2026-08-22.csv"]
    assert "sample" in told
    assert "complete" not in told
    result = run(diff, home, "one-2026-08-20.csv")
    assert f"{child}\ta/b" in result.stdout.splitlines()
    assert "1 models that are not in the second: whether they are gone cannot be told" in result.stdout.splitlines()
    assert "two-2026-08-22.csv is a sample of unknown extent" in result.stderr
