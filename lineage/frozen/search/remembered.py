"""Answers of a method that are kept for the next who asks the same."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar
from weakref import WeakMethod

Answer = TypeVar("Answer")
Asked = TypeVar("Asked", str, bytes)


def remembered(method: Callable[[Asked], Answer], most: int) -> Callable[[Asked], Answer]:
    """A method that keeps its last answers, so many. They do not keep its object, which leaves with whoever uses it: a
    cycle would hold the mapped files until garbage is looked for."""
    own = WeakMethod(method)

    def answer(of: Asked) -> Answer:
        living = own()
        assert living is not None  # noqa: S101 - it is called through the object
        return living(of)

    return lru_cache(most)(answer)
