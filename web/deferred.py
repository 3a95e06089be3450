"""Views whose modules are imported when they are first asked for, so that a server listens before it has read them."""

from collections.abc import Callable
from functools import cache
from typing import Any

View = Callable[..., Any]


def deferred(load: Callable[[], View]) -> View:
    """The view that `load` gives, which is called at the first request."""
    loaded = cache(load)

    def view(**values: Any) -> Any:
        return loaded()(**values)

    return view
