"""Whether the server is alive, and whether it can answer; `tests.web.test_reload` takes its store away."""

from flask.testing import FlaskClient

from lineage.frozen import FrozenGraph
from web import Source, create_app


def test_a_server_with_its_graph_is_alive_and_ready_with_a_store_and_without(
    client: FlaskClient, graph: FrozenGraph
) -> None:
    for asked in (client, create_app(Source(graph, None)).test_client()):
        for path in ("/healthz", "/readyz"):
            answer = asked.get(path)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
