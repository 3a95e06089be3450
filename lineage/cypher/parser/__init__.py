"""A reading statement, parsed once: `parse` gives its tree, or says where it is no reading statement, and why."""

from lineage.cypher.parser.clauses import parse

__all__ = ["parse"]
