"""`serve` as a service behind a proxy, started by a user's command: one process that several tests ask, and its end."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from lineage import settings
from lineage.home.home import Home
from tests.waiting import LATEST, until

ENDLESS = "UNWIND range(1, 1000) AS a UNWIND range(1, 1000) AS b UNWIND range(1, 1000) AS c RETURN count(*) AS n"
SERVED = {
    settings.URL_PREFIX.variable: "/qwen",
    settings.TRUSTED_PROXIES.variable: "loopback",
    settings.ACCESS_LOG.variable: "json",
}
PROMPTLY = LATEST


@dataclass(frozen=True, slots=True)
class Service:
    """A running server, and where."""

    process: "subprocess.Popen[str]"
    port: int

    def get(self, path: str, host: str = "lineage.example", **headers: str) -> tuple[int, str]:
        """The status and the text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PROMPTLY)
        connection.request("GET", path, headers={"Host": host, "Connection": "close", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.fixture
def service(practice_home: Home) -> Iterator[Service]:
    command = [sys.executable, "-m", "lineage", "serve", "--port", "0", "--host", "0.0.0.0"]  # noqa: S104
    command += ["--allowed-host", "lineage.example", "--home", str(practice_home.root)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **SERVED}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:(\d+)/qwen/", process.stdout.readline())
            assert found
            yield Service(process, int(found[1]))
        finally:
            process.kill()


def test_it_answers_behind_its_proxy_and_ends_in_order(service: Service) -> None:
    assert service.get("/qwen/healthz")[0] == service.get("/readyz", "10.0.0.1")[0] == 200
    assert service.get("/qwen/", "evil.example")[0] == 421
    status, page = service.get("/table", **{"X-Forwarded-For": "203.0.113.9"})
    assert status == 200
    assert 'href="/qwen/models/' in page
    assert service.get("/qwen/metrics", **{"X-Forwarded-For": "203.0.113.9"})[0] == 404
    assert 'lineage_requests_total{method="GET",route="/table",status="200"} 1' in service.get("/metrics")[1]

    answers: list[tuple[int, str]] = []
    path = f"/qwen/api/v1/cypher?timeout=2&statement={quote(ENDLESS)}"
    asking = threading.Thread(target=lambda: answers.append(service.get(path)))
    asking.start()
    until(lambda: "lineage_statements_running 1" in service.get("/metrics")[1])
    service.process.send_signal(signal.SIGTERM)
    errors = service.process.communicate(timeout=PROMPTLY)[1]
    asking.join(PROMPTLY)
    assert service.process.returncode == 0
    assert [status for status, _ in answers] == [400]  # it ran out of its own time, and was told so
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", service.port))
    assert "Traceback" not in errors
    told = [json.loads(line) for line in errors.splitlines() if line.startswith("{")]
    assert {"client": "203.0.113.9", "target": "/table", "status": 200}.items() <= told[3].items()
