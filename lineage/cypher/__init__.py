"""Anybody's Cypher, read only: a validator before the engine, limits behind it, one answer for every way of asking."""

from lineage.cypher.execute import Answer, execute, execute_validated, explain
from lineage.cypher.limits import limits
from lineage.cypher.plan import PlanWarning, QueryPlan
from lineage.cypher.validate import ValidatedStatement, validate

__all__ = [
    "Answer",
    "PlanWarning",
    "QueryPlan",
    "ValidatedStatement",
    "execute",
    "execute_validated",
    "explain",
    "limits",
    "validate",
]
