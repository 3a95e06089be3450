"""Numbers in few digits: sizes on disk, and counts in tight places."""

from collections.abc import Sequence

BYTES = ((10**12, " TB"), (10**9, " GB"), (10**6, " MB"), (10**3, " kB"), (1, " B"))
MANY = 20  # of a unit of bytes, from which on no tenths are told


def about_bytes(size: int) -> str:
    """A size in decimal units, with tenths of few alone: `4.1 GB`, `298 MB`, `1.2 TB`."""
    return in_units(size, BYTES, MANY)


def in_units(number: int, units: Sequence[tuple[int, str]], many: int) -> str:
    """A number in the first unit of which it is one or more, rounded to what is told: never 1000 of the next smaller.

    Tenths are told of fewer than `many`, of all units but 1.
    """
    size, unit = next((one for one in units if number >= one[0] * 0.9995), units[-1])
    scaled = number / size
    return f"{scaled:.1f}{unit}" if size > 1 and round(scaled, 1) < many else f"{scaled:.0f}{unit}"
