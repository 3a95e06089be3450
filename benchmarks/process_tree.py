"""What a command costs: seconds, processor time, and the memory of all its processes together.

python -m benchmarks.process_tree [--within MB] COMMAND ...

With `--within` the kernel gives them so much memory and no more, files that they map included: what needs more is
killed. That takes the right to make control groups.
"""

import argparse
import os
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
EVERY = 0.1
"""Seconds between two looks at the memory at first; a look is some milliseconds of processor time of ours."""

SELDOM = 0.5
"""Seconds between two looks at a command that runs for more than a minute."""


@dataclass(frozen=True, slots=True)
class Usage:
    """`seconds`, `cpu` seconds (user and system, of all processes), and `peak`: the most MB that they held at once.

    `peak` is the sum of the proportional set sizes (PSS): a page that several processes share counts once. `own` is
    the part of it that no file backs, which the kernel cannot let go of when it needs room.
    """

    seconds: float
    cpu: float
    peak: float
    own: float
    output: str = ""


def usage(command: Sequence[str], environment: Mapping[str, str] | None = None, group: Path | None = None) -> Usage:
    """Run a command to its end, in a control group if one is given. Raises CalledProcessError, with what it printed."""
    began = time.monotonic()
    if group:
        command = ["sh", "-c", f'echo $$ > "{group}/cgroup.procs" && exec "$@"', "sh", *command]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = _Output(process)
    peak = own = 0.0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        now_peak, now_own = memory(process.pid)
        peak, own = max(peak, now_peak), max(own, now_own)
        time.sleep(EVERY if time.monotonic() - began < 60 else SELDOM)
    seconds = time.monotonic() - began
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = output.text()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command), output=text)
    return Usage(seconds, used.ru_utime + used.ru_stime, peak, own, text)


@contextmanager
def memory_of(megabytes: int) -> Iterator[Path]:
    """A control group whose processes have so much memory together."""
    unified = (GROUPS / "cgroup.controllers").exists()
    group = (GROUPS if unified else GROUPS / "memory") / f"benchmark-{os.getpid()}"
    group.mkdir()
    try:
        limit = "memory.max" if unified else "memory.limit_in_bytes"
        (group / limit).write_text(str(megabytes * 1_000_000))
        yield group
    finally:
        group.rmdir()


def memory(pid: int) -> tuple[float, float]:
    """MB of PSS that a process and its descendants hold now, and how many of them no file backs."""
    peak = own = 0
    for one in descendants(pid):
        with suppress(OSError):
            fields = dict(_fields(Path(f"/proc/{one}/smaps_rollup").read_text()))
            peak += fields["Pss"]
            own += fields["Pss_Anon"] + fields["Pss_Shmem"]
    return peak / 1024, own / 1024


def descendants(pid: int) -> list[int]:
    """A process and those it started, and they."""
    found = [pid]
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += descendants(int(child))
    return found


def _fields(text: str) -> list[tuple[str, int]]:
    lines = (line.split() for line in text.splitlines()[1:])
    return [(name.rstrip(":"), int(size)) for name, size, *_ in lines]


class _Output:
    """What a process prints, read by a thread so that its pipe never fills."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._lines: list[str] = []
        self._process = process
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout
        self._lines.extend(self._process.stdout)

    def text(self) -> str:
        self._thread.join()
        return "".join(self._lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--within", type=int, metavar="MB")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    with memory_of(options.within) if options.within else nullcontext() as group:
        try:
            used = usage(options.command, group=group)
        except subprocess.CalledProcessError as error:
            print(error.output, end="")
            sys.exit(f"{shlex.join(options.command)} ended with {error.returncode}")
    print(used.output, end="")
    print(f"{used.seconds:.1f} s, CPU {used.cpu:.1f} s, peak {used.peak:.0f} MB, of it {used.own:.0f} MB its own")


if __name__ == "__main__":
    main()
