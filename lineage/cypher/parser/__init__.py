"""A reading statement, parsed once: `parse` gives its tree, or says where it is no reading statement, and why.

A recursive descent of our own over our own tokens, and no grammar from PyPI, for measured reasons (the table stands in
docs/decisions.md, made by `python -m benchmarks.parsers`). Of 216 reading statements antlr4-cypher
reads 156, at 9 ms each, and a sum of 4,900 numbers in 11 s; cypher-guard reads 24, gives Python no tree, and lets 9 of
84 writing ones pass. This reads all, at 0.2 ms each, the sum in 20 ms, and nothing that writes.

The modules stand on one another: `cursor`, `patterns`, `values`, `operators`, `clauses`.
"""

from lineage.cypher.parser.clauses import parse

__all__ = ["parse"]
