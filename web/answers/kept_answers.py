"""Answers that are kept for whoever asks the same again, a few of each graph: those that were asked for last."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from lineage.frozen import FrozenGraph
from web.recently_used import RecentlyUsed

Answer = TypeVar("Answer")
Asked = TypeVar("Asked")


class KeptAnswers(Generic[Answer]):
    """At most `most` answers of each graph, which go with it. Keys tell all that an answer is a function of."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakKeyDictionary[FrozenGraph, RecentlyUsed[Answer]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, graph: FrozenGraph, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer of that key, made now where it is not kept; no other waits for that."""
        return self.get_each(graph, {key: None}, lambda _: [make()])[0]

    def get_each(
        self, graph: FrozenGraph, asked: Mapping[Hashable, Asked], make: Callable[[list[Asked]], Iterable[Answer]]
    ) -> list[Answer]:
        """The answers to what is `asked`, by the key of each; those that are not kept are made now, all at once."""
        with self._lock:
            kept = self._of.setdefault(graph, RecentlyUsed(self._most))
        found = kept.find(asked)
        missing = {key: one for key, one in asked.items() if key not in found}
        if missing:
            made = dict(zip(missing, make([*missing.values()]), strict=True))
            kept.keep(made)
            found |= made
        return [found[key] for key in asked]
