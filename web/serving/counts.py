"""What the server counts of its connections."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class ConnectionCounts:
    """Connections that were ended by us or not accepted, by reason, since the start; and how many are open now."""

    ended: Counter[str] = field(default_factory=Counter)
    open: Callable[[], int] = lambda: 0
