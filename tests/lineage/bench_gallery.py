"""How long each question of the gallery takes on each engine, best of three, with the parameters that fit the graph.

python -m tests.lineage.bench_gallery --home DIR [--store neo4j://user@host:7687] ...

Every store is asked the same parameters, those that fit the first one; the last column says whether their rows agree.
"""

import argparse
import time

from lineage import gallery
from lineage.errors import LineageError
from lineage.gallery import Question
from lineage.options import place
from lineage.stores import Reader

LIMIT = 5.0
REPEATS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", required=True)
    parser.add_argument("--store", action="append", help="stores to ask beside the embedded one")
    parser.add_argument("--only", help="a question's slug")
    options = parser.parse_args()
    readers = [place(options.home, store).reader() for store in ("embedded:", *(options.store or ()))]
    print(f"{'question':<36}{'rows':>6}" + "".join(f"{reader.url.split(':')[0]:>12}" for reader in readers))
    for question in gallery.QUESTIONS:
        if options.only in (None, question.slug):
            _measure(question, readers)


def _measure(question: Question, readers: list[Reader]) -> None:
    try:
        parameters = gallery.fitting(readers[0], question)
        answers = [_best(reader, question, parameters) for reader in readers]
    except LineageError as error:
        print(f"{question.slug:<36}{error}")
        return
    times = "".join(f"{seconds * 1000:>9.0f} ms" for seconds, _ in answers)
    agree = all(rows == answers[0][1] for _, rows in answers)
    slow = "  SLOW" if max(seconds for seconds, _ in answers) > LIMIT else ""
    print(f"{question.slug:<36}{len(answers[0][1]):>6}{times}  {'same' if agree else 'DIFFERENT'}{slow}", flush=True)


def _best(reader: Reader, question: Question, parameters: dict[str, object]) -> tuple[float, list[tuple[object, ...]]]:
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
