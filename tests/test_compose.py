"""compose.yaml says what the app and the server understand; no Docker runs here, so its words are held to the code."""

import re
import subprocess
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
    return dict(pair.split("=", 1) for pair in line[1].split()) | APP["environment"]


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
    assert f"127.0.0.1:{settings.PORT.default}/api/v1/graph" in APP["healthcheck"]["test"][-1]


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


def test_the_password_is_made_up_and_never_shown(tmp_path: Path) -> None:
    make = ["make", "-f", str(ROOT / "Makefile"), "secrets"]
    told = [subprocess.run(make, cwd=tmp_path, capture_output=True, text=True, check=True) for _ in range(2)]
    password = (tmp_path / ".secrets" / "neo4j_password").read_text()
    assert re.fullmatch(r"[0-9a-f]{48}", password)
    assert (tmp_path / ".secrets" / "neo4j_auth").read_text() == f"neo4j/{password}"
    assert (tmp_path / ".secrets").stat().st_mode & 0o777 == 0o700
    assert not [run for run in told if password in run.stdout + run.stderr]
