"""How fast the API answers and how much a page weighs: `python -m benchmarks.api --models 200000`."""

import argparse
import gc
import re
import tempfile
import time
from pathlib import Path

import numpy as np
from flask.testing import FlaskClient

import lineage
from benchmarks.routes import Route, routes
from lineage.frozen import FrozenGraph
from tests.web import synthetic
from web import Source, create_app

REPEATS = 300
GZIP = {"Accept-Encoding": "gzip"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--home", help="measure the graph of this home, with its store, instead of a synthetic one")
    asked = parser.parse_args()
    if asked.home:
        opened = lineage.open(asked.home)
        client = create_app(Source.of(opened)).test_client()
        print(f"{opened.graph.size:,} models, {opened.graph.derivations:,} derivations, {opened.facts.id}")
        times(client, opened.graph, asked.repeats)
        weights(client, opened.graph.version)
        return
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        graph = synthetic.graph(asked.models, Path(folder) / "graph")
        print(
            f"{graph.size:,} models, {graph.derivations:,} derivations, made in {time.perf_counter() - started:.1f} s"
        )
        started = time.perf_counter()
        client = create_app(Source(FrozenGraph.open(Path(folder) / "graph"), None)).test_client()
        print(f"opened and ready to serve in {1000 * (time.perf_counter() - started):.0f} ms")
        times(client, graph, asked.repeats)
        weights(client, graph.version)


def times(client: FlaskClient, graph: FrozenGraph, repeats: int) -> None:
    """p50 and p95 of the processor time of each route.

    Answers that are kept are so from the second time on: of words and comparisons each is asked for once. What a
    process makes once for all words is made by the first mistyped one of hundreds.
    """
    print(f"\n{'route':46} {'p50 ms':>8} {'p95 ms':>8} {'most kB':>8}   over {repeats} random models, gzipped")
    for route in routes(graph, repeats):
        _print(route, client)


def weights(client: FlaskClient, version: str) -> None:
    """What the first visit to the map costs, gzipped."""
    html = client.get("/", headers=GZIP)
    text = client.get("/").text
    scripts = set(re.findall(r'(?:src|href)="([^"]+\.js)"', text))
    styles = re.findall(r'href="([^"]+\.css)"', text)
    whole = f"/api/v1/map/{version}/view?fit_width=1536&fit_height=1024"
    weight = {
        "page": len(html.data),
        "scripts": sum(len(client.get(url, headers=GZIP).data) for url in scripts),
        "styles": sum(len(client.get(url, headers=GZIP).data) for url in styles),
        "the whole map on 1440 x 900": len(client.get(whole, headers=GZIP).data),
    }
    print("\nfirst visit, gzipped: " + ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in weight.items()))
    print(f"together {sum(weight.values()) / 1000:.1f} kB in {2 + len(scripts) + len(styles)} requests")


def _print(route: Route, client: FlaskClient) -> None:
    client.get(route.paths[0])
    gc.collect()  # 36 ms, which fall to one request of thousands: no row pays for what the ones before it left
    taken, most = [], 0
    for path in route.paths:
        started = time.process_time()
        response = client.get(path, headers=GZIP)
        taken.append(1000 * (time.process_time() - started))
        assert response.status_code == 200, (path, response.text)
        most = max(most, len(response.data))
    print(f"{route.name:46} {np.percentile(taken, 50):8.2f} {np.percentile(taken, 95):8.2f} {most / 1000:8.1f}")


if __name__ == "__main__":
    main()
