"""The lane of a request follows from its route, never from the name of a model."""

import pytest

from web.serving.lanes import Lane, lane_of


@pytest.mark.parametrize(
    ("path", "query", "lane"),
    [
        ("/cypher", "", Lane.STATEMENTS),
        ("/cypher/top-builders", "parameters={}", Lane.STATEMENTS),
        ("/questions/top-builders", "owner=Qwen", Lane.STATEMENTS),
        ("/questions", "", Lane.PAGES),
        ("/api/v1/cypher", "statement=RETURN+1", Lane.STATEMENTS),
        ("/api/v1/cypher/plan", "", Lane.STATEMENTS),
        ("/api/v1/cypher", "statement=RETURN+1&format=csv", Lane.STATEMENTS),
        ("/model/cypher/cypher", "", Lane.PAGES),
        ("/model/tomasonjo/cypher-llama3", "", Lane.PAGES),
        ("/api/v1/models/x/cypher", "", Lane.PAGES),
        ("/owners/cypher", "", Lane.PAGES),
        ("/cyphers", "", Lane.PAGES),
        ("/table", "format=csv", Lane.TABLES),
        ("/table", "format=parquet&q=x", Lane.TABLES),
        ("/table/a/b", "format=json", Lane.TABLES),
        ("/api/v1/export", "subtree=a/b", Lane.TABLES),
        ("/api/v1/models/a/export", "", Lane.PAGES),
        ("/table", "q=format=csv", Lane.PAGES),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/qwen"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_waits_in_the_lane_of_its_route(method: str, path: str, query: str, lane: Lane, prefix: str) -> None:
    assert lane_of(method, prefix + path, query, prefix) == lane


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS"])
def test_cancelling_waits_for_no_statement(method: str) -> None:
    assert lane_of(method, "/api/v1/cypher/runs/1", "") == Lane.PAGES
