"""The tree of errors drawn in their module is the tree there is."""

import re

from lineage import errors
from lineage.errors import LineageError


def _drawn() -> list[tuple[int, str]]:
    """Depth and name of each line of the drawing."""
    lines = [line for line in (errors.__doc__ or "").splitlines() if re.match(r"[│├└ ]*(── )?[A-Z]\w+ {2,}", line)]
    return [(re.search(r"[A-Z]", line).start() // 4, re.search(r"[A-Z]\w+", line)[0]) for line in lines]  # type: ignore[index, union-attr]


def _real(root: type[LineageError], depth: int = 0) -> list[tuple[int, str]]:
    below = sorted(root.__subclasses__(), key=lambda leaf: (not leaf.__subclasses__(), leaf.__name__))
    ours = [leaf for leaf in below if leaf.__module__ == errors.__name__]
    return [(depth, root.__name__), *(found for leaf in ours for found in _real(leaf, depth + 1))]


def test_the_drawing_is_true() -> None:
    assert _drawn() == _real(LineageError)


def test_no_error_is_defined_elsewhere() -> None:
    def everything(root: type[LineageError]) -> set[str]:
        return {root.__module__}.union(*(everything(leaf) for leaf in root.__subclasses__()))

    import ingest.commands.run  # noqa: F401, PLC0415 - so that every module's classes exist
    import web.app  # noqa: F401, PLC0415

    assert everything(LineageError) == {errors.__name__}
