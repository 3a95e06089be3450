"""How many requests a part of the Hub may take where nobody says."""

from lineage.values import ScopeKind

FAMILY_BUDGET = 300
OWNER_BUDGET = 1000

BUDGETS = {ScopeKind.FAMILY: FAMILY_BUDGET, ScopeKind.OWNER: OWNER_BUDGET}
"""The whole Hub takes what it takes."""
