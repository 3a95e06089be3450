"""Kept bodies: what is kept is what would be made, of this graph and this size, and no more than some are kept."""

import gzip
from pathlib import Path

from flask import Flask

from lineage.frozen import FrozenGraph
from tests.lineage.frozen.graphs import frozen
from web import Source, create_app
from web.http.kept_bodies import KeptBodies

SIZES = ("fit_width=1024&fit_height=768", "fit_width=512&fit_height=768", "fit_width=1024&fit_height=768&minimum=9000")


def whole_maps(graph: FrozenGraph, accepted: str) -> list[bytes]:
    """The whole map in each size, twice."""
    client = create_app(Source(graph, None)).test_client()
    paths = [f"/api/v1/map/{graph.version}/view?{size}" for size in SIZES * 2]
    answers = [client.get(path, headers={"Accept-Encoding": accepted}) for path in paths]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (answer.mimetype, answer.headers["Vary"]) == ("application/json", "Accept-Encoding")
        assert ("Content-Encoding" in answer.headers) == (accepted == "gzip")
    return [gzip.decompress(answer.data) if accepted == "gzip" else answer.data for answer in answers]


def test_a_whole_map_is_the_same_kept_or_not_and_of_its_own_graph_and_size(tmp_path: Path) -> None:
    one = frozen(tmp_path / "one", [(f"a/{n}", "a/base") for n in range(40)])
    other = frozen(tmp_path / "other", [(f"a/{n}", "a/base") for n in range(90)])
    for graph in (one, other, one):
        assert whole_maps(graph, "gzip") == whole_maps(graph, "identity")
    assert len({*whole_maps(one, "gzip"), *whole_maps(other, "gzip")}) == 2 * len(SIZES)


def test_the_bodies_that_were_asked_for_last_are_kept() -> None:
    made: list[str] = []
    bodies = KeptBodies(most=2)

    def ask(key: str) -> bytes:
        def encoded() -> bytes:
            made.append(key)
            return key.encode()

        with Flask("t").test_request_context():
            return gzip.decompress(bodies.response(key, encoded).data)

    assert [ask(key) for key in "abacab"] == [key.encode() for key in "abacab"]
    assert "".join(made) == "abcb"
