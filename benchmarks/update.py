"""What `qwen-lineage update` costs after some days' change, beside the first one, which goes the whole way.

python -m benchmarks.update [--models 200000] [--days 4] [--home DIR]

The practice Hub lives through its days in this process, which is not counted. Then an update finds nothing new.
"""

import argparse
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import orjson

from benchmarks.process_tree import Usage, usage
from ingest.practice import PracticeHub, population
from ingest.practice.days import SimulatedDay, days
from ingest.practice.server import Server

QUOTA = 10_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--days", type=int, default=4)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        life = days(population(options.models, seed=1))
        with Server(PracticeHub(next(life).population, quota=QUOTA)) as server:
            whole = measured("the whole way", home, server.url)
            changed = sum(map(changes, live(server, life, options.days)))
            later = measured(f"{options.days} days later", home, server.url)
            measured("nothing new", home, server.url)
    print(f"{changed:,} changes, {changed / options.models:.2%} of the models: {later.cpu / whole.cpu:.0%} of the CPU")


def live(server: Server, life: Iterator[SimulatedDay], count: int) -> list[SimulatedDay]:
    """Let days go by; afterwards the Hub is that of the last one."""
    lived = [next(life) for _ in range(count)]
    server.hub = PracticeHub(lived[-1].population, quota=QUOTA)
    return lived


def changes(day: SimulatedDay) -> int:
    """Those that show in `lastModified`."""
    return len(day.created) + len(day.reparented) + len(day.restated)


def measured(what: str, home: Path, endpoint: str) -> Usage:
    """One update, printed: what it cost, and the seconds of its steps."""
    command = [sys.executable, "-m", "lineage", "update", "--home", str(home), "--endpoint", endpoint, "--json"]
    used = usage(["sh", "-c", f"{shlex.join(command)} || [ $? = 3 ]"])
    told = orjson.loads(used.output)
    steps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in told["seconds"].items())
    print(
        f"{what:<14}{told['models']:>11,} models{used.seconds:>8.1f} s, CPU {used.cpu:.1f} s, peak {used.peak:,.0f} MB"
        f"   {told['requests']:,} requests; {steps}",
        flush=True,
    )
    return used


if __name__ == "__main__":
    main()
