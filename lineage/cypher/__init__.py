"""Anybody's Cypher, read only: a validator before the engine, limits behind it, one answer for every way of asking."""

from lineage.cypher.execute import Answer, execute, execute_validated, explain
from lineage.cypher.plan import PlanWarning, QueryPlan
from lineage.cypher.validate import ValidatedStatement, validate
from lineage.statement_limits import limits

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
