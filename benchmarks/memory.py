"""How much memory this process has held."""

import re
import resource
from pathlib import Path


def peak() -> float:
    """Megabytes at most. On Linux those of this program alone: `ru_maxrss` starts with what its parent held."""
    try:
        said = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        said = None
    return (int(said[1]) if said else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024
