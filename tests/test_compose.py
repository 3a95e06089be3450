"""compose.yaml and the Dockerfile say what the app and the server understand; no Docker runs here, so their words are
held to the code, and what the app's container may do is tried without one."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from lineage import settings
from lineage.stores import NEO4J_SCHEMES
from tests import neo4j_server

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
APP, NEO4J = COMPOSE["services"]["app"], COMPOSE["services"]["neo4j"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
HEAP = "server_memory_heap_max__size"
OF_TRANSACTIONS = 0.7  # of the heap: the server's own default for all of them together


def _given() -> dict[str, str]:
    """What the app's container has in its environment, by the Dockerfile and by compose.yaml."""
    line = re.search(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)
    assert line
    image = dict(pair.split("=", 1) for pair in line[1].split())
    return {name: value for name, value in image.items() if name.startswith(settings.PREFIX)} | APP["environment"]


def test_the_app_gets_settings_that_exist() -> None:
    known = {setting.variable for setting in settings.SETTINGS} | {"QWEN_LINEAGE_NEO4J_PASSWORD_FILE"}
    assert set(_given()) <= known
    assert _given()["QWEN_LINEAGE_HOST"] == "0.0.0.0"  # noqa: S104 - inside its container


def test_the_store_is_the_server_beside_it() -> None:
    scheme, _, rest = _given()["QWEN_LINEAGE_STORE"].partition("://")
    assert scheme in NEO4J_SCHEMES
    assert rest == "neo4j@neo4j:7687"
    assert "neo4j" in COMPOSE["services"]
    assert APP["depends_on"] == {"neo4j": {"condition": "service_healthy"}}


@pytest.mark.parametrize("service", [APP, NEO4J], ids=["app", "neo4j"])
def test_a_service_has_a_volume_a_healthcheck_and_an_address_of_this_machine_only(service: dict[str, Any]) -> None:
    (volume,) = service["volumes"]
    assert volume.partition(":")[0] in COMPOSE["volumes"]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_no_password_stands_in_the_environment() -> None:
    for service in (APP, NEO4J):
        named = {name: value for name, value in service["environment"].items() if "PASSWORD" in name or "AUTH" in name}
        assert named
        assert all(name.endswith("_FILE") and value.startswith("/run/secrets/") for name, value in named.items())
        assert {Path(value).name for value in named.values()} == set(service["secrets"]) <= set(COMPOSE["secrets"])


def test_the_ports_are_those_that_are_listened_on() -> None:
    assert APP["ports"] == [f"127.0.0.1:{settings.PORT.default}:{settings.PORT.default}"]
    assert f"EXPOSE {settings.PORT.default}" in DOCKERFILE
    assert f"127.0.0.1:{settings.PORT.default}/readyz" in APP["healthcheck"]["test"][-1]


def _megabytes(size: str) -> int:
    """A size as Neo4j and Java write it; in compose.yaml the default of a variable."""
    found = re.fullmatch(r"(?:\$\{\w+:-)?(\d+)([mg])\}?", size)
    assert found, size
    return int(found[1]) * {"m": 1, "g": 1024}[found[2]]


def test_statements_of_anybodys_leave_the_others_their_memory() -> None:
    heap = _megabytes(NEO4J["environment"][f"NEO4J_{HEAP}"])
    each = _megabytes(NEO4J["environment"]["NEO4J_db_memory_transaction_max"])
    others = 1
    assert (int(settings.CYPHER_RUNS.default) + others) * each <= heap * OF_TRANSACTIONS
    assert NEO4J["environment"]["NEO4J_server_jvm_additional"] == "-XX:+ExitOnOutOfMemoryError"
    assert NEO4J["restart"] == "unless-stopped"


def test_the_server_of_the_tests_gives_a_statement_the_same_share() -> None:
    heap = next(option.removeprefix("-Xmx") for option in neo4j_server.MEMORY if option.startswith("-Xmx"))
    share = _megabytes(neo4j_server.TRANSACTION) / _megabytes(heap)
    ours = [_megabytes(NEO4J["environment"][f"NEO4J_{name}"]) for name in ("db_memory_transaction_max", HEAP)]
    assert share == ours[0] / ours[1]
    assert "-XX:+ExitOnOutOfMemoryError" in neo4j_server.MEMORY


def test_no_plugin_comes_with_the_server() -> None:
    assert not [name for name in NEO4J["environment"] if "PLUGIN" in name.upper()]
    assert not [volume for volume in NEO4J["volumes"] if "plugins" in volume]


def test_the_image_is_made_from_the_packages_and_nothing_else() -> None:
    copied = {name for line in re.findall(r"^COPY (.*) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert copied == {*packages, "pyproject.toml", "constraints.txt", "README.md", "LICENSE"}
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    assert {line[1:] for line in lines if line.startswith("!")} == copied


def test_the_image_has_a_python_that_the_gate_tries() -> None:
    """What the classifiers name is what the tests were run on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert re.findall(r"^FROM python:(\S+)-slim$", DOCKERFILE, re.MULTILINE) == named
    assert project["requires-python"] == f">={named[0]}"


def test_the_password_is_made_up_and_never_shown(tmp_path: Path) -> None:
    make = ["make", "-f", str(ROOT / "Makefile"), "secrets"]
    told = [subprocess.run(make, cwd=tmp_path, capture_output=True, text=True, check=True) for _ in range(2)]
    password = (tmp_path / ".secrets" / "neo4j_password").read_text()
    assert re.fullmatch(r"[0-9a-f]{48}", password)
    assert (tmp_path / ".secrets" / "neo4j_auth").read_text() == f"neo4j/{password}"
    assert (tmp_path / ".secrets").stat().st_mode & 0o777 == 0o700
    assert not [run for run in told if password in run.stdout + run.stderr]


def test_dependencies_have_a_layer_of_their_own() -> None:
    before, _, after = DOCKERFILE.partition("COPY lineage")
    assert "-c constraints.txt -r requirements.txt" in before
    assert "--no-deps" in after
    listing = re.search(r"^RUN (python -c .*?) > requirements.txt", before, re.MULTILINE | re.DOTALL)
    assert listing
    listed = subprocess.run(["sh", "-c", listing[1]], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert listed.splitlines() == project["build-system"]["requires"] + project["project"]["dependencies"]


@pytest.mark.parametrize("service", [APP, NEO4J], ids=["app", "neo4j"])
def test_a_service_has_no_privileges_and_limits(service: dict[str, Any]) -> None:
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["init"] is True
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["pids_limit"] > 0
    assert int(service["stop_grace_period"].removesuffix("s")) > 10
    assert service["restart"] == "unless-stopped"


def test_the_app_writes_its_volume_and_memory_alone() -> None:
    assert "TMPDIR=/data/" in DOCKERFILE, "answers that wait for slow readers are not kept in memory"
    assert APP["read_only"] is True
    assert [mount.partition(":")[0] for mount in APP["tmpfs"]] == ["/tmp"]  # noqa: S108 - in its container
    assert f"USER {APP['user']}" in DOCKERFILE
    assert _megabytes(APP["mem_limit"]) * 1_000_000 > int(settings.CYPHER_RUNS.default) * int(
        settings.CYPHER_MEMORY.default
    )


def test_the_dockerfile_is_as_hadolint_wants_it() -> None:
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if hadolint is None:
        pytest.skip("no hadolint for this platform")
    done = subprocess.run([hadolint, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_compose_is_as_docker_reads_it() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("no docker compose here")
    subprocess.run([docker, "compose", "-f", ROOT / "compose.yaml", "config", "-q"], cwd=ROOT, check=True)


READ_ONLY = """
mount --bind "$0" "$0" && mount -o remount,bind,ro / || exit 77
touch "{root}/not-there" 2>/dev/null && exit 77
"{python}" -m lineage run --practice --models 300 --no-serve --home "$0/home" && \
exec "{python}" -m lineage cypher 'MATCH (m:Model) RETURN count(m) AS models' --json --home "$0/home"
"""


def test_the_app_runs_where_everything_but_its_volume_is_read_only(tmp_path: Path) -> None:
    """As in its container: no file of ours or of Python's is written, and temporary ones go where they are sent."""
    if shutil.which("unshare") is None:
        pytest.skip("this machine has no unshare")
    (tmp_path / "tmp").mkdir()
    script = READ_ONLY.format(root=ROOT, python=sys.executable)
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, tmp_path]
    variables = {"TMPDIR": str(tmp_path / "tmp"), "HF_HOME": str(tmp_path / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=False)
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("this machine lets nobody mount")
    assert done.returncode == 0, done.stderr
    assert '"models"' in done.stdout
