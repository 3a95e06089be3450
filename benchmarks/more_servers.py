"""What each further server of one home costs: python -m benchmarks.more_servers HOME [--servers 3]

Prints the proportional set size (PSS) of all servers together, after each was asked for pages, lists, the map and a
statement: a page of memory that several share counts once.
"""

import argparse
import json
import re
import subprocess
import sys
import urllib.request
from contextlib import ExitStack
from urllib.parse import quote

from benchmarks.process_tree import memory

STATEMENT = quote("MATCH (m:Model) RETURN m.license AS license, count(m) AS models ORDER BY models DESC LIMIT 5")
ASKED = (
    *("/", "/outline", "/table", "/api/v1/graph", "/api/v1/families?limit=100", "/api/v1/search?q=qwen"),
    *(f"/api/v1/search?q={letters}" for letters in ("llama", "gguf", "instruct", "a")),
    f"/api/v1/cypher?statement={STATEMENT}&timeout=30",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home")
    parser.add_argument("--servers", type=int, default=3)
    options = parser.parse_args()
    servers: list[int] = []
    with ExitStack() as stack:
        for number in range(options.servers):
            servers.append(_served(stack, options.home))
            sizes = [memory(pid) for pid in servers]
            pss, own = (sum(size[part] for size in sizes) for part in (0, 1))
            print(f"servers {number + 1}  PSS {pss:,.0f} MB, {own:,.0f} of them no file's", flush=True)


def _served(stack: ExitStack, home: str) -> int:
    """The process of a server that has answered everything once."""
    command = [sys.executable, "-u", "-m", "lineage", "serve", "--port", "0", "--home", home]
    process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    stack.callback(process.terminate)
    assert process.stdout is not None
    found = re.search(r"http://[\d.]+:\d+", process.stdout.readline())
    assert found
    for path in (*ASKED, *_map(found[0])):
        with urllib.request.urlopen(f"{found[0]}{path}", timeout=60) as answer:
            answer.read()
    return process.pid


def _map(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/api/v1/progress", timeout=60) as answer:
        version = json.load(answer)["version"]
    return [f"/api/v1/map/{version}/view?fit_width={width}&fit_height=900" for width in (1440, 1000, 400)]


if __name__ == "__main__":
    main()
