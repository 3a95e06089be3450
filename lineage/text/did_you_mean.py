"""The hint at names like one that there is not."""

from collections.abc import Iterable, Mapping


def did_you_mean(names: Iterable[str], otherwise: str = "", notes: Mapping[str, str] | None = None) -> str:
    """The question whether one of these was meant, with what is noted of them; without any, what is said instead."""
    notes = notes or {}
    listed = ", ".join(f"{name} ({notes[name]})" if name in notes else name for name in names)
    return f"did you mean {listed}?" if listed else otherwise
