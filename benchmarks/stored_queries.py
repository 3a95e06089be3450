"""How long each question of the gallery takes on each engine, best of three, with the parameters that fit the graph.

python -m benchmarks.stored_queries --home DIR [--store neo4j://user@host:7687] ... [--largest]

Every store is asked the same parameters, those that fit the first one; the last column says whether their rows agree.
With `--largest` they name the root of the largest family and its owner, and where two models are asked for the roots of
the two largest. The slowest question on each engine is told at the end.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from lineage.errors import LineageError
from lineage.frozen import FrozenGraph
from lineage.graph import open_place
from lineage.place import place
from lineage.questions import stored_queries
from lineage.questions.stored_query import Question
from lineage.stores import Reader

LIMIT = 5.0
REPEATS = 3

Parameters = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", required=True)
    parser.add_argument("--store", action="append", help="stores to ask beside the embedded one")
    parser.add_argument("--only", help="a question's slug")
    parser.add_argument("--largest", action="store_true", help="ask about the largest family")
    options = parser.parse_args()
    readers = [place(options.home, store).reader() for store in ("embedded:", *(options.store or ()))]
    parameters = (
        _of_the_largest(options.home) if options.largest else lambda one: stored_queries.fitting(readers[0], one)
    )
    slowest = [(0.0, "")] * len(readers)
    print(f"{'question':<36}{'rows':>6}" + "".join(f"{reader.url.split(':')[0]:>12}" for reader in readers))
    for question in stored_queries.QUESTIONS:
        if options.only in (None, question.slug):
            taken = _measure(question, readers, parameters)
            slowest = [max(before, (now, question.slug)) for before, now in zip(slowest, taken, strict=True)]
    for reader, (seconds, slug) in zip(readers, slowest, strict=True):
        print(f"slowest on {reader.engine}: {slug}, {seconds * 1000:,.0f} ms")


def _of_the_largest(home: str) -> Callable[[Question], Parameters]:
    """Parameters that name the roots with the most descendants, the others as the question has them."""
    graph = open_place(place(home, "embedded:")).graph
    first, second = islice(_roots(graph), 2)
    owner = first.partition("/")[0]
    named = {"id": first, "owner": owner, "a": first, "b": second}
    descendants = graph.reach.descendant_count[graph.ids.number(first)]
    print(f"largest family: {first}, {descendants:,} descendants; then {second}")
    return lambda question: {
        name: named.get(name, list(value) if isinstance(value, tuple) else value)
        for name, value in question.parameters.items()
    }


def _roots(graph: FrozenGraph) -> Iterator[str]:
    """Models without a parent, those with the most descendants first."""
    for number in np.argsort(-graph.reach.descendant_count, kind="stable"):
        if not graph.edges.parents_of(int(number)):
            yield graph.ids[int(number)]


def _measure(question: Question, readers: list[Reader], parameters: Callable[[Question], Parameters]) -> list[float]:
    """Seconds on each engine; zeros where one of them gave no answer."""
    try:
        given = parameters(question)
        answers = [_best(reader, question, given) for reader in readers]
    except LineageError as error:
        print(f"{question.slug:<36}{error}")
        return [0.0] * len(readers)
    times = "".join(f"{seconds * 1000:>9.0f} ms" for seconds, _ in answers)
    agree = all(rows == answers[0][1] for _, rows in answers)
    slow = "  SLOW" if max(seconds for seconds, _ in answers) > LIMIT else ""
    print(f"{question.slug:<36}{len(answers[0][1]):>6}{times}  {'same' if agree else 'DIFFERENT'}{slow}", flush=True)
    return [seconds for seconds, _ in answers]


def _best(reader: Reader, question: Question, parameters: Parameters) -> tuple[float, list[tuple[object, ...]]]:
    best, rows = float("inf"), []
    for _ in range(REPEATS):
        start = time.perf_counter()
        rows = reader.run(question.statement, parameters, timeout=60).rows
        best = min(best, time.perf_counter() - start)
        if best > LIMIT:
            break
    return best, rows


if __name__ == "__main__":
    main()
