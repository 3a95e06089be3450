"""What the shell completes from the home at hand: snapshots, ids of models, owners; nothing where there are none."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING

import click

from lineage.errors import LineageError
from lineage.place import Place, place

if TYPE_CHECKING:
    from lineage.frozen import FrozenGraph

MOST_COMPLETIONS = 100
"""Proposals; a shell shows no more in a useful way."""


def snapshot_names(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Snapshots of the home, the newest data last."""
    from lineage.home.home import by_age  # noqa: PLC0415

    return _of(context, lambda where: [f.name for f in by_age(where.home.snapshots) if f.name.startswith(begun)])


def model_ids(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Ids of the frozen graph's models that begin so."""
    return _of(context, lambda where: list(_beginning(_ids(where), begun)))


def owners(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Owners of the frozen graph that begin so."""
    return _of(context, lambda where: list(_beginning(_owners(where), begun)))


def _of(context: click.Context, found: Callable[[Place], list[str]]) -> list[str]:
    try:
        return found(place(context.params.get("home"), context.params.get("store")))
    except (LineageError, OSError):
        return []


def _beginning(names: Sequence[str], begun: str) -> Iterator[str]:
    """The first of the names, which are in order, that begin so."""
    first = bisect_left(names, begun)
    following = (names[at] for at in range(first, len(names)))
    return islice(takewhile(lambda name: name.startswith(begun), following), MOST_COMPLETIONS)


def _ids(where: Place) -> Sequence[str]:
    graph = _graph(where)
    return graph.ids.strings if graph else ()


def _owners(where: Place) -> Sequence[str]:
    graph = _graph(where)
    return graph.models.words("author").vocabulary if graph else ()


def _graph(where: Place) -> "FrozenGraph | None":
    """The graph that is frozen; none where a server has what is loaded, for it is not asked."""
    from lineage.freezing.frozen_graphs import frozen_in  # noqa: PLC0415 - completing commands needs no arrays

    folder = where.frozen()
    return None if folder is None else frozen_in(folder, at_once=True)
