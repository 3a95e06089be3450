"""Names that the app answers to, and what other sites' pages may not ask for."""

import pytest
from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from web import Source, create_app
from web.http.origin import is_ours
from web.options import WebOptions

CONFIGURED = WebOptions(hosts=frozenset({"lineage.example", "10.1.2.3"}))
LINK = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        *(
            (name, True)
            for name in ("localhost", "LOCALHOST:80", "localhost.", "127.0.0.1:8765", "127.8.8.8", "[::1]:8")
        ),
        *((name, True) for name in ("lineage.example", "Lineage.Example:8443", "10.1.2.3:8765")),
        *(
            (name, False)
            for name in ("", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.1.2.4")
        ),
        *(
            (name, False)
            for name in ("[::2]", "[::1", "localhost:x", "localhost, evil.example", "a@localhost", "2130706433")
        ),
    ],
)
def test_names_that_are_configured_and_those_of_this_machine_are_ours(host: str, ours: bool) -> None:
    assert is_ours(host, CONFIGURED) == ours


def test_any_name_may_be_allowed() -> None:
    anybody = WebOptions(hosts=frozenset({"*"}))
    assert [is_ours(host, anybody) for host in ("evil.example:80", "10.1.2.4", "", "a@b")] == [True, True, False, False]


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/graph", "/models/a/b", "/static/x/css/base.css", "/api/v1/map/x/view", "/nothing"]
)
def test_another_name_is_misdirected_and_told_nothing_of_the_graph(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert "--allowed-host" in answer.text
    assert not [name for name in answer.headers if name[0].startswith("Lineage")]
    assert (answer.is_json, "Content-Security-Policy" in answer.headers) == (path.startswith("/api/"), True)


def test_health_is_asked_by_any_name(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Host": "10.244.0.7:8765"}).status_code == 200


def test_a_configured_name_is_answered(graph: FrozenGraph) -> None:
    client = create_app(Source(graph, None), options=CONFIGURED).test_client()
    assert client.get("/", headers={"Host": "lineage.example"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", **LINK}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 400),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 400),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 400),
    ],
)
def test_another_sites_page_may_link_here_and_no_more(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert client.get("/api/v1/graph", headers=headers).status_code == status


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", **LINK}])
def test_another_sites_form_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/cypher", headers=headers).status_code == 400
    assert client.post("/cypher").status_code == 405
