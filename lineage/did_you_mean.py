"""The hint at names like one that there is not."""

from collections.abc import Iterable


def did_you_mean(names: Iterable[str], otherwise: str = "") -> str:
    """The question whether one of these was meant; without any, what is said instead."""
    listed = ", ".join(names)
    return f"did you mean {listed}?" if listed else otherwise
