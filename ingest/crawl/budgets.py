"""How many requests a part of the Hub may take where nobody says."""

from lineage.values import Scope, ScopeKind

BUDGETS = {ScopeKind.OWNER: 1000, ScopeKind.FAMILY: 300}
"""The whole Hub takes what it takes."""
IN_WORDS = f"{BUDGETS[ScopeKind.OWNER]:,} on an owner's, {BUDGETS[ScopeKind.FAMILY]:,} on a model's"


def budget_of(scope: Scope, max_requests: int | None) -> int | None:
    """The requests that a part of the Hub may take: so many as somebody said, else its own of BUDGETS; None for the
    whole Hub."""
    return max_requests or BUDGETS[scope.kind] if scope.kind in BUDGETS else None
