"""What every arrow of the data's way costs, by the size of the Hub: seconds, processor time, memory, disk.

python -m benchmarks.arrows [--sizes 20000 200000 1000000] [--related 0.2813] [--more] [--second] [--within MB]
                            [--home DIR]

Each arrow is the command a user types, in processes of its own; their memory is counted together. The practice Hub
runs in this process, which is not counted. Beside them stands a reference of the same run: polars reads the snapshot's
Parquet, sorts it by id and writes it again. `--more` adds the arrows that lead out of it: the rules that guess parents
evaluated, and all of the graph as Parquet. `--second` crawls, resolves and compares once more. `--within` gives each
command so much memory and no more (`benchmarks.process_tree`): an arrow that needs more fails, and the way ends there.
`--home` keeps `DIR/SIZE`; what was crawled there before is not crawled again.
"""

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process_tree import Usage, memory_of, usage
from benchmarks.serving import OURS, first_answer
from ingest.practice import population, serve

RELATED = 0.2813  # share of the real Hub's models that name a parent
SIZES = (20_000, 200_000, 1_000_000)
Arrow = tuple[str, str, str | None]
"""Its name, its command, and the folder of the home that holds its result."""

ARROWS: tuple[Arrow, ...] = (
    ("crawl", "crawl", "snapshots"),
    ("resolve", "resolve", "resolved"),
    ("load", "load", "store"),
    ("freeze", "freeze", "frozen"),
    ("quality", "quality", None),
)
MORE: tuple[Arrow, ...] = (
    ("inference", "evaluate inference", None),
    ("export", "export --all --format parquet -o {home}/exported.parquet", None),
)
SECOND: tuple[Arrow, ...] = (
    ("crawl again, merged", "crawl --again", "snapshots"),
    ("resolve again", "resolve", "resolved"),
    ("diff", "diff", None),
)
REFERENCE = """
import sys
from pathlib import Path
import polars as pl
parts = sorted(Path(sys.argv[1]).rglob("*.parquet"))
pl.scan_parquet(parts, missing_columns="insert", extra_columns="ignore").sort("id").sink_parquet(sys.argv[2])
"""


@dataclass(frozen=True, slots=True)
class Row:
    """An arrow at a size: what it cost (None: it failed), and the MB of disk of its result (None: it leaves none)."""

    size: int
    arrow: str
    usage: Usage | None
    disk: float | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--related", type=float, default=RELATED)
    parser.add_argument("--more", action="store_true")
    parser.add_argument("--second", action="store_true")
    parser.add_argument("--within", type=int, metavar="MB")
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    arrows = [*ARROWS, *(MORE if options.more else ()), *(SECOND if options.second else ())]
    print(
        f"{'models':>10}  {'arrow':<22}{'seconds':>9}{'CPU s':>8}{'us a model':>12}{'peak MB':>9}{'its own':>9}"
        f"{'disk MB':>9}"
    )
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            home = (options.home or Path(folder)) / str(size)
            for row in _way(home, size, options.related, arrows, options.within):
                rows.append(row)
                _print(row)
            if options.home is None:
                shutil.rmtree(home)
    _print_growth(rows)


def _way(home: Path, size: int, related: float, arrows: Sequence[Arrow], within: int | None) -> Iterator[Row]:
    with serve(population(size, seed=1, related=related), quota=10_000_000) as hub:
        environment = {**os.environ, "HF_ENDPOINT": hub.url, "QWEN_LINEAGE_HOME": str(home), "DO_NOT_TRACK": "1"}
        for name, words, result in arrows:
            if words == "crawl" and (home / "snapshots").exists():
                continue
            before = _disk(home / result) if result else 0.0
            used = _used([*OURS, *_words(words, home)], environment, within)
            yield Row(size, name, used, _disk(home / result) - before if result else None)
            if used is None:
                return
    yield Row(size, "serve, a first answer", first_answer(home), None)
    snapshot = min((home / "snapshots").iterdir())
    written = home / "reference.parquet"
    yield Row(size, "reference: polars", usage([sys.executable, "-c", REFERENCE, str(snapshot), str(written)]), None)
    written.unlink()


def _used(command: Sequence[str], environment: Mapping[str, str], within: int | None) -> Usage | None:
    """What a command cost; None where it failed, as one does that needs more memory than it may have."""
    try:
        with memory_of(within) if within else nullcontext() as group:
            return usage(command, environment, group)
    except subprocess.CalledProcessError as error:
        print(error.output, error, file=sys.stderr)
        return None


def _words(words: str, home: Path) -> list[str]:
    if words == "crawl --again":
        return ["crawl"]
    if words == "diff":
        return ["diff", *sorted(path.name for path in (home / "resolved").iterdir())[:2]]
    return words.format(home=home).split()


def _disk(folder: Path) -> float:
    """MB that the files below a folder take."""
    if not folder.exists():
        return 0.0
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()) / 1e6


def _print(row: Row) -> None:
    disk = f"{row.disk:>9.1f}" if row.disk is not None else ""
    used = row.usage
    print(f"{row.size:>10,}  {row.arrow:<22}{_costs(used, row.size) if used else 'failed':>9}{disk}", flush=True)


def _costs(used: Usage, size: int) -> str:
    each = used.cpu / size * 1e6
    return f"{used.seconds:>9.1f}{used.cpu:>8.1f}{each:>12.1f}{used.peak:>9.0f}{used.own:>9.0f}"


def _print_growth(rows: list[Row]) -> None:
    """Exponents between the first and the last size: 1 is linear, 0 is independent of the size."""
    sizes = sorted({row.size for row in rows})
    if len(sizes) < 2:
        return
    first, last = sizes[0], sizes[-1]
    print(f"\ngrowth from {first:,} to {last:,}: exponent of processor time, of memory")
    of = {(row.size, row.arrow): row.usage for row in rows if row.usage}
    for arrow in (arrow for size, arrow in of if size == first and (last, arrow) in of):
        small, large = of[first, arrow], of[last, arrow]
        cpu, peak = (_exponent(last / first, b / a) for a, b in ((small.cpu, large.cpu), (small.peak, large.peak)))
        print(f"  {arrow:<22}{cpu:>6.2f}{peak:>6.2f}")


def _exponent(sizes: float, costs: float) -> float:
    return math.log(costs) / math.log(sizes)


if __name__ == "__main__":
    main()
