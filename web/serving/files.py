"""How many connections this process may have: each takes a file, and another one for what its reader has not read."""

from contextlib import suppress

CONNECTIONS = 2_000
OTHER_FILES = 200
WINDOWS = 500
"""What `select` can wait for there."""


def most_connections() -> int:
    """`CONNECTIONS`, or as many as the files this process may open leave, after it asked for as many as it needs."""
    try:
        import resource  # noqa: PLC0415 - not on every platform
    except ImportError:
        return WINDOWS // 2
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
    return CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, max(16, (soft - OTHER_FILES) // 2))
