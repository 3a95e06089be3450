"""How fast the API answers and how much a page weighs: `python -m benchmarks.api --models 200000`."""

import argparse
import gc
import random
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urljoin

import numpy as np
from flask.testing import FlaskClient

import lineage
from benchmarks.facets import filters
from lineage.bom import BomFormat
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph
from lineage.frozen.map.viewport import extent
from lineage.frozen.rollups.files import rollups_of
from lineage.owners import owners
from tests.web import synthetic
from web import Source, create_app
from web.addresses import each_of, parameter_texts

REPEATS = 300
SEARCHED = ("qwen", "sft", "lora", "m12", "zzz", "~", "a", "7b", "qwen3-0.6b", "lab12", "gguf m1", "merged")
"""Common in a family, rare in it and common elsewhere, nowhere; one letter and many; two words."""
MANY_FAMILIES = 60
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
NOWHERE, SWAPPED = 0.1, 0.25
"""Of mistyped words: so many are like none; of the others, so many have two letters in each other's places."""
BOMS = (
    "/models/{}/bom",
    *(f"bom/{{}}?format={format}" for format in BomFormat),
    "bom/{}?subtree=1&limit=100",
)
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
        owner_times(client, opened.graph, asked.repeats)
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
        owner_times(client, graph, asked.repeats)
        weights(client, graph.version)


def times(client: FlaskClient, graph: FrozenGraph, repeats: int) -> None:
    """p50 and p95 of the processor time of each route over random models, and over the largest family alone.

    Answers that are kept are so from the second time on: of words and comparisons each is asked for once. What a
    process makes once for all words is made by the first mistyped one of hundreds.
    """
    print(f"\n{'route':46} {'p50 ms':>8} {'p95 ms':>8} {'most kB':>8}   over {repeats} random models, gzipped")
    ids = [graph.ids[int(n)] for n in np.random.default_rng(1).integers(0, graph.size, repeats)]
    largest = [graph.ids[int(graph.lists.families(1, 0).numbers[0])]] * max(20, repeats // 10)
    for route in (
        "models/{}",
        "children/{}",
        "parents/{}",
        "paths/{}",
        "descendants/{}",
        "impact/{}",
        "impact/{}?license=mit",
    ):
        _print(route, client, [route.format(quote(id)) for id in ids])
    _print("search?q=", client, [f"search?q={quote(id.rpartition('/')[2][:6])}" for id in ids])
    _print("map place", client, [f"map/{graph.version}/place?id={quote(id, safe='')}" for id in ids])
    _print("map view, the whole of it", client, [f"map/{graph.version}/view?fit_width=1536&fit_height=1024"] * 100)
    _print("map view, a window", client, [f"map/{graph.version}/view?{window}" for window in windows(graph, repeats)])
    for route in (
        "graph",
        "models/{}",
        "children/{}",
        "children/{}?sort=downloads&offset=5000",
        "descendants/{}",
        "descendants/{}?sort=downloads",
        "descendants/{}?relation=quantized&license=mit",
        "descendants/{}?status=listed&created_from=2025-01-01&sort=likes",
        "impact/{}",
        "impact/{}?sort=downloads&offset=5000",
        "impact/{}?license=mit",
    ):
        _print(f"{route}  (largest)", client, [route.format(quote(id)) for id in largest])
    for page in ("/models/{}", "/models/{}/impact", "/variants/{}", "/outline/{}", "/table/{}"):
        _print(page, client, [page.format(quote(id)) for id in ids])
        _print(f"{page}  (largest)", client, [page.format(quote(id)) for id in largest])
    for route in BOMS:
        _print(route, client, [route.format(quote(id)) for id in ids])
        _print(f"{route}  (largest)", client, [route.format(quote(id)) for id in largest])
    for seed, page in enumerate(("/table", "models")):
        asked = [query_of(one) for one in islice(filters(graph, random.Random(seed)), repeats)]
        _print(f"{page}?, 1 to 3 filters, each once", client, [f"{page}?{query}" for query in asked])
    for page in ("/growth", "/growth?by=license&show=share&most=12", "/growth?by=base&of=declared&show=cumulative"):
        _print(page, client, [page] * 40)
    _print("openapi.json", client, ["openapi.json"] * 40)
    within = [f"search?q={quote(word)}&within={quote(id)}" for id in largest for word in SEARCHED]
    _print(f"search?q=&within={{}}, {len(SEARCHED)} words  (largest)", client, within)
    families = graph.ids.take(graph.lists.families(MANY_FAMILIES, 0).numbers)
    for name, family in (("", ""), ("  (largest)", families[0]), (f"  ({len(families)}th)", families[-1])):
        misspelt = list(mistyped(graph, repeats, seed=len(name)))
        _print(
            f"search?q=, mistyped, each once{name}",
            client,
            [f"search?q={quote(word)}" + (f"&within={quote(family)}" if family else "") for word in misspelt],
        )
    words = [quote(word) for word in SEARCHED]
    _print(f"map hits, {len(words)} words", client, [f"map/{graph.version}/hits?q={word}" for word in words])
    _print(f"/table?q=, {len(words)} words, each once", client, [f"/table?q={word}" for word in words])


def query_of(wanted: ModelFilter) -> str:
    """The query of an address that asks for a filter."""
    asked = ((field.name, getattr(wanted, field.name)) for field in fields(wanted))
    return "&".join([each_of(name, parameter_texts(of)) for name, of in asked if of != getattr(ModelFilter(), name)])


def mistyped(graph: FrozenGraph, many: int, seed: int) -> Iterator[str]:
    """Names of models and words of them with a letter left out, put in, changed, or swapped with the one after it; and
    now and then what nobody finds."""
    dice = np.random.default_rng(seed)
    for number in dice.integers(0, graph.size, many).tolist():
        name = graph.ids[number].rpartition("/")[2]
        word = max(re.split(r"[-_.]", name), key=len)
        if dice.random() < NOWHERE:
            yield "".join(dice.choice(list(LETTERS), dice.integers(3, 41)))
        else:
            yield _mistyped(str(dice.choice([name, word, name.replace("-", " ")])), dice)


def _mistyped(text: str, dice: np.random.Generator) -> str:
    place, letter = int(dice.integers(0, len(text))), str(dice.choice(list(LETTERS)))
    here, after = text[place], text[place + 1 : place + 2]
    wrong = str(dice.choice(["", letter + here, letter]))
    return text[:place] + (after + here if dice.random() < SWAPPED else wrong + after) + text[place + 2 :]


def owner_times(client: FlaskClient, graph: FrozenGraph, repeats: int) -> None:
    """The same of owners: random ones, the organisations with the largest unions, and several of these compared."""
    names = graph.models.words("author").vocabulary
    some = [quote(names[int(n)]) for n in np.random.default_rng(3).integers(0, len(names), repeats)]
    ranked = rollups_of(graph).organisations.take(owners.ranking(graph).codes[:300])
    named = [quote(name, safe="") for name in ranked if name]
    top, unasked = named[:60], [",".join(named[first : first + 8]) for first in range(60, len(named) - 7, 8)]
    for prefix in ("", "/api/v1"):
        _print(f"{prefix}/owners/{{}}", client, [f"{prefix}/owners/{name}" for name in some])
        _print(f"{prefix}/organisations/{{}}  (60 largest)", client, [f"{prefix}/organisations/{name}" for name in top])
        for count in (2, 8):
            compared = f"{prefix}/compare?of={','.join(top[:count])}"
            _print(f"{prefix}/compare of the {count} largest", client, [compared] * 40)
            first = [",".join(np.random.default_rng(n).permutation(top)[:count]) for n in range(30)]
            addresses = [f"{prefix}/compare?of={names}" for names in first]
            _print(f"{prefix}/compare of {count}, others each time", client, addresses)
        addresses = [f"{prefix}/compare?of={names}" for names in unasked[prefix == "" :: 2]]
        _print(f"{prefix}/compare of 8 that nobody asked about", client, addresses)
    _print("/table?descends_from={}  (60 largest)", client, [f"/table?descends_from={name}" for name in top])


def windows(graph: FrozenGraph, repeats: int) -> Iterator[str]:
    """Windows at random places that show a tenth, a hundredth and a thousandth of the map's width on 1,440 pixels."""
    x, y, width, height = extent(graph.map)
    dice = np.random.default_rng(2)
    for n in range(repeats):
        part = 10.0 ** -(1 + n % 3)
        left, top = x + width * dice.random(), y + height * dice.random()
        yield f"x={left}&y={top}&width={width * part}&height={height * part}&scale={1440 / (width * part)}"


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


def _print(name: str, client: FlaskClient, paths: list[str]) -> None:
    """A path without a slash in front is one of the API."""
    client.get(urljoin("/api/v1/", paths[0]))
    gc.collect()  # 36 ms, which fall to one request of thousands: no row pays for what the ones before it left
    taken, most = [], 0
    for path in paths:
        started = time.process_time()
        response = client.get(urljoin("/api/v1/", path), headers=GZIP)
        taken.append(1000 * (time.process_time() - started))
        assert response.status_code == 200, (path, response.text)
        most = max(most, len(response.data))
    print(f"{name:46} {np.percentile(taken, 50):8.2f} {np.percentile(taken, 95):8.2f} {most / 1000:8.1f}")


if __name__ == "__main__":
    main()
