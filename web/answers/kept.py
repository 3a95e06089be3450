"""Answers that are kept for whoever asks the same again, a few of each graph: those that were asked for last."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from lineage.frozen import FrozenGraph

Answer = TypeVar("Answer")


class KeptAnswers(Generic[Answer]):
    """At most `most` answers of each graph, which go with it. Keys tell all that an answer is a function of."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakKeyDictionary[FrozenGraph, OrderedDict[Hashable, Answer]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, graph: FrozenGraph, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer of that key, made now where it is not kept; no other waits for that."""
        with self._lock:
            kept = self._of.setdefault(graph, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        made = make()
        with self._lock:
            kept[key] = made
            while len(kept) > self._most:
                kept.popitem(last=False)
        return made
