"""Processor time of commands that people wait for, and of a first answer.

python -m benchmarks.start_up [--models 200000] [--home DIR] [--repeats 5]

`--home` names a home that is crawled, resolved, loaded and frozen; else one of `--models` practice models is made.
A process that does nothing but start Python stands beside them.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.process_tree import Usage, usage
from benchmarks.serving import OURS, first_answer, made

COMPLETION = {"_QWEN_LINEAGE_COMPLETE": "bash_complete", "COMP_WORDS": "qwen-lineage cr", "COMP_CWORD": "1"}
BESIDE = ("python -c pass", [sys.executable, "-c", "pass"], {})
WITHOUT_A_GRAPH = (
    ("--version", [*OURS, "--version"], {}),
    ("--help", [*OURS, "--help"], {}),
    ("serve --help", [*OURS, "serve", "--help"], {}),
    ("completion of `cr`", [*OURS], COMPLETION),
)
NAME = "MATCH (m:Model) RETURN m.id AS id LIMIT 1"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or made(Path(folder), options.models)
        print(f"{'command':<34}{'CPU s':>8}{'seconds':>9}{'peak MB':>9}   median of {options.repeats}")
        for name, command, more in (BESIDE, *WITHOUT_A_GRAPH, *_with_a_graph(home)):
            _print(name, [usage(command, {**os.environ, **more}) for _ in range(options.repeats)])
        _print("serve, to the first answer", [first_answer(home) for _ in range(options.repeats)])


def _with_a_graph(home: Path) -> list[tuple[str, list[str], dict[str, str]]]:
    of_home = {"QWEN_LINEAGE_HOME": str(home)}
    model = usage([*OURS, "cypher", NAME, "--csv"], {**os.environ, **of_home}).output.splitlines()[-1]
    by_id = f"MATCH (m:Model {{id: '{model}'}})-[r:DERIVED_FROM]->(p) RETURN p.id AS id, r.relation AS relation"
    return [
        ("status", [*OURS, "status"], of_home),
        ('cypher "RETURN 1"', [*OURS, "cypher", "RETURN 1 AS one"], of_home),
        ("cypher, one model's parents", [*OURS, "cypher", by_id], of_home),
    ]


def _print(name: str, runs: list[Usage]) -> None:
    cpu, seconds, peak = (median(getattr(run, field) for run in runs) for field in ("cpu", "seconds", "peak"))
    print(f"{name:<34}{cpu:>8.2f}{seconds:>9.2f}{peak:>9.0f}", flush=True)


if __name__ == "__main__":
    main()
