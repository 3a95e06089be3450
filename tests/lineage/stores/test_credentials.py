"""A password comes from the environment or a file, and is never printed: not by errors, logs or tracebacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lineage import cli, settings
from lineage.errors import BadSetting
from lineage.home.home import Home
from lineage.place import Place
from lineage.stores import without_password
from tests.lineage.stores.families import FAMILY, resolution

SECRET = "s3cr:t/p@ss-0f-mine"  # noqa: S105
NOBODY = "bolt://me@127.0.0.1:9"
LOUD = """\
import logging, sys, traceback
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
import neo4j.debug
neo4j.debug.watch("neo4j", "neo4j.io", "neo4j.pool")
from lineage import cli
from lineage.place import place
code = cli.run(sys.argv[1:])
try:
    print(place(), vars(place().reader()))
except Exception:
    traceback.print_exc()
sys.exit(code)
"""


def loudly(arguments: list[str], **environment: str) -> tuple[int, str]:
    """Run a command with every log on, then open the store and let any error keep its traceback; all that it says."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(settings.PREFIX)}
    done = subprocess.run(
        [sys.executable, "-c", LOUD, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=known | {settings.PREFIX + name: value for name, value in environment.items()},
    )
    return done.returncode, done.stdout + done.stderr


def test_a_password_on_the_command_line_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"neo4j://me:{SECRET}@127.0.0.1:9"
    assert cli.run(["cypher", "RETURN 1 AS one", "--store", url]) == 2
    said = "".join(capsys.readouterr())
    assert "me:***@127.0.0.1:9" in said
    assert settings.PASSWORD_FILE.variable in said
    for part in (SECRET, "s3cr", "p@ss"):
        assert part not in said


@pytest.mark.neo4j
def test_a_password_that_is_not_set_is_asked_for(
    neo4j_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(settings.PASSWORD.variable)
    assert cli.run(["cypher", "RETURN 1 AS one", "--store", neo4j_url]) == 1
    said = capsys.readouterr().err
    assert "the password of neo4j, and none is set" in said
    assert settings.PASSWORD_FILE.variable in said


def test_a_user_alone_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["cypher", "RETURN 1 AS one", "--home", str(tmp_path), "--store", NOBODY]) == 1
    assert "is the server up" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("neo4j://me:secret@host", "neo4j://me:***@host"),
        ("neo4j://me:a:b/c@d@host:1", "neo4j://me:***@host:1"),
        ("me:secret@host", "me:***@host"),
        ("neo4j://me@host:7687", "neo4j://me@host:7687"),
        ("embedded:/a/b", "embedded:/a/b"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_password_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    named = {settings.PASSWORD_FILE.variable: str(file)}
    assert settings.password(named) == SECRET
    assert settings.password(named | {settings.PASSWORD.variable: "mine"}) == "mine"
    assert settings.password({}) == ""


def test_a_file_without_a_password_is_a_bad_setting(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name in ("none", "empty"):
        with pytest.raises(BadSetting, match=name):
            settings.password({settings.PASSWORD_FILE.variable: str(tmp_path / name)})


def test_a_place_does_not_show_its_urls_password(tmp_path: Path) -> None:
    assert SECRET not in repr(Place(Home(tmp_path), f"neo4j://me:{SECRET}@host"))


def test_a_server_that_is_not_there_gives_nothing_away(tmp_path: Path) -> None:
    ask = ["cypher", "RETURN 1 AS one", "--home", str(tmp_path)]
    for environment in (
        {"STORE": "bolt://me:s3cr3t-in-url@127.0.0.1:9"},
        {"STORE": NOBODY, "NEO4J_PASSWORD": "s3cr3t-beside"},
    ):
        code, said = loudly(ask, **environment)
        assert code == 1
        assert "Traceback" in said
        assert "s3cr3t" not in said


@pytest.mark.neo4j
def test_a_wrong_password_is_not_repeated(neo4j_url: str, tmp_path: Path) -> None:
    ask = ["cypher", "RETURN 1 AS one", "--home", str(tmp_path)]
    code, said = loudly(ask, STORE=neo4j_url, NEO4J_PASSWORD="s3cr3t-and-wrong")  # noqa: S106
    assert code == 1
    assert "unauthorized" in said
    assert "LOGON" in said, "the driver's log is on"
    assert "s3cr3t" not in said


@pytest.mark.neo4j
def test_the_right_password_is_not_printed_either(neo4j_url: str, tmp_path: Path) -> None:
    password = settings.value(settings.PASSWORD)
    (tmp_path / "secret").write_text(password + "\n")
    folder = resolution(tmp_path / "home" / "resolved" / "20260101T000000-test", FAMILY)
    load = ["load", folder.name, "--home", str(tmp_path / "home"), "--force"]
    code, said = loudly(load, STORE=neo4j_url, NEO4J_PASSWORD_FILE=str(tmp_path / "secret"))
    assert code == 0, said[-2000:]
    assert "LOGON" in said, "the driver's log is on"
    assert password not in said
