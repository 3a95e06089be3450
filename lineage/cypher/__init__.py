"""Anybody's Cypher, read only: a fence in front of the engine, limits behind it, one answer for every way of asking."""

from lineage.cypher.asking import Answer, ask, explain
from lineage.cypher.fence import Checked, checked
from lineage.cypher.limits import limits
from lineage.cypher.planning import Plan, Warned

__all__ = ["Answer", "Checked", "Plan", "Warned", "ask", "checked", "explain", "limits"]
