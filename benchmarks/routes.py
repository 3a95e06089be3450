"""What the benchmarks of answers ask for: every route over random models and owners, and over the largest family."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import islice
from urllib.parse import quote, urljoin

import numpy as np

from benchmarks.facets import filters
from lineage.bom import BomFormat
from lineage.filters.model_filter import ModelFilter
from lineage.frozen import FrozenGraph
from lineage.frozen.map.viewport import extent
from lineage.frozen.rollups.files import rollups_of
from lineage.owners import owners
from web.addresses import each_of, parameter_texts

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


@dataclass(frozen=True, slots=True)
class Route:
    """Addresses that are asked for one after the other. `once`: those of which the answers are kept, so that a second
    time would tell nothing."""

    name: str
    paths: list[str]
    once: bool = False

    def __post_init__(self) -> None:
        """A path without a slash in front is one of the API."""
        object.__setattr__(self, "paths", [urljoin("/api/v1/", path) for path in self.paths])


def routes(graph: FrozenGraph, repeats: int) -> Iterator[Route]:
    """All of them: of so many random models, then of the owners."""
    yield from _of_models(graph, repeats)
    yield from _of_owners(graph, repeats)


def _of_models(graph: FrozenGraph, repeats: int) -> Iterator[Route]:
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
        yield Route(route, [route.format(quote(id)) for id in ids])
    yield Route("search?q=", [f"search?q={quote(id.rpartition('/')[2][:6])}" for id in ids])
    yield Route("map place", [f"map/{graph.version}/place?id={quote(id, safe='')}" for id in ids])
    yield Route("map view, the whole of it", [f"map/{graph.version}/view?fit_width=1536&fit_height=1024"] * 100)
    yield Route("map view, a window", [f"map/{graph.version}/view?{window}" for window in windows(graph, repeats)])
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
        yield Route(f"{route}  (largest)", [route.format(quote(id)) for id in largest])
    for page in ("/models/{}", "/models/{}/impact", "/variants/{}", "/outline/{}", "/table/{}"):
        yield Route(page, [page.format(quote(id)) for id in ids])
        yield Route(f"{page}  (largest)", [page.format(quote(id)) for id in largest])
    for route in BOMS:
        yield Route(route, [route.format(quote(id)) for id in ids])
        yield Route(f"{route}  (largest)", [route.format(quote(id)) for id in largest])
    for seed, page in enumerate(("/table", "models")):
        asked = [query_of(one) for one in islice(filters(graph, random.Random(seed)), repeats)]
        yield Route(f"{page}?, 1 to 3 filters, each once", [f"{page}?{query}" for query in asked], once=True)
    for page in ("/growth", "/growth?by=license&show=share&most=12", "/growth?by=base&of=declared&show=cumulative"):
        yield Route(page, [page] * 40)
    yield Route("openapi.json", ["openapi.json"] * 40)
    within = [f"search?q={quote(word)}&within={quote(id)}" for id in largest for word in SEARCHED]
    yield Route(f"search?q=&within={{}}, {len(SEARCHED)} words  (largest)", within)
    families = graph.ids.take(graph.lists.families(MANY_FAMILIES, 0).numbers)
    for name, family in (("", ""), ("  (largest)", families[0]), (f"  ({len(families)}th)", families[-1])):
        misspelt = list(mistyped(graph, repeats, seed=len(name)))
        yield Route(
            f"search?q=, mistyped, each once{name}",
            [f"search?q={quote(word)}" + (f"&within={quote(family)}" if family else "") for word in misspelt],
            once=True,
        )
    words = [quote(word) for word in SEARCHED]
    yield Route(f"map hits, {len(words)} words", [f"map/{graph.version}/hits?q={word}" for word in words], once=True)
    yield Route(f"/table?q=, {len(words)} words, each once", [f"/table?q={word}" for word in words], once=True)


def _of_owners(graph: FrozenGraph, repeats: int) -> Iterator[Route]:
    """Random ones, the organisations with the largest unions, and several of these compared."""
    names = graph.models.words("author").vocabulary
    some = [quote(names[int(n)]) for n in np.random.default_rng(3).integers(0, len(names), repeats)]
    ranked = rollups_of(graph).organisations.take(owners.ranking(graph).codes[:300])
    named = [quote(name, safe="") for name in ranked if name]
    top, unasked = named[:60], [",".join(named[first : first + 8]) for first in range(60, len(named) - 7, 8)]
    for prefix in ("", "/api/v1"):
        yield Route(f"{prefix}/owners/{{}}", [f"{prefix}/owners/{name}" for name in some])
        yield Route(f"{prefix}/organisations/{{}}  (60 largest)", [f"{prefix}/organisations/{name}" for name in top])
        for count in (2, 8):
            compared = f"{prefix}/compare?of={','.join(top[:count])}"
            yield Route(f"{prefix}/compare of the {count} largest", [compared] * 40)
            first = [",".join(np.random.default_rng(n).permutation(top)[:count]) for n in range(30)]
            addresses = [f"{prefix}/compare?of={names}" for names in first]
            yield Route(f"{prefix}/compare of {count}, others each time", addresses, once=True)
        addresses = [f"{prefix}/compare?of={names}" for names in unasked[prefix == "" :: 2]]
        yield Route(f"{prefix}/compare of 8 that nobody asked about", addresses, once=True)
    yield Route("/table?descends_from={}  (60 largest)", [f"/table?descends_from={name}" for name in top])


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


def windows(graph: FrozenGraph, repeats: int) -> Iterator[str]:
    """Windows at random places that show a tenth, a hundredth and a thousandth of the map's width on 1,440 pixels."""
    x, y, width, height = extent(graph.map)
    dice = np.random.default_rng(2)
    for n in range(repeats):
        part = 10.0 ** -(1 + n % 3)
        left, top = x + width * dice.random(), y + height * dice.random()
        yield f"x={left}&y={top}&width={width * part}&height={height * part}&scale={1440 / (width * part)}"
