"""The page of figures, docs/performance.md: runs benchmarks by name and keeps the others' figures.

python -m benchmarks.performance [SECTION ...] [--list]      (`make bench` runs those of the ten minutes)

A section is a benchmark's command and what it printed, with the day, the commit and the machine. One that is not run
now stays in the page as it was.
"""

import argparse
import os
import platform
import re
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
HEAD = """\
# Figures

Written by `make bench`, which runs the benchmarks of ten minutes; the others are run by name
(`python -m benchmarks.performance {others}`) and stay as they were. Each section is a command and what
it printed, so that a slip shows in review. Seconds depend on the machine: read the processor time, the memory, the
growth with the size, and the ratios to what is named beside ours in the same run.
"""


@dataclass(frozen=True, slots=True)
class Section:
    """One benchmark: the key to run it by, its heading, what it shows, the module with its arguments.

    `quick` ones are part of `make bench`.
    """

    key: str
    title: str
    shows: str
    command: str
    quick: bool = True


SECTIONS = (
    Section(
        "arrows",
        "The data's way, by size",
        "Every command from the Hub to the browser, in processes of its own whose memory is counted together.",
        "benchmarks.arrows --sizes 20000 200000 1000000",
    ),
    Section(
        "whole-hub",
        "The whole Hub",
        "The same at the real Hub's size, each command in 2 GB of memory; and what leads on from there.",
        "benchmarks.arrows --sizes 3300000 --more --second --within 2000",
        quick=False,
    ),
    Section(
        "ten-million",
        "Three times the Hub",
        "The same at ten million models.",
        "benchmarks.arrows --sizes 10000000",
        quick=False,
    ),
    Section(
        "start-up",
        "Start-up",
        "What people wait for in a terminal.",
        "benchmarks.start_up --models 200000",
    ),
    Section(
        "statements",
        "Statements on a running server",
        "Cypher over HTTP on the embedded store, each statement in a fork of the engine; and the memory of serving.",
        "benchmarks.statements --models 200000",
    ),
    Section(
        "statements-whole-hub",
        "Statements in the whole Hub",
        "The same at the real Hub's size.",
        "benchmarks.statements --models 3300000",
        quick=False,
    ),
    Section(
        "update",
        "An update beside the whole way",
        "The first `update` crawls, resolves, loads and freezes; the next ones follow what changed in a day.",
        "benchmarks.update --models 200000 --days 2",
    ),
    Section(
        "update-million",
        "An update of a million models",
        "The same where what is read and started for each step weighs less.",
        "benchmarks.update --models 1000000 --days 2",
        quick=False,
    ),
    Section(
        "update-whole-hub",
        "An update of the whole Hub, behind its quota",
        "The same at the real Hub's size and pace: 1,000 requests in five minutes, which a client with a token has.",
        "benchmarks.update --models 3300000 --days 2 --quota 1000",
        quick=False,
    ),
    Section(
        "update-together",
        "An update of the whole Hub by one command",
        "The same as a timer runs it, all steps by one `update`, and no quota that makes the first one wait.",
        "benchmarks.update --models 3300000 --days 2 --together",
        quick=False,
    ),
    Section(
        "frames",
        "The map in a browser",
        "A drag and a zoom at 200,000 models without a GPU, and the first picture.",
        "benchmarks.frames --visits 2",
    ),
    Section(
        "living-map",
        "The living map",
        "`run` on a practice Hub behind the real one's quota, watched in a browser.",
        "benchmarks.living_map --models 200000",
        quick=False,
    ),
    Section(
        "crawl",
        "A crawl beside `HfApi.list_models`",
        "The same pages read by the Hub's own client.",
        "benchmarks.crawl --models 200000",
    ),
    Section(
        "load",
        "The embedded load beside the engine's own bulk loads",
        "The same rows; ours by statements that Neo4j takes too.",
        "benchmarks.embedded_load --models 50000",
    ),
    Section(
        "api-200k",
        "Answers at 200,000 related models",
        "Every route of the API over random models and over the largest family; answers gzipped.",
        "benchmarks.api --models 200000 --repeats 200",
    ),
    Section(
        "api-1m",
        "Answers at a million related models",
        "The same.",
        "benchmarks.api --models 1000000 --repeats 200",
    ),
    Section(
        "api-3300k",
        "Answers at 3.3 million related models",
        "The same.",
        "benchmarks.api --models 3300000 --repeats 200",
        quick=False,
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="those of the ten minutes, unless named")
    parser.add_argument("--list", action="store_true", help="what there is, and what it shows")
    options = parser.parse_args()
    if options.list:
        for one in SECTIONS:
            print(f"{one.key:<12} {one.title}{'' if one.quick else '  (not among the ten minutes)'}")
        return
    if unknown := set(options.sections) - {one.key for one in SECTIONS}:
        parser.error(f"no section {', '.join(sorted(unknown))}: --list names them")
    chosen = [one for one in SECTIONS if (one.key in options.sections if options.sections else one.quick)]
    texts = _kept()
    for one in chosen:
        texts[one.title] = _measured(one)
        _write(texts)


def _measured(section: Section) -> str:
    """The section's text. What the benchmark prints is shown while it runs."""
    print(f"== {section.title}: python -m {section.command}", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-u", "-m", *shlex.split(section.command)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = [_shown(line) for line in process.stdout]
    if process.returncode:
        sys.exit(f"python -m {section.command} ended with {process.returncode}; {PAGE.name} keeps what was measured")
    taken = time.monotonic() - began
    printed = "".join(lines).strip("\n")
    return (
        f"{section.shows}\n\n```\n$ python -m {section.command}\n{printed}\n```\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}, commit {_commit()}, {_machine()}; {taken:.0f} s."
    )


def _shown(line: str) -> str:
    print(line, end="", flush=True)
    return line


def _kept() -> dict[str, str]:
    """The page's sections by their titles."""
    text = PAGE.read_text() if PAGE.exists() else ""
    parts = re.split(r"^## (.+)\n\n", text, flags=re.MULTILINE)[1:]
    return {title: body.strip("\n") for title, body in zip(parts[::2], parts[1::2], strict=True)}


def _write(texts: dict[str, str]) -> None:
    others = " ".join(one.key for one in SECTIONS if not one.quick)
    sections = [f"## {one.title}\n\n{texts[one.title]}\n" for one in SECTIONS if one.title in texts]
    PAGE.write_text("\n".join([HEAD.format(others=others), *sections]))


def _commit() -> str:
    command = ["git", "rev-parse", "--short=10", "HEAD"]
    return subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout.strip()


def _machine() -> str:
    """The processor, the cores, the memory, and the interpreter."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", info.read_text()) if info.exists() else None
    name = found[1] if found else platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
