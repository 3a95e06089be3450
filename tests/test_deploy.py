"""The files of docs/deploy are what systemd, nginx and Caddy understand, and lead to our server where they are here."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import crossplane
import pytest

from lineage import settings
from lineage.home.home import Home
from tests.neo4j_server import free_port
from tests.waiting import LATEST, until

DEPLOY = Path(__file__).resolve().parents[1] / "docs" / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.*") if path.suffix in (".service", ".timer"))
PROGRAM = "/opt/qwen-lineage/.venv/bin/qwen-lineage"
EXPOSED = 2.5
"""The most that `systemd-analyze security` may find of 10."""

SERVER = "qwen-lineage@.service"
PORT = str(settings.PORT.default)
HOST, PREFIX = "example.org", "/lineage"
SECONDS = LATEST


def environment(unit: str) -> dict[str, str]:
    """The variables that a unit sets."""
    lines = re.findall(r"^Environment=(.*)$", (DEPLOY / unit).read_text(), re.MULTILINE)
    return dict(pair.split("=", 1) for line in lines for pair in shlex.split(line))


def test_the_units_are_as_systemd_wants_them(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    copies = [tmp_path / name.replace("@", f"@{PORT}") for name in UNITS]
    for name, copy in zip(UNITS, copies, strict=True):
        copy.write_text((DEPLOY / name).read_text().replace(PROGRAM, sys.executable))
    verified = subprocess.run(["systemd-analyze", "verify", *copies], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    for copy in (copy for copy in copies if copy.suffix == ".service"):
        command = ["systemd-analyze", "security", "--offline=true", f"--threshold={int(10 * EXPOSED)}", copy]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0, copy.name


@pytest.mark.parametrize("unit", [name for name in UNITS if name.endswith(".service")])
def test_a_unit_starts_a_command_of_ours_with_settings_that_exist(unit: str) -> None:
    known = {setting.variable for setting in settings.SETTINGS}
    assert {name for name in environment(unit) if name.startswith(settings.PREFIX)} <= known
    command = re.search(rf"^ExecStart={re.escape(PROGRAM)} (.+)$", (DEPLOY / unit).read_text(), re.MULTILINE)
    assert command
    arguments = command[1].replace("%i", PORT).split()
    assert arguments in (["serve", "--port", PORT], ["update"])


def nginx(port: int, behind: str, folder: Path) -> list[str]:
    """The command that starts nginx with our file, without TLS, at a port of this machine."""
    text = re.sub(r"^\s*ssl_certificate.*\n", "", (DEPLOY / "nginx.conf").read_text(), flags=re.MULTILINE)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace(f"127.0.0.1:{PORT}", behind)
    (folder / "site.conf").write_text(text)
    temporary = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {temporary} include {folder}/site.conf; }}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(port: int, behind: str, folder: Path) -> list[str]:
    """The command that starts Caddy with our file, without TLS, at a port of this machine."""
    text = (DEPLOY / "Caddyfile").read_text().replace(f"\n{HOST} {{", f"\nhttp://{HOST}:{port} {{")
    file = folder / "Caddyfile"
    file.write_text(text.replace(f"127.0.0.1:{PORT}", behind).replace("\n{\n", "\n{\n\tadmin off\n", 1))
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]


PROXIES = {"nginx": nginx, "caddy": caddy}


@contextmanager
def started(command: list[str], port: int, **variables: str) -> Iterator[None]:
    """A process that answers at a port while the block runs."""
    variables = {**os.environ, **variables}
    with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: process.poll() is not None or _answers(port))
            assert process.poll() is None, command
            yield
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, path: str) -> tuple[int, str]:
    """The proxy's answer, asked by the name that it knows."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": HOST})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_leads_to_the_server_below_a_path(name: str, practice_copy: Home, tmp_path: Path) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"no {name} here")
    behind, port = free_port(), free_port()
    ours = [sys.executable, "-m", "lineage", "serve", "--port", str(behind)]
    proxy = PROXIES[name](port, f"127.0.0.1:{behind}", tmp_path)
    variables = environment(SERVER) | {settings.HOME.variable: str(practice_copy.root), "TMPDIR": str(tmp_path)}
    with started(ours, behind, **variables), started(proxy, port, HOME=str(tmp_path)):
        status, page = ask(port, f"{PREFIX}/")
        assert status == 200
        script = re.search(rf'src="({PREFIX}/static/[^"]+)"', page)
        assert script
        assert [ask(port, path)[0] for path in (script[1], f"{PREFIX}/api/v1/graph", f"{PREFIX}/metrics")] == [
            200,
            200,
            404,
        ]
        if name == "nginx":
            many = [ask(port, f"{PREFIX}/api/v1/cypher?statement=RETURN+1+AS+n")[0] for _ in range(40)]
            assert {200, 429} == set(many)


def test_the_nginx_example_is_read_without_nginx(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(f"events {{}}\nhttp {{ include {DEPLOY / 'nginx.conf'}; }}\n")
    parsed = crossplane.parse(str(tmp_path / "nginx.conf"), strict=True)
    assert parsed["errors"] == []
    assert len(parsed["config"]) == 2


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_says_which_settings_the_server_needs(name: str) -> None:
    text = (DEPLOY / name).read_text()
    known = {setting.variable for setting in settings.WEB}
    asked = {setting: value for setting, value in environment(SERVER).items() if setting in known}
    assert all(f"{setting}={value}" in text for setting, value in asked.items())
    assert f"\n{HOST} {{" in text or f"server_name {HOST};" in text
