"""What each step of `qwen-lineage update` costs after some days' change, beside the first time, for all of the Hub.

python -m benchmarks.update [--models 200000] [--related 0.2813] [--days 4] [--quota N] [--until STEP] [--together]
                            [--home DIR]

Each step is a command of its own, so that its processor time and its memory are known; --together takes all of them by
one `update` before and one after, as a timer does. The practice Hub lives through its days in this process, which is
not counted. Then an update finds what is left to do: nothing, unless --until a step. --quota lets the Hub answer that
many requests in five minutes, as the real one does (500, or 1,000 with a token): seconds are what people wait then.
"""

import argparse
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.arrows import RELATED
from benchmarks.process_tree import Usage, usage
from ingest.practice import PracticeHub, population
from ingest.practice.days import SimulatedDay, days
from ingest.practice.server import Server

QUOTA = 10_000_000
"""No quota."""

STEPS = ("resolve", "load", "freeze")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200_000)
    parser.add_argument("--related", type=float, default=RELATED, help="share of the models that name a parent")
    parser.add_argument("--days", type=int, default=4)
    parser.add_argument("--quota", type=int, default=QUOTA, help="requests that the Hub answers in five minutes")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--together", action="store_true", help="all steps by one command")
    parser.add_argument("--until", choices=STEPS, default=STEPS[-1], help="the last step that is taken")
    options = parser.parse_args()
    steps = STEPS[: STEPS.index(options.until) + 1]
    first, then = (("update",),) * 2 if options.together else (("crawl", *steps), ("refresh", *steps))
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        life = days(population(options.models, seed=1, related=options.related))
        with Server(PracticeHub(next(life).population, options.quota)) as server:
            whole = [measured(step, home, server.url) for step in first]
            changed = sum(map(changes, live(server, life, options.days, options.quota)))
            print(f"{options.days} days later: {changed:,} changes, {changed / options.models:.2%} of the models")
            later = [measured(step, home, server.url) for step in then]
            measured("update", home, server.url)
    for step, before, after in zip((*then, "together"), (*whole, _sum(whole)), (*later, _sum(later)), strict=True):
        cpu, seconds = after.cpu / before.cpu, after.seconds / before.seconds
        print(f"{step:<10}{cpu:>6.0%} of the CPU of the first time, {seconds:.0%} of its seconds")


def _sum(used: Sequence[Usage]) -> Usage:
    """All of them one after the other."""
    seconds, cpu = sum(one.seconds for one in used), sum(one.cpu for one in used)
    return replace(max(used, key=lambda one: one.peak), seconds=seconds, cpu=cpu)


def live(server: Server, life: Iterator[SimulatedDay], count: int, quota: int = QUOTA) -> list[SimulatedDay]:
    """Let days go by; afterwards the Hub is that of the last one."""
    lived = [next(life) for _ in range(count)]
    server.hub = PracticeHub(lived[-1].population, quota)
    return lived


def changes(day: SimulatedDay) -> int:
    """Those that show in `lastModified`."""
    return len(day.created) + len(day.reparented) + len(day.restated)


def measured(step: str, home: Path, endpoint: str) -> Usage:
    """One command of the way, printed: what it cost, and an update's own line."""
    asking = ["--endpoint", endpoint] if step in ("crawl", "refresh", "update") else []
    command = shlex.join([sys.executable, "-m", "lineage", step, "--home", str(home), *asking])
    used = usage(["sh", "-c", f"{command} || [ $? = 3 ]"])
    print(f"{step:<10}{used.seconds:>8.1f} s, CPU {used.cpu:.1f} s, peak {used.peak:,.0f} MB", flush=True)
    if step == "update":
        print(f"          {used.output.splitlines()[-1]}", flush=True)
    return used


if __name__ == "__main__":
    main()
