"""How long others wait while strangers run long statements, on a server that runs: latency of a short statement.

python -m benchmarks.shares http://127.0.0.1:8765 --strangers 4 --seconds 40

Each stranger has an address of its own, told as a proxy does (QWEN_LINEAGE_TRUSTED_PROXIES=loopback), asks for a
minute, and for the usual time where that is refused, again and again.
"""

import argparse
import statistics
import threading
import time
from collections import Counter
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

LONG = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*) AS n"
SHORT = "MATCH (m:Model) RETURN m.id AS id LIMIT 5"
PAUSE = 0.25  # seconds between two short statements


def ask(server: str, client: str, statement: str, **query: str) -> tuple[int, float]:
    """The status of a statement's answer, and the seconds it took."""
    url = f"{server}/api/v1/cypher?{urlencode({'statement': statement, **query})}"
    began = time.monotonic()
    try:
        with urlopen(Request(url, headers={"X-Forwarded-For": client}), timeout=120) as response:
            response.read()
            return response.status, time.monotonic() - began
    except HTTPError as error:
        return error.code, time.monotonic() - began


def stranger(server: str, client: str, over: threading.Event, statuses: Counter[int]) -> None:
    while not over.is_set():
        status, seconds = ask(server, client, LONG, timeout="60")
        statuses[status] += 1
        if seconds < 1:
            statuses[ask(server, client, LONG)[0]] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server")
    parser.add_argument("--strangers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=40)
    given = parser.parse_args()
    over, theirs, ours, taken = threading.Event(), Counter[int](), Counter[int](), []
    for n in range(given.strangers):
        client = f"203.0.113.{n + 1}"
        threading.Thread(target=stranger, args=(given.server, client, over, theirs), daemon=True).start()
    time.sleep(1 if given.strangers else 0)
    end = time.monotonic() + given.seconds
    while time.monotonic() < end:
        status, seconds = ask(given.server, "198.51.100.1", SHORT)
        ours[status] += 1
        taken += [seconds] if status == 200 else []
        time.sleep(PAUSE)
    over.set()
    print(f"strangers' answers {dict(theirs)}, others' {dict(ours)}")
    if len(taken) > 1:
        p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        print(f"others answered: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, slowest {max(taken) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
