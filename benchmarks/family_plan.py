"""How much of one owner's descendants a crawl finds for its requests, on a practice Hub whose truth is known.

python -m benchmarks.family_plan --models 200000 --budgets 30,60,100,200
python -m benchmarks.family_plan --models 3300000          (3 minutes on an idle machine; the Hub is in this process)

The plan runs as it is, over HTTP. Beside it: a plain breadth-first walk (the owner's models, then `filter=base_model`
for each model in the order it was met) and a full pass, by createdAt. A descendant is a model whose `baseModels` lead
to one of the owner's; for the plan it counts once it is listed and the listed models lead there, for the others once
it is listed.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.crawl.family.coverage import coverage
from ingest.crawl.family.profile import Family
from ingest.crawl.family.walk import Walk
from ingest.crawl.journal import Journal
from ingest.hub.client import PAGE_SIZE, Hub
from ingest.practice import Population, population, serve

BUDGETS = (100, 300, 500, 750, 1000)
Flags = NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--owner", default="Qwen")
    parser.add_argument("--budgets", type=lambda text: [int(part) for part in text.split(",")], default=BUDGETS)
    options = parser.parse_args()
    compare(population(options.models, options.seed), options.owner, sorted(options.budgets))


def compare(people: Population, owner: str, budgets: list[int]) -> None:
    """Print one line a budget."""
    wanted = descendants(people, owner)
    walked, everything = breadth_first(people, owner), by_date(people)
    width = wanted.sum()
    print(f"{people.size:,} models, {width:,} of them descend from {owner}/; a full pass is {len(everything):,} pages")
    print("requests     plan   breadth-first   full pass   estimate (interval)         error   overlap alone   seconds")
    for line in planned(people, owner, budgets, wanted):
        others = (float((wanted & seen(people, way, line.requests)).sum() / width) for way in (walked, everything))
        first, full = others
        print(
            f"{line.requests:>8,}{line.found:>9.2%}{first:>16.2%}{full:>12.2%}"
            f"   {line.estimate:.2%} ({line.low:.2%} to {line.high:.2%}){line.estimate - line.found:>+9.2%}"
            f"{'-' if line.overlap is None else f'{line.overlap:.2%}':>16}{line.seconds:>10.0f}",
            flush=True,
        )


class Line:
    """What the plan reached at one budget."""

    def __init__(self, walk: Walk, wanted: set[str], seconds: float) -> None:
        known = coverage(walk.state)
        self.requests, self.seconds = walk.requests, seconds
        self.found = sum(id in wanted for id, _ in walk.state.descendants()) / len(wanted)
        self.estimate, self.low, self.high, self.overlap = known.estimate, known.low, known.high, known.overlap


def planned(people: Population, owner: str, budgets: list[int], wanted: Flags) -> Iterator[Line]:
    """The plan's own walk, stopped to look at each budget."""
    ids = {people.ids[i] for i in np.flatnonzero(wanted).tolist()}
    with serve(people, quota=10_000_000) as hub, tempfile.TemporaryDirectory() as folder:
        walk = Walk(Journal(Path(folder)), Hub(hub.url), Family(owner, word=owner.lower()))
        start = time.perf_counter()
        for budget in budgets:
            walk.run(budget)
            yield Line(walk, ids, time.perf_counter() - start)


def descendants(people: Population, owner: str) -> Flags:
    """The models whose `baseModels` lead to one of the owner's, in one or more steps."""
    return below(people, owned(people, owner))


def below(people: Population, bases: list[int]) -> Flags:
    """The models whose `baseModels` lead to one of these."""
    found = np.zeros(people.size + len(people.cards.absent), np.bool_)
    above = np.zeros_like(found)
    above[bases] = True
    parents, children = people.hub.parents, people.hub.children
    while True:
        new = children[above[parents] & ~found[children]]
        if not len(new):
            return found[: people.size]
        found[new] = above[new] = True


def owned(people: Population, owner: str) -> list[int]:
    names = [*people.ids, *people.cards.absent]
    return [i for i, name in enumerate(names) if name.startswith(f"{owner}/")]


def breadth_first(people: Population, owner: str) -> list[NDArray[np.int64]]:
    """The pages of a plain walk, as model numbers."""
    first = [i for i in owned(people, owner) if i < people.size]
    pages = list(_pages(np.array(first, np.int64)))
    queue, met = list(first), set(first)
    for i in queue:
        children = people.hub_children.of(i).astype(np.int64)[::-1]
        pages += _pages(children)
        new = [c for c in children.tolist() if c not in met]
        met.update(new)
        queue += new
        if len(pages) > 100_000:
            break
    return pages


def by_date(people: Population) -> list[NDArray[np.int64]]:
    """The pages of a full pass, newest first."""
    return list(_pages(np.arange(people.size, dtype=np.int64)[::-1]))


def seen(people: Population, pages: list[NDArray[np.int64]], requests: int) -> Flags:
    flags = np.zeros(people.size, np.bool_)
    flags[np.concatenate(pages[:requests])] = True
    return flags


def _pages(numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, max(len(numbers), 1), PAGE_SIZE):
        yield numbers[start : start + PAGE_SIZE]


if __name__ == "__main__":
    main()
