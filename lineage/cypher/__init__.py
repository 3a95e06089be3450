"""Anybody's Cypher, read only: a fence in front of the engine, limits behind it, one answer for every way of asking."""

from lineage.cypher.execute import Answer, ask, explain
from lineage.cypher.limits import limits
from lineage.cypher.plan import Plan, Warned
from lineage.cypher.validate import Checked, checked

__all__ = ["Answer", "Checked", "Plan", "Warned", "ask", "checked", "explain", "limits"]
